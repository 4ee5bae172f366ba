"""How a member has set a conversation up for themselves; nobody else learns of it."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import Session

from chat_app.errors import Invalid
from chat_app.models.actor import Actor
from chat_app.models.permissions import Action
from chat_app.services import access, conversation_view, events
from chat_app.services.checks import checked, checked_moment, checked_switch, checked_text
from chat_app.services.message_content import LONGEST_BODY

LEVELS = ("all", "mentions", "nothing")


def update_preferences(
    session: Session, actor: Actor, conversation_id: str, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Changes `notify`, `muted_until`, `favourite` and `draft`, those that are given; the conversation.

    The caller's other devices see it at once. An archived group can be set up like any other.

    Raises:
        Invalid: with the reason for each field; nothing is changed.
    """
    conversation, membership = access.member_of(session, actor, conversation_id, Action.READ)
    wanted = checked(changes, _CHECKS)
    if any(getattr(membership, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(membership, name, value)
        session.flush()
        events.conversation_changed_for(session, conversation.id, actor.user_id, durable=True)
    return conversation_view.for_users(session, conversation, [actor.user_id])[actor.user_id]


def _checked_level(name: str, value: Any) -> str:
    if value not in LEVELS:
        raise Invalid(fields={name: "must be all, mentions or nothing"})
    return value


def _checked_draft(name: str, value: Any) -> str:
    text = checked_text(name, value)
    if len(text) > LONGEST_BODY:
        raise Invalid(fields={name: f"is longer than {LONGEST_BODY:,} characters"})
    return text


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "notify": _checked_level,
    "muted_until": checked_moment,
    "favourite": checked_switch,
    "draft": _checked_draft,
}
