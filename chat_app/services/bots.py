"""Bots: accounts of programs, without a password, that act by their tokens and otherwise like people."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from chat_app.errors import Conflict, Invalid, NotFound
from chat_app.models import User
from chat_app.models.actor import Actor
from chat_app.models.clock import iso
from chat_app.models.ids import is_id
from chat_app.models.permissions import Duty
from chat_app.services import audit, events, sessions
from chat_app.services.access import require_duty
from chat_app.services.accounts import checked_username
from chat_app.services.checks import checked, checked_switch
from chat_app.services.presence import state_of
from chat_app.services.users import SOMEBODY, checked_display_name, user_json

NO_PASSWORD = "-"  # noqa: S105  (is the hash of none)


def list_bots(
    session: Session, actor: Actor, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """The bots of the installation, those that are switched off too, the newest first."""
    require_duty(actor, Duty.MANAGE_BOTS)
    statement = select(User).where(col(User.role) == "bot", SOMEBODY).order_by(col(User.id).desc())
    if cursor is not None:
        if not is_id(cursor):
            raise Invalid(fields={"cursor": "is not a cursor of this list"})
        statement = statement.where(col(User.id) < cursor)
    found = session.scalars(statement.limit(limit + 1)).all()
    page = [bot_json(bot) for bot in found[:limit]]
    return page, page[-1]["id"] if len(found) > limit else None


def create_bot(session: Session, actor: Actor, *, username: str, display_name: str | None) -> dict[str, Any]:
    """A new bot, the caller's.

    Raises:
        Invalid: with the reason for each field.
        Conflict: `taken`.
    """
    require_duty(actor, Duty.MANAGE_BOTS)
    refused: dict[str, str] = {}
    name = username.strip()
    try:
        name = checked_username(name)
    except Invalid as error:
        refused |= error.fields
    try:
        shown = checked_display_name("display_name", (display_name or "").strip() or name)
    except Invalid as error:
        refused |= error.fields if display_name else {}
        shown = ""
    if refused:
        raise Invalid(fields=refused)
    bot = new_bot(session, username=name, display_name=shown, owner_id=actor.user_id)
    audit.record(session, actor, "bot.create", target=("user", bot.id, bot.username))
    return bot_json(bot)


def new_bot(session: Session, *, username: str, display_name: str, owner_id: str | None) -> User:
    """The account of a bot, or, without an owner, of a webhook.

    Raises:
        Conflict: `taken`.
    """
    bot = User(
        username=username,
        email="",
        display_name=display_name,
        password_hash=NO_PASSWORD,
        role="bot",
        bot_owner_id=owner_id,
    )
    bot.email = f"{bot.id}@bot.invalid"
    insert = postgresql.insert if session.connection().dialect.name == "postgresql" else sqlite.insert
    statement = insert(User).values(**bot.model_dump()).on_conflict_do_nothing().returning(col(User.id))
    if session.connection().scalar(statement) is None:
        raise Conflict("Somebody has this name already.", code="taken", fields={"username": "is taken"})
    return session.get_one(User, bot.id)


def edit_bot(session: Session, actor: Actor, bot_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes `display_name` and `active`, those that are given.

    A bot that is switched off loses its tokens at once; switched on again it needs new ones.
    """
    require_duty(actor, Duty.MANAGE_BOTS)
    bot = find_bot(session, bot_id)
    wanted = checked(changes, _WRITABLE)
    shown_before, was_active = user_json(bot), bot.active
    for name, value in wanted.items():
        setattr(bot, name, value)
    session.flush()
    if user_json(bot) != shown_before:
        events.user_changed(session, bot.id, user_json(bot, state_of(bot.id)), shown_before)
        change = {"display_name": [shown_before["display_name"], bot.display_name]}
        audit.record(session, actor, "bot.change", target=("user", bot.id, bot.username), data=change)
    if bot.active != was_active:
        if not bot.active:
            sessions.end_all(session, bot.id, "bot_deactivated")
        action = "bot.activate" if bot.active else "bot.deactivate"
        audit.record(session, actor, action, target=("user", bot.id, bot.username))
    return bot_json(bot)


def get_bot(session: Session, actor: Actor, bot_id: str) -> dict[str, Any]:
    """One of them. Raises NotFound."""
    require_duty(actor, Duty.MANAGE_BOTS)
    return bot_json(find_bot(session, bot_id))


def find_bot(session: Session, bot_id: str) -> User:
    """Raises NotFound unless it is one, and not what a webhook posts as."""
    bot = session.get(User, bot_id) if is_id(bot_id) else None
    if bot is None or bot.role != "bot" or bot.bot_owner_id is None:
        raise NotFound("There is no such bot.")
    return bot


def bot_json(bot: User) -> dict[str, Any]:
    """A bot as those see it who look after bots."""
    return user_json(bot, state_of(bot.id)) | {
        "owner_id": bot.bot_owner_id,
        "active": bot.active,
        "created_at": iso(bot.created_at),
    }


_WRITABLE: dict[str, Callable[[str, Any], Any]] = {
    "display_name": checked_display_name,
    "active": checked_switch,
}
