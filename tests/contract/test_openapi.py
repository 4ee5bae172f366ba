"""The API describes itself, and what it describes never answers 5xx."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.support.api import Api, error_of

SECONDS = 40
EXAMPLES = 12

CALLS = {
    "/auth/register": {"post"},
    "/auth/login": {"post"},
    "/auth/refresh": {"post"},
    "/auth/logout": {"post"},
    "/auth/reset": {"post"},
    "/auth/reset/confirm": {"post"},
    "/auth/verify": {"post"},
    "/me/password": {"post"},
    "/me/email": {"post"},
    "/me/email/verify": {"post"},
    "/me/otp": {"post"},
    "/me/otp/confirm": {"post"},
    "/me/otp/codes": {"post"},
    "/me/otp/remove": {"post"},
    "/me": {"get", "patch"},
    "/users": {"get"},
    "/conversations": {"get", "post"},
    "/conversations/{}": {"get", "patch", "delete"},
    "/conversations/{}/my": {"patch"},
    "/conversations/{}/members": {"get", "post"},
    "/conversations/{}/members/{}": {"put", "patch", "delete"},
    "/conversations/{}/join": {"post"},
    "/conversations/{}/leave": {"post"},
    "/conversations/{}/messages": {"get", "post"},
    "/conversations/{}/files": {"get"},
    "/conversations/{}/avatar": {"put", "delete"},
    "/conversations/{}/read": {"put"},
    "/conversations/{}/pins": {"get"},
    "/messages/{}": {"get", "patch", "delete"},
    "/messages/{}/reactions/{}": {"put", "delete"},
    "/messages/{}/receipts": {"get"},
    "/messages/{}/pin": {"put", "delete"},
    "/files": {"post"},
    "/files/{}": {"get", "delete"},
    "/files/{}/{}": {"get"},
    "/files/{}/thumb/{}": {"get"},
    "/files/{}/preview/html": {"get"},
    "/files/resumable": {"options", "post"},
    "/files/resumable/{}": {"head", "patch", "delete"},
    "/avatars/{}": {"get"},
    "/me/avatar": {"put", "delete"},
    "/markdown": {"post"},
    "/search": {"get"},
    "/messages/{}/replies": {"get"},
    "/sessions": {"get"},
    "/sessions/{}": {"delete"},
    "/instance": {"get"},
    "/groups": {"get"},
    "/conversations/{}/transfer": {"post"},
    "/conversations/{}/export": {"get"},
    "/conversations/{}/invites": {"get"},
    "/invites": {"get", "post"},
    "/invites/{}": {"get", "delete"},
    "/invites/{}/accept": {"post"},
    "/conversations/{}/hooks": {"get", "post"},
    "/hooks/{}": {"delete"},
    "/bots": {"get", "post"},
    "/bots/{}": {"patch", "delete"},
    "/bots/{}/tokens": {"get", "post"},
    "/bots/{}/tokens/{}": {"delete"},
    "/messages/{}/report": {"post"},
    "/admin/users": {"get"},
    "/admin/users/{}": {"get", "patch"},
    "/admin/users/{}/sessions": {"delete"},
    "/admin/groups": {"get"},
    "/admin/groups/{}": {"get", "patch", "delete"},
    "/admin/groups/{}/export": {"get"},
    "/admin/groups/{}/members": {"get"},
    "/admin/groups/{}/members/{}": {"put", "delete"},
    "/admin/reports": {"get"},
    "/admin/reports/{}": {"patch"},
    "/admin/audit": {"get"},
    "/admin/audit/export": {"get"},
    "/admin/system": {"get"},
    "/admin/settings": {"get", "patch"},
}


async def test_the_description_lists_every_call_of_the_foundation(server):
    async with Api(server.url) as api:
        description = await api.get("/openapi.json")
    assert description["openapi"].startswith("3.1")
    described: dict[str, set[str]] = {}
    for path, item in description["paths"].items():
        assert path.startswith("/api/v1/"), path
        parts = path.removeprefix("/api/v1").split("/")
        plain = "/".join("{}" if part.startswith("{") else part for part in parts)
        described.setdefault(plain, set()).update(item)
    for path, methods in CALLS.items():
        assert methods <= described.get(path, set()), f"{path}: {described.get(path)}"


async def test_there_is_a_page_to_read(server):
    async with Api(server.url) as api:
        response = await api.call("GET", "//api/docs")
        assert response.status_code == 200
        assert "text/html" in response.headers["content-type"]


async def test_every_described_error_has_the_one_shape(server):
    async with Api(server.url) as api:
        description = await api.get("/openapi.json")
    assert "HTTPValidationError" not in description.get("components", {}).get("schemas", {})


async def test_whatever_fits_or_breaks_the_description_is_never_a_500(server, newcomer, alice, bob):
    ann = await newcomer()
    group = await ann.group(bob)
    sent = await ann.send(group["id"])
    # Ids that exist, so that the calls come further than to "not found".
    file = await ann.upload()
    known = {"conversation": group["id"], "message": sent["id"], "user": bob.id, "file": file["id"]}
    wrong = await asyncio.to_thread(probe, server.url, ann.username, ann.password, known)
    assert not wrong, "\n".join(wrong)


def probe(url: str, login: str, password: str, known: dict[str, str]) -> list[str]:
    schema = schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json")
    wrong: list[str] = []
    started = time.monotonic()
    operations: list[Any] = [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]
    share = SECONDS / len(operations)
    with httpx.Client(base_url=url, trust_env=False, timeout=20) as client:
        token = "none yet"
        for number, operation in enumerate(operations):
            if client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401:
                body = {"login": login, "password": password}
                token = client.post("/api/v1/auth/login", json=body).json()["access_token"]
            wrong += probe_one(operation, client, token, known, started + share * (number + 1))
    return wrong


def probe_one(operation, client: httpx.Client, token: str, known: dict[str, str], until: float) -> list[str]:
    wrong: list[str] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(case=operation.as_strategy())
    def call(case) -> None:
        if time.monotonic() > until or wrong:
            return
        for name in list(case.path_parameters or {}):
            for kind, id_ in known.items():
                if name.startswith(kind):
                    case.path_parameters[name] = id_
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
        cookies = dict(case.cookies or {})
        case.cookies = {k: v for k, v in cookies.items() if not k.startswith("parley")}
        try:
            request = case.as_transport_kwargs(base_url=str(client.base_url))
        except Exception:  # noqa: BLE001 - a case that cannot be put on the wire
            return
        try:
            response = httpx_send(client, request)
        except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeError, ValueError):
            return
        if response.status_code >= 500:
            wrong.append(
                f"{case.method} {response.request.url} → {response.status_code} {request.get('json')!r}"
            )
        elif response.status_code >= 400 and case.method != "HEAD":  # an answer to HEAD has no body
            error_of(response)

    call()
    return wrong


def httpx_send(client: httpx.Client, request: dict[str, Any]) -> httpx.Response:
    allowed = {"method", "url", "headers", "params", "json", "data", "cookies", "files"}
    options = {k: v for k, v in request.items() if k in allowed and v is not None}
    if isinstance(options.get("data"), str | bytes):
        options["content"] = options.pop("data")
    if "files" in options:  # the parts of a form; numbers among them are not text yet
        options["files"] = [
            (name, (filename, content if isinstance(content, str | bytes) else str(content), *kind))
            for name, (filename, content, *kind) in options["files"]
        ]
    options.pop("cookies", None)
    return client.request(**options)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_operations_have_their_pages_at_the_root(server, path):
    async with Api(server.url) as api:
        response = await api.call("GET", "/" + path)
        assert response.status_code == 200
