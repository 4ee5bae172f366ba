"""Every change of a message's JSON is one `rev` of its conversation."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.models import Conversation, Message
from chat_app.services import events, message_view


def record(session: Session, conversation: Conversation, changed: Sequence[Message]) -> list[str]:
    """Numbers the changed messages, in their order, and leaves the news. Returns each as JSON.

    The conversation must be locked, and each message may stand here once.
    """
    for message in changed:
        conversation.last_rev += 1
        message.rev = conversation.last_rev
    session.flush()
    revocations, profiles = events.counts(session)
    found = message_view.load_many(session, [message.id for message in changed])
    encoded = [message_view.encode(found[message.id]) for message in changed]
    events.leave(
        session,
        [
            events.message_envelope(
                conversation.id,
                message.rev,
                json,
                members_version=conversation.members_version,
                revocations=revocations,
                profiles=profiles,
            )
            for message, json in zip(changed, encoded, strict=True)
        ],
    )
    return encoded


def quoting(session: Session, message: Message) -> list[Message]:
    """The messages that show an excerpt of this one, and so change with it."""
    statement = select(Message).where(col(Message.reply_to) == message.id, col(Message.deleted).is_(False))
    return list(session.scalars(statement.order_by(col(Message.seq))))
