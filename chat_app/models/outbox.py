"""What is committed and perhaps not published yet."""

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now
from chat_app.models.ids import new_id


class Outbox(SQLModel, table=True):
    """One bus event, written with the change that it tells of and removed after it was published."""

    __tablename__ = "outbox"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    created_at: int = Field(default_factory=now, sa_type=BigInteger, index=True)
    envelope: str = Field(sa_column=Column(Text, nullable=False))
