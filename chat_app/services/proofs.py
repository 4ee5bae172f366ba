"""Proving once more that it is oneself: by the password, within the count of failures that signing in has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlmodel import Session

from chat_app.db import Database
from chat_app.errors import Invalid, NotSignedIn
from chat_app.models import User
from chat_app.models.actor import Actor
from chat_app.services import access, limits, passwords
from chat_app.services.limits import Limits


class Proofs:
    """For async callers."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    @asynccontextmanager
    async def password(self, actor: Actor, password: str, *, field: str = "password") -> AsyncIterator[User]:
        """The caller as they were when this was still their password; a wrong code within counts too.

        Raises:
            Invalid: `wrong_password`; `wrong_otp` of the block is passed on.
            TooMany: ten failures within a minute.
        """
        async with self.counted(actor):
            user = await self._database.read(_myself, actor)
            right, _ = await passwords.verify(password, user.password_hash)
            if not right:
                raise Invalid("The password is wrong.", code="wrong_password", fields={field: "is wrong"})
            yield user

    @asynccontextmanager
    async def counted(self, actor: Actor) -> AsyncIterator[None]:
        """One attempt, which has failed if the block says that a password or a code is wrong."""
        whose = {"account": actor.user_id}
        async with self._limits.one(limits.FAILED_SIGN_INS, **whose):
            try:
                yield
            except Invalid as error:
                if error.code in {"wrong_password", "wrong_otp"}:
                    await self._limits.note(limits.FAILED_SIGN_INS, **whose)
                raise


def check_unchanged(session: Session, actor: Actor, proven: User) -> User:
    """The caller as they are in this transaction.

    Raises:
        NotSignedIn: the session has ended, or the password has changed since it was proven.
    """
    access.check_alive(session, actor)
    user = session.get(User, actor.user_id, with_for_update=True)
    if user is None or user.password_hash != proven.password_hash:
        raise NotSignedIn
    return user


def _myself(session: Session, actor: Actor) -> User:
    user = session.get(User, actor.user_id)
    if user is None:
        raise NotSignedIn
    return user
