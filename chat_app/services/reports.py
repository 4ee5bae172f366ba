"""Reporting a message to those who run the installation."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.errors import Conflict, Invalid, NotAllowed
from chat_app.models import Report
from chat_app.models.actor import Actor
from chat_app.models.clock import iso
from chat_app.models.permissions import Action
from chat_app.services import access
from chat_app.services.checks import checked_text

LONGEST_REASON = 1_000


def report(session: Session, actor: Actor, message_id: str, reason: str) -> tuple[dict[str, Any], bool]:
    """Reports somebody else's message of a conversation that one is in; the report, and whether it is new.

    A message is reported by one person once: again, it is the report that is there.

    Raises:
        NotFound, Invalid.
        NotAllowed: it is one's own message, or one that the system wrote.
        Conflict: `message_deleted`.
    """
    reason = _checked_reason(reason)
    message, conversation, _ = access.find_message(session, actor, message_id, Action.REPORT, lock=True)
    mine = col(Report.message_id) == message.id, col(Report.reporter_id) == actor.user_id
    made = session.scalars(select(Report).where(*mine)).one_or_none()
    if made is not None:
        return _json_of(made), False
    if message.author_id == actor.user_id or message.kind != "user":
        raise NotAllowed("Only what others wrote can be reported.")
    if message.deleted:
        raise Conflict("This message was deleted.", code="message_deleted")
    made = Report(
        message_id=message.id,
        conversation_id=conversation.id,
        author_id=message.author_id,
        reporter_id=actor.user_id,
        reason=reason,
        body=message.body,
    )
    session.add(made)
    session.flush()
    return _json_of(made), True


def _checked_reason(reason: str) -> str:
    text = checked_text("reason", reason).strip()
    if not 1 <= len(text) <= LONGEST_REASON:
        raise Invalid(fields={"reason": f"must have 1 to {LONGEST_REASON:,} characters"})
    return text


def _json_of(made: Report) -> dict[str, Any]:
    return {
        "id": made.id,
        "message_id": made.message_id,
        "reason": made.reason,
        "created_at": iso(made.created_at),
    }
