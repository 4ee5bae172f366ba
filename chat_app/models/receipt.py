"""When receipts moved."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now

LARGE_GROUP = 100
"""In groups above this size receipts are sent live only to those concerned: the reader, and the authors
of what was read. Else a message to 1,000 people would cost a million events."""

NEVER_WAITED_FOR = 2**31 - 1
"""Where the pointers of a webhook stand: it reads nothing, and nothing waits for it to be read by all."""


class Receipt(SQLModel, table=True):
    """A step of somebody's `read` or `delivered` pointer to `seq`.

    A message was read at the time of the first step that reached it. Where the pointers stand is in
    the membership; this is only their history.
    """

    __tablename__ = "receipts"  # pyright: ignore[reportAssignmentType]

    conversation_id: str = Field(foreign_key="conversations.id", ondelete="CASCADE", primary_key=True)
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", primary_key=True)
    kind: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: int = Field(default_factory=now, sa_type=BigInteger)
