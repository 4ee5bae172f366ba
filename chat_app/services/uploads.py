"""Resumable uploads: what is on its way, and who is writing to it.

The bytes are the storage's business (`Storage.partial`); how far they are is asked of them alone. A request
holds an upload while it writes, so that one that hangs and one that takes its place do not write both.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from chat_app.errors import Locked, NotFound, TooLarge
from chat_app.media.names import safe_name
from chat_app.models import File, Upload
from chat_app.models.actor import Actor
from chat_app.models.clock import now
from chat_app.models.ids import is_id
from chat_app.services import files
from chat_app.settings import Settings

EXPIRES_AFTER = 24 * 60 * 60 * 1000
HELD_FOR = 10_000
"""Milliseconds that a hold is good for without being renewed: its holder may have died."""

MOST_AT_ONCE = 100
"""Unfinished uploads of one person."""


@dataclass(frozen=True, slots=True)
class Progress:
    """An upload, or the file that it has become (`is_done`)."""

    id: str
    name: str
    size: int
    metadata: str
    expires_at: int
    is_done: bool


def create(
    session: Session, actor: Actor, settings: Settings, *, name: str, size: int, metadata: str
) -> Progress:
    """Begins an upload of `size` bytes.

    Raises:
        TooLarge: that is more than a file may have, or than there is room for.
    """
    if size > (largest := files.largest(session, settings)):
        raise TooLarge(f"A file may have {largest:,} bytes.")
    files.check_quota(session, actor.user_id, size, settings)
    theirs = select(Upload.id).where(Upload.owner_id == actor.user_id).limit(MOST_AT_ONCE)
    if len(session.exec(theirs).all()) == MOST_AT_ONCE:
        raise TooLarge("Finish or cancel some of your other uploads first.", code="too_many_uploads")
    upload = Upload(
        owner_id=actor.user_id,
        name=safe_name(name),
        size=size,
        metadata_text=metadata,
        expires_at=now() + EXPIRES_AFTER,
    )
    session.add(upload)
    session.flush()
    return _progress(upload)


def find(session: Session, actor: Actor, upload_id: str) -> Progress:
    """One's own upload, also when it has become a file already.

    Raises:
        NotFound: there is none.
    """
    upload = session.get(Upload, upload_id) if is_id(upload_id) else None
    if upload is not None and upload.owner_id == actor.user_id:
        return _progress(upload)
    file = session.get(File, upload_id) if is_id(upload_id) else None
    if file is not None and file.owner_id == actor.user_id and file.purpose == "attachment":
        return Progress(file.id, file.name, file.size, "", file.created_at + EXPIRES_AFTER, is_done=True)
    raise NotFound("There is no such upload.")


def hold(session: Session, actor: Actor, upload_id: str) -> Progress:
    """Nobody else writes to it until `let_go`, or until the hold is not renewed. Puts its end off.

    Raises:
        NotFound: there is no such unfinished upload.
        Locked: somebody else holds it.
    """
    upload = session.get(Upload, upload_id, with_for_update=True) if is_id(upload_id) else None
    if upload is None or upload.owner_id != actor.user_id:
        raise NotFound("There is no such upload.")
    if upload.held_until > now():
        raise Locked
    upload.held_until = now() + HELD_FOR
    upload.expires_at = now() + EXPIRES_AFTER
    session.add(upload)
    return _progress(upload)


def hold_on(session: Session, upload_id: str) -> None:
    """Renews the hold, as `hold` began it."""
    if (upload := session.get(Upload, upload_id)) is not None:
        upload.held_until = now() + HELD_FOR
        upload.expires_at = now() + EXPIRES_AFTER


def let_go(session: Session, upload_id: str) -> None:
    if (upload := session.get(Upload, upload_id)) is not None:
        upload.held_until = 0


def remove(session: Session, upload_id: str) -> None:
    """It has become a file, or was given up."""
    if (upload := session.get(Upload, upload_id)) is not None:
        session.delete(upload)
        session.flush()


def expired(session: Session) -> list[str]:
    """Removes what nobody came back to; returns the ids, whose bytes can go."""
    over = col(Upload.expires_at) < now(), col(Upload.held_until) < now()
    found = select(Upload).where(*over).limit(1_000).with_for_update(skip_locked=True)
    old = session.exec(found).all()
    for upload in old:
        session.delete(upload)
    session.flush()
    return [upload.id for upload in old]


def unknown(session: Session, ids: list[str]) -> list[str]:
    """Those of these ids that are no unfinished uploads."""
    return [upload_id for upload_id in ids if session.get(Upload, upload_id) is None]


def _progress(upload: Upload) -> Progress:
    return Progress(
        upload.id, upload.name, upload.size, upload.metadata_text, upload.expires_at, is_done=False
    )
