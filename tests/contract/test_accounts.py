"""Registering, signing in, one's own profile, finding people."""

from __future__ import annotations

import asyncio
import base64
import json

import httpx
import pytest

from tests.contract.shapes import check_stranger, check_user
from tests.support.api import PASSWORD, Api, error_of, unique


def registration(**fields: object) -> dict[str, object]:
    name = unique()
    return {"username": name, "email": f"{name}@example.org", "password": PASSWORD} | fields


async def test_the_first_account_of_an_installation_is_its_owner_and_the_next_is_not(boss, alice):
    assert boss.user["role"] == "owner"
    assert alice.user["role"] == "member"


async def test_registering_signs_in_at_once(server):
    async with Api(server.url) as api:
        response = await api.call("POST", "/auth/register", json=registration(display_name="Ann Example"))
        assert response.status_code == 201
        answer = response.json()
        check_user(answer["user"])
        assert answer["user"]["display_name"] == "Ann Example"
        assert answer["expires_in"] > 0
        api.token = answer["access_token"]
        assert (await api.get("/me"))["id"] == answer["user"]["id"]


async def test_the_session_cookie_cannot_be_read_by_scripts_and_stays_on_this_site(server):
    async with Api(server.url) as api:
        response = await api.call("POST", "/auth/register", json=registration())
        (cookie,) = [c for c in response.headers.get_list("set-cookie") if c.startswith("parley_session_")]
        name, *attributes = (part.strip().lower() for part in cookie.split(";"))
        assert name.startswith(f"parley_session_{server.port}=")
        assert "httponly" in attributes
        assert "samesite=lax" in attributes
        assert "path=/" in attributes
        assert "secure" not in attributes  # the public URL is http
        answer = response.json()
        assert answer["access_token"] not in cookie
        assert answer["refresh_token"] not in cookie


async def test_usernames_are_folded_and_unique(server):
    async with Api(server.url) as api, Api(server.url) as other:
        name = unique()
        await api.register(name.upper())
        assert api.username == name
        email = f"{unique()}@example.org"
        body = registration(username=name.title(), email=email)
        error = await other.refused("POST", "/auth/register", 409, json=body)
        assert "username" in error["fields"]


async def test_an_email_address_has_one_account(server):
    async with Api(server.url) as api, Api(server.url) as other:
        await api.register()
        body = registration(email=f"{api.username}@example.org")
        error = await other.refused("POST", "/auth/register", 409, json=body)
        assert "email" in error["fields"]


async def test_ten_people_who_want_one_username_at_once_get_one_account(server):
    async with Api(server.url) as api:
        name = unique()
        bodies = [registration(username=name, email=f"{unique()}@example.org") for _ in range(10)]
        calls = [api.call("POST", "/auth/register", json=body) for body in bodies]
        statuses = sorted(response.status_code for response in await asyncio.gather(*calls))
        assert statuses == [201] + [409] * 9


@pytest.mark.parametrize(
    "username",
    [
        "a",
        "x" * 33,
        "two words",
        "ünïcode",
        "a/b",
        "a@b",
        "",
        " ",
        "\u0000ab",
        "аlice",
        5,
        None,
        ["ab"],
        {},
        True,
    ],
)
async def test_a_username_that_breaks_the_rules_is_a_field_error(server, username):
    async with Api(server.url) as api:
        body = registration(username=username)
        error = await api.refused("POST", "/auth/register", 422, json=body)
        assert "username" in error["fields"]


async def test_usernames_may_have_dots_lines_and_digits_and_be_2_to_32_long(server):
    async with Api(server.url) as api:
        run = unique().replace("-", "")
        for name in (f"{run}.b_c-9", (run + "x" * 32)[:32]):
            assert (await api.register(name)).username == name


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@", "@example.org", "a b@example.org", None, 7, [], "a@b\n.org"]
)
async def test_a_bad_email_address_is_a_field_error(server, email):
    async with Api(server.url) as api:
        error = await api.refused("POST", "/auth/register", 422, json=registration(email=email))
        assert "email" in error["fields"]


@pytest.mark.parametrize(
    "password", ["", "short7!", "password", "12345678", "aaaaaaaa", "qwertyuiop", None, 12345678]
)
async def test_a_weak_password_is_a_field_error(server, password):
    async with Api(server.url) as api:
        error = await api.refused("POST", "/auth/register", 422, json=registration(password=password))
        assert "password" in error["fields"]


@pytest.mark.parametrize("missing", ["username", "email", "password"])
async def test_what_a_registration_lacks_is_named(server, missing):
    async with Api(server.url) as api:
        body = registration()
        del body[missing]
        error = await api.refused("POST", "/auth/register", 422, json=body)
        assert missing in error["fields"]


async def test_nobody_registers_as_somebody_greater(server):
    async with Api(server.url) as api:
        await api.register(role="owner", id="me", is_admin=True)
        assert (await api.get("/me"))["role"] == "member"
        assert api.id != "me"


async def test_one_signs_in_by_username_in_any_case_or_by_email(server):
    async with Api(server.url) as api, Api(server.url) as again:
        await api.register(password="  spaces and ünïcode 密码 count ")
        for login in (api.username, api.username.upper(), f"{api.username}@example.org"):
            await again.login(login, api.password)
            assert again.id == api.id
            assert again.token != api.token


async def test_a_wrong_password_and_an_unknown_name_are_told_apart_by_nobody(server, alice):
    async with Api(server.url) as api:
        known = await api.refused(
            "POST", "/auth/login", 401, json={"login": alice.username, "password": "not this one"}
        )
        unknown = await api.refused(
            "POST", "/auth/login", 401, json={"login": unique(), "password": "not this one"}
        )
        assert known == unknown


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"login": "x"},
        {"password": "x"},
        {"login": None, "password": None},
        {"login": ["a"], "password": {}},
    ],
)
async def test_half_a_sign_in_is_invalid(server, body):
    async with Api(server.url) as api:
        await api.refused("POST", "/auth/login", 422, json=body)


