"""Conversations and who is in them."""

from sqlalchemy import BigInteger, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now
from chat_app.models.ids import new_id


class Conversation(SQLModel, table=True):
    """A direct conversation or a group.

    `last_seq` and `last_rev` are the counters of the contract, moved only inside the transaction that
    writes a message. `members_version` moves with every change of membership; bus events carry it.
    `direct_key` is the two user ids, sorted: one direct conversation for each pair. `posting` is who may
    send: `everyone` or `admins`.
    """

    __tablename__ = "conversations"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        # None over `active_at`: PostgreSQL would then have to touch it with every message.
        Index("ix_conversations_kind", "kind", "created_at", "id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    kind: str
    name: str = ""
    topic: str = Field(default="", sa_column=Column(Text, nullable=False))
    visibility: str = "private"
    posting: str = "everyone"
    avatar_url: str | None = None
    archived: bool = False
    direct_key: str | None = Field(default=None, unique=True)
    created_by: str | None = Field(default=None, foreign_key="users.id", ondelete="SET NULL")
    created_at: int = Field(default_factory=now, sa_type=BigInteger)
    active_at: int = Field(default_factory=now, sa_type=BigInteger)
    member_count: int = 0
    last_seq: int = 0
    last_rev: int = 0
    members_version: int = 0


class Membership(SQLModel, table=True):
    """Somebody in a conversation. Receipts are the two numbers; `read_seq <= delivered_seq` always."""

    __tablename__ = "memberships"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ix_memberships_owners",
            "conversation_id",
            sqlite_where=text("role = 'owner'"),
            postgresql_where=text("role = 'owner'"),
        ),
    )

    conversation_id: str = Field(foreign_key="conversations.id", ondelete="CASCADE", primary_key=True)
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", primary_key=True, index=True)
    role: str = "member"
    joined_at: int = Field(default_factory=now, sa_type=BigInteger)
    read_seq: int = 0
    delivered_seq: int = 0
    muted_until: int | None = Field(default=None, sa_type=BigInteger)
    notify: str = "all"
    favourite: bool = False
    draft: str = Field(default="", sa_column=Column(Text, nullable=False))
