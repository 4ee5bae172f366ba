"""What the HTTP API promises on every road: who may act, the shape of errors, the bounds of bodies."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from chat_app.http import schemas
from chat_app.http.app import create_api
from chat_app.http.siblings import Siblings
from chat_app.models.clock import from_iso, now
from chat_app.services.runtime import Runtime
from chat_app.settings import Settings

PASSWORD = "correct horse battery staple"
DAY = 24 * 3600 * 1000
ORIGIN = {"Origin": "http://localhost:3000"}
Json = dict[str, Any]


@pytest.fixture
async def api(migrated_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client without cookies of its own, at the app of one worker."""
    runtime = Runtime(migrated_settings)
    await runtime.start()
    transport = httpx.ASGITransport(create_api(runtime, Siblings(), lambda: {"sockets": 7}))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000/api/v1") as client:
        yield client
    await runtime.stop()


async def register(api: httpx.AsyncClient, username: str = "anna", **headers: str) -> httpx.Response:
    body = {"username": username, "email": f"{username}@example.org", "password": PASSWORD}
    response = await api.post("/auth/register", json=body, headers=headers)
    api.cookies.clear()
    return response


async def bearer(api: httpx.AsyncClient, username: str = "anna") -> dict[str, str]:
    return {"Authorization": f"Bearer {(await register(api, username)).json()['access_token']}"}


def cookie(response: httpx.Response) -> dict[str, str]:
    return {"Cookie": response.headers["set-cookie"].partition(";")[0]}


def error(response: httpx.Response, status: int, code: str) -> Json:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    said: Json = response.json()["error"]
    assert said["code"] == code
    assert said["message"]
    return said["fields"]


async def test_registering_signs_in_by_token_and_by_a_cookie_that_scripts_cannot_read(
    api: httpx.AsyncClient,
) -> None:
    response = await register(api)
    assert response.status_code == 201
    assert response.json()["user"]["role"] == "owner"
    assert response.json()["expires_in"] == 900
    attributes = response.headers["set-cookie"].split("; ")
    assert attributes[0].startswith("parley_session_3000=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=2592000"} == set(attributes[1:])
    by_cookie = await api.get("/me", headers=cookie(response))
    token = response.json()["access_token"]
    by_token = await api.get("/me", headers={"Authorization": f"Bearer {token}"})
    assert by_cookie.json() == by_token.json()
    assert by_token.json()["email"] == "anna@example.org"


