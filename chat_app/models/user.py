"""People and bots."""

from sqlalchemy import BigInteger, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now
from chat_app.models.ids import new_id


class User(SQLModel, table=True):
    """An account. `username` and `email` are stored folded, so that uniqueness is the database's.

    An empty `locale` is the browser's. A status is over at `status_until`, whatever still stands in it.
    Without `receipts` nobody learns how far this person has read, nor do they of others.

    Who is not `active` is suspended, until `suspended_until` where there is one. `otp_secret` is encrypted,
    and its codes are asked for at sign-in once it is confirmed (`otp_since`); `otp_step` is the last time
    step that was used. `pending_email` is an address that they want and have not verified yet. A bot has the
    role `bot`, an owner, no password, and an address under `.invalid`; the bot of a webhook has no owner
    either: it is nobody to talk to. `changed_at` is when the profile was last changed, for workers that may
    have missed it.
    """

    __tablename__ = "users"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_users_created", "created_at", "id"),
        Index(
            "ix_users_role",
            "role",
            "id",
            sqlite_where=text("role <> 'member'"),
            postgresql_where=text("role <> 'member'"),
        ),
        Index("ix_users_active", "active", "id"),
        Index("ix_users_changed", "changed_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    username: str = Field(unique=True)
    email: str = Field(unique=True)
    display_name: str
    password_hash: str
    role: str = "member"
    avatar_url: str | None = None
    status_text: str = Field(default="", sa_column=Column(Text, nullable=False))
    status_emoji: str = ""
    status_until: int | None = Field(default=None, sa_type=BigInteger)
    locale: str = ""
    dnd_until: int | None = Field(default=None, sa_type=BigInteger)
    receipts: bool = True
    active: bool = True
    suspended_until: int | None = Field(default=None, sa_type=BigInteger)
    email_verified_at: int | None = Field(default=None, sa_type=BigInteger)
    pending_email: str | None = None
    otp_secret: str | None = None
    otp_since: int | None = Field(default=None, sa_type=BigInteger)
    otp_step: int | None = Field(default=None, sa_type=BigInteger)
    bot_owner_id: str | None = None
    created_at: int = Field(default_factory=now, sa_type=BigInteger)
    last_seen_at: int | None = Field(default=None, sa_type=BigInteger)
    changed_at: int | None = Field(default=None, sa_type=BigInteger)
