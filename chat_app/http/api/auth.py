"""Signing up, in, on and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer, nothing
from chat_app.http.auth import SignedInCaller
from chat_app.http.client_address import device_of
from chat_app.http.context import Context, Here
from chat_app.http.cookies import clear_cookie, set_cookie
from chat_app.http.errors import errors
from chat_app.http.origin import check_origin_if_any
from chat_app.http.text import Body, Text
from chat_app.services import sessions
from chat_app.services.accounts import SignedIn
from chat_app.services.passwords import LONGEST

router = APIRouter(prefix="/auth", tags=["auth"])

Password = Annotated[Text, Field(max_length=LONGEST)]


def _from_our_page(request: Request, here: Here) -> None:
    check_origin_if_any(request, here.settings)


class Registration(Body):
    username: Annotated[Text, Field(description="2 to 32 of a-z, 0-9, dot, dash, underscore; case folded.")]
    email: Annotated[Text, Field(max_length=320)]
    password: Annotated[Password, Field(description="8 or more characters; weak ones are refused.")]
    display_name: Text | None = None
    invite: Text | None = None


class Login(Body):
    login: Annotated[Text, Field(max_length=320, description="Username or e-mail address.")]
    password: Password
    otp: Text | None = None


class Refresh(Body):
    refresh_token: Annotated[Text, Field(max_length=256)]


@router.post(
    "/register",
    status_code=201,
    response_model=schemas.SignedIn,
    responses=errors(400, 403, 409, 413, 415, 422, 503),
    dependencies=[Depends(_from_our_page)],
)
async def register(request: Request, here: Here, body: Registration) -> Response:
    """A new account, signed in. The first account of an installation is its owner's."""
    signed_in = await here.accounts.register(
        username=body.username,
        email=body.email,
        password=body.password,
        display_name=body.display_name,
        device=device_of(request, here.settings),
    )
    return _with_cookie(here, signed_in, 201)


@router.post(
    "/login",
    response_model=schemas.SignedIn,
    responses=errors(400, 401, 403, 413, 415, 422, 429, 503),
    dependencies=[Depends(_from_our_page)],
)
async def login(request: Request, here: Here, body: Login) -> Response:
    """A new session. After ten failures within a minute an account rests."""
    signed_in = await here.accounts.login(
        login=body.login, password=body.password, device=device_of(request, here.settings)
    )
    return _with_cookie(here, signed_in)


@router.post(
    "/refresh",
    response_model=schemas.SignedIn,
    responses=errors(400, 401, 403, 413, 415, 422, 503),
    dependencies=[Depends(_from_our_page)],
)
async def refresh(here: Here, body: Refresh) -> Response:
    """A new access token and a new refresh token; a used one presented again ends the session."""
    return answer(await here.accounts.refresh(body.refresh_token))


@router.post("/logout", status_code=204, response_class=Response, responses=errors(401, 403, 503))
async def logout(here: Here, caller: SignedInCaller) -> Response:
    """Ends the session at once and everywhere; its sockets close."""
    await caller.write(sessions.sign_out)
    response = nothing()
    clear_cookie(response, here.settings)
    return response


def _with_cookie(here: Context, signed_in: SignedIn, status: int = 200) -> Response:
    response = answer(signed_in.answer, status)
    set_cookie(response, here.settings, signed_in.cookie)
    return response
