"""How the installation is doing, and what it is made of."""

import asyncio
import platform
import shutil
from importlib.metadata import version
from typing import Any

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from chat_app import __version__
from chat_app.errors import Unavailable
from chat_app.models import Conversation, File, User
from chat_app.models.actor import Actor
from chat_app.models.clock import iso, now
from chat_app.models.permissions import Duty
from chat_app.services.access import require_duty
from chat_app.services.runtime import Runtime
from chat_app.services.vitals import Vitals
from chat_app.settings import Settings

_GROUP = col(Conversation.kind) == "group"


async def get_system(runtime: Runtime, actor: Actor) -> dict[str, Any]:
    """Figures of all workers, and what they run on. Sizes are in bytes, latencies in milliseconds.

    Raises:
        NotAllowed.
        Unavailable: the database does not answer.
    """
    require_duty(actor, Duty.SEE_SYSTEM)
    settings = runtime.settings
    latency = await runtime.database.ping()
    database, counts = await runtime.database.read(_database)
    return {
        "versions": {
            "parley": __version__,
            "python": platform.python_version(),
            "reflex": version("reflex"),
            "database": database["version"],
        },
        "started_at": iso(runtime.vitals.started_at),
        "uptime": (now() - runtime.vitals.started_at) // 1000,
        "workers": settings.workers,
        **_now(runtime.vitals),
        "database": {"kind": database["kind"], "size": database["size"], "latency": round(latency * 1000, 2)},
        "redis": await _redis(runtime),
        "storage": await _storage(settings, counts["bytes"]),
        "counts": counts,
    }


def _now(vitals: Vitals) -> dict[str, Any]:
    """Of all workers: sums of what adds up, the worst of what does not."""
    workers = list(vitals.workers().values())
    return {
        "workers_seen": len(workers),
        "connections": sum(one.connections for one in workers),
        "messages_per_second": round(sum(one.messages_per_second for one in workers), 2),
        "commits_per_second": round(sum(one.commits_per_second for one in workers), 2),
        "delivery": {
            "p50": max((one.p50 for one in workers if one.p50 is not None), default=None),
            "p99": max((one.p99 for one in workers if one.p99 is not None), default=None),
        },
        "lag": max(one.lag for one in workers),
    }


async def _redis(runtime: Runtime) -> dict[str, Any] | None:
    if runtime.settings.redis_url is None:
        return None
    try:
        seconds = await runtime.bus.ping()
    except Unavailable:
        seconds = None
    latency = None if seconds is None else round(seconds * 1000, 2)
    return {"healthy": runtime.bus.healthy and latency is not None, "latency": latency}


async def _storage(settings: Settings, used: int) -> dict[str, Any]:
    if settings.s3_bucket:
        return {"kind": "s3", "used": used, "free": None}
    usage = await asyncio.to_thread(shutil.disk_usage, settings.data_dir)
    return {"kind": "disk", "used": used, "free": usage.free}


def _database(session: Session) -> tuple[dict[str, Any], dict[str, int]]:
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        kind, size = "postgresql", "SELECT pg_database_size(current_database())"
        number = "SELECT current_setting('server_version')"
    else:
        kind, number = "sqlite", "SELECT sqlite_version()"
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    described = {
        "kind": kind,
        "size": connection.execute(text(size)).scalar_one(),
        "version": connection.execute(text(number)).scalar_one(),
    }
    return described, _counts(session)


def _counts(session: Session) -> dict[str, int]:
    users, active = session.execute(
        select(func.count(), func.count().filter(col(User.active))).where(col(User.role) != "bot")
    ).one()
    # Each conversation has counted its messages: millions of them need not be counted again.
    groups, messages = session.execute(
        select(func.count().filter(_GROUP), func.coalesce(func.sum(col(Conversation.last_seq)), 0))
    ).one()
    files, stored = session.execute(
        select(func.count(), func.coalesce(func.sum(col(File.stored_size)), 0)).select_from(File)
    ).one()
    return {
        "users": users,
        "active_users": active,
        "groups": groups,
        "messages": int(messages),
        "files": files,
        "bytes": int(stored),
    }
