"""Files in messages: how they look there, what may be sent, and what becomes of them with the message."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import orjson
from sqlalchemy import delete, select
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.db.prepared import Answer, Found, Insert, KeyedSelect
from chat_app.errors import Invalid
from chat_app.models import Attachment, DiscardedFile, File

FILES = "/api/v1/files"

_OF_MESSAGES = KeyedSelect(
    """
    SELECT a.message_id, f.id, f.name, f.mime, f.size, f.kind, f.width, f.height, f.animated, f.thumbhash
    FROM {keys} CROSS JOIN attachments a JOIN files f ON f.id = a.file_id
    WHERE a.message_id = {k0}
    ORDER BY a.message_id, a.position
    """
)
_OF_OWNERS = KeyedSelect(
    """
    SELECT f.id, f.owner_id, f.name, f.mime, f.size, f.kind, f.width, f.height, f.animated, f.thumbhash
    FROM {keys} CROSS JOIN files f
    WHERE f.id = {k0} AND f.owner_id = {k1} AND f.purpose = 'attachment'
    """
)
_INSERT = Insert("attachments", "message_id", "position", "file_id", "conversation_id", "seq")
_ELSEWHERE = select(col(Attachment.file_id)).where(among(Attachment.file_id, "ids")).distinct()
_UNREFERENCED = select(File).where(among(File.id, "ids"))


def file_json(row: Found | File) -> dict[str, Any]:
    """The contract's `file`, the same for every reader."""
    return {
        "id": row.id,
        "name": row.name,
        "mime": row.mime,
        "size": row.size,
        "kind": row.kind,
        "width": row.width,
        "height": row.height,
        "animated": bool(row.animated),
        "thumbhash": row.thumbhash,
        "url": f"{FILES}/{row.id}/{quote(row.name, safe='')}",
        "thumb_url": f"{FILES}/{row.id}/thumb/320" if row.kind == "image" else None,
    }


def of_messages(session: Session, message_ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The files of each message that has any, in their order."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _OF_MESSAGES.rows(session, [(message_id,) for message_id in message_ids]):
        found[row.message_id].append(file_json(row))
    return found


def words_of(files: Sequence[Mapping[str, Any]]) -> str:
    """What a message says without a word of its own: the names of its files."""
    return ", ".join(file["name"] for file in files)


def attachable(session: Session, wanted: Collection[tuple[str, str]]) -> Answer:
    """Those of the (file, owner) pairs whose owner may send the file."""
    return _OF_OWNERS.ask(session, list(wanted))


def chosen(
    ids: Sequence[str], owner_id: str, known: Mapping[tuple[str, str], dict[str, Any]]
) -> list[dict[str, Any]]:
    """The files of a draft, in its order, out of what `attachable` found.

    Raises:
        Invalid: one is not there, or not the author's.
    """
    files = [known.get((file_id, owner_id)) for file_id in ids]
    if None in files:
        raise Invalid(fields={"attachment_ids": "names a file that is not yours or does not exist"})
    return [file for file in files if file is not None]


def attach(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Each has its `message_id`, `position`, `file_id`, `conversation_id` and `seq`."""
    _INSERT.run(session, rows)


def release_message(session: Session, message_id: str) -> None:
    """The message has no files any more; what is in no other message is discarded."""
    _release(session, col(Attachment.message_id) == message_id)


def release_conversation(session: Session, conversation_id: str) -> None:
    """The same for all messages of a conversation."""
    _release(session, col(Attachment.conversation_id) == conversation_id)


def _release(session: Session, where: Any) -> None:
    connection = session.connection()
    released = connection.execute(delete(Attachment).where(where).returning(col(Attachment.file_id)))
    ids = set(released.scalars())
    if ids:
        discard(session, ids - set(connection.execute(_ELSEWHERE, {"ids": list(ids)}).scalars()))


def discard(session: Session, file_ids: Collection[str]) -> None:
    """Nobody reaches these files any more; their bytes are removed after the transaction."""
    if not file_ids:
        return
    files = list(session.scalars(_UNREFERENCED, {"ids": list(file_ids)}))
    session.add_all(DiscardedFile(id=file.id, variants=file.variants) for file in files)
    session.flush()
    for file in files:
        session.delete(file)
    session.flush()


def variants_of(file: File | DiscardedFile) -> list[int]:
    """The sizes that are stored besides the original, ascending."""
    return orjson.loads(file.variants)
