"""The payloads of `/chat`, typed once."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
)

from chat_app.errors import BadRequest, ChatError, Invalid, TooMany
from chat_app.models.clock import from_iso
from chat_app.services.history import LARGEST_PAGE

_LARGEST = 2**31 - 1

Counter = Annotated[StrictInt, AfterValidator(lambda value: max(-1, min(value, _LARGEST)))]
"""A seq or a rev. Beyond what any conversation has, all values mean the same."""


Time = Annotated[StrictStr, Field(max_length=64), AfterValidator(from_iso)]
"""RFC 3339 on the wire, milliseconds since 1970 here."""


class Payload(BaseModel):
    """What an event carries; unknown names are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Sync(Payload):
    known: dict[StrictStr, Counter] = Field(max_length=10_000)


class Send(Payload):
    conversation_id: StrictStr
    client_id: StrictStr
    body: StrictStr = ""
    reply_to: StrictStr | None = None
    thread_root: StrictStr | None = None
    attachment_ids: list[StrictStr] = Field(default_factory=list[str], max_length=100)


class Edit(Payload):
    message_id: StrictStr
    body: StrictStr


class Delete(Payload):
    message_id: StrictStr


class React(Payload):
    message_id: StrictStr
    emoji: StrictStr = Field(max_length=100)
    on: StrictBool


class Pin(Payload):
    message_id: StrictStr
    on: StrictBool


class History(Payload):
    conversation_id: StrictStr
    before: Counter | None = None
    after: Counter | None = None
    around: Counter | None = None
    at: Time | None = None
    limit: Annotated[StrictInt, Field(ge=1, le=LARGEST_PAGE)] = 50


class Replies(Payload):
    message_id: StrictStr
    before: Counter | None = None
    after: Counter | None = None
    limit: Annotated[StrictInt, Field(ge=1, le=LARGEST_PAGE)] = 50


class Changes(Payload):
    conversation_id: StrictStr
    since_rev: Counter


class Read(Payload):
    conversation_id: StrictStr
    seq: Counter
    force: StrictBool = False


class Delivered(Payload):
    conversation_id: StrictStr
    seq: Counter


class Typing(Payload):
    conversation_id: StrictStr
    on: StrictBool


class Presence(Payload):
    state: Literal["online", "away"]


PAYLOADS: Mapping[str, type[Payload]] = {
    "sync": Sync,
    "send": Send,
    "edit": Edit,
    "delete": Delete,
    "react": React,
    "pin": Pin,
    "history": History,
    "replies": Replies,
    "changes": Changes,
    "read": Read,
    "delivered": Delivered,
    "typing": Typing,
    "presence": Presence,
}


class Broken(ChatError):
    """A fault of ours, told with the id under which the log has it."""

    default_code = "internal"
    default_message = "The server failed at this. It is written to its log."

    def __init__(self, request_id: str) -> None:
        super().__init__()
        self.request_id = request_id


def parse(data: Any) -> tuple[str, Payload]:
    """The name and the payload of an event, which travels as `[name, payload]`.

    Raises:
        BadRequest: no such event, or not one object as its payload.
        Invalid: fields are missing or wrong.
    """
    if not isinstance(data, list) or not data:
        raise BadRequest("An event is a list with a name and a payload.", code="bad_payload")
    name: Any
    name, *args = data  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(name, str) or (model := PAYLOADS.get(name)) is None:
        raise BadRequest("There is no such event.", code="unknown_event")
    if len(args) != 1 or not isinstance(args[0], dict):  # pyright: ignore[reportUnknownArgumentType]
        raise BadRequest(f"{name} takes one object as its payload.", code="bad_payload")
    try:
        return name, model.model_validate(args[0])
    except ValidationError as error:
        raise Invalid(fields=fields_of(error)) from None


def refusal(error: ChatError) -> dict[str, Any]:
    """What an event, or a connection, that is refused is answered with."""
    body = error.as_json()
    if isinstance(error, TooMany):
        body["retry_after"] = error.retry_after
    if isinstance(error, Broken):
        body["request_id"] = error.request_id
    return {"error": body}


def fields_of(error: ValidationError) -> dict[str, str]:
    return {".".join(map(str, problem["loc"])) or "payload": problem["msg"] for problem in error.errors()}
