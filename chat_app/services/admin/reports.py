"""The moderation queue: what people reported, and what became of it.

Only here those who run an installation see messages: the ones that were reported, and three on each side.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.db.prepared import KeyedSelect
from chat_app.errors import Conflict, Invalid, NotFound
from chat_app.models import Conversation, Message, Report, User
from chat_app.models.actor import Actor
from chat_app.models.clock import iso, iso_or_none, now
from chat_app.models.ids import is_id
from chat_app.models.permissions import Duty
from chat_app.services import access, audit, message_view, messages
from chat_app.services.access import require_duty
from chat_app.services.admin.users import suspend_user
from chat_app.services.users import short_json

ACTIONS = ("dismiss", "delete_message", "suspend_author")
AROUND = 3
"""Messages on each side of a reported one that are shown with it."""

_AROUND = KeyedSelect(
    f"""
    SELECT around.id, m.id AS message_id
    FROM {{keys}} CROSS JOIN messages m
    JOIN messages around ON around.conversation_id = m.conversation_id
        AND around.seq BETWEEN m.seq - {AROUND} AND m.seq + {AROUND} AND around.id <> m.id
    WHERE m.id = {{k0}}
    ORDER BY m.id, around.seq
    """  # noqa: S608 (a number of ours)
)
_PEOPLE = select(User).where(among(User.id, "ids"))
_CONVERSATIONS = select(Conversation).where(among(Conversation.id, "ids"))


def list_reports(
    session: Session, actor: Actor, *, state: str = "open", limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """The newest first, and the cursor of the next page. `state` is open or handled, empty for all.

    Raises:
        NotAllowed, Invalid.
    """
    require_duty(actor, Duty.MODERATE)
    statement = select(Report).where(*_in_state(state)).order_by(col(Report.id).desc()).limit(limit + 1)
    if cursor is not None:
        if not is_id(cursor):
            raise Invalid(fields={"cursor": "is not a cursor of this list"})
        statement = statement.where(col(Report.id) < cursor)
    found = session.scalars(statement).all()
    following = found[limit - 1].id if len(found) > limit else None
    return _json_of_many(session, found[:limit]), following


def count_reports(session: Session, actor: Actor, *, state: str = "open") -> int:
    """How many `list_reports` has on all of its pages."""
    require_duty(actor, Duty.MODERATE)
    return session.scalar(select(func.count()).select_from(Report).where(*_in_state(state))) or 0


def handle_report(session: Session, actor: Actor, report_id: str, action: str) -> dict[str, Any]:
    """Closes a report, and with it all open ones of the same message: `dismiss`, `delete_message`, which
    leaves a tombstone, or `suspend_author`, which suspends them for good.

    Raises:
        Invalid, NotFound.
        NotAllowed: the author is somebody whom the caller may not suspend.
        Conflict: `report_handled`, somebody was faster; `last_owner`.
    """
    require_duty(actor, Duty.MODERATE)
    if action not in ACTIONS:
        raise Invalid(fields={"action": f"must be one of {', '.join(ACTIONS)}"})
    report = session.get(Report, report_id) if is_id(report_id) else None
    if report is None:
        raise NotFound("There is no such report.")
    still_open = _lock_open(session, report.message_id)
    session.refresh(report)
    if report not in still_open:
        raise Conflict("This report was handled already.", code="report_handled")
    author = session.get_one(User, report.author_id)
    data = {"conversation_id": report.conversation_id, "author": author.username, "reports": len(still_open)}
    audit.record(
        session, actor, f"report.{action}", target=("message", report.message_id, report.body[:80]), data=data
    )
    if action == "delete_message":
        _delete_message(session, report)
    elif action == "suspend_author":
        suspend_user(session, actor, report.author_id)
    at = now()
    for each in still_open:
        each.outcome, each.handled_by, each.handled_at = action, actor.user_id, at
    session.flush()
    return _json_of_many(session, [report])[0]


def _lock_open(session: Session, message_id: str) -> Sequence[Report]:
    """All open reports of a message, locked in their order, so that of two who handle them one is first."""
    statement = (
        select(Report)
        .where(col(Report.message_id) == message_id, col(Report.outcome).is_(None))
        .order_by(col(Report.id))
        .with_for_update()
    )
    return session.scalars(statement).all()


def _delete_message(session: Session, report: Report) -> None:
    try:
        conversation = access.find_conversation(session, report.conversation_id, lock=True)
    except NotFound:
        return  # it has gone with everything in it
    message = session.get_one(Message, report.message_id, populate_existing=True)
    if not message.deleted:
        messages.bury(session, conversation, message)


def _in_state(state: str) -> list[Any]:
    if state not in {"", "open", "handled"}:
        raise Invalid(fields={"state": "must be open or handled"})
    outcome = col(Report.outcome)
    return [] if not state else [outcome.is_(None) if state == "open" else outcome.is_not(None)]


def _json_of_many(session: Session, reports: Sequence[Report]) -> list[dict[str, Any]]:
    around: defaultdict[str, list[str]] = defaultdict(list)
    reported = {report.message_id for report in reports}
    for row in _AROUND.rows(session, [(message_id,) for message_id in reported]):
        around[row.message_id].append(row.id)
    shown = message_view.load_many(session, reported.union(*around.values()))
    ids = {i for r in reports for i in (r.author_id, r.reporter_id, r.handled_by) if i}
    people = {user.id: short_json(user) for user in session.scalars(_PEOPLE, {"ids": list(ids)})}
    places = {c.id: c for c in session.scalars(_CONVERSATIONS, {"ids": [r.conversation_id for r in reports]})}
    return [
        {
            "id": report.id,
            "reason": report.reason,
            "reporter": people[report.reporter_id],
            "author": people[report.author_id],
            "message": shown.get(report.message_id),
            "body": report.body,
            "conversation": _place(report, places),
            "context": [shown[id_] for id_ in around[report.message_id]],
            "created_at": iso(report.created_at),
            "outcome": report.outcome,
            "handled_by": people.get(report.handled_by or ""),
            "handled_at": iso_or_none(report.handled_at),
        }
        for report in reports
    ]


def _place(report: Report, places: dict[str, Conversation]) -> dict[str, Any] | None:
    place = places.get(report.conversation_id)
    return {"id": place.id, "kind": place.kind, "name": place.name} if place else None
