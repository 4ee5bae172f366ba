"""Programs that write: bots and webhooks."""

from pydantic import Field

from chat_app.http.schemas.common import Answer, Id, Time
from chat_app.http.schemas.people import User


class Bot(User):
    owner_id: Id
    active: bool
    created_at: Time


class BotToken(Answer):
    id: Id
    name: str
    created_at: Time
    last_used_at: Time | None = Field(description="To the minute; null until it is used.")


class NewBotToken(BotToken):
    token: str = Field(description="Told this once.", examples=["parley_bot_pB3…"])


class Hook(Answer):
    id: Id
    conversation_id: Id
    name: str
    avatar_url: str | None
    bot_id: Id = Field(description="What it posts as.")
    created_by: str | None = Field(description="What the person who made it is called.")
    created_at: Time
    last_used_at: Time | None = Field(description="To the minute; null until it is used.")


class NewHook(Hook):
    url: str = Field(description="Where to post. Told this once: whoever knows it can post.")
