"""The audit log: who did what to whom, when, and from where. Nothing is ever changed or removed in it.

Whatever an admin does to others, and whatever changes who may get in, is told here, in its own transaction.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlmodel import Session, col

from chat_app.errors import Invalid
from chat_app.models import AuditEntry, User
from chat_app.models.actor import Actor
from chat_app.models.clock import iso
from chat_app.models.ids import is_id
from chat_app.models.permissions import Duty
from chat_app.services.access import require_duty
from chat_app.services.message_content import check_text

_EXPORTED_AT_ONCE = 500
_ID_MAY_DIFFER = 1_000
"""Milliseconds between the making of an entry's id and its time, at most."""


def record(
    session: Session,
    actor: Actor | None,
    action: str,
    *,
    target: tuple[str, str | None, str],
    data: Mapping[str, Any] | None = None,
) -> None:
    """Writes one entry.

    `action` is `noun.verb`, such as `user.suspend`. `target` is its kind (`user`, `group`, `message`, …), its
    id, and what it is called now. `data` tells what changed, never a secret. Without an actor it was done on
    the command line.
    """
    kind, target_id, name = target
    session.add(
        AuditEntry(
            actor_id=actor.user_id if actor else None,
            actor_name=session.get_one(User, actor.user_id).username if actor else "",
            action=action,
            target_kind=kind,
            target_id=target_id,
            target_name=name,
            data=orjson.dumps(dict(data or {})).decode(),
            ip=actor.ip if actor else "",
        )
    )


def entries(
    session: Session,
    actor: Actor,
    *,
    actor_id: str = "",
    action: str = "",
    q: str = "",
    after: int | None = None,
    before: int | None = None,
    limit: int,
    cursor: str | None,
) -> tuple[list[dict[str, Any]], str | None]:
    """The log, the newest first, and the cursor of the next page.

    Of one `actor_id`, or of who had that username then; of one `action` (`user.suspend`) or all of one noun
    (`user`); with `q` in what the target was called; from `after` on and up to `before`, in milliseconds.

    Raises:
        NotAllowed, Invalid.
    """
    require_duty(actor, Duty.SEE_AUDIT_LOG)
    where = [*_by(actor_id), *_named(action, q), *_between(after, before)]
    if cursor is not None:
        if not is_id(cursor):
            raise Invalid(fields={"cursor": "is not a cursor of this list"})
        where.append(col(AuditEntry.id) < cursor)
    statement = select(AuditEntry, User).outerjoin(User, col(User.id) == col(AuditEntry.actor_id))
    order = col(AuditEntry.id).desc()
    found = session.execute(statement.where(*where).order_by(order).limit(limit + 1)).all()
    page = [_json_of(entry, user) for entry, user in found[:limit]]
    return page, page[-1]["id"] if len(found) > limit else None


def begin_export(session: Session, actor: Actor, **filters: Any) -> None:
    """Somebody takes the log with them: that is told too. Raises as `entries` does."""
    entries(session, actor, **filters, limit=1, cursor=None)
    record(session, actor, "audit.export", target=("audit", None, ""))


async def export(read: Callable[..., Awaitable[Any]], **filters: Any) -> AsyncIterator[bytes]:
    """What `entries` has on all of its pages, as lines of JSON, a page at a time.

    `read(entries, …)` reads as whoever asks, so that it ends where their session or their duty does.
    """
    cursor: str | None = None
    while True:
        page, cursor = await read(entries, **filters, limit=_EXPORTED_AT_ONCE, cursor=cursor)
        yield b"".join(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE) for entry in page)
        if cursor is None:
            return


def _by(actor_id: str) -> list[Any]:
    if not actor_id:
        return []
    column = col(AuditEntry.actor_id) if is_id(actor_id) else col(AuditEntry.actor_name)
    return [column == check_text("actor", actor_id)]


def _named(action: str, q: str) -> list[Any]:
    where: list[Any] = []
    if action:
        column = col(AuditEntry.action)
        check_text("action", action)
        where.append(column == action if "." in action else column.startswith(f"{action}.", autoescape=True))
    if q := check_text("q", q).strip():
        where.append(func.lower(col(AuditEntry.target_name)).contains(q.lower(), autoescape=True))
    return where


def _between(after: int | None, before: int | None) -> list[Any]:
    """By the ids, which begin with the time, so that their index is used; then exactly."""
    where: list[Any] = []
    if after is not None:
        where += [col(AuditEntry.id) >= _id_at(after - _ID_MAY_DIFFER), col(AuditEntry.at) >= after]
    if before is not None:
        where += [col(AuditEntry.id) < _id_at(before + _ID_MAY_DIFFER), col(AuditEntry.at) < before]
    return where


def _id_at(at: int) -> str:
    return f"{max(at, 0):012x}"


def _json_of(entry: AuditEntry, user: User | None) -> dict[str, Any]:
    by = {"id": entry.actor_id, "username": entry.actor_name, "display_name": entry.actor_name}
    return {
        "id": entry.id,
        "at": iso(entry.at),
        "actor": by | ({"display_name": user.display_name} if user else {}) if entry.actor_id else None,
        "action": entry.action,
        "target": {"kind": entry.target_kind, "id": entry.target_id, "name": entry.target_name},
        "data": orjson.loads(entry.data),
        "ip": entry.ip,
    }
