"""When each profile was last changed"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = '0008'
down_revision: str | None = '0007'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('users', sa.Column('changed_at', sa.BigInteger(), nullable=True))
    op.create_index('ix_users_changed', 'users', ['changed_at'])


def downgrade() -> None:
    op.drop_index('ix_users_changed', table_name='users')
    op.drop_column('users', 'changed_at')
