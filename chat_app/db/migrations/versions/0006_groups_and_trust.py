"""Groups, administration and trust"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = '0006'
down_revision: str | None = '0005'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_APPEND_ONLY_SQLITE = """
    CREATE TRIGGER audit_log_no_{name} BEFORE {event} ON audit_log BEGIN
        SELECT RAISE(ABORT, 'the audit log is append-only');
    END
"""
_APPEND_ONLY_POSTGRES = (
    """
    CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit log is append-only';
    END $$
    """,
    """
    CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()
    """,
)


def upgrade() -> None:
    for name, column in (
        ('users', sa.Column('suspended_until', sa.BigInteger(), nullable=True)),
        ('users', sa.Column('email_verified_at', sa.BigInteger(), nullable=True)),
        ('users', sa.Column('pending_email', sa.String(), nullable=True)),
        ('users', sa.Column('otp_secret', sa.String(), nullable=True)),
        ('users', sa.Column('otp_since', sa.BigInteger(), nullable=True)),
        ('users', sa.Column('otp_step', sa.BigInteger(), nullable=True)),
        ('users', sa.Column('bot_owner_id', sa.String(), nullable=True)),
        ('sessions', sa.Column('kind', sa.String(), nullable=False, server_default='browser')),
        ('sessions', sa.Column('name', sa.String(), nullable=False, server_default='')),
        ('conversations', sa.Column('posting', sa.String(), nullable=False, server_default='everyone')),
        ('messages', sa.Column('author_name', sa.String(), nullable=True)),
        ('messages', sa.Column('event', sa.Text(), nullable=True)),
    ):
        op.add_column(name, column)
    op.create_table('settings',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('audit_log',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('actor_id', sa.String(), nullable=True),
    sa.Column('actor_name', sa.String(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('target_kind', sa.String(), nullable=False),
    sa.Column('target_id', sa.String(), nullable=True),
    sa.Column('target_name', sa.Text(), nullable=False),
    sa.Column('data', sa.Text(), nullable=False),
    sa.Column('ip', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_audit_log_actor', 'audit_log', ['actor_id', 'id'], unique=False)
    op.create_index('ix_audit_log_action', 'audit_log', ['action', 'id'], unique=False)
    op.create_index('ix_audit_log_target', 'audit_log', ['target_id', 'id'], unique=False)
    op.create_table('invites',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=True),
    sa.Column('created_by', sa.String(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=True),
    sa.Column('max_uses', sa.Integer(), nullable=True),
    sa.Column('uses', sa.Integer(), nullable=False),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by'], ['users.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code_hash')
    )
    op.create_index('ix_invites_conversation', 'invites', ['conversation_id', 'id'], unique=False)
    op.create_index('ix_invites_created_by', 'invites', ['created_by'], unique=False)
    op.create_table('invite_uses',
    sa.Column('invite_id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['invite_id'], ['invites.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('invite_id', 'user_id')
    )
    op.create_index('ix_invite_uses_user_id', 'invite_uses', ['user_id'], unique=False)
    op.create_table('reports',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('author_id', sa.String(), nullable=False),
    sa.Column('reporter_id', sa.String(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('handled_by', sa.String(), nullable=True),
    sa.Column('handled_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['handled_by'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['reporter_id'], ['users.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('message_id', 'reporter_id', name='uq_reports_reporter')
    )
    op.create_index('ix_reports_outcome', 'reports', ['outcome', 'id'], unique=False)
    op.create_table('hooks',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('bot_id', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('created_by', sa.String(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('last_used_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['bot_id'], ['users.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by'], ['users.id'], ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash')
    )
    op.create_index('ix_hooks_conversation_id', 'hooks', ['conversation_id'], unique=False)
    op.create_table('mail_tokens',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash')
    )
    op.create_index('ix_mail_tokens_user_id', 'mail_tokens', ['user_id'], unique=False)
    op.create_table('recovery_codes',
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'code_hash')
    )
    # The lists of the admin pages. What only few rows have is found without reading the others.
    op.create_index('ix_users_name', 'users', [sa.text('lower(display_name)'), 'id'], unique=False)
    op.create_index('ix_users_created', 'users', ['created_at', 'id'], unique=False)
    op.create_index('ix_users_seen', 'users', [sa.text('coalesce(last_seen_at, 0)'), 'id'], unique=False)
    op.create_index('ix_conversations_kind', 'conversations', ['kind', 'created_at', 'id'], unique=False)
    op.create_index('ix_users_active', 'users', ['active', 'id'], unique=False)
    for name, table, columns, where in (
        ('ix_users_role', 'users', ['role', 'id'], "role <> 'member'"),
        ('ix_memberships_owners', 'memberships', ['conversation_id'], "role = 'owner'"),
    ):
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    if op.get_bind().dialect.name == 'sqlite':
        for event in ('UPDATE', 'DELETE'):
            op.execute(_APPEND_ONLY_SQLITE.format(name=event.lower(), event=event))
    else:
        for statement in _APPEND_ONLY_POSTGRES:
            op.execute(statement)
