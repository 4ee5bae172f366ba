"""Messages: reading pages, sending, changing, deleting."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer_text, nothing
from chat_app.http.auth import SignedInCaller
from chat_app.http.context import Here
from chat_app.http.errors import errors
from chat_app.http.text import Body, Counter, Limit, Text, Time
from chat_app.services import history, limits, messages
from chat_app.services.message_content import LONGEST_BODY, LONGEST_CLIENT_ID

router = APIRouter(tags=["messages"])


class NewMessage(Body):
    client_id: Annotated[
        Text,
        Field(
            description="Made by the client, the same for every retry.",
            min_length=1,
            max_length=LONGEST_CLIENT_ID,
        ),
    ]
    body: Annotated[Text, Field(description="Markdown.", max_length=LONGEST_BODY)] = ""
    reply_to: Annotated[Text | None, Field(description="The id of the message that this one answers.")] = None
    thread_root: Annotated[Text | None, Field(description="The id of the message that the thread is on.")] = (
        None
    )
    attachment_ids: Annotated[list[Text], Field(default_factory=list, max_length=100)]


class Edit(Body):
    body: Annotated[
        Text, Field(description="Markdown; blank only where there are files.", max_length=LONGEST_BODY)
    ]


@router.get(
    "/conversations/{conversation_id}/messages",
    response_model=schemas.MessagePage,
    responses=errors(401, 403, 404, 422, 503),
)
async def list_messages(
    caller: SignedInCaller,
    conversation_id: str,
    *,
    before: Annotated[Counter | None, Query(description="Below this seq.")] = None,
    after: Annotated[Counter | None, Query(description="Above this seq.")] = None,
    around: Annotated[Counter | None, Query(description="On both sides of this seq.")] = None,
    at: Annotated[
        Time | None, Query(description="On both sides of the first message of this time or later.")
    ] = None,
    since_rev: Annotated[Counter | None, Query(description="What changed after this rev.")] = None,
    limit: Limit = 50,
) -> Response:
    """A page in ascending seq: the newest, or by at most one of `before`, `after`, `around`, `at`,
    `since_rev`.

    `next` is the value with which the same call goes on.
    """
    text = await caller.read(
        history.page,
        conversation_id,
        before=before,
        after=after,
        around=around,
        at=at,
        since_rev=since_rev,
        limit=limit,
    )
    return answer_text(text)


@router.post(
    "/conversations/{conversation_id}/messages",
    status_code=201,
    response_model=schemas.Message,
    responses=errors(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
    | {200: {"model": schemas.Message, "description": "A retry: the message that is there already."}},
)
async def send_message(
    here: Here, caller: SignedInCaller, conversation_id: str, body: NewMessage
) -> Response:
    """Sends a message. A retry with the same `client_id` and content answers with the same message."""
    caller.count(limits.SENDS)
    message, created = await here.runtime.messages.send(
        await caller.actor(),
        conversation_id,
        client_id=body.client_id,
        body=body.body,
        reply_to=body.reply_to,
        thread_root=body.thread_root,
        attachment_ids=body.attachment_ids,
    )
    return answer_text(message, 201 if created else 200)


@router.get("/messages/{message_id}", response_model=schemas.Message, responses=errors(401, 403, 404, 503))
async def get_message(caller: SignedInCaller, message_id: str) -> Response:
    return answer_text(await caller.read(messages.get_message, message_id))


@router.patch(
    "/messages/{message_id}",
    response_model=schemas.Message,
    responses=errors(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
)
async def edit_message(here: Here, caller: SignedInCaller, message_id: str, body: Edit) -> Response:
    """Changes one's own message."""
    caller.count(limits.SENDS)
    return answer_text(await here.runtime.messages.edit(await caller.actor(), message_id, body.body))


@router.delete(
    "/messages/{message_id}", status_code=204, response_class=Response, responses=errors(401, 403, 404, 503)
)
async def delete_message(caller: SignedInCaller, message_id: str) -> Response:
    """Deletes a message; a tombstone remains in its place."""
    await caller.write(messages.delete_message, message_id)
    return nothing()
