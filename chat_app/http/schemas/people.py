"""The installation, people, and how they sign in."""

from typing import Literal

from pydantic import Field

from chat_app.http.schemas.common import Answer, Id, Time


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
