"""API tokens of bots: sessions that are made by an admin, last until they are ended, and have no cookie."""

from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from chat_app.errors import Conflict, Invalid, NotFound, NotSignedIn
from chat_app.models import UserSession
from chat_app.models.actor import Actor
from chat_app.models.clock import from_iso, iso, now
from chat_app.models.ids import is_id
from chat_app.models.permissions import Duty
from chat_app.services import audit, sessions
from chat_app.services.access import require_duty
from chat_app.services.bots import find_bot
from chat_app.services.message_content import check_text
from chat_app.services.secrets import digest, new_secret
from chat_app.services.sessions import Known

PREFIX = "parley_bot_"
"""By this, scanners of code and logs know a token that has got where it should not be."""
MOST_TOKENS = 20
LONGEST_NAME = 64
NEVER = from_iso("9999-12-31T23:59:59Z")
_NOT_YET = 0
_LONGEST = 128
_TOUCH_EVERY = 60 * 1000

_BY_TOKEN = sessions.LIVING.where(
    col(UserSession.cookie_hash) == bindparam("token_hash"), col(UserSession.kind) == "token"
)


def is_token(text: str) -> bool:
    """Whether it looks like a bot's token, and not like an access token."""
    return text.startswith(PREFIX)


def known(session: Session, token: str) -> Known:
    """Who is behind a token, and whether it is time to `touch` it.

    Raises:
        NotSignedIn: `bad_token`; nobody is, or not any more.
    """
    at = now()
    row = None
    if len(token) <= _LONGEST:
        values = {"at": at, "token_hash": digest(token)}
        row = session.connection().execute(_BY_TOKEN, values).one_or_none()
    if row is None:
        raise NotSignedIn("This token is not valid, or not any more.", code="bad_token")
    return Known(Actor(row.user_id, row.id, row.role), row.last_used_at < at - _TOUCH_EVERY)


def touch(session: Session, session_id: str) -> None:
    """The token was used."""
    session.connection().execute(
        update(UserSession).where(col(UserSession.id) == session_id).values(last_used_at=now())
    )


def list_tokens(session: Session, actor: Actor, bot_id: str) -> list[dict[str, Any]]:
    """The living tokens of a bot, the newest first."""
    require_duty(actor, Duty.MANAGE_BOTS)
    bot = find_bot(session, bot_id)
    rows = session.scalars(
        select(UserSession)
        .where(
            col(UserSession.user_id) == bot.id,
            col(UserSession.kind) == "token",
            col(UserSession.ended_at).is_(None),
        )
        .order_by(col(UserSession.id).desc())
    )
    return [_json_of(row) for row in rows]


def create_token(session: Session, actor: Actor, bot_id: str, name: str) -> dict[str, Any]:
    """A new token: `{id, name, token, …}`. What is stored of it does not give it away a second time.

    Raises:
        Conflict: `too_many_tokens`.
    """
    require_duty(actor, Duty.MANAGE_BOTS)
    bot = find_bot(session, bot_id)
    name = " ".join(check_text("name", name).split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(fields={"name": f"must have 1 to {LONGEST_NAME} characters"})
    if not bot.active:
        raise Conflict("This bot is switched off.", code="bot_inactive")
    if len(list_tokens(session, actor, bot_id)) >= MOST_TOKENS:
        raise Conflict(f"A bot has at most {MOST_TOKENS} tokens: end one first.", code="too_many_tokens")
    token = PREFIX + new_secret()
    row = UserSession(
        user_id=bot.id,
        kind="token",
        name=name,
        cookie_hash=digest(token),
        last_used_at=_NOT_YET,
        expires_at=NEVER,
    )
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "bot.token_create", target=("user", bot.id, bot.username), data={"token": name}
    )
    return _json_of(row) | {"token": token}


def end_token(session: Session, actor: Actor, bot_id: str, token_id: str) -> None:
    """Ends a token, at once and everywhere.

    Raises:
        NotFound: the bot has no such token.
    """
    require_duty(actor, Duty.MANAGE_BOTS)
    bot = find_bot(session, bot_id)
    row = session.get(UserSession, token_id) if is_id(token_id) else None
    if (
        row is None
        or (row.user_id, row.kind) != (bot.id, "token")
        or not sessions.end(session, bot.id, row.id, "token_ended")
    ):
        raise NotFound("There is no such token.")
    audit.record(
        session, actor, "bot.token_end", target=("user", bot.id, bot.username), data={"token": row.name}
    )


def _json_of(row: UserSession) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "created_at": iso(row.created_at),
        "last_used_at": None if row.last_used_at == _NOT_YET else iso(row.last_used_at),
    }
