"""One caller of the HTTP API, as a script or a bot would be: a bearer token and JSON.

`Api` keeps no cookies: what the server sets is noted in `cookie` and sent only where a test says so,
so that a call says exactly by what it is known.
"""

from __future__ import annotations

import itertools
import os
import re
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Self
from urllib.parse import quote

import httpx

Json = dict[str, Any]

PASSWORD = "correct horse battery staple"
_names = itertools.count(1)
_run = os.urandom(3).hex()


def unique(prefix: str = "u") -> str:
    """A name that no other test of this run, or of another run on the same database, uses."""
    return f"{prefix}-{_run}-{next(_names)}"


class ApiError(AssertionError):
    """The server refused a call that the test expected to succeed."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        request = response.request
        super().__init__(f"{request.method} {request.url} → {response.status_code} {response.text[:500]}")


class Api:
    """Calls of one user at one server. `await` everything; close with `aclose()` or `async with`.

    After `register` or `login`: `user`, `id`, `username`, `password`, `token` (access), `refresh_token`
    and `cookie` ("name=value" of the browser's session cookie).
    """

    def __init__(self, url: str, token: str | None = None, *, timeout: float = 30) -> None:
        self.url = url.rstrip("/")
        self.token = token
        self.refresh_token = ""
        self.cookie = ""
        self.password = PASSWORD
        self.user: Json = {}
        self.client = httpx.AsyncClient(
            base_url=self.url,
            timeout=timeout,
            trust_env=False,
            verify=False,  # plain http only; loading the certificates would be the dearest thing here
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=2),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self.client.aclose()

    @property
    def id(self) -> str:
        return self.user["id"]

    @property
    def username(self) -> str:
        return self.user["username"]

    # --- any call ---

    async def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The bare response. `path` is below /api/v1, or absolute when it starts with `//`."""
        headers = dict(options.pop("headers", None) or {})
        if self.token is not None and not any(name.lower() == "authorization" for name in headers):
            headers["Authorization"] = f"Bearer {self.token}"
        where = path[1:] if path.startswith("//") else f"/api/v1{path}"
        return await self.client.request(method, where, headers=headers, **options)

    async def get(self, path: str, **params: Any) -> Any:
        """The JSON of a GET that must succeed."""
        return await self.ok("GET", path, params=params)

    async def post(self, path: str, json: Any = None, **options: Any) -> Any:
        return await self.ok("POST", path, json=json, **options)

    async def put(self, path: str, json: Any = None, **options: Any) -> Any:
        return await self.ok("PUT", path, json=json, **options)

    async def patch(self, path: str, json: Any = None, **options: Any) -> Any:
        return await self.ok("PATCH", path, json=json, **options)

    async def delete(self, path: str, **options: Any) -> Any:
        return await self.ok("DELETE", path, **options)

    async def ok(self, method: str, path: str, *, status: int | None = None, **options: Any) -> Any:
        """The JSON (None for an empty body) of a call that must succeed, with `status` where given."""
        if options.get("json", 0) is None:
            del options["json"]
        response = await self.call(method, path, **options)
        if not response.is_success or (status is not None and response.status_code != status):
            raise ApiError(response)
        return response.json() if response.content else None

    async def refused(self, method: str, path: str, *statuses: int, **options: Any) -> Json:
        """The error of a call that must be refused with one of `statuses` (any 4xx when none is given)."""
        response = await self.call(method, path, **options)
        expected = statuses or range(400, 500)
        assert response.status_code in expected, (
            f"{method} {path} → {response.status_code} {response.text[:300]}, expected {list(expected)[:9]}"
        )
        return error_of(response)

    # --- who one is ---

    async def register(self, username: str | None = None, password: str = PASSWORD, **fields: Any) -> Self:
        """A new account, signed in."""
        name = username or unique()
        self.password = password
        body = {"username": name, "email": f"{name}@example.org", "password": password} | fields
        return self._signed_in(await self._sign_in_call("/auth/register", body))

    async def login(self, login: str | None = None, password: str | None = None, **fields: Any) -> Self:
        """A new session of an account that exists (by default the one this caller registered)."""
        self.password = password or self.password
        body = {"login": login or self.username, "password": self.password} | fields
        return self._signed_in(await self._sign_in_call("/auth/login", body))

    async def refresh(self) -> Self:
        body = {"refresh_token": self.refresh_token}
        return self._signed_in(await self._sign_in_call("/auth/refresh", body))

    async def logout(self) -> None:
        await self.ok("POST", "/auth/logout", status=204)

    async def another_device(self) -> Api:
        """The same person, signed in once more."""
        other = Api(self.url)
        return await other.login(self.username, self.password)

    async def _sign_in_call(self, path: str, body: Json) -> httpx.Response:
        response = await self.client.post(f"/api/v1{path}", json=body)
        if not response.is_success:
            raise ApiError(response)
        return response

    def _signed_in(self, response: httpx.Response) -> Self:
        answer = response.json()
        self.user = answer["user"]
        self.token = answer["access_token"]
        self.refresh_token = answer["refresh_token"]
        self.cookie = session_cookie(response) or self.cookie
        return self

    # --- what tests do all the time ---

    async def group(self, *members: Api | str, name: str = "A group", **fields: Any) -> Json:
        """A new group of this caller (its owner) and the members."""
        ids = [member if isinstance(member, str) else member.id for member in members]
        body = {"kind": "group", "name": name, "visibility": "private", "member_ids": ids} | fields
        return await self.ok("POST", "/conversations", json=body, status=201)

    async def direct(self, other: Api | str) -> Json:
        other_id = other if isinstance(other, str) else other.id
        return await self.post("/conversations", {"kind": "direct", "member_ids": [other_id]})

    async def conversation(self, conversation_id: str) -> Json:
        return await self.get(f"/conversations/{conversation_id}")

    async def send(self, conversation_id: str, body: str = "Hello", **fields: Any) -> Json:
        content = {"client_id": unique("c"), "body": body} | fields
        return await self.ok("POST", f"/conversations/{conversation_id}/messages", json=content, status=201)

    async def upload(self, content: bytes = b"Some bytes\n", name: str = "notes.txt") -> Json:
        """A file of this caller's, sent to nobody yet."""
        form = {"file": (name, content)}
        return await self.ok("POST", "/files", files=form, status=201)

    async def send_file(self, conversation_id: str, *files: Json, body: str = "", **fields: Any) -> Json:
        """A message with these files."""
        return await self.send(conversation_id, body, attachment_ids=[file["id"] for file in files], **fields)

    async def bytes_at(self, url: str, **options: Any) -> httpx.Response:
        """The bare response of an address as a `file` names it: redirects are followed as browsers do."""
        response = await self.call("GET", f"/{url}" if url.startswith("/") else url, **options)
        if response.status_code == 302:  # to another host, which must not see our token
            return await self.client.get(response.headers["location"], headers=options.get("headers"))
        return response

    async def message(self, message_id: str) -> Json:
        return await self.get(f"/messages/{message_id}")

    async def edit(self, message_id: str, body: str) -> Json:
        return await self.patch(f"/messages/{message_id}", {"body": body})

    async def remove(self, message_id: str) -> None:
        await self.delete(f"/messages/{message_id}")

    async def react(self, message_id: str, emoji: str, on: bool = True) -> Json:
        path = f"/messages/{message_id}/reactions/{quote(emoji, safe='')}"
        return await self.ok("PUT" if on else "DELETE", path)

    async def pin(self, message_id: str, on: bool = True) -> Json:
        return await self.ok("PUT" if on else "DELETE", f"/messages/{message_id}/pin")

    async def read(self, conversation_id: str, seq: int, **fields: Any) -> Json:
        return await self.put(f"/conversations/{conversation_id}/read", {"seq": seq} | fields)

    async def page(self, conversation_id: str, **params: Any) -> Json:
        return await self.get(f"/conversations/{conversation_id}/messages", **params)

    async def history(self, conversation_id: str) -> list[Json]:
        """The whole conversation, from its first message, page by page."""
        messages: list[Json] = []
        while True:
            page = await self.page(conversation_id, after=messages[-1]["seq"] if messages else 0, limit=200)
            messages += page["items"]
            if not page["items"] or messages[-1]["seq"] >= page["last_seq"]:
                return messages

    async def members(self, conversation_id: str) -> dict[str, Json]:
        """Every member, by user id."""
        return {m["user"]["id"]: m for m in await self.all(f"/conversations/{conversation_id}/members")}

    async def all(self, path: str, limit: int = 200, **params: Any) -> list[Json]:
        """Every item of a list, page by page."""
        items: list[Json] = []
        cursor: str | None = None
        while True:
            more = {} if cursor is None else {"cursor": cursor}
            page = await self.get(path, limit=limit, **params, **more)
            items += page["items"]
            cursor = page["next"]
            if cursor is None:
                return items


def error_of(response: httpx.Response) -> Json:
    """The error object, after a look at its shape: the one shape there is."""
    said = f"{response.request.method} {response.request.url} → {response.status_code} {response.text[:300]}"
    assert response.headers.get("content-type", "").startswith("application/json"), said
    body = response.json()
    assert isinstance(body, dict), said
    assert set(body) == {"error"}, said
    error = body["error"]
    assert isinstance(error, dict), said
    assert set(error) <= {"code", "message", "fields"}, said
    assert re.fullmatch(r"[a-z][a-z0-9_]*", error["code"]), said
    assert error["message"].strip(), said
    for trace in ("Traceback", 'File "', "sqlalchemy", "psycopg"):
        assert trace not in response.text, said
    for name, why in (error.get("fields") or {}).items():
        assert isinstance(name, str), said
        assert isinstance(why, str), said
    return error


def session_cookie(response: httpx.Response) -> str:
    """ "name=value" of the session cookie that a response sets, or ""."""
    for header in response.headers.get_list("set-cookie"):
        if header.removeprefix("__Host-").startswith("parley_session"):
            return header.split(";", 1)[0]
    return ""
