"""The one family of errors.

Services raise them; each road translates them once: HTTP to a status and a body, `/chat` to the
`error` of an acknowledgement, Reflex to a sentence on the page.
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class ChatError(Exception):
    """Something that the caller can be told.

    `code` is stable and in snake_case, `message` is one sentence for people, `fields` names what is
    wrong with single fields. `status` is the HTTP status of the family.
    """

    status: ClassVar[int] = 400
    default_code: ClassVar[str] = "bad_request"
    default_message: ClassVar[str] = "The request could not be understood."

    def __init__(
        self, message: str | None = None, *, code: str | None = None, fields: Mapping[str, str] | None = None
    ) -> None:
        self.message = message or self.default_message
        self.code = code or self.default_code
        self.fields = dict(fields or {})
        super().__init__(self.message)

    def as_json(self) -> dict[str, Any]:
        """The error object of the contract: `{code, message, fields}`."""
        return {"code": self.code, "message": self.message, "fields": self.fields}


class BadRequest(ChatError):
    """What arrived is not even JSON, or not of the shape that the road expects."""


class NotSignedIn(ChatError):
    """Nobody is known behind the request, or the session has ended."""

    status = 401
    default_code = "not_signed_in"
    default_message = "Sign in first."


class NotAllowed(ChatError):
    """The caller is known and may not do this."""

    status = 403
    default_code = "not_allowed"
    default_message = "You are not allowed to do this."


class NotFound(ChatError):
    """It does not exist, or the caller may not know of it."""

    status = 404
    default_code = "not_found"
    default_message = "There is nothing here."


class MethodNotAllowed(ChatError):
    """The path exists, the method does not."""

    status = 405
    default_code = "method_not_allowed"
    default_message = "This address does not answer to that method."


class TimedOut(ChatError):
    """The caller began to send and then sent nothing for too long."""

    status = 408
    default_code = "timed_out"
    default_message = "Nothing more arrived. Try again."


class Conflict(ChatError):
    """It contradicts something that is already there."""

    status = 409
    default_code = "conflict"
    default_message = "This contradicts something that is already there."


class TooLarge(ChatError):
    """More bytes than allowed."""

    status = 413
    default_code = "too_large"
    default_message = "This is too large."


class UnsupportedType(ChatError):
    """The body is of a type that the address does not read."""

    status = 415
    default_code = "unsupported_type"
    default_message = "Send JSON, with Content-Type: application/json."


class NoSuchRange(ChatError):
    """A part of a file was asked for that lies beyond its end; `size` is where that is."""

    status = 416
    default_code = "no_such_range"
    default_message = "The file ends before that."

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size


class Invalid(ChatError):
    """Understood, but some value is not acceptable."""

    status = 422
    default_code = "invalid"
    default_message = "Some values are not acceptable."


class Locked(ChatError):
    """Somebody else is at it."""

    status = 423
    default_code = "locked"
    default_message = "Another request is still at this. Try again in a moment."


class TooMany(ChatError):
    """Too often; `retry_after` is in seconds."""

    status = 429
    default_code = "too_many_requests"
    default_message = "That was too often. Try again later."

    def __init__(
        self, message: str | None = None, *, retry_after: float = 1, code: str | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class Unavailable(ChatError):
    """A part that is needed (database, Redis, storage) does not answer; nothing was changed."""

    status = 503
    default_code = "unavailable"
    default_message = "The server cannot do this right now. Nothing was changed; try again in a moment."


class StartError(Exception):
    """Why the program cannot start: one line for the person who started it."""


class DatabaseAway(StartError):
    """The database cannot be reached, which may pass by itself."""
