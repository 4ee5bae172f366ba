"""Conversations: listing, making, changing, deleting, joining, leaving."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer, nothing, page
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Body, Cursor, Limit, Text
from chat_app.services import conversations, members

router = APIRouter(prefix="/conversations", tags=["conversations"])

_WRITING = errors(400, 401, 403, 404, 413, 415, 422, 503)
_ACTING = errors(401, 403, 404, 409, 503)


class NewGroup(Body):
    kind: Literal["group"]
    name: Annotated[Text, Field(description="1 to 80 characters.")]
    topic: Annotated[Text, Field(description="Up to 250 characters.")] = ""
    visibility: Literal["private", "public"] = "private"
    posting: Annotated[Literal["everyone", "admins"], Field(description="Who may write.")] = "everyone"
    member_ids: Annotated[list[Text], Field(default_factory=list, max_length=1000)]


class NewDirect(Body):
    kind: Literal["direct"]
    member_ids: Annotated[list[Text], Field(min_length=1, max_length=1, description="The other person.")]


class ConversationChanges(Body):
    """What is left out stays as it is."""

    name: Text | None = None
    topic: Text | None = None
    visibility: Literal["private", "public"] | None = None
    posting: Literal["everyone", "admins"] | None = None
    archived: bool | None = None


class Transfer(Body):
    user_id: Annotated[Text, Field(description="A member, who becomes the owner.")]


@router.get("", response_model=schemas.Page[schemas.Conversation], responses=errors(401, 422, 503))
async def list_conversations(caller: SignedInCaller, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """The caller's conversations, newest activity first."""
    return page(await caller.read(conversations.list_conversations, limit, cursor))


@router.post(
    "",
    status_code=201,
    response_model=schemas.Conversation,
    responses=_WRITING | {200: {"model": schemas.Conversation, "description": "It was there already."}},
)
async def create_conversation(
    caller: SignedInCaller, body: Annotated[NewGroup | NewDirect, Field(discriminator="kind")]
) -> Response:
    """Makes a group with the caller as its owner, or the one direct conversation of two people."""
    if isinstance(body, NewDirect):
        conversation, created = await caller.write(conversations.create_direct, body.member_ids[0])
        return answer(conversation, 201 if created else 200)
    conversation = await caller.write(
        conversations.create_group,
        name=body.name,
        topic=body.topic,
        visibility=body.visibility,
        posting=body.posting,
        member_ids=body.member_ids,
    )
    return answer(conversation, 201)


@router.get("/{conversation_id}", response_model=schemas.Conversation, responses=errors(401, 404, 503))
async def get_conversation(caller: SignedInCaller, conversation_id: str) -> Response:
    """A conversation of the caller, or a public group."""
    return answer(await caller.read(conversations.get_conversation, conversation_id))


@router.patch("/{conversation_id}", response_model=schemas.Conversation, responses=_WRITING)
async def edit_conversation(
    caller: SignedInCaller, conversation_id: str, body: ConversationChanges
) -> Response:
    changes = body.model_dump(exclude_unset=True)
    return answer(await caller.write(conversations.edit_conversation, conversation_id, changes))


@router.delete(
    "/{conversation_id}", status_code=204, response_class=Response, responses=errors(401, 403, 404, 503)
)
async def delete_conversation(caller: SignedInCaller, conversation_id: str) -> Response:
    """Deletes a group with everything in it."""
    await caller.write(conversations.delete_conversation, conversation_id)
    return nothing()


@router.post("/{conversation_id}/join", response_model=schemas.Conversation, responses=_ACTING)
async def join(caller: SignedInCaller, conversation_id: str) -> Response:
    """Joins a public group; joining again changes nothing."""
    return answer(await caller.write(members.join, conversation_id))


@router.post("/{conversation_id}/leave", status_code=204, response_class=Response, responses=_ACTING)
async def leave(caller: SignedInCaller, conversation_id: str) -> Response:
    """Leaves a group; the last owner cannot."""
    await caller.write(members.leave, conversation_id)
    return nothing()


@router.post("/{conversation_id}/transfer", response_model=schemas.Conversation, responses=_WRITING)
async def transfer(caller: SignedInCaller, conversation_id: str, body: Transfer) -> Response:
    """Hands a group of one's own over: the other becomes its owner, the caller an admin, at once."""
    return answer(await caller.write(members.transfer, conversation_id, body.user_id))
