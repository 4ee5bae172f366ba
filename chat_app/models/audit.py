"""Who did what to whom, when, and from where."""

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now
from chat_app.models.ids import new_id


class AuditEntry(SQLModel, table=True):
    """One deed. The database itself refuses to change or remove any (triggers in the migrations), and nothing
    here points at other tables, so that what is deleted there stays told of.

    `target_name` is what the target was called at the time, `data` is a JSON object of what changed. Without
    an actor it was done on the command line.
    """

    __tablename__ = "audit_log"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_audit_log_actor", "actor_id", "id"),
        Index("ix_audit_log_action", "action", "id"),
        Index("ix_audit_log_target", "target_id", "id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    at: int = Field(default_factory=now, sa_type=BigInteger)
    actor_id: str | None = None
    actor_name: str = ""
    action: str
    target_kind: str
    target_id: str | None = None
    target_name: str = Field(default="", sa_column=Column(Text, nullable=False))
    data: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    ip: str = ""
