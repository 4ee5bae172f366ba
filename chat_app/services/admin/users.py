"""The people of an installation, as those who run it see them and what they do to them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import String, func, literal_column, not_, or_, select
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.errors import Conflict, Invalid, NotAllowed, NotFound
from chat_app.models import Conversation, Membership, User
from chat_app.models.actor import Actor
from chat_app.models.clock import is_over, iso, iso_until
from chat_app.models.ids import is_id
from chat_app.models.permissions import Duty, needed_for_user
from chat_app.services import audit, events, sessions
from chat_app.services.access import require_duty
from chat_app.services.admin import listing
from chat_app.services.checks import checked, checked_moment, checked_switch, checked_text
from chat_app.services.message_content import check_text
from chat_app.services.presence import state_of
from chat_app.services.suspension import is_suspended, lift, suspend, suspended
from chat_app.services.users import checked_display_name, me_json, named, user_json

ROLES = ("owner", "admin", "member", "bot")
_GIVEN = ("owner", "admin", "member")
_MOST_SHOWN = 200
"""Devices and groups of one person."""

_SORTS: dict[str, Any] = {
    "name": func.lower(col(User.display_name), type_=String),
    "created": col(User.created_at),
    "seen": func.coalesce(col(User.last_seen_at), literal_column("0")),
}
_IN_GROUPS = (
    select(col(Membership.user_id), func.count())
    .join(Conversation, col(Conversation.id) == col(Membership.conversation_id))
    .where(among(Membership.user_id, "ids"), col(Conversation.kind) == "group")
    .group_by(col(Membership.user_id))
)


def list_users(
    session: Session,
    actor: Actor,
    *,
    q: str = "",
    role: str = "",
    state: str = "",
    sort: str = "name",
    limit: int,
    cursor: str | None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Those with `q` in a name or their address, and the cursor of the next page.

    `role` is owner, admin, member or bot, `state` active or suspended, empty for all. `sort` is name, created
    or seen, with a minus for the other way.

    Raises:
        NotAllowed, Invalid.
    """
    require_duty(actor, Duty.SEE_USERS)
    statement = select(User).where(*_matching(q, role, state))
    found, following = listing.page(session, statement, User, sort, _SORTS, limit=limit, cursor=cursor)
    return _json_of_many(session, [row[0] for row in found]), following


def count_users(session: Session, actor: Actor, *, q: str = "", role: str = "", state: str = "") -> int:
    """How many `list_users` has on all of its pages."""
    require_duty(actor, Duty.SEE_USERS)
    return session.scalar(select(func.count()).select_from(User).where(*_matching(q, role, state))) or 0


def get_user(session: Session, actor: Actor, user_id: str) -> dict[str, Any]:
    """As `list_users` has them, with their devices (`sessions`) and groups (`conversations`).

    Raises:
        NotAllowed, NotFound.
    """
    require_duty(actor, Duty.SEE_USERS)
    user = _find(session, user_id)
    return _json_of_many(session, [user])[0] | {
        "sessions": sessions.of_user(session, actor, user.id, _MOST_SHOWN),
        "conversations": [
            {
                "id": group.id,
                "name": group.name,
                "visibility": group.visibility,
                "archived": group.archived,
                "member_count": group.member_count,
                "role": role,
            }
            for group, role in session.execute(_groups_of(user.id))
        ],
    }


