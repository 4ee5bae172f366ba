"""Where the data lives: connections, transactions, migrations."""

from chat_app.db.database import Database

__all__ = ["Database"]
