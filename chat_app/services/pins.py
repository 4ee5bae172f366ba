"""Pinned messages."""

from sqlmodel import Session, col

from chat_app.errors import Conflict, Invalid
from chat_app.models import Message
from chat_app.models.actor import Actor
from chat_app.models.permissions import Action
from chat_app.services import access, message_view, revisions


def pin(session: Session, actor: Actor, message_id: str, on: bool) -> str:
    """Pins or unpins for everybody; returns the message as JSON text. Repeating changes nothing."""
    message, conversation, _ = access.find_message(session, actor, message_id, Action.PIN, lock=True)
    access.require_somebodys(message)
    if message.pinned == on:
        return message_view.encode(message_view.load_one(session, message.id))
    if message.deleted:
        raise Conflict("This message was deleted.", code="message_deleted")
    message.pinned = on
    return revisions.record(session, conversation, [message])[0]


def list_pins(
    session: Session, actor: Actor, conversation_id: str, limit: int, cursor: str | None
) -> tuple[list[str], str | None]:
    """The pinned messages, newest first, as JSON texts, and the cursor of the next page."""
    conversation, _ = access.member_of(session, actor, conversation_id, Action.READ)
    where = [col(Message.conversation_id) == conversation.id, col(Message.pinned)]
    if cursor is not None:
        if not cursor.isdecimal() or len(cursor) > 9:
            raise Invalid(fields={"cursor": "is not a cursor of this list"})
        where.append(col(Message.seq) < int(cursor))
    found = message_view.load(session, *where, order=(col(Message.seq).desc(),), limit=limit + 1)
    page = found[:limit]
    return [message_view.encode(message) for message in page], str(page[-1]["seq"]) if len(
        found
    ) > limit else None
