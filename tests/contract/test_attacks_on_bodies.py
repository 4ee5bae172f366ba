"""Bodies that say more than one may, that are more than one can read, or that act where they are shown."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest
import pytest_asyncio

from tests.contract.attacks import Victim, described
from tests.support.api import Api, error_of
from tests.support.described import Operation

STACKS = ("sqlite",)
pytestmark = pytest.mark.usefixtures("holds")

TOO_MUCH: dict[str, Any] = {
    "id": "0",
    "user_id": "0",
    "author_id": "0",
    "author": {"id": "0"},
    "owner": True,
    "owner_id": "0",
    "role": "owner",
    "active": False,
    "admin": True,
    "username": "taken-over",
    "email": "evil@example.org",
    "email_verified": True,
    "email_verified_at": 1,
    "password_hash": "x",
    "otp_secret": "x",
    "otp_enabled_at": 1,
    "suspended_until": 1,
    "bot_owner_id": "0",
    "session_id": "0",
    "created_at": "2000-01-01T00:00:00Z",
    "seq": 999,
    "rev": 999,
    "last_seq": 999,
    "html": "<script>1</script>",
    "deleted": True,
    "member_count": 999,
    "url": "https://evil.example",
    "__proto__": {"role": "owner"},
    "constructor": {"prototype": {"role": "owner"}},
}
OF_A_USER = (
    "id",
    "username",
    "email",
    "role",
    "active",
    "password_hash",
    "created_at",
    "email_verified_at",
    "suspended_until",
    "bot_owner_id",
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def taking_json(server) -> list[Operation]:
    return [operation for operation in await described(server) if operation.has_json]


def protected(server, user_id: str) -> dict[str, Any]:
    with closing(sqlite3.connect(f"file:{server.data_dir / 'parley.db'}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        row = connection.execute("SELECT * FROM users WHERE id = ?", (user_id,)).fetchone()
        return {name: row[name] for name in OF_A_USER if name in row.keys()}  # noqa: SIM118 - a row is no dict


async def test_nobody_gives_themselves_what_is_not_theirs_to_give(server, taking_json, newcomer):
    """Every call that takes JSON, with every field that it does not have."""
    ann, bea = await newcomer(), await newcomer()
    victim = await Victim.make(ann, bea)
    before = {who.id: protected(server, who.id) for who in (ann, bea)}
    for operation in taking_json:
        if not operation.signed_in or operation.path.endswith(("/me/password", "/me/email")):
            continue
        extra = {name: value for name, value in TOO_MUCH.items() if name not in operation.names}
        response = await ann.call(
            operation.method, operation.address(victim.ids_for(operation)), **operation.body(**extra)
        )
        assert response.status_code < 500, f"{operation}: {response.text[:200]}"
    assert {who.id: protected(server, who.id) for who in (ann, bea)} == before
    for message in await ann.history(victim.group["id"]):
        assert message["author"] is None or message["author"]["id"] in before
        assert message["seq"] < 100
    members = await ann.members(victim.group["id"])
    roles = {id_: one["role"] for id_, one in members.items() if one["user"]["role"] != "bot"}
    assert roles == {ann.id: "owner", bea.id: "member"}


async def test_a_new_account_is_what_the_server_makes_it(server, boss):
    async with Api(server.url) as api:
        await api.register(**{n: v for n, v in TOO_MUCH.items() if n not in {"username", "email"}})
        assert api.user["role"] == "member"
        assert api.user["id"] != "0"
        row = protected(server, api.id)
        assert row["active"] == 1
        assert row.get("email_verified_at") is None


@pytest.mark.parametrize("depth", [65, 1_000, 100_000])
async def test_json_that_is_nested_without_end_is_refused_everywhere(
    server, taking_json, alice, depth, open_chat
):
    async with Api(server.url, alice.token) as api:
        for opening, closing_ in (("[", "]"), ('{"a":', "}")):
            text = (opening * depth + "1" + closing_ * depth)[: 250 * 1024]
            for operation in taking_json:
                path = operation.address(dict.fromkeys(operation.parameters, "x"))
                response = await api.call(
                    operation.method,
                    path,
                    content=text.encode(),
                    headers={"Content-Type": "application/json"},
                )
                assert response.status_code in {400, 401, 403, 404}, f"{operation} {response.status_code}"
                if response.status_code == 400:
                    assert error_of(response)["code"] == "too_deep"
    chat = await open_chat(alice)
    for event in ("send", "sync", "typing"):
        await chat.send_raw(f'42/chat,["{event}",' + "[" * depth + "]" * depth + "]")
    await chat.sync()


async def test_64_levels_in_a_text_are_text(alice):
    group = await alice.group()
    brackets = "[" * 500 + '"' + "{" * 500 + "\\" + "[" * 500
    assert (await alice.send(group["id"], brackets))["body"] == brackets


AS_JSON = {"Content-Type": "application/json"}
SCRIPTS = (
    "<script>taken()</script>",
    '"><img src=x onerror=taken()>',
    "<svg/onload=taken()>",
    "[a](javascript:taken())",
    "[a](JaVaScRiPt:taken())",
    "[a](data:text/html;base64,PHNjcmlwdD50YWtlbigpPC9zY3JpcHQ+)",
    "![a](javascript:taken())",
    '[a](https://x.example "onmouseover=taken()")',
    '[a](https://x.example/" onmouseover="taken())',
    '<https://x.example/"onmouseover="taken()>',
    "<a href='vbscript:taken()'>a</a>",
    "```<script>taken()</script>\n<img src=x onerror=taken()>\n```",
    "`<b onclick=taken()>`",
    "| <img src=x onerror=taken()> |\n| --- |\n| <svg onload=taken()> |",
    "<style>*{background:url(javascript:taken())}</style>",
    "<iframe srcdoc='<script>taken()</script>'></iframe>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=taken()>",
    "&lt;script&gt;taken()&lt;/script&gt;",
    "@<img/src/onerror=taken()>",
    "<form action=javascript:taken()><button>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
)
_HARMLESS_TAG = re.compile(
    r"</?(a|p|br|strong|em|s|del|code|pre|span|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|h[1-6]|hr|div|mark|input)\b"
)
_ATTRIBUTES = re.compile(r"<[^<>]*?\s(on\w+|style|srcdoc|formaction)\s*=", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_LINK = re.compile(r'(?:href|src|action)\s*=\s*"([^"]*)"', re.IGNORECASE)


def check_harmless(html: str) -> None:
    """Only tags of texts, no attribute that acts, no link that is a script."""
    for tag in _TAG.findall(html):
        assert _HARMLESS_TAG.match(tag), tag
        assert not _ATTRIBUTES.match(re.sub(r'"[^"]*"', '""', tag)), tag
    for link in _LINK.findall(html):
        assert link.startswith(("https://", "http://", "mailto:", "/", "#")), link


@pytest.mark.parametrize("text", SCRIPTS, ids=lambda text: text[:30])
async def test_no_html_that_the_server_makes_acts(alice, text):
    group = await alice.group(name=text[:80], topic=text)
    message = await alice.send(group["id"], text)
    check_harmless(message["html"])
    check_harmless((await alice.post("/markdown", {"body": text}))["html"])
    check_harmless((await alice.edit(message["id"], f"{text} again"))["html"])
    for found in (await alice.get("/search", q="taken", conversation_id=group["id"]))["items"]:
        check_harmless(found["highlight"])
    file = await alice.upload(text.encode(), "page.html")
    preview = await alice.call("GET", f"/files/{file['id']}/preview/html")
    if preview.is_success:
        check_harmless(preview.json()["html"])
    shown = await alice.bytes_at(file["url"])
    assert not shown.headers["content-type"].startswith(("text/html", "image/svg", "application/xhtml"))
    assert "sandbox" in shown.headers["content-security-policy"]


async def test_headers_keep_every_page_and_answer_in_its_place(server, alice):
    group = await alice.group()
    async with Api(server.url) as api:
        for path in (
            "//",
            "//login",
            f"//c/{group['id']}",
            "//nothing",
            "//api/docs",
            "//api/v1/me",
            "//healthz",
            "//ping",
        ):
            headers = (await api.call("GET", path)).headers
            policy = headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy, path
            scripts = next((part for part in policy.split("; ") if part.startswith("script-src")), "")
            assert not set(scripts.split()) & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "data:"}, (
                path
            )
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["referrer-policy"] in {"same-origin", "no-referrer"}, path
            assert headers["cross-origin-opener-policy"] == "same-origin", path
            assert headers["cross-origin-resource-policy"] == "same-origin", path
            assert "geolocation=()" in headers["permissions-policy"], path
            assert "strict-transport-security" not in headers, path


NAMES = (
    'a"; filename="b.html',
    "a\r\nSet-Cookie: taken=1.txt",
    "a%0d%0aX: taken.txt",
    "..\\..\\x",
    "../../x",
)


async def test_a_name_of_a_file_is_no_header(alice):
    for name in NAMES:
        file = await alice.upload(b"x", name)
        assert not set(file["name"]) & set("\r\n/\\"), name
        response = await alice.bytes_at(f"{file['url']}?download=1")
        assert "taken" not in response.headers.get("set-cookie", "")
        assert "x" not in response.headers


async def test_a_name_that_is_a_script_is_a_name(newcomer):
    ann = await newcomer()
    for text in SCRIPTS[:3]:
        changed = await ann.patch("/me", {"display_name": text[:64], "status_text": text})
        assert changed["display_name"] == text[:64]
        group = await ann.group(name=text)
        check_harmless((await ann.send(group["id"], f"Hello @{ann.username}"))["html"])
