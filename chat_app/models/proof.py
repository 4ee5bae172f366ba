"""What proves that somebody is who they say, beside their password. Secrets are stored as hashes only."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now


class MailToken(SQLModel, table=True):
    """A secret that went out by mail to `email`, good once. `purpose` is `reset` or `verify`."""

    __tablename__ = "mail_tokens"  # pyright: ignore[reportAssignmentType]

    token_hash: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    purpose: str
    email: str
    created_at: int = Field(default_factory=now, sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)


class RecoveryCode(SQLModel, table=True):
    """For whoever has lost the device that makes their codes; good once."""

    __tablename__ = "recovery_codes"  # pyright: ignore[reportAssignmentType]

    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", primary_key=True)
    code_hash: str = Field(primary_key=True)
    used_at: int | None = Field(default=None, sa_type=BigInteger)
