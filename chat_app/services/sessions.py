"""Signed-in devices: beginning, recognising, listing and ending sessions.

A session is one sign-in. It owns a cookie and a family of refresh tokens, and ends as a whole, at once
and everywhere: whoever acts is looked up here for every call.
"""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, or_, select, update
from sqlmodel import Session, col

from chat_app.errors import Invalid, NotFound, NotSignedIn
from chat_app.models import RefreshToken, User, UserSession
from chat_app.models.actor import Actor
from chat_app.models.clock import iso, now
from chat_app.models.ids import is_id
from chat_app.services import events
from chat_app.services.secrets import digest, new_secret

LIFETIME = 30 * 24 * 3600
"""Seconds from the last use."""
_TOUCH_EVERY = 3600 * 1000
_LONGEST_SECRET = 256
_LONGEST_USER_AGENT = 400


LIVING = (
    select(col(UserSession.id), col(UserSession.user_id), col(UserSession.last_used_at), col(User.role))
    .join(User, col(User.id) == col(UserSession.user_id))
    .where(
        col(UserSession.ended_at).is_(None), col(UserSession.expires_at) > bindparam("at"), col(User.active)
    )
)
"""The sessions that are good at the time `at`, of people who may act."""
_BY_COOKIE = LIVING.where(
    col(UserSession.cookie_hash) == bindparam("cookie_hash"), col(UserSession.kind) == "browser"
)
_BY_ACCESS = LIVING.where(
    col(UserSession.id) == bindparam("session_id"), col(UserSession.user_id) == bindparam("user_id")
)
_BY_ID = LIVING.where(col(UserSession.id) == bindparam("session_id"))


class Device(NamedTuple):
    """Where somebody signs in."""

    user_agent: str
    ip: str


class Begun(NamedTuple):
    """A session with its secrets, which are known at this moment only."""

    session_id: str
    cookie: str
    refresh_token: str


class Known(NamedTuple):
    """Who is behind a cookie, and whether it is time to `touch` the session."""

    actor: Actor
    stale: bool


def begin(session: Session, user_id: str, device: Device) -> Begun:
    """Signs a device in. Sessions of the user that were over long ago are forgotten on the way."""
    at = now()
    long_ago = at - LIFETIME * 1000
    session.connection().execute(
        delete(UserSession).where(
            col(UserSession.user_id) == user_id,
            or_(col(UserSession.ended_at) < long_ago, col(UserSession.expires_at) < long_ago),
        )
    )
    cookie = new_secret()
    row = UserSession(
        user_id=user_id,
        cookie_hash=digest(cookie),
        user_agent=_as_text(device.user_agent)[:_LONGEST_USER_AGENT],
        ip=device.ip,
        expires_at=at + LIFETIME * 1000,
    )
    session.add(row)
    session.flush()
    return Begun(row.id, cookie, _new_refresh_token(session, row.id))


def actor_of_cookie(session: Session, cookie_value: str) -> Actor:
    """Who the browser's session cookie stands for.

    Raises:
        NotSignedIn: nobody, or the session is over.
    """
    return known_by_cookie(session, cookie_value).actor


def known_by_cookie(session: Session, cookie_value: str) -> Known:
    """As `actor_of_cookie`, and whether the session's end should be moved on."""
    if not 0 < len(cookie_value) <= _LONGEST_SECRET:
        raise NotSignedIn
    at = now()
    values = {"at": at, "cookie_hash": digest(cookie_value)}
    row = session.connection().execute(_BY_COOKIE, values).one_or_none()
    if row is None:
        raise NotSignedIn
    return Known(Actor(row.user_id, row.id, row.role), row.last_used_at < at - _TOUCH_EVERY)


def actor_of_access(session: Session, sid: str, sub: str) -> Actor:
    """Who the claims of an access token stand for.

    Raises:
        NotSignedIn: the session is over.
    """
    values = {"at": now(), "session_id": sid, "user_id": sub}
    row = session.connection().execute(_BY_ACCESS, values).one_or_none()
    if row is None:
        raise NotSignedIn("This session has ended. Sign in again.", code="session_ended")
    return Actor(row.user_id, row.id, row.role)


def touch(session: Session, session_id: str) -> None:
    """The session was used: it lives for another `LIFETIME`."""
    at = now()
    session.connection().execute(
        update(UserSession)
        .where(col(UserSession.id) == session_id, col(UserSession.ended_at).is_(None))
        .values(last_used_at=at, expires_at=at + LIFETIME * 1000)
    )


