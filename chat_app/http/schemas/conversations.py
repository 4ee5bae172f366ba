"""Conversations, what is found in them, and the ways into them."""

from typing import Literal

from pydantic import Field

from chat_app.http.schemas.common import Answer, Id, Time
from chat_app.http.schemas.messages import File, Message
from chat_app.http.schemas.people import Author, User


class Shared(Answer):
    message_id: Id
    seq: int
    author: Author
    created_at: Time


class SharedFile(Shared):
    file: File


class SharedLink(Shared):
    url: str
    title: str


class MyPart(Answer):
    role: Literal["owner", "admin", "member"] | None
    read_seq: int
    unread: int
    mentions: int
    muted_until: Time | None
    notify: Literal["all", "mentions", "nothing"]
    favourite: bool
    draft: str


class Conversation(Answer):
    id: Id
    kind: Literal["direct", "group"]
    name: str
    topic: str
    visibility: Literal["private", "public"]
    posting: Literal["everyone", "admins"] = Field(description="Who may write in a group.")
    avatar_url: str | None
    archived: bool
    member_count: int
    created_at: Time
    last_seq: int
    last_rev: int
    last_message: Message | None
    my: MyPart
    peer: User | None


class ListedGroup(Conversation):
    joined: bool = Field(description="Whether the caller is in it.")


class Invite(Answer):
    id: Id
    conversation_id: Id | None
    created_by: Author
    created_at: Time
    expires_at: Time | None
    max_uses: int | None
    uses: int
    over: Literal["revoked", "expired", "used_up", "gone"] | None = Field(
        description="Why it lets nobody in any more; null while it does."
    )


class NewInvite(Invite):
    code: str = Field(description="Shown this once.")
    url: str = Field(description="The page that it opens: for people with and without an account.")


class InvitingGroup(Answer):
    name: str
    topic: str
    avatar_url: str | None
    member_count: int


class Invitation(Answer):
    works: bool
    over: Literal["revoked", "expired", "used_up", "gone"] | None
    inviter: str = Field(description="The name of who made it.")
    group: InvitingGroup | None = Field(description="Where it leads to besides, while it works.")
    you: str | None = Field(description="The caller's own name, where they are signed in.")


class SearchResult(Answer):
    message: Message
    conversation: Conversation
    highlight: str = Field(description="Escaped HTML of about 200 characters, the matches in `<mark>`.")
