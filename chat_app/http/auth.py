"""Who calls: a bearer token, or the browser's cookie together with a same-origin check."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer
from sqlmodel import Session
from structlog.contextvars import bind_contextvars

from chat_app.errors import NotSignedIn
from chat_app.http.client_address import client_address
from chat_app.http.context import Context, Here
from chat_app.http.origin import check_origin
from chat_app.models.actor import Actor
from chat_app.models.ids import is_id
from chat_app.services import bot_tokens, sessions
from chat_app.services.limits import Limit
from chat_app.services.tokens import Claims, read_access

P = ParamSpec("P")
R = TypeVar("R")

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    description="The `access_token` of a sign-in, or the token of a bot; for programs.",
)
_COOKIE = APIKeyCookie(
    name="parley_session_3000",
    auto_error=False,
    scheme_name="cookie",
    description="Set by signing in; for browsers, whose writes must come from our own page.",
)


class Caller:
    """Somebody with a good token. Whether the session lives is asked in the transaction of the call."""

    def __init__(self, context: Context, claims: Claims, ip: str) -> None:
        self._context = context
        self._claims = claims
        self._ip = ip

    def count(self, limit: Limit) -> None:
        """Raises TooMany if that is done too often; for what is done all the time."""
        self._context.runtime.limits.count(limit, **self._known_as(limit))

    async def spend(self, limit: Limit) -> None:
        """Raises TooMany if that is done too often; for what is done now and then."""
        await self._context.runtime.limits.spend(limit, **self._known_as(limit))

    async def actor(self) -> Actor:
        return await self._context.database.read(self._actor)

    async def read(
        self, function: Callable[Concatenate[Session, Actor, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`database.read(function, actor, …)`."""
        return await self._context.database.read(self._as_actor, function, args, kwargs)

    async def write(
        self, function: Callable[Concatenate[Session, Actor, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`database.write(function, actor, …)`."""
        return await self._context.database.write(self._as_actor, function, args, kwargs)

    def _known_as(self, limit: Limit) -> dict[str, str]:
        names = {"account": self._claims.user_id, "address": self._ip}
        return {scope: names[scope] for scope in limit.rates}

    def _as_actor(
        self, session: Session, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        return function(session, self._actor(session), *args, **kwargs)

    def _actor(self, session: Session) -> Actor:
        actor = sessions.actor_of_access(session, self._claims.session_id, self._claims.user_id)
        return replace(actor, ip=self._ip)


async def caller_of(
    request: Request,
    context: Here,
    _bearer: Annotated[object, Depends(_BEARER)],
    _cookie: Annotated[object, Depends(_COOKIE)],
) -> Caller:
    """Raises NotSignedIn, or NotAllowed for a write from a foreign page."""
    claims = await _claims_of(request, context)
    bind_contextvars(user=claims.user_id)
    conversation: str | None = request.path_params.get("conversation_id")
    if conversation and is_id(conversation):
        bind_contextvars(conversation=conversation)
    return Caller(context, claims, client_address(request, context.settings))


async def _claims_of(request: Request, context: Context) -> Claims:
    settings = context.settings
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise NotSignedIn
        token = token.strip()
        if bot_tokens.is_token(token):
            return await _claims_of_bot(context, token)
        return read_access(settings, token)
    cookie = request.cookies.get(settings.cookie_name)
    if not cookie:
        raise NotSignedIn
    if request.method not in _READING:
        check_origin(request, settings)
    known = await context.database.read(sessions.known_by_cookie, cookie)
    if known.stale:
        await context.database.write(sessions.touch, known.actor.session_id)
        request.state.renewed_cookie = cookie
    return Claims(known.actor.user_id, known.actor.session_id)


async def _claims_of_bot(context: Context, token: str) -> Claims:
    known = await context.database.read(bot_tokens.known, token)
    if known.stale:
        await context.database.write(bot_tokens.touch, known.actor.session_id)
    return Claims(known.actor.user_id, known.actor.session_id)


SignedInCaller = Annotated[Caller, Depends(caller_of)]
