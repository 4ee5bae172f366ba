"""Alembic migrations; `chat_app.db.migrate` runs them."""
