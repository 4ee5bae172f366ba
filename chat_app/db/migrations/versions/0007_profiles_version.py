"""How often somebody has changed their name or picture"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = '0007'
down_revision: str | None = '0006'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    column = sa.Column('profiles', sa.Integer(), nullable=False, server_default='0')
    op.add_column('installation', column)


def downgrade() -> None:
    op.drop_column('installation', 'profiles')
