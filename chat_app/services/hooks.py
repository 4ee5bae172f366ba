"""Incoming webhooks: addresses at which other programs post into a group.

Each posts as a bot of its own, which is a member of the group and nobody to talk to, so that its messages
go the way of all messages. It acts by a session of its own, which ends with the webhook.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from chat_app.errors import Conflict, Invalid, NotFound
from chat_app.models import Conversation, Hook, User, UserSession
from chat_app.models.actor import Actor
from chat_app.models.clock import iso, iso_or_none, now
from chat_app.models.ids import is_id
from chat_app.models.permissions import Action, Role
from chat_app.models.receipt import NEVER_WAITED_FOR
from chat_app.services import access, audit, events, members, sessions
from chat_app.services.bot_tokens import NEVER
from chat_app.services.bots import new_bot
from chat_app.services.message_content import check_text
from chat_app.services.secrets import digest, new_secret
from chat_app.services.users import checked_display_name

MOST_HOOKS = 50
"""In one group."""
_LONGEST_TOKEN = 128
_LONGEST_URL = 2048
_TOUCH_EVERY = 60 * 1000
_maker = aliased(User)
_session_id: Any = col(UserSession.id)
_BY_TOKEN: Any = (
    select(
        col(Hook.id),
        col(Hook.bot_id),
        col(Hook.conversation_id),
        col(Hook.last_used_at),
        col(User.display_name),
        _session_id.label("session_id"),
    )
    .join(User, col(User.id) == col(Hook.bot_id))
    .join(
        UserSession,
        and_(col(UserSession.user_id) == col(Hook.bot_id), col(UserSession.ended_at).is_(None)),
    )
    .where(col(Hook.token_hash) == bindparam("token_hash"))
)


@dataclass(frozen=True, slots=True)
class Poster:
    """What a webhook posts as, and where."""

    actor: Actor
    conversation_id: str
    name: str
    hook_id: str
    stale: bool
    """It is time to `touch` it."""


def list_hooks(session: Session, actor: Actor, conversation_id: str) -> list[dict[str, Any]]:
    """The webhooks of a group, the newest first."""
    conversation = _group(session, actor, conversation_id)
    rows = session.execute(_described().where(col(Hook.conversation_id) == conversation.id)).all()
    return [_json_of(*row) for row in rows]


def create_hook(
    session: Session, actor: Actor, conversation_id: str, *, name: str, avatar_url: str | None, base_url: str
) -> dict[str, Any]:
    """A new webhook of a group: `{id, name, url, …}`. The secret in `url` is told this once.

    A picture of another host is never shown here, so `avatar_url` is only looked at.

    Raises:
        Invalid, NotFound, NotAllowed; Conflict: `too_many_hooks`.
    """
    conversation = _group(session, actor, conversation_id, lock=True)
    shown = checked_display_name("name", name)
    if avatar_url and not (
        len(check_text("avatar_url", avatar_url)) <= _LONGEST_URL
        and avatar_url.startswith(("https://", "http://", "/"))
    ):
        raise Invalid(fields={"avatar_url": "must be an address that begins with https://"})
    count = session.scalar(
        select(func.count()).select_from(Hook).where(col(Hook.conversation_id) == conversation.id)
    )
    if (count or 0) >= MOST_HOOKS:
        raise Conflict(f"A group has at most {MOST_HOOKS} webhooks: delete one.", code="too_many_hooks")
    bot = new_bot(session, username=f"hook-{secrets.token_hex(6)}", display_name=shown, owner_id=None)
    token = new_secret()
    hook = Hook(
        conversation_id=conversation.id, bot_id=bot.id, token_hash=digest(token), created_by=actor.user_id
    )
    session.add(hook)
    session.add(UserSession(user_id=bot.id, kind="hook", cookie_hash=hook.token_hash, expires_at=NEVER))
    session.flush()
    (membership,) = members.take_in(session, conversation, [bot.id], Role.MEMBER.value)
    membership.read_seq = membership.delivered_seq = NEVER_WAITED_FOR
    session.flush()
    events.receipt_moved(session, conversation, bot.id, NEVER_WAITED_FOR, NEVER_WAITED_FOR)
    told = {"id": hook.id, "name": shown}
    audit.record(session, actor, "hook.create", target=_target(conversation), data=told)
    made = session.execute(_described().where(col(Hook.id) == hook.id)).one()
    return _json_of(*made) | {"url": f"{base_url}/hooks/{token}"}


def delete_hook(session: Session, actor: Actor, hook_id: str) -> None:
    """Nothing can be posted under its address any more; what was posted stays.

    Raises:
        NotFound: there is none, or it is of a group that the caller may not know of.
    """
    unknown = NotFound("There is no such webhook.")
    hook = session.get(Hook, hook_id) if is_id(hook_id) else None
    if hook is None:
        raise unknown
    try:
        conversation = _group(session, actor, hook.conversation_id, lock=True)
    except NotFound:
        raise unknown from None
    bot_id = hook.bot_id
    told = {"id": hook.id, "name": session.get_one(User, bot_id).display_name}
    audit.record(session, actor, "hook.delete", target=_target(conversation), data=told)
    session.delete(hook)
    session.flush()
    sessions.end_all(session, bot_id, "hook_deleted")
    membership = access.find_membership(session, conversation, bot_id)
    if membership is not None:
        members.take_out(session, conversation, membership)


def poster_of(session: Session, token: str) -> Poster:
    """What posts under this secret.

    Raises:
        NotFound: there is no such webhook.
    """
    row = None
    if 0 < len(token) <= _LONGEST_TOKEN:
        row = session.execute(_BY_TOKEN, {"token_hash": digest(token)}).one_or_none()
    if row is None:
        raise NotFound("There is no such webhook.")
    actor = Actor(row.bot_id, row.session_id, "bot")
    is_stale = row.last_used_at is None or row.last_used_at < now() - _TOUCH_EVERY
    return Poster(actor, row.conversation_id, row.display_name, row.id, is_stale)


def touch(session: Session, hook_id: str) -> None:
    """The webhook was used."""
    session.connection().execute(update(Hook).where(col(Hook.id) == hook_id).values(last_used_at=now()))


def _group(session: Session, actor: Actor, conversation_id: str, *, lock: bool = False) -> Conversation:
    conversation, _ = access.member_of(session, actor, conversation_id, Action.MANAGE_HOOKS, lock=lock)
    return conversation


def _described() -> Any:
    return (
        select(Hook, col(User.display_name), col(_maker.display_name))
        .join(User, col(User.id) == col(Hook.bot_id))
        .join(_maker, col(_maker.id) == col(Hook.created_by), isouter=True)
        .order_by(col(Hook.id).desc())
    )


def _json_of(hook: Hook, name: str, made_by: str | None) -> dict[str, Any]:
    return {
        "id": hook.id,
        "conversation_id": hook.conversation_id,
        "name": name,
        "avatar_url": None,
        "bot_id": hook.bot_id,
        "created_by": made_by,
        "created_at": iso(hook.created_at),
        "last_used_at": iso_or_none(hook.last_used_at),
    }


def _target(conversation: Conversation) -> tuple[str, str, str]:
    return "group", conversation.id, conversation.name
