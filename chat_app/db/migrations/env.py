"""What Alembic runs: the caller hands it a connection that holds the migration lock."""

from alembic import context
from sqlmodel import SQLModel

import chat_app.models  # noqa: F401  # pyright: ignore[reportUnusedImport]  (fills the metadata)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
