"""Reactions to messages."""

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from chat_app.errors import Conflict
from chat_app.models import Reaction
from chat_app.models.actor import Actor
from chat_app.models.permissions import Action
from chat_app.services import access, message_view, revisions
from chat_app.services.emoji_names import canonical

MOST_DIFFERENT = 50


def react(session: Session, actor: Actor, message_id: str, emoji: str, on: bool) -> str:
    """Puts or takes away the caller's reaction; returns the message as JSON text.

    `emoji` is a Unicode emoji or a `:shortcode:`. Repeating changes nothing.
    """
    emoji = canonical(emoji)
    message, conversation, _ = access.find_message(session, actor, message_id, Action.REACT, lock=True)
    access.require_somebodys(message)
    if message.deleted:
        raise Conflict("This message was deleted.", code="message_deleted")
    there = session.get(Reaction, (message.id, emoji, actor.user_id))
    if (there is not None) == on:
        return message_view.encode(message_view.load_one(session, message.id))
    if there is not None:
        session.connection().execute(
            delete(Reaction).where(
                col(Reaction.message_id) == message.id,
                col(Reaction.emoji) == emoji,
                col(Reaction.user_id) == actor.user_id,
            )
        )
    else:
        _check_room_for(session, message.id, emoji)
        session.add(Reaction(message_id=message.id, emoji=emoji, user_id=actor.user_id))
    return revisions.record(session, conversation, [message])[0]


def _check_room_for(session: Session, message_id: str, emoji: str) -> None:
    used = select(func.count(func.distinct(col(Reaction.emoji)))).where(
        col(Reaction.message_id) == message_id, col(Reaction.emoji) != emoji
    )
    if (session.scalar(used) or 0) >= MOST_DIFFERENT:
        raise Conflict(f"A message has room for {MOST_DIFFERENT} different emoji.", code="too_many_reactions")
