"""Getting another password: by a link that comes by mail, by knowing the old one, or from the command line.

Whoever gets one by a link or the command line is signed out everywhere, for somebody else may be signed in.
"""

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.db import Database
from chat_app.errors import Invalid, NotFound
from chat_app.models import User
from chat_app.models.actor import Actor
from chat_app.models.clock import is_over, now
from chat_app.models.ids import is_id
from chat_app.services import audit, mail_tokens, passwords, sessions
from chat_app.services.letters import Letter, letter
from chat_app.services.mail import Mail
from chat_app.services.proofs import Proofs, check_unchanged
from chat_app.settings import Settings


class _Asked(NamedTuple):
    user: User
    token: str


class PasswordChanges:
    """For async callers: passwords are worked on in threads, between the transactions."""

    def __init__(self, settings: Settings, database: Database, mail: Mail, proofs: Proofs) -> None:
        self._settings = settings
        self._database = database
        self._mail = mail
        self._proofs = proofs

    def ask_reset(self, login: str, *, accepted: str = "") -> None:
        """Has a link sent to whoever this is, if it is anybody; the caller does not learn of it.

        Raises:
            Unavailable: too many mails are waiting, to whomever they are.
        """

        async def make() -> Letter | None:
            asked = await self._database.write(_ask, login)
            return self._letter(asked, accepted) if asked else None

        self._mail.later(make)

    async def mail_reset(self, user_id: str) -> bool:
        """Sends somebody a link to a new password, however many they had. Whether they can have one: bots and
        suspended people cannot.

        Raises:
            NotFound: there is no such user.
        """
        asked = await self._database.write(_ask_for, user_id)
        if asked is None:
            return False
        self._mail.send(self._letter(asked))
        return True

    async def reset(self, token: str, password: str, *, ip: str = "") -> None:
        """Uses a link up.

        Raises:
            Invalid: `link_over`; or the password is not good enough, and the link stays good.
        """
        user = await self._database.read(_whose, token)
        new_hash = await self._hash_of(user, password)
        await self._database.write(_reset, token, new_hash, ip)

    async def change(self, actor: Actor, current: str, password: str) -> None:
        """Ends the caller's other sessions.

        Raises:
            Invalid: `wrong_password`, or the new one is not good enough.
            TooMany: ten failures within a minute.
        """
        async with self._proofs.password(actor, current, field="current_password") as user:
            new_hash = await self._hash_of(user, password)
            await self._database.write(_change, actor, user, new_hash)

    def _letter(self, asked: _Asked, accepted: str = "") -> Letter:
        return letter(self._settings, asked.user, "reset", path=f"/reset#{asked.token}", accepted=accepted)

    @staticmethod
    async def _hash_of(user: User, password: str) -> str:
        about = (user.username, user.email.partition("@")[0], user.display_name)
        if why := await passwords.why_refused(password, *about):
            raise Invalid(fields={"password": why})
        return await passwords.hashed(password)


def find_by_login(session: Session, login: str) -> User | None:
    """By address or name: a name has no @ in it. Bots do not sign in, whatever they know."""
    text = login.strip().lower()
    column = col(User.email) if "@" in text else col(User.username)
    return session.scalars(select(User).where(column == text, col(User.role) != "bot")).one_or_none()


def _may_reset(user: User) -> bool:
    return user.role != "bot" and (user.active or is_over(user.suspended_until))


def _ask(session: Session, login: str) -> _Asked | None:
    user = find_by_login(session, login)
    if user is None or not _may_reset(user) or mail_tokens.are_too_many(session, user.id, "reset"):
        return None
    return _Asked(user, mail_tokens.new(session, user.id, "reset", user.email))


def _ask_for(session: Session, user_id: str) -> _Asked | None:
    user = session.get(User, user_id) if is_id(user_id) else None
    if user is None:
        raise NotFound("There is no such user.")
    return _Asked(user, mail_tokens.new(session, user.id, "reset", user.email)) if _may_reset(user) else None


def _whose(session: Session, token: str) -> User:
    return session.get_one(User, mail_tokens.look(session, token, "reset").user_id)


def _reset(session: Session, token: str, new_hash: str, ip: str) -> None:
    row = mail_tokens.take(session, token, "reset")
    user = session.get_one(User, row.user_id, with_for_update=True)
    if not _may_reset(user):
        raise mail_tokens.over()
    if row.email == user.email and user.email_verified_at is None:
        user.email_verified_at = now()
    user.password_hash = new_hash
    session.add(user)
    session.flush()
    sessions.end_all(session, user.id, "password_reset")
    audit.record(session, Actor(user.id, "", user.role, ip), "user.reset_password", target=audit_target(user))


def _change(session: Session, actor: Actor, proven: User, new_hash: str) -> None:
    user = check_unchanged(session, actor, proven)
    user.password_hash = new_hash
    session.add(user)
    session.flush()
    mail_tokens.void(session, user.id, "reset")
    sessions.end_all(session, user.id, "password_changed", but=actor.session_id)
    audit.record(session, actor, "user.change_password", target=audit_target(user))


def audit_target(user: User) -> tuple[str, str, str]:
    return "user", user.id, user.username
