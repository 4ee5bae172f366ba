"""What the API answers with, for the description: services build these objects themselves."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")

Id = Annotated[str, Field(examples=["019ab3c4d5e6a1b2c3d4e5f60718"])]
Time = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-01-02T03:04:05.678Z"])]


class Answer(BaseModel):
    """All fields are always there."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class Page(Answer, Generic[T]):
    items: list[T]
    next: str | None = Field(description="Pass it as `cursor` for the next page; null on the last one.")


class Problem(Answer):
    code: str = Field(examples=["not_found"], pattern="^[a-z][a-z0-9_]*$")
    message: str = Field(description="One sentence for people.")
    fields: dict[str, str] = Field(description="What is wrong with single fields.")


class ErrorAnswer(Answer):
    error: Problem


class Instance(Answer):
    name: str
    message: str = Field(description="For whoever signs in; may be empty.")
    accent: str = Field(description="What the pages are coloured with; empty for Parley's own.")
    version: str
    registration: Literal["open", "invite", "closed"]
    empty: bool = Field(description="There is no account yet: the first one becomes the owner.")
    public_url: str
    max_upload_bytes: int = Field(description="The largest file that is taken.")
    origin_allowed: bool = Field(description="Whether the page at the caller's address may open the socket.")


class User(Answer):
    id: Id
    username: str
    display_name: str
    avatar_url: str | None
    role: Literal["owner", "admin", "member", "bot"]
    status_text: str
    status_emoji: str
    status_until: Time | None = Field(description="When the status ends by itself.")
    dnd_until: Time | None = Field(description="Until when they do not want to be disturbed.")
    presence: Literal["online", "away", "offline"]
    last_seen_at: Time | None


class Me(User):
    email: str
    email_verified: bool = Field(description="They have shown that mails to it reach them.")
    pending_email: str | None = Field(description="The address that takes its place once it is verified.")
    otp: bool = Field(description="Signing in takes a code besides the password.")
    locale: str | None = Field(description="Null is the language of the browser.")
    receipts: bool = Field(description="Off: nobody learns how far they read, nor do they of others.")


class SignedIn(Answer):
    user: User
    access_token: str
    expires_in: int = Field(description="Seconds that the access token is good for.")
    refresh_token: str = Field(description="Good once.")


class OtpSecret(Answer):
    secret: str = Field(description="To be typed into an app that makes codes, where the picture cannot be.")
    uri: str = Field(description="The same for such an app, as `otpauth://…`.")
    qr: str = Field(description="The `uri` as a QR code, an SVG picture.")


class RecoveryCodes(Answer):
    recovery_codes: list[str] = Field(description="Each good once in place of a code. Shown this once.")


class Author(Answer):
    id: Id
    username: str
    display_name: str
    avatar_url: str | None
    is_bot: Literal[True] | None = Field(
        default=None, description="Of a bot, or a webhook under the name that it gave itself; else left out."
    )


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


class Member(Answer):
    user: User
    role: Literal["owner", "admin", "member"]
    joined_at: Time
    read_seq: int
    delivered_seq: int


class ReadState(Answer):
    read_seq: int
    unread: int
    mentions: int


class Reached(Answer):
    user: User
    at: Time


class Receipts(Answer):
    read: list[Reached]
    delivered: list[Reached]


class Session(Answer):
    id: Id
    user_agent: str
    ip: str
    created_at: Time
    last_used_at: Time
    expires_at: Time
    current: bool


class AdminUser(User):
    email: str
    active: bool = Field(description="Not suspended.")
    suspended_until: Time | None = Field(description="Null is for good.")
    created_at: Time
    otp: bool = Field(description="Asked for a second factor at sign-in.")
    email_verified: bool
    groups: int


class GroupOfUser(Answer):
    id: Id
    name: str
    visibility: Literal["private", "public"]
    archived: bool
    member_count: int
    role: Literal["owner", "admin", "member"]


class AdminUserDetails(AdminUser):
    sessions: list[Session]
    conversations: list[GroupOfUser]


class AdminUserPage(Page[AdminUser]):
    total: int


class AdminGroup(Answer):
    id: Id
    name: str
    topic: str
    visibility: Literal["private", "public"]
    posting: Literal["everyone", "admins"]
    archived: bool
    member_count: int
    avatar_url: str | None
    created_at: Time
    active_at: Time = Field(description="When something was last said.")
    last_seq: int = Field(description="How many messages there are.")
    owners: list[Author]
    created_by: Author | None


class AdminGroupDetails(AdminGroup):
    files: int
    bytes: int


class AdminGroupPage(Page[AdminGroup]):
    total: int


class AdminMember(Answer):
    user: User
    role: Literal["owner", "admin", "member"]
    joined_at: Time


class MessageReport(Answer):
    id: Id
    message_id: Id
    reason: str
    created_at: Time


class Place(Answer):
    id: Id
    kind: Literal["direct", "group"]
    name: str


class AdminReport(Answer):
    id: Id
    reason: str
    reporter: Author
    author: Author
    message: Message | None = Field(description="As it is now; null where it has gone with its conversation.")
    body: str = Field(description="What it said when it was reported.")
    conversation: Place | None
    context: list[Message] = Field(description="Up to three before and three after it.")
    created_at: Time
    outcome: Literal["dismiss", "delete_message", "suspend_author"] | None
    handled_by: Author | None
    handled_at: Time | None


class AdminReportPage(Page[AdminReport]):
    total: int


class DeedActor(Answer):
    id: Id
    username: str = Field(description="As it was then.")
    display_name: str


class DeedTarget(Answer):
    kind: str = Field(examples=["user"])
    id: Id | None
    name: str = Field(description="What it was called then.")


class Deed(Answer):
    id: Id
    at: Time
    actor: DeedActor | None = Field(description="Null is the command line.")
    action: str = Field(examples=["user.suspend"])
    target: DeedTarget
    data: dict[str, Any] = Field(description="What changed.")
    ip: str


class Rule(Answer):
    value: Any
    default: Any
    fixed: bool = Field(description="Set in the environment of the server, so that nothing else does.")


class Versions(Answer):
    parley: str
    python: str
    reflex: str
    database: str


class Delivery(Answer):
    """Milliseconds from the receipt of a message until it was written to the sockets of its readers."""

    p50: float | None = Field(description="Null where nothing was sent in the last ten seconds.")
    p99: float | None


class DatabaseState(Answer):
    kind: Literal["sqlite", "postgresql"]
    size: int
    latency: float


class RedisState(Answer):
    healthy: bool
    latency: float | None


class StorageState(Answer):
    kind: Literal["disk", "s3"]
    used: int
    free: int | None = Field(description="Null where nobody can say.")


class Counts(Answer):
    users: int
    active_users: int
    groups: int
    messages: int
    files: int
    bytes: int


class Sample(Answer):
    at: Time
    connections: int
    messages_per_second: float
    commits_per_second: float
    p50: float | None
    p99: float | None
    lag: float


class System(Answer):
    """Sizes are in bytes, latencies in milliseconds; of several workers sums, or the worst."""

    versions: Versions
    started_at: Time
    uptime: int = Field(description="Seconds.")
    workers: int = Field(description="On this machine, as they were asked for.")
    workers_seen: int = Field(description="On all machines.")
    connections: int
    messages_per_second: float
    commits_per_second: float
    delivery: Delivery
    lag: float = Field(description="How late the event loop came within the last second.")
    database: DatabaseState
    redis: RedisState | None = Field(description="Null where there is none.")
    storage: StorageState
    counts: Counts
    history: list[Sample] = Field(default=[], description="With `history=1`.")


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
