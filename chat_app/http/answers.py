"""Answers are JSON that is encoded once, here or already in the service."""

from collections.abc import Iterable
from typing import Any

import orjson
from starlette.responses import Response

_JSON = "application/json"


def answer(data: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(data), status, media_type=_JSON)


def answer_text(json_text: str, status: int = 200) -> Response:
    """For what a service has encoded."""
    return Response(json_text, status, media_type=_JSON)


def page(listed: tuple[list[Any], str | None]) -> Response:
    """A list as the contract has it: the items and the cursor of the next page."""
    items, following = listed
    return answer({"items": items, "next": following})


def page_of(listed: tuple[list[Any], str | None], *, total: int) -> Response:
    """As `page`, with how many there are on all pages."""
    items, following = listed
    return answer({"items": items, "next": following, "total": total})


def page_of_texts(listed: tuple[Iterable[str], str | None]) -> Response:
    """As `page`, for items that a service has encoded."""
    items, following = listed
    return answer_text(f'{{"items":[{",".join(items)}],"next":{orjson.dumps(following).decode()}}}')


def nothing(status: int = 204) -> Response:
    return Response(status_code=status)
