"""Accounts, groups and the audit, over the HTTP API of the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

PASSWORD = "correct-horse-battery-7"
INVITED_AT_ONCE = 100


@dataclass(frozen=True)
class Account:
    """Someone registered, with a token that is good now."""

    user_id: str
    token: str
    refresh_token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class Write:
    """A message that the server acknowledged."""

    conversation_id: str
    client_id: str
    body: str
    seq: int
    rev: int


class People:
    """A client of the HTTP API at `port`, and who may read which group."""

    def __init__(self, port: int) -> None:
        self._http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=60)
        self._readers: dict[str, Account] = {}
        self._from: dict[str, int] = {}
        """Up to which seq a conversation is not audited."""

    async def leave(self) -> None:
        await self._http.aclose()

    def known(self, conversation_id: str, reader: Account) -> People:
        """Notes who can read a group that was made before."""
        self._readers[conversation_id] = reader
        return self

    async def known_from_here(self, conversation_id: str, reader: Account) -> int:
        """The same, where only what is written from now on is audited. The last seq.

        Of what was there before, nothing was edited: `seq` and `rev` are the same.
        """
        self._readers[conversation_id] = reader
        last = (await self._page(conversation_id, reader, 0))["last_seq"]
        self._from[conversation_id] = last
        return last

    async def call(
        self, method: str, path: str, account: Account | None = None, **rest: Any
    ) -> dict[str, Any]:
        """The answer's JSON. Raises where there is an error in it."""
        headers = account.headers if account else {}
        answer = await self._http.request(method, path, headers=headers, **rest)
        if answer.is_error:
            raise RuntimeError(f"{method} {path} answered {answer.status_code}: {answer.text[:300]}")
        return answer.json()

    async def register(self, username: str) -> Account:
        given = {"username": username, "email": f"{username}@example.org", "password": PASSWORD}
        return _account(await self.call("POST", "/auth/register", json=given))

    async def refresh(self, account: Account) -> Account:
        given = {"refresh_token": account.refresh_token}
        return _account(await self.call("POST", "/auth/refresh", json=given))

    async def group(self, owner: Account, members: list[Account]) -> str:
        """The id of a new private group."""
        ids = [member.user_id for member in members if member.user_id != owner.user_id]
        body = {
            "kind": "group",
            "name": "Benchmark",
            "visibility": "private",
            "member_ids": ids[:INVITED_AT_ONCE],
        }
        group = (await self.call("POST", "/conversations", owner, json=body))["id"]
        for user_id in ids[INVITED_AT_ONCE:]:
            await self.call("PUT", f"/conversations/{group}/members/{user_id}", owner, json={})
        self._readers[group] = owner
        return group

    async def direct(self, one: Account, other: Account) -> str:
        """The id of the conversation of two people."""
        body = {"kind": "direct", "member_ids": [other.user_id]}
        return (await self.call("POST", "/conversations", one, json=body))["id"]

    async def audit(self, writes: list[Write]) -> list[str]:
        """What is wrong with the history: every acknowledged write must be there once and as it was sent,
        and seq and rev must count without holes."""
        faults: list[str] = []
        for conversation_id, reader in self._readers.items():
            there = [write for write in writes if write.conversation_id == conversation_id]
            faults += await self._audit(conversation_id, reader, there)
        return faults

    async def audit_changed(self, writes: list[Write], edits: dict[str, str]) -> list[str]:
        """The same where messages were changed too: each has its last body, and no rev before its first.

        `edits` are the bodies that messages were to get, by client_id: whose line broke does not know whether
        the edit was taken before.
        """
        faults: list[str] = []
        for conversation_id, reader in self._readers.items():
            items, last_seq, _ = await self._history(conversation_id, reader)
            if [item["seq"] for item in items] != list(range(1, last_seq + 1)):
                faults.append(f"seq has holes or doubles among {len(items)} messages up to {last_seq}")
            stored = {(item["client_id"], item["seq"]): item for item in items}
            for write in writes:
                if write.conversation_id != conversation_id:
                    continue
                item = stored.get((write.client_id, write.seq))
                bodies = {write.body, edits.get(write.client_id, write.body)}
                if item is None or item["body"] not in bodies or item["rev"] < write.rev:
                    faults.append(f"an acknowledged message is missing or different: {write}")
        return faults

    async def last_revs(self) -> dict[str, int]:
        """The last rev of each group whose reader is known."""
        return {
            conversation_id: (await self._page(conversation_id, reader, 0))["last_rev"]
            for conversation_id, reader in self._readers.items()
        }

    async def _history(self, conversation_id: str, reader: Account) -> tuple[list[dict[str, Any]], int, int]:
        start = self._from.get(conversation_id, 0)
        items, page = [], await self._page(conversation_id, reader, start)
        while page["items"]:
            items += page["items"]
            page = await self._page(conversation_id, reader, items[-1]["seq"])
        return items, page["last_seq"], page["last_rev"]

    async def _audit(self, conversation_id: str, reader: Account, writes: list[Write]) -> list[str]:
        items, last_seq, last_rev = await self._history(conversation_id, reader)
        faults: list[str] = []
        first = self._from.get(conversation_id, 0) + 1
        if [item["seq"] for item in items] != list(range(first, last_seq + 1)):
            faults.append(f"seq has holes or doubles among {len(items)} messages up to {last_seq}")
        if sorted(item["rev"] for item in items) != list(range(first, last_rev + 1)):
            faults.append(f"rev has holes or doubles among {len(items)} messages up to {last_rev}")
        stored = {_key(item) for item in items if item["kind"] == "user"}
        promised = {(write.client_id, write.body, write.seq, write.rev) for write in writes}
        if lost := promised - stored:
            faults.append(f"{len(lost)} acknowledged messages are missing or different: {min(lost)} …")
        if unasked := stored - promised:
            faults.append(f"{len(unasked)} stored messages were never acknowledged: {min(unasked)} …")
        return faults

    async def _page(self, conversation_id: str, reader: Account, after: int) -> dict[str, Any]:
        query = {"after": after, "limit": 200}
        return await self.call("GET", f"/conversations/{conversation_id}/messages", reader, params=query)


def _key(item: dict[str, Any]) -> tuple[str, str, int, int]:
    return item["client_id"], item["body"], item["seq"], item["rev"]


def _account(answer: dict[str, Any]) -> Account:
    return Account(answer["user"]["id"], answer["access_token"], answer["refresh_token"])
