"""People's e-mail addresses: verified by a link that is sent there, and changed by its coming back."""

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.db import Database
from chat_app.errors import Conflict, NotAllowed, TooMany
from chat_app.models import User
from chat_app.models.actor import Actor
from chat_app.models.clock import now
from chat_app.services import access, audit, events, mail_tokens
from chat_app.services.letters import Letter, letter
from chat_app.services.mail import Mail
from chat_app.services.password_changes import audit_target
from chat_app.services.proofs import Proofs, check_unchanged
from chat_app.services.users import me_json
from chat_app.settings import Settings


class _Changing(NamedTuple):
    me: dict[str, Any]
    user: User
    token: str | None
    """Of the new address, if there is one."""


class Addresses:
    """For async callers."""

    def __init__(self, settings: Settings, database: Database, mail: Mail, proofs: Proofs) -> None:
        self._settings = settings
        self._database = database
        self._mail = mail
        self._proofs = proofs

    def ask_to_verify(self, user: User, token: str, *, accepted: str = "") -> None:
        """Sends the link with this token to the address that is to be verified."""
        self._mail.send(self._link(user, token, accepted))

    async def change(self, actor: Actor, email: str, password: str, *, accepted: str = "") -> dict[str, Any]:
        """Begins a change of the caller's address, which is told to both; `email` is checked already.

        Asked for the address that they have, it takes back a change that was begun. Returns `me_json`.

        Raises:
            Invalid: `wrong_password`.
            Conflict: `taken`.
            TooMany: ten failures within a minute, or too many mails.
        """
        async with self._proofs.password(actor, password) as proven:
            changing = await self._database.write(_change, actor, proven, email)
        if changing.token:
            user = changing.user
            told = letter(self._settings, user, "address-change", address=email, accepted=accepted)
            self._mail.send(self._link(user, changing.token, accepted), told)
        return changing.me

    async def verify_again(self, actor: Actor, *, accepted: str = "") -> None:
        """Sends a new link to the address that waits to be verified; nothing where none does.

        Raises:
            TooMany: five were sent within an hour.
        """
        asked = await self._database.write(_ask_again, actor)
        if asked:
            self.ask_to_verify(*asked, accepted=accepted)

    async def verify(self, token: str, *, ip: str = "") -> None:
        """Uses a link up.

        Raises:
            Invalid: `link_over`.
            Conflict: `taken`: somebody else has the address by now.
        """
        await self._database.write(_verify, token, ip)

    def _link(self, user: User, token: str, accepted: str) -> Letter:
        to = user.pending_email or user.email
        return letter(
            self._settings, user, "verify", to=to, path=f"/verify#{token}", address=to, accepted=accepted
        )


def _change(session: Session, actor: Actor, proven: User, email: str) -> _Changing:
    user = check_unchanged(session, actor, proven)
    if user.role == "bot":
        raise NotAllowed
    before, token = me_json(user), None
    if email == user.email:
        user.pending_email = None
        mail_tokens.void(session, user.id, "verify")
    else:
        if _is_taken(session, email):
            raise _taken()
        _check_patience(session, user)
        user.pending_email = email
        token = mail_tokens.new(session, user.id, "verify", email)
    session.add(user)
    session.flush()
    me = me_json(user)
    if me != before:
        events.me_changed(session, user.id, me)
    return _Changing(me, user, token)


def _ask_again(session: Session, actor: Actor) -> tuple[User, str] | None:
    access.check_alive(session, actor)
    user = session.get_one(User, actor.user_id)
    if user.role == "bot":
        raise NotAllowed
    if user.email_verified_at is not None and user.pending_email is None:
        return None
    _check_patience(session, user)
    return user, mail_tokens.new(session, user.id, "verify", user.pending_email or user.email)


def _verify(session: Session, token: str, ip: str) -> None:
    row = mail_tokens.take(session, token, "verify")
    user = session.get_one(User, row.user_id, with_for_update=True)
    if row.email == user.email:
        user.email_verified_at = user.email_verified_at or now()
    elif row.email != user.pending_email:
        raise mail_tokens.over()
    else:
        if _is_taken(session, row.email):
            raise _taken()
        user.email, user.email_verified_at, user.pending_email = row.email, now(), None
        mail_tokens.void(session, user.id, "reset")  # they went to the old address
        actor = Actor(user.id, "", user.role, ip)
        audit.record(
            session, actor, "user.change_email", target=audit_target(user), data={"email": row.email}
        )
    session.add(user)
    session.flush()
    events.me_changed(session, user.id, me_json(user))


def _is_taken(session: Session, email: str) -> bool:
    return session.scalar(select(col(User.id)).where(col(User.email) == email)) is not None


def _taken() -> Conflict:
    return Conflict("Somebody has this address already.", code="taken", fields={"email": "is taken"})


def _check_patience(session: Session, user: User) -> None:
    if mail_tokens.are_too_many(session, user.id, "verify"):
        raise TooMany(
            "Several mails are on their way to you already. Try again in an hour.", retry_after=3600
        )