@pytest.mark.parametrize("headers", [ORIGIN, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}])
async def test_our_own_page_may_write_with_the_cookie(
    api: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    known = cookie(await register(api))
    response = await api.patch("/me", json={"status_text": "here"}, headers=known | headers)
    assert response.json()["status_text"] == "here"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:3001"},
        {"Origin": "https://localhost:3000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_a_foreign_page_may_not_write_with_the_cookie(
    api: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    known = cookie(await register(api))
    refused = await api.patch("/me", json={"status_text": "owned"}, headers=known | headers)
    error(refused, 403, "origin_not_allowed")
    assert "CHAT_PUBLIC_URL" in refused.text
    error(await api.post("/auth/logout", headers=known | headers), 403, "origin_not_allowed")
    assert (await api.get("/me", headers=known | headers)).json()["status_text"] == ""


async def test_a_foreign_page_cannot_sign_anybody_in(api: httpx.AsyncClient) -> None:
    error(await register(api, Origin="https://evil.example"), 403, "origin_not_allowed")
    assert (await register(api, **ORIGIN)).status_code == 201
    body = {"login": "anna", "password": PASSWORD}
    for address, sent in (("/auth/login", body), ("/auth/refresh", {"refresh_token": "x"})):
        refused = await api.post(address, json=sent, headers={"Origin": "https://evil.example"})
        error(refused, 403, "origin_not_allowed")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic YTpi"},
        {"Cookie": "parley_session_3000=wrong"},
        {"Cookie": "parley_session_3001=wrong"},
    ],
)
async def test_who_is_not_known_is_asked_to_sign_in(api: httpx.AsyncClient, headers: dict[str, str]) -> None:
    response = await api.get("/me", headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


async def test_a_wrong_token_is_not_made_good_by_a_cookie(api: httpx.AsyncClient) -> None:
    known = cookie(await register(api))
    error(await api.get("/me", headers=known | {"Authorization": "Bearer wrong"}), 401, "bad_token")


async def test_signing_out_ends_token_cookie_and_refresh_at_once(api: httpx.AsyncClient) -> None:
    response = await register(api)
    known = cookie(response)
    out = await api.post("/auth/logout", headers=known | ORIGIN)
    assert out.status_code == 204
    assert "Max-Age=0" in out.headers["set-cookie"]
    error(await api.get("/me", headers=known), 401, "not_signed_in")
    token = {"Authorization": f"Bearer {response.json()['access_token']}"}
    error(await api.get("/me", headers=token), 401, "session_ended")
    refresh = {"refresh_token": response.json()["refresh_token"]}
    error(await api.post("/auth/refresh", json=refresh), 401, "bad_token")


async def test_a_session_that_is_used_lives_on_and_one_that_is_not_ends(
    api: httpx.AsyncClient, migrated_settings: Settings
) -> None:
    known = cookie(await register(api))

    def last_used(days_ago: int) -> None:
        with closing(sqlite3.connect(migrated_settings.sqlite_path)) as connection, connection:
            connection.execute(
                "UPDATE sessions SET last_used_at = ?, expires_at = ?",
                (now() - days_ago * DAY, now() + (30 - days_ago) * DAY),
            )

    assert "set-cookie" not in (await api.get("/me", headers=known)).headers
    last_used(days_ago=29)
    renewed = await api.get("/me", headers=known)
    assert cookie(renewed) == known
    assert "Max-Age=2592000" in renewed.headers["set-cookie"]
    api.cookies.clear()
    session = (await api.get("/sessions", headers=known)).json()["items"][0]
    assert from_iso(session["expires_at"]) > now() + 29 * DAY
    last_used(days_ago=31)
    error(await api.get("/me", headers=known), 401, "not_signed_in")


async def test_ten_failures_make_an_account_rest_and_say_for_how_long(api: httpx.AsyncClient) -> None:
    await register(api)
    for _ in range(10):
        response = await api.post("/auth/login", json={"login": "anna", "password": "wrong"})
        error(response, 401, "wrong_login")
    response = await api.post("/auth/login", json={"login": "anna", "password": PASSWORD})
    error(response, 429, "too_many_requests")
    assert 1 <= int(response.headers["retry-after"]) <= 60


async def test_devices_are_noted_with_what_they_say_they_are(api: httpx.AsyncClient) -> None:
    response = await register(api, **{"User-Agent": "Netscape", "X-Forwarded-For": "198.51.100.7"})
    listed = (await api.get("/sessions", headers=cookie(response))).json()
    assert [(row["user_agent"], row["ip"], row["current"]) for row in listed["items"]] == [
        ("Netscape", "127.0.0.1", True)  # nobody here is trusted to speak for others
    ]


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/nothing", None),
        ("POST", "/nothing", None),
        ("GET", "/me/", None),
        ("DELETE", "/me", "GET, PATCH"),
        ("GET", "/messages/x/pin", "DELETE, PUT"),
    ],
)
async def test_unknown_addresses_and_methods_are_told_as_json(
    api: httpx.AsyncClient, method: str, path: str, allow: str | None
) -> None:
    response = await api.request(method, path)
    if allow:
        error(response, 405, "method_not_allowed")
    else:
        error(response, 404, "not_found")
    assert response.headers.get("allow") == allow


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "not_json"),
        (b'{"status_text": "\xff"}', "application/json", 400, "not_json"),
        (b"[" * 100_000, "application/json", 400, "too_deep"),
        (b'{"status_text": ' + b"9" * 5000 + b"}", "application/json", 400, "not_json"),
        (b"{}", "text/plain", 415, "unsupported_type"),
        (b"status_text=x", "application/x-www-form-urlencoded", 415, "unsupported_type"),
        (b"[]", "application/json", 422, "invalid"),
        (b"null", "application/json", 422, "invalid"),
        (b"", "application/json", 422, "invalid"),
        (b'{"status_text": "\\u0000"}', "application/json", 422, "invalid"),
        (b'{"status_text": "\\ud800"}', "application/json", 422, "invalid"),
        (b'{"status_text": NaN}', "application/json", 422, "invalid"),
        (b" " * (256 * 1024) + b"{}", "application/json", 413, "too_large"),
    ],
)
async def test_a_body_that_cannot_be_taken_is_refused_with_a_reason(
    api: httpx.AsyncClient, content: bytes, kind: str, status: int, code: str
) -> None:
    known = await bearer(api)
    response = await api.patch("/me", content=content, headers=known | {"Content-Type": kind})
    error(response, status, code)


