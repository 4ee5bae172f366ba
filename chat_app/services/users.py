"""Profiles: how people look to others, finding them, and changing one's own."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlmodel import Session, col

from chat_app.errors import Invalid, NotSignedIn
from chat_app.models import User
from chat_app.models.actor import Actor
from chat_app.models.clock import is_over, iso_or_none, iso_until
from chat_app.models.ids import is_id
from chat_app.services import events, receipt_privacy
from chat_app.services.checks import checked, checked_moment, checked_switch, checked_text
from chat_app.services.emoji_names import canonical
from chat_app.services.message_content import check_text
from chat_app.services.presence import state_of

LONGEST_DISPLAY_NAME = 64
LONGEST_STATUS = 100
SOMEBODY: ColumnElement[bool] = or_(col(User.role) != "bot", col(User.bot_owner_id).is_not(None))
"""The condition that a user is somebody to talk to: a person or a bot, and not what a webhook posts as."""
_LOCALE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.IGNORECASE | re.ASCII)


def user_json(user: User, presence: str = "offline") -> dict[str, Any]:
    """The contract's `user`, the same for every reader. `presence` is online, away or offline."""
    over = is_over(user.status_until)
    return {
        "id": user.id,
        "username": user.username,
        "display_name": user.display_name,
        "avatar_url": user.avatar_url,
        "role": user.role,
        "status_text": "" if over else user.status_text,
        "status_emoji": "" if over else user.status_emoji,
        "status_until": iso_until(user.status_until),
        "dnd_until": iso_until(user.dnd_until),
        "presence": presence,
        "last_seen_at": iso_or_none(user.last_seen_at),
    }


def short_json(user: User) -> dict[str, Any]:
    """Who somebody is, where more would be in the way."""
    return {
        "id": user.id,
        "username": user.username,
        "display_name": user.display_name,
        "avatar_url": user.avatar_url,
    }


def me_json(user: User) -> dict[str, Any]:
    """A user as they see themselves: with what is nobody else's business."""
    return user_json(user, state_of(user.id)) | {
        "email": user.email,
        "email_verified": user.email_verified_at is not None,
        "pending_email": user.pending_email,
        "otp": user.otp_since is not None,
        "locale": user.locale or None,
        "receipts": user.receipts,
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
    found_here = (col(User.active), SOMEBODY, named(q))
    statement = select(User, rank).where(*found_here).order_by(rank, col(User.username))
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


def users_by_id(session: Session, actor: Actor, ids: Collection[str]) -> list[dict[str, Any]]:
    """The people with these ids, in the order of their usernames; ids of nobody are passed over."""
    del actor  # everybody who is signed in may look
    wanted = {user_id for user_id in ids if is_id(user_id)}
    statement = select(User).where(col(User.id).in_(wanted)).order_by(col(User.username))
    return [user_json(user, state_of(user.id)) for user in session.scalars(statement)] if wanted else []


def changed_since(session: Session, since: int) -> list[tuple[str, int, str, str]]:
    """The profiles that were changed at `since` (milliseconds since 1970 UTC) or later, in the order of that:
    whose, when, the event that tells everybody, and the one that tells themselves."""
    changed = select(User).where(col(User.changed_at) >= since).order_by(col(User.changed_at))
    return [_to_tell(user) for user in session.scalars(changed)]


def as_stored(session: Session, user_id: str) -> list[tuple[str, int, str, str]]:
    """One profile, as `changed_since`; none where there is no such user."""
    user = session.get(User, user_id)
    return [_to_tell(user)] if user is not None else []


def _to_tell(user: User) -> tuple[str, int, str, str]:
    to_everybody = events.user_event(user_json(user, state_of(user.id)))
    return user.id, user.changed_at or 0, to_everybody, events.me_event(me_json(user))


def update_profile(session: Session, actor: Actor, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes what of `changes` is the caller's to change, and returns the profile as `me_json`.

    Unknown and protected fields change nothing. None empties a status, takes back its end, ends
    do-not-disturb, and leaves the language to the browser. A status that is empty has no end.

    Raises:
        Invalid: with the reason for each field; nothing is changed.
    """
    user = _myself(session, actor)
    wanted = checked(changes, _WRITABLE)
    before, shown_before, had_receipts = me_json(user), user_json(user), user.receipts
    if is_over(user.status_until):
        user.status_text, user.status_emoji, user.status_until = "", "", None
    for name, value in wanted.items():
        setattr(user, name, value)
    if not user.status_text and not user.status_emoji:
        user.status_until = None
    session.add(user)
    session.flush()
    me = me_json(user)
    if user_json(user) != shown_before:
        events.user_changed(session, user.id, user_json(user, state_of(user.id)), shown_before)
    if me != before:
        events.me_changed(session, user.id, me)
    if user.receipts != had_receipts:
        receipt_privacy.switched(session, user.id)
    return me


def checked_display_name(name: str, value: Any) -> str:
    """One line of 1 to 64 characters, trimmed."""
    text = " ".join(checked_text(name, value).split())
    if len(text) > LONGEST_DISPLAY_NAME or not any(char.isprintable() for char in text):
        raise Invalid(fields={name: f"must have 1 to {LONGEST_DISPLAY_NAME} characters"})
    return text


def _checked_status(name: str, value: Any) -> str:
    text = " ".join(checked_text(name, "" if value is None else value).split())
    if len(text) > LONGEST_STATUS:
        raise Invalid(fields={name: f"is longer than {LONGEST_STATUS} characters"})
    return text


def _checked_emoji(name: str, value: Any) -> str:
    text = checked_text(name, "" if value is None else value).strip()
    return canonical(text) if text else ""


def _checked_locale(name: str, value: Any) -> str:
    if value is None:
        return ""
    text = checked_text(name, value)
    if not _LOCALE.fullmatch(text):
        raise Invalid(fields={name: "must be a language tag such as en or pt-BR"})
    return text


_WRITABLE: dict[str, Callable[[str, Any], Any]] = {
    "display_name": checked_display_name,
    "status_text": _checked_status,
    "status_emoji": _checked_emoji,
    "status_until": checked_moment,
    "locale": _checked_locale,
    "dnd_until": checked_moment,
    "receipts": checked_switch,
}


def _myself(session: Session, actor: Actor) -> User:
    user = session.get(User, actor.user_id)
    if user is None:
        raise NotSignedIn
    return user


def named(q: str) -> ColumnElement[bool]:
    """The condition that a user has `q` in a name."""
    return or_(
        col(User.username).like(f"%{_literally(q.lower())}%", escape="\\"), has_part(User.display_name, q)
    )


def has_part(column: Any, q: str) -> ColumnElement[bool]:
    """The condition that a column of names has `q` in it."""
    # The databases fold ASCII at most, so names are also tried in the ways people write them.
    ways = {q, q.lower(), q.upper(), q.title(), q.capitalize()}
    return or_(
        func.lower(col(column)).like(f"%{_literally(q.lower())}%", escape="\\"),
        *(col(column).like(f"%{_literally(way)}%", escape="\\") for way in sorted(ways)),
    )


def _literally(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)
