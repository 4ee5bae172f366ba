"""Accounts: registering, signing in, staying signed in, signing out."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Literal, NamedTuple

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from chat_app.db import Database
from chat_app.errors import Conflict, Invalid, NotAllowed, NotSignedIn
from chat_app.models import User
from chat_app.services import (
    instance,
    invites,
    limits,
    mail_tokens,
    members,
    otp,
    passwords,
    rules,
    sessions,
    suspension,
)
from chat_app.services.addresses import Addresses
from chat_app.services.limits import Limits
from chat_app.services.mail import Mail
from chat_app.services.otp import SecondFactor
from chat_app.services.password_changes import PasswordChanges, find_by_login
from chat_app.services.presence import state_of
from chat_app.services.proofs import Proofs
from chat_app.services.sessions import Device
from chat_app.services.tokens import LIFETIME, new_access
from chat_app.services.users import checked_display_name, user_json
from chat_app.settings import Settings

Registration = Literal["open", "invite", "closed"]
_USERNAME = re.compile(r"[a-z0-9._-]{2,32}")
_RESERVED = frozenset({"all", "channel", "everyone", "here"})
_WRONG = "The name or the password is wrong."


class SignedIn(NamedTuple):
    """`answer` is the body of the contract, `cookie` the secret for the browser."""

    answer: dict[str, Any]
    cookie: str


class _Account(NamedTuple):
    username: str
    email: str
    display_name: str
    password_hash: str


class Accounts:
    """For async callers: passwords are worked on in threads, between the transactions.

    `passwords` gets people other ones, `addresses` verifies and changes where mails go, `otp` is the second
    factor.
    """

    def __init__(
        self, settings: Settings, database: Database, limits: Limits, mail: Mail | None = None
    ) -> None:
        self._settings = settings
        self._database = database
        self._limits = limits
        mail = mail or Mail(settings)
        proofs = Proofs(database, limits)
        self.passwords = PasswordChanges(settings, database, mail, proofs)
        self.addresses = Addresses(settings, database, mail, proofs)
        self.otp = SecondFactor(settings, database, proofs)

    async def mail_reset(self, user_id: str) -> bool:
        """See `PasswordChanges.mail_reset`."""
        return await self.passwords.mail_reset(user_id)

    async def register(
        self,
        *,
        username: str,
        email: str,
        password: str,
        display_name: str | None,
        device: Device,
        invite: str | None = None,
        accepted: str = "",
    ) -> SignedIn:
        """A new account, signed in on this device. The first of an installation is its owner's.

        An invite lets somebody in where registration is not open, and brings them into the group it names. A
        mail asks whether the address is theirs, in a language of `accepted`, an `Accept-Language` header.

        Raises:
            Invalid: with the reason for each field.
            Conflict: `taken`, with the fields that are.
            NotAllowed: `registration_closed`.
            NotFound: the invite is none, or it is over.
            TooMany: from this address.
        """
        await self._limits.spend(limits.REGISTRATIONS, address=device.ip)
        refused: dict[str, str] = {}
        name, address, shown = username.strip(), email.strip(), (display_name or "").strip()
        try:
            name = checked_username(name)
        except Invalid as error:
            refused |= error.fields
        try:
            address = checked_email(address)
        except Invalid as error:
            refused |= error.fields
        try:
            shown = checked_display_name("display_name", shown or name)
        except Invalid as error:
            if display_name:
                refused |= error.fields
        if why := await passwords.why_refused(password, name, address.partition("@")[0], shown):
            refused["password"] = why
        taken = await self._database.read(_taken, self._settings, invite, name, address)
        if refused:
            raise Invalid(fields=taken | refused)
        if taken:
            raise _conflict(taken)
        account = _Account(name, address, shown, await passwords.hashed(password))
        user, begun, token = await self._database.write(_create, self._settings, invite, account, device)
        self.addresses.ask_to_verify(user, token, accepted=accepted)
        return SignedIn(self._answer(user, begun.session_id, begun.refresh_token), begun.cookie)

    async def login(
        self, *, login: str, password: str, device: Device, otp_code: str | None = None
    ) -> SignedIn:
        """A new session of an account, by username or e-mail address.

        Raises:
            NotSignedIn: `wrong_login`, for a wrong name as for a wrong password; after the right one, where
                it takes a code too, `otp_required` without one and `wrong_otp`, which counts as a failure.
            NotAllowed: `account_suspended`.
            TooMany: ten failures within a minute, or too many from this address.
        """
        await self._limits.spend(limits.SIGN_INS, address=device.ip)
        user = await self._database.read(find_by_login, login)
        whose = {"account": user.id if user else login.strip().lower()[:320], "address": device.ip}
        async with self._limits.one(limits.FAILED_SIGN_INS, **whose):
            right, better = await passwords.verify(password, user.password_hash if user else None)
            if user is None or not right:
                await self._limits.note(limits.FAILED_SIGN_INS, **whose)
                raise NotSignedIn(_WRONG, code="wrong_login")
            code = (otp_code or "").strip()
            is_good = partial(otp.use, code=code, vault=self.otp.vault) if code else None
            try:
                user, begun = await self._database.write(_begin, user, better, device, is_good)
            except NotSignedIn as error:
                if error.code == "wrong_otp":
                    await self._limits.note(limits.FAILED_SIGN_INS, **whose)
                raise
        return SignedIn(self._answer(user, begun.session_id, begun.refresh_token), begun.cookie)

    async def refresh(self, refresh_token: str) -> dict[str, Any]:
        """A new access token and a new refresh token for a refresh token that was not used before.

        Raises:
            NotSignedIn: `bad_token`; presented a second time, the token has ended its session.
        """
        rotated = await self._database.write(sessions.rotate, refresh_token)
        if rotated is None:
            raise NotSignedIn("This refresh token is not valid any more. Sign in again.", code="bad_token")
        return self._answer(*rotated)

    def _answer(self, user: User, session_id: str, refresh_token: str) -> dict[str, Any]:
        return {
            "user": user_json(user, state_of(user.id)),
            "access_token": new_access(self._settings, user.id, session_id),
            "expires_in": LIFETIME,
            "refresh_token": refresh_token,
        }


def checked_username(text: str) -> str:
    """The folded username."""
    name = text.lower() if text.isascii() else text
    if not _USERNAME.fullmatch(name):
        raise Invalid(
            fields={"username": "must have 2 to 32 characters of a-z, 0-9, dot, dash and underscore"}
        )
    if name in _RESERVED:
        raise Invalid(fields={"username": "is reserved"})
    return name


def checked_email(text: str) -> str:
    """The folded address. Nobody is asked whether it exists; names of an own network are good too."""
    try:
        address = validate_email(text, check_deliverability=False, globally_deliverable=False)
    except (EmailNotValidError, ValueError):
        address = None
    if address is None or "." not in address.domain or not address.ascii_domain:
        raise Invalid(fields={"email": "must be an e-mail address"})
    return address.normalized.lower()


def _taken(
    session: Session, settings: Settings, invite: str | None, username: str, email: str
) -> dict[str, str]:
    registration = rules.read(session, settings).registration
    _check_open(session, registration, invite, empty=instance.is_empty(session))
    return _names_taken(session, username, email)


def _names_taken(session: Session, username: str, email: str) -> dict[str, str]:
    found = session.execute(
        select(col(User.username), col(User.email)).where(
            (col(User.username) == username) | (col(User.email) == email)
        )
    ).all()
    taken = {"username": {row.username for row in found}, "email": {row.email for row in found}}
    return {
        name: "is taken" for name, value in (("username", username), ("email", email)) if value in taken[name]
    }


def _conflict(taken: dict[str, str]) -> Conflict:
    return Conflict("Somebody has this name or address already.", code="taken", fields=taken)


def _check_open(session: Session, registration: Registration, invite: str | None, *, empty: bool) -> None:
    if empty:
        return
    if invite is not None and registration != "closed":
        invites.check(session, invite)
    elif registration != "open":
        raise NotAllowed(
            "New accounts cannot be made here. Ask the people who run this Parley.",
            code="registration_closed",
        )


def _create(
    session: Session, settings: Settings, invite: str | None, account: _Account, device: Device
) -> tuple[User, sessions.Begun, str]:
    first = instance.claim(session)
    ruled = rules.read(session, settings)
    _check_open(session, ruled.registration, invite, empty=first)
    user = User(**account._asdict(), role="owner" if first else "member")
    insert = postgresql.insert if session.connection().dialect.name == "postgresql" else sqlite.insert
    statement = insert(User).values(**user.model_dump()).on_conflict_do_nothing().returning(col(User.id))
    if session.connection().scalar(statement) is None:
        raise _conflict(_names_taken(session, account.username, account.email))
    if invite is not None and not first:
        invites.use(session, user.id, invite)
    members.join_by_default(session, user.id, ruled.default_group_ids)
    token = mail_tokens.new(session, user.id, "verify", user.email)
    return session.get_one(User, user.id), sessions.begin(session, user.id, device), token


def _begin(
    session: Session,
    verified: User,
    better: str | None,
    device: Device,
    is_good_code: Callable[[Session, User], bool] | None,
) -> tuple[User, sessions.Begun]:
    user = session.get(User, verified.id)
    if user is None or user.password_hash != verified.password_hash:
        raise NotSignedIn(_WRONG, code="wrong_login")  # changed since it was verified
    if suspension.is_suspended(user):
        raise NotAllowed("This account is suspended.", code="account_suspended")
    if user.otp_since is not None:
        if is_good_code is None:
            raise NotSignedIn("A code is needed besides the password.", code="otp_required")
        if not is_good_code(session, user):
            raise NotSignedIn("The code is wrong, or was used already.", code="wrong_otp")
    suspension.lift(user)
    if better is not None:
        user.password_hash = better
    session.flush()
    return user, sessions.begin(session, user.id, device)
