"""Messages that somebody does not want to leave as they are."""

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now
from chat_app.models.ids import new_id


class Report(SQLModel, table=True):
    """What somebody reported. `body` is what the message said then, whatever became of it.

    An open one has no `outcome`: `dismiss`, `delete_message` or `suspend_author`.
    """

    __tablename__ = "reports"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("message_id", "reporter_id", name="uq_reports_reporter"),
        Index("ix_reports_outcome", "outcome", "id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    message_id: str
    conversation_id: str
    author_id: str = Field(foreign_key="users.id", ondelete="CASCADE")
    reporter_id: str = Field(foreign_key="users.id", ondelete="CASCADE")
    reason: str = Field(sa_column=Column(Text, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    created_at: int = Field(default_factory=now, sa_type=BigInteger)
    outcome: str | None = None
    handled_by: str | None = Field(default=None, foreign_key="users.id", ondelete="SET NULL")
    handled_at: int | None = Field(default=None, sa_type=BigInteger)
