"""The moderation queue."""

from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer, page_of
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Body, Cursor, Limit
from chat_app.services.admin import reports

router = APIRouter(prefix="/reports", tags=["administration"])


class Handling(Body):
    action: Literal["dismiss", "delete_message", "suspend_author"]


@router.get("", response_model=schemas.AdminReportPage, responses=errors(401, 403, 422, 503))
async def list_reports(
    caller: SignedInCaller,
    *,
    state: Literal["", "open", "handled"] = "open",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """What people reported, the newest first, with what is around it."""
    listed = await caller.read(reports.list_reports, state=state, limit=limit, cursor=cursor)
    return page_of(listed, total=await caller.read(reports.count_reports, state=state))


@router.patch(
    "/{report_id}",
    response_model=schemas.AdminReport,
    responses=errors(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def handle_report(caller: SignedInCaller, report_id: str, body: Handling) -> Response:
    """Closes a report, and all open ones of the same message with it."""
    return answer(await caller.write(reports.handle_report, report_id, body.action))
