"""Ways in for people who have no account, or are not in a group."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now
from chat_app.models.ids import new_id


class Invite(SQLModel, table=True):
    """A link that lets somebody in: to the installation, and into a group where it names one.

    Its code is known to whoever made it, and here by its hash alone. None is no end and no limit.
    """

    __tablename__ = "invites"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_invites_conversation", "conversation_id", "id"),
        Index("ix_invites_created_by", "created_by"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    code_hash: str = Field(unique=True)
    conversation_id: str | None = Field(default=None, foreign_key="conversations.id", ondelete="CASCADE")
    created_by: str = Field(foreign_key="users.id", ondelete="CASCADE")
    created_at: int = Field(default_factory=now, sa_type=BigInteger)
    expires_at: int | None = Field(default=None, sa_type=BigInteger)
    max_uses: int | None = None
    uses: int = 0
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)


class InviteUse(SQLModel, table=True):
    """Somebody came in by it: they count once, however often they come."""

    __tablename__ = "invite_uses"  # pyright: ignore[reportAssignmentType]

    invite_id: str = Field(foreign_key="invites.id", ondelete="CASCADE", primary_key=True)
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", primary_key=True, index=True)
