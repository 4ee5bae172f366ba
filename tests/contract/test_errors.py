"""One shape of error, and no 500, whatever is sent."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.support.api import Api, error_of, unique

LONE = "\ud800"


@pytest.mark.parametrize(
    "path",
    [
        "//api",
        "//api/",
        "//api/v1",
        "//api/v1/",
        "//api/v2/me",
        "//api/v1/nothing",
        "//api/v1/nothing/deeper?x=1",
        "//api/v1/me/",
        "//api/v1/messages",
        "//api/v1/%2e%2e/%2e%2e/etc/passwd",
        "//api/v1/\u00fc",
        "//api/v1/%00",
        "//api/v1/%0A",
        "//api/v1/nothing%0A/deeper",
        "//api/v1/%ff%fe",
        "//api//v1/me",
    ],
)
async def test_an_unknown_path_under_the_api_is_told_in_json(alice, path):
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        response = await alice.call(method, path)
        if 300 <= response.status_code < 400:
            continue  # sent on to a path without the slash
        assert response.status_code in {404, 405, 400, 422}, f"{method} {path} {response.status_code}"
        error_of(response)


async def test_an_unknown_path_is_unknown_to_strangers_too(server):
    async with Api(server.url) as api:
        await api.refused("GET", "/nothing", 404)


async def test_a_method_that_a_path_does_not_have_is_told_in_json(alice):
    for method, path in (
        ("DELETE", "/me"),
        ("PUT", "/conversations"),
        ("GET", "/auth/login"),
        ("PATCH", "/users"),
    ):
        await alice.refused(method, path, 405, 404)


BAD_JSON = [
    b"",
    b"{",
    b"[1,",
    b"nonsense",
    b"\xff\xfe{}",
    b'{"display_name": "a"',
    b"{'a': 1}",
    b'{"a": NaN',
    b"\x00",
]


@pytest.mark.parametrize("content", BAD_JSON, ids=repr)
async def test_what_is_not_json_is_refused(alice, content):
    group = await alice.group()
    for method, path in (
        ("PATCH", "/me"),
        ("POST", "/conversations"),
        ("POST", f"/conversations/{group['id']}/messages"),
        ("POST", "/auth/login"),
        ("POST", "/auth/register"),
        ("PUT", f"/conversations/{group['id']}/read"),
    ):
        await alice.refused(
            method, path, 400, 422, content=content, headers={"Content-Type": "application/json"}
        )


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_json_under_another_name_is_refused(alice, content_type):
    """Else a form on any page could write here."""
    group = await alice.group()
    headers = {"Content-Type": content_type} if content_type else {}
    content = b'{"client_id": "c", "body": "x"}'
    path = f"/conversations/{group['id']}/messages"
    await alice.refused("POST", path, 415, 422, 400, content=content, headers=headers)
    assert (await alice.conversation(group["id"]))["last_seq"] == group["last_seq"]


@pytest.mark.parametrize("depth", [200, 5_000, 100_000])
async def test_json_of_any_depth_is_answered(alice, depth):
    group = await alice.group()
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        nested = opening * depth + ("1" if opening != "[" else "") + closing * depth
        body = ('{"client_id": "c", "body": ' + nested + "}").encode()
        await alice.refused(
            "POST",
            f"/conversations/{group['id']}/messages",
            400,
            413,
            422,
            content=body,
            headers={"Content-Type": "application/json"},
        )


async def test_numbers_of_any_size_are_answered(alice):
    group = await alice.group()
    for number in ("9" * 4000, "1e999", "-1e999", "1" + "0" * 5000, "0.1", "-0", "1e2"):
        content = ('{"seq": ' + number + "}").encode()
        response = await alice.call(
            "PUT",
            f"/conversations/{group['id']}/read",
            content=content,
            headers={"Content-Type": "application/json"},
        )
        assert response.status_code in {200, 400, 422}, number


async def test_a_body_beyond_all_measure_is_refused_and_not_kept(alice, server):
    group = await alice.group()

    async def endless():
        for _ in range(64):
            yield b"x" * 1_000_000

    for content in (b'{"client_id": "c", "body": "' + b"x" * 20_000_000 + b'"}', endless()):
        try:
            response = await alice.call(
                "POST",
                f"/conversations/{group['id']}/messages",
                content=content,
                headers={"Content-Type": "application/json"},
            )
        except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
            continue  # a server may hang up on somebody who does not stop
        assert response.status_code in {400, 413, 422}
        error_of(response)
    assert (await alice.conversation(group["id"]))["last_seq"] == group["last_seq"]


TEXTS = ["a\u0000b", "\u0000", f"a{LONE}b", LONE, "\udfff\ud800"]


@pytest.mark.parametrize("text", TEXTS, ids=repr)
async def test_nul_and_lone_surrogates_are_refused_or_dropped(alice, bob, open_chat, text):
    group = await alice.group(bob)
    raw = text.encode("unicode_escape").decode().replace("\\x", "\\u00")
    assert "\\u" in raw
    chat = await open_chat(alice)
    calls = [
        ("PATCH", "/me", f'{{"display_name": "N{raw}"}}'),
        ("PATCH", "/me", f'{{"status_text": "{raw}"}}'),
        ("PATCH", f"/conversations/{group['id']}", f'{{"name": "N{raw}", "topic": "{raw}"}}'),
        (
            "POST",
            "/conversations",
            f'{{"kind":"group","name":"N{raw}","visibility":"private","member_ids":["{raw}"]}}',
        ),
        (
            "POST",
            f"/conversations/{group['id']}/messages",
            f'{{"client_id":"{unique("c")}","body":"x{raw}"}}',
        ),
        ("POST", f"/conversations/{group['id']}/messages", f'{{"client_id":"c{raw}","body":"x"}}'),
        (
            "POST",
            f"/conversations/{group['id']}/messages",
            f'{{"client_id":"c","body":"x","reply_to":"{raw}"}}',
        ),
        ("PUT", f"/conversations/{group['id']}/members/{bob.id}", f'{{"role":"{raw}"}}'),
        ("POST", "/auth/login", f'{{"login":"{raw}","password":"{raw}"}}'),
        (
            "POST",
            "/auth/register",
            f'{{"username":"ab{raw}","email":"a{raw}@b.org","password":"{raw}12345678"}}',
        ),
        ("POST", "/auth/refresh", f'{{"refresh_token":"{raw}"}}'),
    ]
    for method, path, content in calls:
        response = await alice.call(
            method, path, content=content.encode(), headers={"Content-Type": "application/json"}
        )
        assert response.status_code < 500, f"{method} {path} {content}: {response.text[:200]}"
        assert "\\u0000" not in response.text
        assert "\\ud8" not in response.text.lower()
    for event, payload in (
        ("send", {"conversation_id": group["id"], "client_id": unique("c"), "body": f"y{text}"}),
        ("send", {"conversation_id": group["id"], "client_id": f"c{text}", "body": "y"}),
        ("send", {"conversation_id": text, "client_id": "c", "body": "y"}),
        ("react", {"message_id": text, "emoji": text, "on": True}),
        ("sync", {"known": {text: 1}}),
        ("history", {"conversation_id": text}),
        ("replies", {"message_id": text}),
    ):
        assert isinstance(await chat.emit(event, payload), dict)
    for message in await alice.history(group["id"]):
        assert not set(message["body"] + str(message["client_id"])) & set("\u0000\ud800\udfff")


async def test_nul_in_a_path_or_a_query_is_answered(alice):
    for path in (
        "/messages/%00",
        "/conversations/a%00b",
        "/users?q=%00",
        "/users?q=%ff",
        "/conversations?cursor=%00",
    ):
        response = await alice.call("GET", path)
        assert response.status_code < 500, path
        if response.status_code >= 400:
            error_of(response)


@pytest.mark.parametrize("path", ["/conversations", "/users?q=a", "/sessions"])
async def test_a_cursor_of_ones_own_making_is_answered(alice, path):
    for cursor in ("x", "0", "-1", "AAAA", "eyJhIjoxfQ==", "x" * 3000, "null", "[]", "\u00fc"):
        response = await alice.call("GET", path + ("&" if "?" in path else "?") + f"cursor={cursor}")
        assert response.status_code in {200, 400, 422}, cursor
        if response.status_code != 200:
            error_of(response)


async def test_ids_of_any_form_are_only_not_found(alice, open_chat):
    chat = await open_chat(alice)
    for id_ in ("0", "-1", "x" * 3000, "' OR 1=1 --", "..", "null", "%2e%2e%2f", "\u00fc", "🙂", " "):
        for method, path in (
            ("GET", f"/messages/{id_}"),
            ("GET", f"/conversations/{id_}"),
            ("DELETE", f"/sessions/{id_}"),
            ("GET", f"/conversations/{id_}/messages"),
            ("GET", f"/messages/{id_}/replies"),
        ):
            response = await alice.call(method, path)
            assert response.status_code in {301, 307, 308, 404, 405, 414, 422}, (
                f"{method} {path} {response.status_code}"
            )
        await chat.refused("history", {"conversation_id": id_})
        await chat.refused("replies", {"message_id": id_})
        await chat.refused("edit", {"message_id": id_, "body": "x"})


async def test_an_error_has_one_code_on_both_roads(alice, bob, dave, open_chat):
    group = await alice.group(bob)
    sent = await alice.send(group["id"])
    pairs = [
        (
            bob,
            "PATCH",
            f"/messages/{sent['id']}",
            {"body": "x"},
            "edit",
            {"message_id": sent["id"], "body": "x"},
        ),
        (
            dave,
            "PATCH",
            f"/messages/{sent['id']}",
            {"body": "x"},
            "edit",
            {"message_id": sent["id"], "body": "x"},
        ),
        (
            alice,
            "PATCH",
            f"/messages/{sent['id']}",
            {"body": ""},
            "edit",
            {"message_id": sent["id"], "body": ""},
        ),
        (bob, "DELETE", f"/messages/{sent['id']}", None, "delete", {"message_id": sent["id"]}),
    ]
    for caller, method, path, body, event, payload in pairs:
        by_http = await caller.refused(method, path, **({} if body is None else {"json": body}))
        by_chat = await (await open_chat(caller)).refused(event, payload)
        assert by_chat["code"] == by_http["code"], (method, path)


async def test_a_hundred_bad_requests_at_once_leave_the_server_well(alice):
    calls = [
        alice.call("POST", "/conversations", content=b"{", headers={"Content-Type": "application/json"})
        for _ in range(100)
    ]
    assert {r.status_code for r in await asyncio.gather(*calls)} <= {400, 422}
    await alice.get("/me")
