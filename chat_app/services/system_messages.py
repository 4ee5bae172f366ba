"""What the system says in a group about what was done in it: one message for one action.

It is written in the transaction of the action and numbered like any other message. It counts for nobody as
unread, is not searched and rings nowhere. Clients say it in the reader's language from `event`; `body` is
for everybody else.
"""

import html
from collections.abc import Sequence
from typing import Any, Literal

import orjson
from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.models import Conversation, User
from chat_app.models.clock import now
from chat_app.models.ids import new_id
from chat_app.models.receipt import LARGE_GROUP
from chat_app.services import events, message_view, sending_sql

Type = Literal[
    "joined",
    "left",
    "added",
    "removed",
    "renamed",
    "topic",
    "posting",
    "archived",
    "returned",
    "owner_added",
    "owner_removed",
    "transferred",
]
_COMING_AND_GOING = frozenset[Type]({"joined", "left", "added", "removed"})
_SENTENCES: dict[Type, str] = {
    "joined": "{actor} joined the group.",
    "left": "{actor} left the group.",
    "added": "{actor} added {names}.",
    "removed": "{actor} removed {names}.",
    "renamed": "{actor} renamed the group to “{name}”.",
    "topic": "{actor} set the topic to “{topic}”.",
    "posting": "{actor} let everybody write here.",
    "archived": "{actor} archived the group.",
    "returned": "{actor} brought the group back from the archive.",
    "owner_added": "{actor} made {names} an owner.",
    "owner_removed": "{actor} made {names} an owner no more.",
    "transferred": "{actor} handed the group over to {names}.",
}


def tell(
    session: Session,
    actor_id: str,
    conversation: Conversation,
    event_type: Type,
    people: Sequence[str] = (),
    **details: str,
) -> None:
    """Says what `actor_id` did, to `people` where it was done to somebody.

    The conversation must be locked. Nothing is said in direct conversations, nor of coming and going in
    groups above 100 members.
    """
    if conversation.kind == "direct":
        return
    if event_type in _COMING_AND_GOING and conversation.member_count > LARGE_GROUP:
        return
    revocations, profiles = events.counts(session)
    known = _named(session, {actor_id, *people})
    actor = known[actor_id]
    event = {
        "type": event_type,
        "actor_id": actor_id,
        "actor_name": actor.display_name,
        "user_ids": list(people),
        "names": [known[user_id].display_name for user_id in people],
        **details,
    }
    conversation.last_seq += 1
    conversation.last_rev += 1
    conversation.active_at = now()
    session.flush()
    row = _row(conversation, actor_id, event)
    sending_sql.insert_messages(session, [row])
    message = message_view.fresh(
        message=row,
        author={
            "id": actor.id,
            "username": actor.username,
            "display_name": actor.display_name,
            "avatar_url": actor.avatar_url,
        },
        reply_to=None,
        files=[],
        mentions=[],
    )
    news = events.message_envelope(
        conversation.id,
        conversation.last_rev,
        message_view.encode(message),
        members_version=conversation.members_version,
        revocations=revocations,
        profiles=profiles,
    )
    events.leave(session, [news])


def sentence(event: dict[str, Any]) -> str:
    """What happened, in English."""
    words = _SENTENCES[event["type"]]
    if event["type"] == "topic" and not event["topic"]:
        words = "{actor} removed the topic."
    if event["type"] == "posting" and event["posting"] == "admins":
        words = "{actor} let only admins write here."
    given = {name: event[name] for name in ("name", "topic") if name in event}
    return words.format(actor=event["actor_name"], names=_listed(event["names"]), **given)


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _named(session: Session, user_ids: set[str]) -> dict[str, User]:
    return {user.id: user for user in session.scalars(select(User).where(col(User.id).in_(user_ids)))}


def _row(conversation: Conversation, actor_id: str, event: dict[str, Any]) -> dict[str, Any]:
    body, message_id = sentence(event), new_id()
    return {
        "id": message_id,
        "conversation_id": conversation.id,
        "seq": conversation.last_seq,
        "rev": conversation.last_rev,
        "author_id": actor_id,
        "client_id": message_id,
        "content_hash": "",
        "kind": "system",
        "author_name": None,
        "event": orjson.dumps(event).decode(),
        "body": body,
        "html": f"<p>{html.escape(body, quote=False)}</p>",
        "reply_to": None,
        "thread_root": None,
        "reply_count": 0,
        "mentions": "[]",
        "attachment_count": 0,
        "pinned": False,
        "created_at": conversation.active_at,
        "edited_at": None,
        "deleted": False,
    }
