"""The replies in a thread."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer_text
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Counter, Limit
from chat_app.services import threads

router = APIRouter(tags=["threads"])


@router.get(
    "/messages/{message_id}/replies",
    response_model=schemas.ReplyPage,
    responses=errors(401, 403, 404, 422, 503),
)
async def list_replies(
    caller: SignedInCaller,
    message_id: str,
    *,
    before: Annotated[Counter | None, Query(description="Below this seq.")] = None,
    after: Annotated[Counter | None, Query(description="Above this seq.")] = None,
    limit: Limit = 50,
) -> Response:
    """The thread on this message, `root`: a page of its replies in ascending seq, the newest, or by one of
    `before` and `after`.

    `next` is the value with which the same call goes on.
    """
    text = await caller.read(threads.replies, message_id, before=before, after=after, limit=limit)
    return answer_text(text)
