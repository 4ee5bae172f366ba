"""What those who run the place see."""

from typing import Any, Literal

from pydantic import Field

from chat_app.http.schemas.common import Answer, Id, Page, Time
from chat_app.http.schemas.messages import Message
from chat_app.http.schemas.people import Author, Session, User


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
