"""What every admin page begins with: who acts, whether they may, and what went wrong.

Any client may call any handler with anything, so each handler asks here anew.
"""

import contextlib
import dataclasses
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar

import reflex as rx
from sqlmodel import Session

from chat_app.errors import ChatError, Invalid
from chat_app.models.actor import Actor
from chat_app.models.address import true_address
from chat_app.models.permissions import Duty
from chat_app.services import access
from chat_app.services.runtime import Runtime
from chat_app.settings import get_settings
from chat_app.ui.current_user import current_actor, the_runtime
from chat_app.ui.states.session import session_cookie

P = ParamSpec("P")
R = TypeVar("R")

_LONGEST = 4_000


class Admin:
    """Somebody who may do what they ask for, and their way to the services."""

    def __init__(self, runtime: Runtime, actor: Actor) -> None:
        self.runtime = runtime
        self.actor = actor

    async def read(
        self, function: Callable[Concatenate[Session, Actor, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`database.read(function, actor, …)`."""
        return await self.runtime.database.read(function, self.actor, *args, **kwargs)

    async def write(
        self, function: Callable[Concatenate[Session, Actor, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`database.write(function, actor, …)`."""
        return await self.runtime.database.write(function, self.actor, *args, **kwargs)


class AdminPage(rx.State, mixin=True):
    """What went wrong last, if anything: a sentence, its code, and by name what is wrong with fields."""

    failure: str = ""
    failure_code: str = ""
    faults: dict[str, str] = {}

    @contextlib.asynccontextmanager
    async def _attempt(self) -> AsyncIterator[None]:
        """Around what somebody wants done: an error ends it, and is said on the page."""
        self.failure, self.failure_code, self.faults = "", "", {}
        try:
            yield
        except ChatError as error:
            self.failure, self.failure_code, self.faults = error.message, error.code, error.fields

    async def _admin(self, *duties: Duty, given: tuple[object, ...] = ()) -> Admin:
        """Who acts, if they have these duties. `given` is what the client sent along.

        Raises:
            NotSignedIn, NotAllowed, Unavailable.
            Invalid: something of it is no text that a form could hold.
        """
        for value in given:
            if not isinstance(value, str) or len(value) > _LONGEST:
                raise Invalid
        actor = await current_actor(session_cookie(self.router.headers.cookie))
        access.require_duty(actor, *duties)
        return Admin(the_runtime(), dataclasses.replace(actor, ip=self._address()))

    def _address(self) -> str:
        forwarded = self.router.headers.raw_headers.get("x-forwarded-for", "")
        return true_address(self.router.session.client_ip, [forwarded], get_settings().trusted_proxies)


def text(value: object) -> str:
    """What a client sent along, if it is text, up to what a field may hold."""
    return value[:200] if isinstance(value, str) else ""


Row = TypeVar("Row")


def row_of(kind: type[Row], values: Mapping[str, Any], **more: Any) -> Row:
    """A row for the page out of what a service tells, and `more`."""
    names = [field.name for field in dataclasses.fields(kind)]  # pyright: ignore[reportArgumentType]
    return kind(**{name: more[name] if name in more else values[name] for name in names})
