"""The audit log: who did what to whom, when, and from where. Nothing is ever changed or removed in it.

Whatever an admin does to others, and whatever changes who may get in, is told here, in its own transaction.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlmodel import Session

from chat_app.models import AuditEntry, User
from chat_app.models.actor import Actor


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
