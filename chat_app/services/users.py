"""Profiles: how people look to others, finding them, and changing one's own."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlmodel import Session, col

from chat_app.errors import Invalid, NotSignedIn
from chat_app.models import User
from chat_app.models.actor import Actor
from chat_app.models.clock import from_iso, iso_or_none
from chat_app.services import events
from chat_app.services.emoji_names import canonical
from chat_app.services.message_content import check_text
from chat_app.services.presence import state_of

LONGEST_DISPLAY_NAME = 64
LONGEST_STATUS = 100
_LAST_MOMENT = from_iso("9999-12-31T23:59:59Z")
_LOCALE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.IGNORECASE | re.ASCII)


def user_json(user: User, presence: str = "offline") -> dict[str, Any]:
    """The contract's `user`, the same for every reader. `presence` is online, away or offline."""
    return {
        "id": user.id,
        "username": user.username,
        "display_name": user.display_name,
        "avatar_url": user.avatar_url,
        "role": user.role,
        "status_text": user.status_text,
        "status_emoji": user.status_emoji,
        "presence": presence,
        "last_seen_at": iso_or_none(user.last_seen_at),
    }


def me_json(user: User) -> dict[str, Any]:
    """A user as they see themselves: with what is nobody else's business."""
    return user_json(user, state_of(user.id)) | {
        "email": user.email,
        "locale": user.locale,
        "dnd_until": iso_or_none(user.dnd_until),
    }


def get_me(session: Session, actor: Actor) -> dict[str, Any]:
    return me_json(_myself(session, actor))


def search_users(
    session: Session, actor: Actor, q: str, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """People with `q` in a name, those whose username begins with it first; all people for an empty `q`."""
    del actor  # everybody who is signed in may look
    q = check_text("q", q).strip().removeprefix("@")
    rank = case((col(User.username).like(f"{_literally(q.lower())}%", escape="\\"), 0), else_=1)
    statement = select(User, rank).where(col(User.active), _named(q)).order_by(rank, col(User.username))
    if cursor is not None:
        first, _, username = check_text("cursor", cursor).partition(".")
        if first not in {"0", "1"} or not username:
            raise Invalid(fields={"cursor": "is not a cursor of this list"})
        statement = statement.where(
            or_(rank > int(first), (rank == int(first)) & (col(User.username) > username))
        )
    found = session.execute(statement.limit(limit + 1)).all()
    page = [user_json(user, state_of(user.id)) for user, _ in found[:limit]]
    if len(found) <= limit:
        return page, None
    last, last_rank = found[limit - 1]
    return page, f"{last_rank}.{last.username}"


def update_profile(session: Session, actor: Actor, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes what of `changes` is the caller's to change, and returns the profile as `me_json`.

    Unknown and protected fields change nothing. None empties a status and ends do-not-disturb.

    Raises:
        Invalid: with the reason for each field; nothing is changed.
    """
    user = _myself(session, actor)
    wanted: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for name, check in _WRITABLE.items():
        if name in changes:
            try:
                wanted[name] = check(name, changes[name])
            except Invalid as error:
                refused[name] = error.fields.get(name) or next(iter(error.fields.values()))
    if refused:
        raise Invalid(fields=refused)
    before = user_json(user)
    for name, value in wanted.items():
        setattr(user, name, value)
    session.add(user)
    session.flush()
    if user_json(user) != before:
        events.user_changed(session, user.id, user_json(user, state_of(user.id)))
    return me_json(user)


def checked_display_name(name: str, value: Any) -> str:
    """One line of 1 to 64 characters, trimmed."""
    text = " ".join(_text(name, value).split())
    if len(text) > LONGEST_DISPLAY_NAME or not any(char.isprintable() for char in text):
        raise Invalid(fields={name: f"must have 1 to {LONGEST_DISPLAY_NAME} characters"})
    return text


def _checked_status(name: str, value: Any) -> str:
    text = " ".join(_text(name, "" if value is None else value).split())
    if len(text) > LONGEST_STATUS:
        raise Invalid(fields={name: f"is longer than {LONGEST_STATUS} characters"})
    return text


def _checked_emoji(name: str, value: Any) -> str:
    text = _text(name, "" if value is None else value).strip()
    return canonical(text) if text else ""


def _checked_locale(name: str, value: Any) -> str:
    text = _text(name, value)
    if not _LOCALE.fullmatch(text):
        raise Invalid(fields={name: "must be a language tag such as en or pt-BR"})
    return text


def _checked_time(name: str, value: Any) -> int | None:
    if value is None:
        return None
    try:
        at = from_iso(_text(name, value))
    except (ValueError, OverflowError):
        at = -1
    if not 0 <= at <= _LAST_MOMENT:
        raise Invalid(fields={name: "must be a time such as 2026-01-02T03:04:05Z"})
    return at


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Invalid(fields={name: "must be text"})
    return check_text(name, value)


_WRITABLE: dict[str, Callable[[str, Any], Any]] = {
    "display_name": checked_display_name,
    "status_text": _checked_status,
    "status_emoji": _checked_emoji,
    "locale": _checked_locale,
    "dnd_until": _checked_time,
}


def _myself(session: Session, actor: Actor) -> User:
    user = session.get(User, actor.user_id)
    if user is None:
        raise NotSignedIn
    return user


def _named(q: str) -> ColumnElement[bool]:
    # The databases fold ASCII at most, so display names are also tried in the ways people write them.
    shown = col(User.display_name)
    ways = {q, q.lower(), q.upper(), q.title(), q.capitalize()}
    return or_(
        col(User.username).like(f"%{_literally(q.lower())}%", escape="\\"),
        func.lower(shown).like(f"%{_literally(q.lower())}%", escape="\\"),
        *(shown.like(f"%{_literally(way)}%", escape="\\") for way in sorted(ways)),
    )


def _literally(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)
