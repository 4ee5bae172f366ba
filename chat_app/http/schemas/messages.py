"""Messages, and what is in them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chat_app.http.schemas.common import Answer, Id, Page, Time
from chat_app.http.schemas.people import Author


class Html(Answer):
    html: str = Field(description="Sanitised, ready to show.")


class Quote(Answer):
    id: Id
    seq: int
    author_name: str
    excerpt: str


class Reaction(Answer):
    emoji: str
    count: int
    user_ids: list[Id]


class File(Answer):
    id: Id
    name: str
    mime: str
    size: int
    kind: Literal["image", "video", "audio", "document"]
    width: int | None = Field(description="Pixels of the upright picture; null where it is none.")
    height: int | None
    animated: bool
    thumbhash: str | None = Field(
        description="Base64: a picture of a few bytes, for until the picture is there."
    )
    url: str = Field(description="Of the bytes, for whoever may read a message with this file.")
    thumb_url: str | None = Field(description="Of a copy of a picture, 320 pixels at its longest side.")


class FilePreview(Answer):
    html: str = Field(description="A `<pre>` block, ready to show.")
    lines: int
    truncated: bool = Field(description="There is more in the file.")


class SystemEvent(BaseModel):
    """What a system message tells of. There is more in it, depending on the type."""

    type: Literal[
        "joined",
        "left",
        "added",
        "removed",
        "renamed",
        "topic",
        "posting",
        "archived",
        "returned",
        "owner_added",
        "owner_removed",
        "transferred",
    ]
    actor_id: Id
    actor_name: str
    user_ids: list[Id] = Field(description="To whom it was done.")
    names: list[str] = Field(description="What they were called then.")
    name: str | None = Field(default=None, description="The new name, where it was renamed.")
    topic: str | None = None
    posting: Literal["everyone", "admins"] | None = None


def _without_event(schema: dict[str, Any]) -> None:
    if "event" in schema.get("required", ()):
        schema["required"].remove("event")


class Message(Answer):
    model_config = ConfigDict(json_schema_extra=_without_event)

    id: Id
    conversation_id: Id
    seq: int
    rev: int
    client_id: str
    kind: Literal["user", "system"]
    author: Author
    body: str
    html: str
    reply_to: Quote | None
    thread_root: Id | None
    reply_count: int
    attachments: list[File]
    reactions: list[Reaction]
    mentions: list[Id]
    pinned: bool
    created_at: Time
    edited_at: Time | None
    deleted: bool
    event: SystemEvent | None = Field(default=None, description="Of system messages alone.")


class MessagePage(Page[Message]):
    last_seq: int
    last_rev: int


class ReplyPage(MessagePage):
    root: Message


class MessageReport(Answer):
    id: Id
    message_id: Id
    reason: str
    created_at: Time
