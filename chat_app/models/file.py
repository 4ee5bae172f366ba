"""Files: what is stored, where it is shown, and what is on its way in or out."""

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

from chat_app.models.clock import now
from chat_app.models.ids import new_id

VARIANTS = (320, 800, 1600)
"""The longest sides, in pixels, of the smaller copies that a picture has."""


class File(SQLModel, table=True):
    """Bytes in the storage that are whole and known.

    `width` and `height` are of the upright picture, `thumbhash` is base64. `variants` is a JSON list of those
    of `VARIANTS` that are stored. A `purpose` other than `attachment` (an avatar) is never in a message.
    """

    __tablename__ = "files"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_files_owner", "owner_id"), Index("ix_files_created", "created_at"))

    id: str = Field(default_factory=new_id, primary_key=True)
    owner_id: str = Field(foreign_key="users.id", ondelete="CASCADE")
    purpose: str = "attachment"
    name: str = Field(sa_column=Column(Text, nullable=False))
    mime: str
    kind: str
    size: int = Field(sa_type=BigInteger)
    stored_size: int = Field(sa_type=BigInteger)
    """Bytes in the storage, variants included: what counts against quotas."""
    width: int | None = None
    height: int | None = None
    animated: bool = False
    thumbhash: str | None = None
    variants: str = "[]"
    created_at: int = Field(default_factory=now, sa_type=BigInteger)


class Attachment(SQLModel, table=True):
    """A file in a message. Whoever may read the message may read the file; nobody else may.

    `conversation_id` and `seq` repeat the message's, for lists of a conversation's files.
    """

    __tablename__ = "attachments"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_attachments_file", "file_id"),
        Index("ix_attachments_conversation", "conversation_id", "seq"),
    )

    message_id: str = Field(foreign_key="messages.id", ondelete="CASCADE", primary_key=True)
    position: int = Field(primary_key=True)
    file_id: str = Field(foreign_key="files.id")
    conversation_id: str
    seq: int


class Upload(SQLModel, table=True):
    """A resumable upload (tus) that has not become a file yet; how far it is, its pieces tell.

    Until `held_until` one request is writing to it.
    """

    __tablename__ = "uploads"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_uploads_owner", "owner_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    owner_id: str = Field(foreign_key="users.id", ondelete="CASCADE")
    name: str = Field(sa_column=Column(Text, nullable=False))
    size: int = Field(sa_type=BigInteger)
    metadata_text: str = Field(default="", sa_column=Column(Text, nullable=False))
    """The `Upload-Metadata` of its creation, as it was sent."""
    held_until: int = Field(default=0, sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)
    created_at: int = Field(default_factory=now, sa_type=BigInteger)


class DiscardedFile(SQLModel, table=True):
    """A file that nobody can reach any more, and whose bytes have yet to be removed from the storage."""

    __tablename__ = "discarded_files"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True)
    variants: str = "[]"
    discarded_at: int = Field(default_factory=now, sa_type=BigInteger)