def rotate(session: Session, refresh_token: str) -> tuple[User, str, str] | None:
    """Exchanges a refresh token: (user, session id, the new token), or None if it is good for nothing.

    One that was used before is in two hands, so the whole session ends; that is why this does not
    raise, which would undo the ending.
    """
    token_hash = digest(refresh_token[:_LONGEST_SECRET])
    at = now()
    fresh = session.connection().execute(
        update(RefreshToken)
        .where(col(RefreshToken.token_hash) == token_hash, col(RefreshToken.used_at).is_(None))
        .values(used_at=at)
    )
    token = session.get(RefreshToken, token_hash)
    if token is None:
        return None
    values = {"at": at, "session_id": token.session_id}
    row = session.connection().execute(_BY_ID, values).one_or_none()
    if row is None:
        return None
    if fresh.rowcount == 0:
        end(session, row.user_id, row.id, "token_reuse")
        return None
    touch(session, row.id)
    return session.get_one(User, row.user_id), row.id, _new_refresh_token(session, row.id)


def list_sessions(
    session: Session, actor: Actor, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """The caller's signed-in devices, the newest sign-in first, and the cursor of the next page."""
    statement = _living_of(actor.user_id).order_by(col(UserSession.id).desc()).limit(limit + 1)
    if cursor is not None:
        if not is_id(cursor):
            raise Invalid(fields={"cursor": "is not a cursor of this list"})
        statement = statement.where(col(UserSession.id) < cursor)
    found = session.scalars(statement).all()
    page = [_json_of(row, actor) for row in found[:limit]]
    return page, page[-1]["id"] if len(found) > limit else None


def end_own(session: Session, actor: Actor, session_id: str) -> None:
    """Ends one of the caller's sessions.

    Raises:
        NotFound: the caller has no such session.
    """
    row = session.get(UserSession, session_id) if is_id(session_id) else None
    if row is None or row.user_id != actor.user_id or not end(session, row.user_id, row.id, "ended"):
        raise NotFound("There is no such session.")


def sign_out(session: Session, actor: Actor) -> None:
    """Ends the session by which the caller is known."""
    end(session, actor.user_id, actor.session_id, "signed_out")


def of_user(session: Session, actor: Actor, user_id: str, limit: int) -> list[dict[str, Any]]:
    """Somebody's signed-in devices, as `list_sessions` has them, the newest ones."""
    statement = _living_of(user_id).order_by(col(UserSession.id).desc()).limit(limit)
    return [_json_of(row, actor) for row in session.scalars(statement)]


def end_all(session: Session, user_id: str, reason: str, *, but: str = "") -> int:
    """Ends all sessions of somebody, `but` one; their sockets close at once. Returns how many."""
    ids = [row.id for row in session.scalars(_living_of(user_id)) if row.id != but]
    return sum(end(session, user_id, session_id, reason) for session_id in sorted(ids))


def end(session: Session, user_id: str, session_id: str, reason: str) -> bool:
    """Ends this session of theirs; false where it had ended before."""
    ended = session.connection().execute(
        update(UserSession)
        .where(col(UserSession.id) == session_id, col(UserSession.ended_at).is_(None))
        .values(ended_at=now(), end_reason=reason)
    )
    if ended.rowcount:
        events.session_ended(session, user_id, session_id, reason)
    return bool(ended.rowcount)


def _living_of(user_id: str) -> Any:
    return select(UserSession).where(
        col(UserSession.user_id) == user_id,
        col(UserSession.ended_at).is_(None),
        col(UserSession.expires_at) > now(),
    )


def _new_refresh_token(session: Session, session_id: str) -> str:
    token = new_secret()
    session.add(RefreshToken(token_hash=digest(token), session_id=session_id))
    session.flush()
    return token


def _json_of(row: UserSession, actor: Actor) -> dict[str, Any]:
    return {
        "id": row.id,
        "user_agent": row.user_agent,
        "ip": row.ip,
        "created_at": iso(row.created_at),
        "last_used_at": iso(row.last_used_at),
        "expires_at": iso(row.expires_at),
        "current": row.id == actor.session_id,
    }


def _as_text(header: str) -> str:
    return "".join(char if char.isprintable() else " " for char in header)
