"""Messages."""

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now
from chat_app.models.ids import new_id

COUNTS_AS_UNREAD = "kind = 'user' AND NOT deleted AND thread_root IS NULL"


class Message(SQLModel, table=True):
    """One message, as it is after its latest change.

    `content_hash` is of what the sender sent, before any edit: a retry with the same `client_id` is
    the same message only with the same content. `mentions` is a JSON list of user ids. `reply_to` and
    `thread_root` are ids of messages of the same conversation; messages are never removed one by one
    (a deleted one stays as a tombstone), so they need no foreign key. A webhook may post under another
    `author_name`. `event` is, of a message of kind `system`, the JSON object that it tells of.
    """

    __tablename__ = "messages"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "author_id", "client_id", name="uq_messages_client_id"),
        Index("ix_messages_rev", "conversation_id", "rev"),
        Index(
            "ix_messages_unread",
            "conversation_id",
            "seq",
            "author_id",
            sqlite_where=text(COUNTS_AS_UNREAD),
            postgresql_where=text(COUNTS_AS_UNREAD),
        ),
        Index(
            "ix_messages_reply_to",
            "reply_to",
            sqlite_where=text("reply_to IS NOT NULL"),
            postgresql_where=text("reply_to IS NOT NULL"),
        ),
        Index(
            "ix_messages_thread",
            "thread_root",
            "seq",
            sqlite_where=text("thread_root IS NOT NULL"),
            postgresql_where=text("thread_root IS NOT NULL"),
        ),
        Index(
            "ix_messages_pinned",
            "conversation_id",
            sqlite_where=text("pinned"),
            postgresql_where=text("pinned"),
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    conversation_id: str = Field(foreign_key="conversations.id", ondelete="CASCADE")
    seq: int
    rev: int
    author_id: str = Field(foreign_key="users.id")
    client_id: str
    content_hash: str
    kind: str = "user"
    author_name: str | None = None
    event: str | None = Field(default=None, sa_column=Column(Text))
    body: str = Field(sa_column=Column(Text, nullable=False))
    html: str = Field(sa_column=Column(Text, nullable=False))
    reply_to: str | None = None
    thread_root: str | None = None
    reply_count: int = 0
    mentions: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    attachment_count: int = 0
    pinned: bool = False
    created_at: int = Field(default_factory=now, sa_type=BigInteger)
    edited_at: int | None = Field(default=None, sa_type=BigInteger)
    deleted: bool = False


class Mention(SQLModel, table=True):
    """Who is mentioned where, so that unread mentions are a bounded count."""

    __tablename__ = "mentions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_mentions_user", "user_id", "conversation_id", "seq"),)

    message_id: str = Field(foreign_key="messages.id", ondelete="CASCADE", primary_key=True)
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", primary_key=True)
    conversation_id: str
    seq: int
