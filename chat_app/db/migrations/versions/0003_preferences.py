"""Preferences: a status that ends, receipts on or off, favourites, drafts"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = '0003'
down_revision: str | None = '0001'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Plain ADD COLUMN: rebuilding `users` on SQLite would cascade to everything that refers to it.
    op.add_column('users', sa.Column('status_until', sa.BigInteger(), nullable=True))
    op.add_column('users', sa.Column('receipts', sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column('memberships', sa.Column('favourite', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('memberships', sa.Column('draft', sa.Text(), nullable=False, server_default=''))
    # Everybody had "en" so far, whether they wanted it or not; empty is "the browser's".
    op.execute("UPDATE users SET locale = '' WHERE locale = 'en'")
