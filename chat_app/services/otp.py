"""The second factor: codes that a device of somebody's makes, and recovery codes for when it is lost."""

from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import CursorResult, delete, or_, update
from sqlmodel import Session, col

from chat_app.db import Database
from chat_app.errors import Conflict, Invalid, NotAllowed, NotFound
from chat_app.models import RecoveryCode, User
from chat_app.models.actor import Actor
from chat_app.models.clock import now
from chat_app.models.ids import is_id
from chat_app.models.permissions import needed_for_user
from chat_app.services import access, audit, events
from chat_app.services.otp_codes import (
    Vault,
    is_of_device,
    new_otp_secret,
    new_recovery_code,
    plain_recovery_code,
    qr_of,
    step_of,
    uri_of,
)
from chat_app.services.password_changes import audit_target
from chat_app.services.proofs import Proofs, check_unchanged
from chat_app.services.secrets import digest
from chat_app.services.users import me_json
from chat_app.settings import Settings

RECOVERY_CODES = 10


class NewSecret(NamedTuple):
    """As the contract has it."""

    secret: str
    uri: str
    qr: str


class SecondFactor:
    """For async callers: turning it on and off, which takes the password."""

    def __init__(self, settings: Settings, database: Database, proofs: Proofs) -> None:
        self.vault = Vault(settings)
        self._place = urlsplit(settings.base_url).netloc
        self._database = database
        self._proofs = proofs

    async def begin(self, actor: Actor, password: str) -> NewSecret:
        """A secret that counts once a code of it has come back.

        Raises:
            Invalid: `wrong_password`.
            Conflict: `otp_on`.
            TooMany: ten failures within a minute.
        """
        secret = new_otp_secret()
        async with self._proofs.password(actor, password) as proven:
            username = await self._database.write(_begin, actor, proven, self.vault.close(secret))
        uri = uri_of(secret, f"{username}@{self._place}")
        return NewSecret(secret, uri, qr_of(uri))

    async def confirm(self, actor: Actor, code: str) -> list[str]:
        """Turns it on; the recovery codes.

        Raises:
            Invalid: `wrong_otp`.
            Conflict: `otp_on`, or `otp_off` where nothing was begun.
            TooMany: ten failures within a minute.
        """
        async with self._proofs.counted(actor):
            return await self._database.write(_confirm, actor, self.vault, code)

    async def renew_codes(self, actor: Actor, password: str, code: str) -> list[str]:
        """New recovery codes in place of the old ones.

        Raises:
            Invalid: `wrong_password`, `wrong_otp`.
            Conflict: `otp_off`.
            TooMany: ten failures within a minute.
        """
        async with self._proofs.password(actor, password) as proven:
            return await self._database.write(_renew, actor, proven, self.vault, code)

    async def remove(self, actor: Actor, password: str, code: str) -> None:
        """Turns it off. Raises as `renew_codes`."""
        async with self._proofs.password(actor, password) as proven:
            await self._database.write(_remove, actor, proven, self.vault, code)


def use(session: Session, user: User, code: str, vault: Vault) -> bool:
    """Whether the code is good, which it is no more after that: of the device's, or a recovery code.

    Of several at once one gets it.
    """
    if user.otp_secret is None:
        return False
    if not is_of_device(code):
        return _use_recovery_code(session, user, code)
    step = step_of(vault.open(user.otp_secret), code)
    if step is None:
        return False
    statement = (
        update(User)
        .where(col(User.id) == user.id, or_(col(User.otp_step).is_(None), col(User.otp_step) < step))
        .values(otp_step=step)
    )
    return _has_changed_one(session.connection().execute(statement))


def remove_for(session: Session, actor: Actor, user_id: str) -> None:
    """Takes somebody's second factor away, who can sign in by their password alone then.

    Raises:
        NotFound: there is no such user.
        NotAllowed: the caller may not change this user.
        Conflict: `otp_off`.
    """
    user = session.get(User, user_id, with_for_update=True) if is_id(user_id) else None
    access.require_duty(actor, *needed_for_user(user.role if user else "member"))
    if user is None:
        raise NotFound("There is no such user.")
    _check_on(user)
    _turn_off(session, user)
    audit.record(session, actor, "user.remove_otp", target=audit_target(user))


def _begin(session: Session, actor: Actor, proven: User, closed: str) -> str:
    user = check_unchanged(session, actor, proven)
    if user.role == "bot":
        raise NotAllowed
    _check_off(user)
    user.otp_secret = closed
    user.otp_step = None
    session.add(user)
    return user.username


def _confirm(session: Session, actor: Actor, vault: Vault, code: str) -> list[str]:
    access.check_alive(session, actor)
    user = session.get_one(User, actor.user_id, with_for_update=True)
    _check_off(user)
    if user.otp_secret is None:
        raise _is_off()
    if not is_of_device(code) or not use(session, user, code, vault):
        raise _wrong()
    session.refresh(user)
    user.otp_since = now()
    session.add(user)
    session.flush()
    codes = _new_codes(session, user)
    audit.record(session, actor, "user.add_otp", target=audit_target(user))
    events.me_changed(session, user.id, me_json(user))
    return codes


def _renew(session: Session, actor: Actor, proven: User, vault: Vault, code: str) -> list[str]:
    user = _proven(session, actor, proven, vault, code)
    audit.record(session, actor, "user.renew_recovery_codes", target=audit_target(user))
    return _new_codes(session, user)


def _remove(session: Session, actor: Actor, proven: User, vault: Vault, code: str) -> None:
    user = _proven(session, actor, proven, vault, code)
    _turn_off(session, user)
    audit.record(session, actor, "user.remove_otp", target=audit_target(user))


def _proven(session: Session, actor: Actor, proven: User, vault: Vault, code: str) -> User:
    user = check_unchanged(session, actor, proven)
    _check_on(user)
    if not use(session, user, code, vault):
        raise _wrong()
    session.refresh(user)
    return user


def _turn_off(session: Session, user: User) -> None:
    user.otp_secret = user.otp_since = user.otp_step = None
    session.add(user)
    session.flush()
    _forget_codes(session, user)
    events.me_changed(session, user.id, me_json(user))


def _new_codes(session: Session, user: User) -> list[str]:
    _forget_codes(session, user)
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(user_id=user.id, code_hash=digest(plain_recovery_code(code))) for code in codes
    )
    session.flush()
    return codes


def _forget_codes(session: Session, user: User) -> None:
    session.connection().execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user.id))


def _use_recovery_code(session: Session, user: User, code: str) -> bool:
    statement = (
        update(RecoveryCode)
        .where(
            col(RecoveryCode.user_id) == user.id,
            col(RecoveryCode.code_hash) == digest(plain_recovery_code(code)),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now())
    )
    return _has_changed_one(session.connection().execute(statement))


def _has_changed_one(result: CursorResult[tuple[()]]) -> bool:
    return result.rowcount == 1


def _check_off(user: User) -> None:
    if user.otp_since is not None:
        raise Conflict("Two-factor sign-in is on already.", code="otp_on")


def _check_on(user: User) -> None:
    if user.otp_since is None:
        raise _is_off()


def _is_off() -> Conflict:
    return Conflict("Two-factor sign-in is off.", code="otp_off")


def _wrong() -> Invalid:
    return Invalid("The code is wrong, or was used already.", code="wrong_otp", fields={"code": "is wrong"})
