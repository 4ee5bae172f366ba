"""Headers that every answer has."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from chat_app.http.edge import Edge
from chat_app.settings import Settings


def behind_the_edge(tmp_path: Path, public_url: str, status: int = 200) -> httpx.AsyncClient:
    settings: Any = Settings(CHAT_DATA_DIR=tmp_path, CHAT_PUBLIC_URL=public_url)  # pyright: ignore[reportCallIssue, reportArgumentType]
    app: Any = Edge(PlainTextResponse("", status), settings)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=public_url)


@pytest.mark.parametrize(
    ("public_url", "promise"),
    [("https://chat.example.org", "max-age=31536000"), ("http://localhost:3000", None)],
)
async def test_browsers_are_told_to_stay_with_https_where_there_is_https(
    tmp_path: Path, public_url: str, promise: str | None
) -> None:
    async with behind_the_edge(tmp_path, public_url) as client:
        answer = await client.get("/")
    assert answer.headers.get("strict-transport-security") == promise
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_address_that_is_too_long_is_refused_with_the_same_headers(tmp_path: Path) -> None:
    async with behind_the_edge(tmp_path, "https://chat.example.org") as client:
        answer = await client.get("/?" + "x" * 17_000)
    assert answer.status_code == 414
    assert answer.headers["strict-transport-security"]


@pytest.mark.parametrize(("status", "has_policy"), [(200, True), (404, True), (304, False)])
async def test_what_was_not_modified_keeps_the_policy_that_it_had(
    tmp_path: Path, status: int, has_policy: bool
) -> None:
    async with behind_the_edge(tmp_path, "https://chat.example.org", status) as client:
        answer = await client.get("/")
    assert ("content-security-policy" in answer.headers) is has_policy
