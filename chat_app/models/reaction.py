"""Reactions."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now


class Reaction(SQLModel, table=True):
    """One person's emoji on one message."""

    __tablename__ = "reactions"  # pyright: ignore[reportAssignmentType]

    message_id: str = Field(foreign_key="messages.id", ondelete="CASCADE", primary_key=True)
    emoji: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", primary_key=True)
    created_at: int = Field(default_factory=now, sa_type=BigInteger)
