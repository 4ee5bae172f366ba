"""Signing up, in, on and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer, nothing
from chat_app.http.auth import SignedInCaller
from chat_app.http.client_address import accepted_language, client_address, device_of
from chat_app.http.context import Context, Here
from chat_app.http.cookies import clear_cookie, set_cookie
from chat_app.http.errors import errors
from chat_app.http.origin import check_origin_if_any
from chat_app.http.text import Body, Text
from chat_app.services import limits, sessions
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
    otp: Annotated[
        Annotated[Text, Field(max_length=64)] | None,
        Field(description="A code of the account's device, or a recovery code; where two-factor is on."),
    ] = None


class Reset(Body):
    login: Annotated[Text, Field(max_length=320, description="Username or e-mail address.")]


class NewPassword(Body):
    token: Annotated[Text, Field(max_length=256, description="What the link in the mail has behind `#`.")]
    password: Password


class Verification(Body):
    token: Annotated[Text, Field(max_length=256, description="What the link in the mail has behind `#`.")]


class Refresh(Body):
    refresh_token: Annotated[Text, Field(max_length=256)]


@router.post(
    "/register",
    status_code=201,
    response_model=schemas.SignedIn,
    responses=errors(400, 403, 404, 409, 413, 415, 422, 429, 503),
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
        accepted=accepted_language(request),
        invite=body.invite or None,
    )
    return _with_cookie(here, signed_in, 201)


@router.post(
    "/login",
    response_model=schemas.SignedIn,
    responses=errors(400, 401, 403, 413, 415, 422, 429, 503),
    dependencies=[Depends(_from_our_page)],
)
async def login(request: Request, here: Here, body: Login) -> Response:
    """A new session. After ten failures within a minute an account rests.

    401 `otp_required` says that the password is right and that it takes a code too.
    """
    signed_in = await here.accounts.login(
        login=body.login,
        password=body.password,
        otp_code=body.otp,
        device=device_of(request, here.settings),
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


@router.post(
    "/reset",
    status_code=202,
    response_class=Response,
    responses=errors(400, 403, 413, 415, 422, 429, 503),
    dependencies=[Depends(_from_our_page)],
)
async def ask_reset(request: Request, here: Here, body: Reset) -> Response:
    """Sends a link to a new password, if there is such an account. The answer is always the same.

    The link is good for 30 minutes and once; asking again makes older ones void.
    """
    address = client_address(request, here.settings)
    await here.runtime.limits.spend(limits.MAILS, address=address)
    here.accounts.passwords.ask_reset(body.login, accepted=accepted_language(request))
    return nothing(202)


@router.post(
    "/reset/confirm",
    status_code=204,
    response_class=Response,
    responses=errors(400, 403, 413, 415, 422, 503),
    dependencies=[Depends(_from_our_page)],
)
async def reset(request: Request, here: Here, body: NewPassword) -> Response:
    """Sets a new password and ends all sessions of the account. 422 `link_over` if the link is no good."""
    await here.accounts.passwords.reset(body.token, body.password, ip=client_address(request, here.settings))
    return nothing()


@router.post(
    "/verify",
    status_code=204,
    response_class=Response,
    responses=errors(400, 403, 409, 413, 415, 422, 503),
    dependencies=[Depends(_from_our_page)],
)
async def verify(request: Request, here: Here, body: Verification) -> Response:
    """Confirms an e-mail address. 422 `link_over` if the link is no good."""
    await here.accounts.addresses.verify(body.token, ip=client_address(request, here.settings))
    return nothing()


def _with_cookie(here: Context, signed_in: SignedIn, status: int = 200) -> Response:
    response = answer(signed_in.answer, status)
    set_cookie(response, here.settings, signed_in.cookie)
    return response
