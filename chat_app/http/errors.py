"""Every error becomes one shape: `{"error": {code, message, fields}}`."""

import math
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chat_app.errors import (
    BadRequest,
    ChatError,
    Conflict,
    Invalid,
    Locked,
    MethodNotAllowed,
    NoSuchRange,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TimedOut,
    TooLarge,
    TooMany,
    Unavailable,
    UnsupportedType,
)
from chat_app.http.answers import answer
from chat_app.http.schemas import ErrorAnswer
from chat_app.models.nesting import DEEPEST

log = structlog.get_logger(__name__)

_FAMILY: dict[int, type[ChatError]] = {
    error.status: error
    for error in (
        BadRequest,
        NotSignedIn,
        NotAllowed,
        NotFound,
        MethodNotAllowed,
        TimedOut,
        Conflict,
        TooLarge,
        UnsupportedType,
        NoSuchRange,
        Invalid,
        Locked,
        TooMany,
        Unavailable,
    )
}
_NOT_JSON = "The body is not JSON."


class TooDeep(HTTPException):
    """A body of JSON that is nested too deeply, told where only the framework's own errors may be raised."""

    def __init__(self) -> None:
        super().__init__(BadRequest.status)


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route's description says of the errors that it may answer with."""
    return {
        status: {"model": ErrorAnswer, "description": _FAMILY[status].default_message} for status in statuses
    }


def error_answer(error: ChatError) -> Response:
    response = answer({"error": error.as_json()}, error.status)
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(math.ceil(error.retry_after))
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = "1"
    if isinstance(error, NoSuchRange):
        response.headers["Content-Range"] = f"bytes */{error.size}"
    return response


def broken_answer() -> Response:
    """For a fault of ours; what it was is in the log."""
    message = "Something broke here. It has been noted; try again."
    return answer({"error": {"code": "internal", "message": message, "fields": {}}}, 500)


def translate_errors(api: FastAPI) -> None:
    """Teaches the app to answer with errors of the one shape."""
    api.add_exception_handler(ChatError, _of_the_family)
    api.add_exception_handler(RequestValidationError, _of_the_request)
    api.add_exception_handler(HTTPException, _of_the_framework)


def _of_the_family(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ChatError)  # noqa: S101
    return error_answer(error)


def _of_the_request(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    problems: list[dict[str, Any]] = list(error.errors())
    if isinstance(error.body, bytes):  # what is not called JSON is not read as JSON
        return error_answer(UnsupportedType())
    if any(problem["type"] == "json_invalid" for problem in problems):
        return error_answer(BadRequest(_NOT_JSON, code="not_json"))
    return error_answer(Invalid(fields={_field(problem["loc"]): _why(problem) for problem in problems}))


def _of_the_framework(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    if isinstance(error, TooDeep):
        return error_answer(BadRequest(f"JSON may be nested {DEEPEST} levels deep.", code="too_deep"))
    if error.status_code == BadRequest.status:
        return error_answer(BadRequest(_NOT_JSON, code="not_json"))
    family = _FAMILY.get(error.status_code)
    if family is None:
        return answer(
            {"error": {"code": "refused", "message": str(error.detail), "fields": {}}}, error.status_code
        )
    response = error_answer(family())
    response.headers.update(error.headers or {})
    return response


def _field(place: tuple[int | str, ...]) -> str:
    """`("body", "group", "name")` is `name` to the caller: neither body nor variant are names of theirs."""
    kinds = {"group", "direct"}
    parts = [str(part) for index, part in enumerate(place[1:]) if index or part not in kinds]
    return ".".join(parts) or str(place[0])


def _why(problem: dict[str, Any]) -> str:
    context: dict[str, Any] = problem.get("ctx") or {}
    match problem["type"]:
        case "missing":
            return "is required"
        case "value_error":
            return str(context["error"])
        case "string_too_long":
            return f"is longer than {context['max_length']:,} characters"
        case "string_too_short":
            return f"must have at least {context['min_length']} characters"
        case "too_long":
            return f"has more than {context['max_length']:,} entries"
        case "string_unicode":
            return "contains characters that are not text"
        case _:
            message = str(problem["msg"])
            return message[:1].lower() + message[1:]
