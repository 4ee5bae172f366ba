"""What the caller signs in with: their password, their address, their second factor."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer, nothing
from chat_app.http.auth import SignedInCaller
from chat_app.http.client_address import accepted_language
from chat_app.http.context import Here
from chat_app.http.errors import errors
from chat_app.http.text import Body, Text
from chat_app.services.accounts import checked_email
from chat_app.services.passwords import LONGEST

router = APIRouter(prefix="/me", tags=["me"])

Password = Annotated[Text, Field(max_length=LONGEST)]
Code = Annotated[Text, Field(max_length=64, description="Of the device, or a recovery code.")]


class PasswordChange(Body):
    current_password: Password
    password: Annotated[Password, Field(description="8 or more characters; weak ones are refused.")]


class AddressChange(Body):
    email: Annotated[Text, Field(max_length=320)]
    password: Password


class Proof(Body):
    password: Password


class Confirmation(Body):
    code: Annotated[Text, Field(max_length=64, description="Of the device.")]


class ProofWithCode(Body):
    password: Password
    code: Code


@router.post(
    "/password",
    status_code=204,
    response_class=Response,
    responses=errors(400, 401, 403, 413, 415, 422, 429, 503),
)
async def change_password(here: Here, caller: SignedInCaller, body: PasswordChange) -> Response:
    """Ends the caller's other sessions."""
    await here.accounts.passwords.change(await caller.actor(), body.current_password, body.password)
    return nothing()


@router.post(
    "/email", response_model=schemas.Me, responses=errors(400, 401, 403, 409, 413, 415, 422, 429, 503)
)
async def change_email(request: Request, here: Here, caller: SignedInCaller, body: AddressChange) -> Response:
    """Sends a link to the new address, which counts once that has been used; the old one is told too.

    With the address that one has, a change that was begun is taken back.
    """
    me = await here.accounts.addresses.change(
        await caller.actor(),
        checked_email(body.email),
        body.password,
        accepted=accepted_language(request),
    )
    return answer(me)


@router.post("/email/verify", status_code=202, response_class=Response, responses=errors(401, 403, 429, 503))
async def verify_again(request: Request, here: Here, caller: SignedInCaller) -> Response:
    """Sends a new link to the address that waits to be verified."""
    await here.accounts.addresses.verify_again(await caller.actor(), accepted=accepted_language(request))
    return nothing(202)


@router.post(
    "/otp",
    response_model=schemas.OtpSecret,
    responses=errors(400, 401, 403, 409, 413, 415, 422, 429, 503),
)
async def begin_otp(here: Here, caller: SignedInCaller, body: Proof) -> Response:
    """A secret for the device that will make the codes. It counts once one of them was confirmed."""
    return answer((await here.accounts.otp.begin(await caller.actor(), body.password))._asdict())


@router.post(
    "/otp/confirm",
    response_model=schemas.RecoveryCodes,
    responses=errors(400, 401, 403, 409, 413, 415, 422, 429, 503),
)
async def confirm_otp(here: Here, caller: SignedInCaller, body: Confirmation) -> Response:
    """From now on signing in takes a code."""
    return answer({"recovery_codes": await here.accounts.otp.confirm(await caller.actor(), body.code)})


@router.post(
    "/otp/codes",
    response_model=schemas.RecoveryCodes,
    responses=errors(400, 401, 403, 409, 413, 415, 422, 429, 503),
)
async def renew_recovery_codes(here: Here, caller: SignedInCaller, body: ProofWithCode) -> Response:
    """New recovery codes; the old ones are good for nothing any more."""
    codes = await here.accounts.otp.renew_codes(await caller.actor(), body.password, body.code)
    return answer({"recovery_codes": codes})


@router.post(
    "/otp/remove",
    status_code=204,
    response_class=Response,
    responses=errors(400, 401, 403, 409, 413, 415, 422, 429, 503),
)
async def remove_otp(here: Here, caller: SignedInCaller, body: ProofWithCode) -> Response:
    """From now on signing in takes the password alone."""
    await here.accounts.otp.remove(await caller.actor(), body.password, body.code)
    return nothing()
