"""Signed-in devices. Secrets are stored as hashes only."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now
from chat_app.models.ids import new_id


class UserSession(SQLModel, table=True):
    """One sign-in: it owns a cookie and a family of refresh tokens, and dies as a whole.

    Of another `kind` is an API token of a bot: `cookie_hash` is the token's, and no cookie. The one of kind
    `hook` is what a webhook acts by; nobody can present it.
    """

    __tablename__ = "sessions"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    kind: str = "browser"
    """Or `token`, or `hook`."""
    name: str = ""
    """What a token was called by whoever made it."""
    cookie_hash: str = Field(unique=True)
    user_agent: str = ""
    ip: str = ""
    created_at: int = Field(default_factory=now, sa_type=BigInteger)
    last_used_at: int = Field(default_factory=now, sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    end_reason: str | None = None


class RefreshToken(SQLModel, table=True):
    """Used ones stay, so that one that is presented again gives itself away."""

    __tablename__ = "refresh_tokens"  # pyright: ignore[reportAssignmentType]

    token_hash: str = Field(primary_key=True)
    session_id: str = Field(foreign_key="sessions.id", ondelete="CASCADE", index=True)
    created_at: int = Field(default_factory=now, sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)
