"""Addresses at which other programs post into a group."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now
from chat_app.models.ids import new_id


class Hook(SQLModel, table=True):
    """An incoming webhook. It posts as a bot of its own, under the secret whose hash this is."""

    __tablename__ = "hooks"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    conversation_id: str = Field(foreign_key="conversations.id", ondelete="CASCADE", index=True)
    bot_id: str = Field(foreign_key="users.id", ondelete="CASCADE")
    token_hash: str = Field(unique=True)
    created_by: str | None = Field(default=None, foreign_key="users.id", ondelete="SET NULL")
    created_at: int = Field(default_factory=now, sa_type=BigInteger)
    last_used_at: int | None = Field(default=None, sa_type=BigInteger)
