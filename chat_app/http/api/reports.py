"""Reporting messages."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Body, Text
from chat_app.services import reports

router = APIRouter(tags=["messages"])


class Reason(Body):
    reason: Annotated[Text, Field(description="1 to 1,000 characters.")]


@router.post(
    "/messages/{message_id}/report",
    status_code=201,
    response_model=schemas.MessageReport,
    responses=errors(400, 401, 403, 404, 409, 413, 415, 422, 503)
    | {200: {"model": schemas.MessageReport, "description": "It was reported by the caller already."}},
)
async def report_message(caller: SignedInCaller, message_id: str, body: Reason) -> Response:
    """Reports somebody else's message to those who run the installation."""
    report, is_new = await caller.write(reports.report, message_id, body.reason)
    return answer(report, 201 if is_new else 200)