async def test_a_body_of_unknown_length_is_cut_off_while_it_is_read(api: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 65_536
            yield b" " * 65_536

    known = await bearer(api)
    headers = known | {"Content-Type": "application/json"}
    error(await api.patch("/me", content=endless(), headers=headers), 413, "too_large")
    assert sent < 32 * 1024 * 1024


async def test_the_names_in_field_errors_are_those_that_the_caller_sent(api: httpx.AsyncClient) -> None:
    known = await bearer(api)
    fields = error(await api.post("/auth/login", json={"login": 5}), 422, "invalid")
    assert set(fields) == {"login", "password"}
    assert fields["password"] == "is required"
    group = {"kind": "group", "name": "a\0b", "visibility": "odd"}
    fields = error(await api.post("/conversations", json=group, headers=known), 422, "invalid")
    assert set(fields) == {"name", "visibility"}
    assert fields["name"] == "contains characters that are not text"
    fields = error(await api.get("/users?limit=201", headers=known), 422, "invalid")
    assert set(fields) == {"limit"}


@pytest.mark.parametrize("unknown", ["x", "%00", "0" * 28, "%ED%A0%80", "💥", "x" * 3000])
async def test_an_id_of_any_form_that_is_not_known_is_not_found(api: httpx.AsyncClient, unknown: str) -> None:
    known = await bearer(api)
    for method, path in (
        ("GET", f"/conversations/{unknown}"),
        ("GET", f"/conversations/{unknown}/members"),
        ("GET", f"/conversations/{unknown}/messages"),
        ("POST", f"/conversations/{unknown}/join"),
        ("GET", f"/messages/{unknown}"),
        ("GET", f"/messages/{unknown}/receipts"),
        ("PUT", f"/messages/{unknown}/pin"),
        ("DELETE", f"/sessions/{unknown}"),
    ):
        error(await api.request(method, path, headers=known), 404, "not_found")


async def test_a_conversation_is_had_over_http_alone(api: httpx.AsyncClient) -> None:
    anna, bob = await bearer(api, "anna"), await bearer(api, "bob")
    bob_id = (await api.get("/me", headers=bob)).json()["id"]
    direct = {"kind": "direct", "member_ids": [bob_id]}
    made = await api.post("/conversations", json=direct, headers=anna)
    assert made.status_code == 201
    again = await api.post("/conversations", json=direct, headers=anna)
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    messages = f"/conversations/{made.json()['id']}/messages"
    message = {"client_id": "1", "body": "Hello *Bob*"}
    sent = await api.post(messages, json=message, headers=anna)
    assert sent.status_code == 201
    assert sent.json()["html"] == "<p>Hello <em>Bob</em></p>"
    assert (await api.post(messages, json=message, headers=anna)).status_code == 200
    other = await api.post(messages, json=message | {"body": "Other"}, headers=anna)
    error(other, 409, "client_id_reused")
    one = f"/messages/{sent.json()['id']}"
    reacted = await api.put(f"{one}/reactions/:+1:", headers=bob)
    assert [reaction["emoji"] for reaction in reacted.json()["reactions"]] == ["👍"]
    read = await api.put(f"/conversations/{made.json()['id']}/read", json={"seq": 10**12}, headers=bob)
    assert read.json()["read_seq"] == 1
    receipts = (await api.get(f"{one}/receipts", headers=anna)).json()
    assert [entry["user"]["username"] for entry in receipts["read"]] == ["bob"]
    assert (await api.put(f"{one}/pin", headers=bob)).json()["pinned"]
    pins = (await api.get(f"/conversations/{made.json()['id']}/pins", headers=anna)).json()
    page = (await api.get(messages, headers=bob)).json()
    assert pins["items"] == page["items"]
    assert page["last_seq"] == 1
    error(await api.patch(one, json={"body": "Mine"}, headers=bob), 403, "not_allowed")
    assert (await api.delete(one, headers=anna)).status_code == 204
    assert (await api.get(one, headers=bob)).json()["deleted"]


async def test_what_is_answered_is_what_is_described(api: httpx.AsyncClient) -> None:
    """To the letter: nothing is missing and nothing else is there."""
    registered = await register(api)
    anna = {"Authorization": f"Bearer {registered.json()['access_token']}"}
    bob = (await register(api, "bob")).json()["user"]
    group = {"kind": "group", "name": "All of us", "member_ids": [bob["id"]]}
    conversation = (await api.post("/conversations", json=group, headers=anna)).json()
    here = f"/conversations/{conversation['id']}"
    first = (await api.post(f"{here}/messages", json={"client_id": "1", "body": "@bob"}, headers=anna)).json()
    reply = {"client_id": "2", "body": "So?", "reply_to": first["id"], "thread_root": first["id"]}
    second = (await api.post(f"{here}/messages", json=reply, headers=anna)).json()
    await api.put(f"/messages/{first['id']}/reactions/👍", headers=anna)
    await api.put(f"/messages/{first['id']}/pin", headers=anna)
    await api.post("/conversations", json={"kind": "direct", "member_ids": [bob["id"]]}, headers=anna)
    answers: list[tuple[type[schemas.Answer], Any]] = [(schemas.SignedIn, registered.json())]
    for path, model in (
        ("/instance", schemas.Instance),
        ("/me", schemas.Me),
        ("/users", schemas.Page[schemas.User]),
        ("/sessions", schemas.Page[schemas.Session]),
        ("/conversations", schemas.Page[schemas.Conversation]),
        (here, schemas.Conversation),
        (f"{here}/members", schemas.Page[schemas.Member]),
        (f"{here}/messages", schemas.MessagePage),
        (f"{here}/pins", schemas.Page[schemas.Message]),
        (f"/messages/{second['id']}", schemas.Message),
        (f"/messages/{first['id']}/receipts", schemas.Receipts),
        ("/messages/nothing", schemas.ErrorAnswer),
    ):
        answers.append((model, (await api.get(path, headers=anna)).json()))
    read = await api.put(f"{here}/read", json={"seq": 1}, headers=anna)
    answers.append((schemas.ReadState, read.json()))
    for model, answered in answers:
        model.model_validate(answered, strict=True, extra="forbid")


async def test_every_answer_tells_the_browser_to_take_it_for_nothing_else(api: httpx.AsyncClient) -> None:
    for path in ("/instance", "/nothing", "/me"):
        headers = (await api.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in headers


async def test_the_instance_says_whether_a_page_at_this_address_can_work(api: httpx.AsyncClient) -> None:
    said = (await api.get("/instance")).json()
    assert (said["registration"], said["empty"], said["origin_allowed"]) == ("open", True, True)
    await register(api)
    elsewhere = (await api.get("/instance", headers={"Host": "chat.example.org"})).json()
    assert (elsewhere["empty"], elsewhere["origin_allowed"]) == (False, False)
    assert elsewhere["public_url"] == "http://localhost:3000"


async def test_the_description_names_only_what_is_there_and_the_page_needs_no_other_host(
    api: httpx.AsyncClient,
) -> None:
    described = (await api.get("/openapi.json")).json()
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/auth/register" in described["paths"]
    page = await api.get("http://localhost:3000/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    for loaded in ("<script", "<link", "<img", "url(", "@import", " src="):
        assert loaded not in page.text
    assert "/api/v1/conversations/{conversation_id}/messages" in page.text


async def test_operations_are_asked_at_the_root(api: httpx.AsyncClient) -> None:
    assert (await api.get("http://localhost:3000/healthz")).json() == {"status": "ok"}
    assert (await api.get("http://localhost:3000/readyz")).json() == {"status": "ok", "database": "ok"}
    await register(api)
    text = (await api.get("http://localhost:3000/metrics")).text
    assert '\nparley_writes_total{worker="1"} 1.0\n' in text
    assert '\nparley_sockets{worker="1"} 7.0\n' in text
    labels = 'method="POST",route="/auth/register",status="201",worker="1"'
    assert f"parley_http_requests_total{{{labels}}} 1.0" in text