def forged(token: str) -> list[str]:
    """Tokens that claim what the real one claims, and prove nothing."""
    header, payload, signature = token.split(".") if token.count(".") == 2 else ("", "", token)

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    unsigned = f"{part({'alg': 'none', 'typ': 'JWT'})}.{payload}."
    flipped = f"{header}.{payload}.{signature[:-6]}{'AAAAAA' if signature[-6:] != 'AAAAAA' else 'BBBBBB'}"
    return [unsigned, flipped, f"{header}.{payload}.", "nonsense", "a.b.c", "x" * 5000, "null"]


async def test_only_a_token_of_this_server_signs_in(server, alice):
    assert alice.token is not None
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        for token in forged(alice.token):
            response = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
            assert response.status_code == 401, token
            error_of(response)
        for header in ("Basic YTpi", "Bearer", alice.token, f"Token {alice.token}"):
            response = await client.get("/api/v1/me", headers={"Authorization": header})
            assert response.status_code == 401, header


async def test_a_refresh_token_is_no_access_token(server, alice):
    async with Api(server.url, alice.refresh_token) as api:
        await api.refused("GET", "/me", 401)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/me"),
        ("PATCH", "/me"),
        ("GET", "/users?q=a"),
        ("GET", "/conversations"),
        ("POST", "/conversations"),
        ("GET", "/conversations/x"),
        ("GET", "/conversations/x/messages"),
        ("POST", "/conversations/x/messages"),
        ("GET", "/conversations/x/members"),
        ("PUT", "/conversations/x/read"),
        ("POST", "/conversations/x/join"),
        ("GET", "/conversations/x/pins"),
        ("GET", "/messages/x"),
        ("PUT", "/messages/x/reactions/x"),
        ("GET", "/messages/x/receipts"),
        ("GET", "/sessions"),
    ],
)
async def test_without_signing_in_there_is_nothing(server, method, path):
    async with Api(server.url) as api:
        await api.refused(method, path, 401, **({} if method == "GET" else {"json": {}}))


async def test_one_changes_ones_own_profile(newcomer):
    ann = await newcomer()
    changed = await ann.patch(
        "/me", {"display_name": "Ann 🌱", "status_text": "Reading", "status_emoji": "📚"}
    )
    check_user(changed)
    assert changed["display_name"] == "Ann 🌱"
    again = await ann.get("/me")
    assert (again["display_name"], again["status_text"], again["status_emoji"]) == ("Ann 🌱", "Reading", "📚")


async def test_unknown_and_protected_fields_of_the_profile_change_nothing(newcomer):
    ann = await newcomer()
    before = await ann.get("/me")
    await ann.patch(
        "/me",
        {
            "role": "owner",
            "id": "0",
            "username": unique(),
            "active": False,
            "last_seen_at": None,
            "nonsense": [1],
        },
    )
    after = await ann.get("/me")
    assert {k: before[k] for k in ("id", "username", "role")} == {
        k: after[k] for k in ("id", "username", "role")
    }
    await ann.login()


@pytest.mark.parametrize(
    "body",
    [
        {"display_name": 5},
        {"display_name": ["x"]},
        {"display_name": "x" * 10_000},
        {"status_text": {"a": 1}},
        {"status_text": "x" * 100_000},
        {"status_emoji": "not an emoji at all " * 50},
        {"dnd_until": "tomorrow"},
        {"locale": 17},
        [],
        "x",
        None,
    ],
)
async def test_a_profile_that_makes_no_sense_is_refused(alice, body):
    content = json.dumps(body).encode()
    await alice.refused("PATCH", "/me", 422, content=content, headers={"Content-Type": "application/json"})


async def test_people_are_found_by_a_prefix_or_a_part_in_any_case(newcomer, alice):
    tag = unique("q").replace("-", "")
    ann = await newcomer(f"{tag}.ann", display_name=f"Ännchen {tag.upper()}")
    for query in (tag, tag.upper(), f"{tag}.an", tag[1:] + ".ann", "nnchen " + tag):
        found = await alice.get("/users", q=query)
        assert ann.id in [user["id"] for user in found["items"]], query
        for user in found["items"]:
            check_stranger(user)


async def test_the_signs_of_sql_patterns_find_only_themselves(newcomer, alice):
    tag = unique("w").replace("-", "")
    ann = await newcomer(f"{tag}_ann")
    bob = await newcomer(f"{tag}-bob")
    found = [user["id"] for user in await alice.all("/users", q=f"{tag}_")]
    assert found == [ann.id]
    assert bob.id not in found
    for query in ("%%", f"{tag}%", "'; --", "\\", f"{tag}\\_"):
        assert (await alice.get("/users", q=query))["items"] == [], query


async def test_a_list_of_people_is_paged_without_holes_or_doubles(newcomer, alice):
    tag = unique("p").replace("-", "")
    people = {(await newcomer(f"{tag}.{n}")).id for n in range(5)}
    paged = [user["id"] for user in await alice.all("/users", q=tag, limit=2)]
    assert sorted(paged) == sorted(people)


async def test_the_instance_says_what_a_visitor_must_know(server):
    async with Api(server.url) as api:
        instance = await api.get("/instance")
    assert isinstance(instance["name"], str)
    assert isinstance(instance["version"], str)
    assert instance["registration"] == "open"
    assert instance["empty"] is False
    assert isinstance(instance["origin_allowed"], bool)
