"""Files: who may read them, how many there may be, and which are of no use any more."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.errors import Conflict, NotFound, TooLarge
from chat_app.models import Attachment, DiscardedFile, File, Membership
from chat_app.models.actor import Actor
from chat_app.models.clock import now
from chat_app.models.ids import is_id
from chat_app.services import attachments, rules
from chat_app.settings import Settings

UNSENT_FOR = 24 * 60 * 60 * 1000
"""Milliseconds after which a file that is in no message is taken for forgotten."""

_IN_A_CONVERSATION = (
    select(col(Membership.user_id))
    .join(Attachment, col(Attachment.conversation_id) == col(Membership.conversation_id))
    .where(col(Attachment.file_id) == bindparam("file_id"), col(Membership.user_id) == bindparam("user_id"))
    .limit(1)
)
_ATTACHED = select(col(Attachment.message_id)).where(col(Attachment.file_id) == bindparam("file_id")).limit(1)
_USED = select(func.coalesce(func.sum(col(File.stored_size)), 0))
_USED_BY = _USED.where(col(File.owner_id) == bindparam("owner_id"))
_IN_USE = select(col(File.id)).where(among(File.id, "ids"))
_TO_REMOVE = select(col(DiscardedFile.id)).where(among(DiscardedFile.id, "ids"))


def largest(session: Session, settings: Settings) -> int:
    """Bytes that a file may have."""
    return rules.read(session, settings).max_upload_bytes


def check_quota(session: Session, owner_id: str, size: int, settings: Settings) -> None:
    """Raises TooLarge if `size` bytes more would be too many, for this person or for everybody together."""
    for_one, for_all = rules.read(session, settings).user_quota_bytes, settings.storage_quota_bytes
    if for_one and session.execute(_USED_BY, {"owner_id": owner_id}).scalar_one() + size > for_one:
        raise TooLarge(
            "Your files would take more room than you have. Delete messages with files that you do not need.",
            code="quota_exceeded",
        )
    if for_all and session.execute(_USED).scalar_one() + size > for_all:
        raise TooLarge(
            "There is no room for this file on this server. Tell those who run it.", code="quota_exceeded"
        )


def register(session: Session, actor: Actor, described: File, settings: Settings) -> dict[str, Any]:
    """A file whose bytes are stored comes into being."""
    check_quota(session, actor.user_id, described.stored_size, settings)
    # A row of its own for each try: one that was in a transaction which failed would not be written again.
    file = File(**described.model_dump())
    session.add(file)
    session.flush()
    return attachments.file_json(file)


def readable(session: Session, actor: Actor, file_id: str) -> File:
    """The file, for members of a conversation in which it was sent; for its owner alone while it was not.

    Raises:
        NotFound: there is none, or it is nobody's business of theirs.
    """
    file = session.get(File, file_id) if is_id(file_id) else None
    if file is None or file.purpose != "attachment":
        raise NotFound("There is no such file.")
    both = {"file_id": file.id, "user_id": actor.user_id}
    if session.scalar(_IN_A_CONVERSATION, both) is not None:
        return file
    if file.owner_id == actor.user_id and session.scalar(_ATTACHED, both) is None:
        return file
    raise NotFound("There is no such file.")


def get_file(session: Session, actor: Actor, file_id: str) -> dict[str, Any]:
    return attachments.file_json(readable(session, actor, file_id))


def remove_unsent(session: Session, actor: Actor, file_id: str) -> None:
    """Discards one's own file that is in no message."""
    file = readable(session, actor, file_id)
    if session.scalar(_ATTACHED, {"file_id": file.id}) is not None:
        raise Conflict("This file is in a message. Delete the message.", code="file_in_use")
    attachments.discard(session, [file.id])


def avatar(session: Session, actor: Actor, file_id: str) -> File:
    """The picture of a person or a group; everybody who is signed in may see it."""
    del actor
    file = session.get(File, file_id) if is_id(file_id) else None
    if file is None or file.purpose != "avatar":
        raise NotFound("There is no such picture.")
    return file


def keys_of(file: File | DiscardedFile) -> list[str]:
    """Everything that the storage has of it."""
    return [key(file.id), *(key(file.id, size) for size in attachments.variants_of(file))]


def key(file_id: str, size: int | None = None) -> str:
    """Where the storage has a file, or a smaller copy of it."""
    return f"{file_id[-2:]}/{file_id}/{'original' if size is None else f'{size}.webp'}"


def file_of_key(stored: str) -> str | None:
    """The id of the file that a key belongs to; None for what is no key of ours."""
    parts = stored.split("/")
    return (
        parts[1]
        if len(parts) == 3 and is_id(parts[1]) and stored == f"{parts[1][-2:]}/{'/'.join(parts[1:])}"
        else None
    )


def nearest_variant(file: File, size: int) -> int | None:
    """The smallest copy that is large enough; None where that is the picture itself."""
    return next((one for one in attachments.variants_of(file) if one >= size), None)


def discard_forgotten(session: Session) -> int:
    """Discards what was uploaded long ago and never sent. Returns how many."""
    forgotten = session.scalars(
        select(col(File.id))
        .outerjoin(Attachment, col(Attachment.file_id) == col(File.id))
        .where(
            col(File.created_at) < now() - UNSENT_FOR,
            col(File.purpose) == "attachment",
            col(Attachment.file_id).is_(None),
        )
        .limit(1_000)
    ).all()
    attachments.discard(session, forgotten)
    return len(forgotten)


def discarded(session: Session, most: int) -> list[DiscardedFile]:
    """Those whose bytes have yet to be removed, the oldest first."""
    statement = select(DiscardedFile).order_by(col(DiscardedFile.discarded_at)).limit(most)
    return list(session.scalars(statement))


def removed(session: Session, file_ids: Collection[str]) -> None:
    """Their bytes are gone."""
    for file_id in file_ids:
        if (file := session.get(DiscardedFile, file_id)) is not None:
            session.delete(file)
    session.flush()


def known(session: Session, file_ids: Collection[str]) -> set[str]:
    """Those of these ids that belong to something here; the bytes of all others are orphans."""
    ids = {"ids": list(file_ids)}
    return {*session.scalars(_IN_USE, ids), *session.scalars(_TO_REMOVE, ids)}