def change_user(session: Session, actor: Actor, user_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes what is given of `active`, `suspended_until`, `role` and `display_name`; returns `get_user`.

    Not `active` is suspended for good, or until `suspended_until`, which suspends too. All sessions of who is
    suspended end at once. Other fields change nothing.

    Raises:
        Invalid: with the reason for each field.
        NotAllowed: it is the caller themselves, or somebody whom only owners touch.
        NotFound.
        Conflict: `last_owner`, nobody would own the installation.
    """
    require_duty(actor, Duty.CHANGE_USERS)
    wanted = checked(changes, _CHECKS)
    _check_fits(wanted)
    remaining = _owners(session)
    user = _find(session, user_id, lock=True)
    role = wanted.get("role", user.role)
    require_duty(actor, *needed_for_user(user.role, role))
    before = user_json(user)
    if role != user.role:
        _check_role_may_change(actor, user)
        _check_owner_remains(user, remaining)
        _record(session, actor, "user.change_role", user, {"from": user.role, "to": role})
        user.role = role
    if "active" in wanted or "suspended_until" in wanted:
        _set_suspension(session, actor, user, wanted, remaining)
    if (name := wanted.get("display_name", user.display_name)) != user.display_name:
        _record(session, actor, "user.rename", user, {"from": user.display_name, "to": name})
        user.display_name = name
    session.flush()
    if user_json(user) != before:
        events.user_changed(session, user.id, user_json(user, state_of(user.id)), before)
        events.me_changed(session, user.id, me_json(user))
    return get_user(session, actor, user.id)


def end_sessions(session: Session, actor: Actor, user_id: str) -> int:
    """Signs somebody out everywhere, but for the session of the caller. Returns how many sessions ended.

    Raises:
        NotAllowed, NotFound.
    """
    require_duty(actor, Duty.CHANGE_USERS)
    user = _find(session, user_id)
    if user.id != actor.user_id:
        require_duty(actor, *needed_for_user(user.role))
    ended = sessions.end_all(session, user.id, "ended", but=actor.session_id)
    if ended:
        _record(session, actor, "user.end_sessions", user, {"sessions": ended})
    return ended


def suspend_user(session: Session, actor: Actor, user_id: str, until: int | None = None) -> None:
    """Suspends somebody for good or until a time, as part of something else that the caller does.

    Raises as `change_user` does. Who is suspended already stays so.
    """
    remaining = _owners(session)
    user = _find(session, user_id, lock=True)
    require_duty(actor, *needed_for_user(user.role))
    if not is_suspended(user):
        _suspend(session, actor, user, until, remaining)


def _set_suspension(
    session: Session, actor: Actor, user: User, wanted: Mapping[str, Any], remaining: Sequence[str]
) -> None:
    until = wanted.get("suspended_until")
    active = wanted.get("active", until is None and not is_suspended(user))
    if active:
        if is_suspended(user):
            _record(session, actor, "user.restore", user)
        lift(user)
    elif not is_suspended(user) or user.suspended_until != until:
        _suspend(session, actor, user, until, remaining)


def record_reset(session: Session, actor: Actor, user_id: str) -> None:
    """That the caller has somebody mailed a link to a new password, if they may (`Accounts.mail_reset`).

    Raises:
        NotAllowed, NotFound.
        Conflict: bots and suspended people have no use for one.
    """
    require_duty(actor, Duty.CHANGE_USERS)
    user = _find(session, user_id)
    require_duty(actor, *needed_for_user(user.role))
    if user.role == "bot" or is_suspended(user):
        raise Conflict("They cannot sign in, whatever their password is.", code="cannot_sign_in")
    _record(session, actor, "user.mail_reset", user)


def _suspend(session: Session, actor: Actor, user: User, until: int | None, remaining: Sequence[str]) -> None:
    if user.id == actor.user_id:
        raise NotAllowed("Nobody suspends themselves.")
    _check_owner_remains(user, remaining)
    ended = suspend(session, user, until)
    _record(session, actor, "user.suspend", user, {"until": iso_until(until), "sessions": ended})


def _owners(session: Session) -> Sequence[str]:
    """Those who own the installation and can act, locked: nobody of them is unmade meanwhile."""
    statement = (
        select(col(User.id))
        .where(col(User.role) == "owner", literal_column("role <> 'member'"), col(User.active))
        .order_by(col(User.id))
        .with_for_update()
    )
    return session.scalars(statement).all()


def _check_owner_remains(user: User, owners: Sequence[str]) -> None:
    if user.role == "owner" and not set(owners) - {user.id}:
        raise Conflict("An installation needs an owner: make somebody else one first.", code="last_owner")


def _check_role_may_change(actor: Actor, user: User) -> None:
    if user.id == actor.user_id:
        raise NotAllowed("Nobody changes their own role.")
    if user.role == "bot":
        raise Invalid(fields={"role": "of a bot cannot be changed"})


def _check_fits(wanted: Mapping[str, Any]) -> None:
    until = wanted.get("suspended_until")
    if until is not None and is_over(until):
        raise Invalid(fields={"suspended_until": "is over already"})
    if until is not None and wanted.get("active"):
        raise Invalid(fields={"suspended_until": "is for somebody who is not active"})


def _checked_role(name: str, value: Any) -> str:
    if checked_text(name, value) not in _GIVEN:
        raise Invalid(fields={name: f"must be one of {', '.join(_GIVEN)}"})
    return value


_CHECKS = {
    "active": checked_switch,
    "suspended_until": checked_moment,
    "role": _checked_role,
    "display_name": checked_display_name,
}


def _record(
    session: Session, actor: Actor, action: str, user: User, data: Mapping[str, Any] | None = None
) -> None:
    audit.record(session, actor, action, target=("user", user.id, user.username), data=data)


def _find(session: Session, user_id: str, *, lock: bool = False) -> User:
    user = session.get(User, user_id, with_for_update=lock) if is_id(user_id) else None
    if user is None:
        raise NotFound("There is no such person.")
    return user


def _matching(q: str, role: str, state: str) -> list[Any]:
    where: list[Any] = []
    if q := check_text("q", q).strip().removeprefix("@"):
        where.append(or_(named(q), col(User.email).contains(q.lower(), autoescape=True)))
    if role:
        if role not in ROLES:
            raise Invalid(fields={"role": f"must be one of {', '.join(ROLES)}"})
        where.append(col(User.role) == role)
        if role != "member":  # in these words, so that the index over the few is used
            where.append(literal_column("role <> 'member'"))
    if state not in {"", "active", "suspended"}:
        raise Invalid(fields={"state": "must be active or suspended"})
    if state:
        where.append(suspended() if state == "suspended" else not_(suspended()))
    return where


def _groups_of(user_id: str) -> Any:
    return (
        select(Conversation, col(Membership.role))
        .join(Membership, col(Membership.conversation_id) == col(Conversation.id))
        .where(col(Membership.user_id) == user_id, col(Conversation.kind) == "group")
        .order_by(func.lower(col(Conversation.name)), col(Conversation.id))
        .limit(_MOST_SHOWN)
    )


def _json_of_many(session: Session, users: Sequence[User]) -> list[dict[str, Any]]:
    rows = session.execute(_IN_GROUPS, {"ids": [user.id for user in users]})
    groups: dict[str, int] = {row[0]: row[1] for row in rows}
    return [
        user_json(user, state_of(user.id))
        | {
            "email": user.email,
            "active": not is_suspended(user),
            "suspended_until": iso_until(user.suspended_until),
            "created_at": iso(user.created_at),
            "otp": user.otp_since is not None,
            "email_verified": user.email_verified_at is not None,
            "groups": groups.get(user.id, 0),
        }
        for user in users
    ]
