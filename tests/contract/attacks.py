"""What the attacks have in common: a victim with everything, and all that can be called."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.support.api import Api, Json
from tests.support.described import Operation, operations
from tests.support.dump import differences, dump
from tests.support.servers import AppServer

OF_NOBODY = "01a2b3c4d5e6f7a8b9c0d1e2f3"


@dataclass
class Victim:
    """Somebody with a private group and one of each thing; `ids` are theirs by the names of parameters."""

    api: Api
    group: Json
    message: Json
    ids: dict[str, str] = field(default_factory=dict[str, str])

    @classmethod
    async def make(cls, api: Api, friend: Api) -> Victim:
        group = await api.group(friend, name="Private")
        file = await api.upload(b"A secret plan\n", "plan.txt")
        message = await api.send_file(group["id"], file, body="The plan")
        await api.pin(message["id"])
        sessions = await api.all("/sessions")
        tus = {"Tus-Resumable": "1.0.0", "Upload-Length": "10"}
        begun = await api.call("POST", "/files/resumable", headers=tus)
        victim = cls(api, group, message)
        victim.ids = {
            "conversation_id": group["id"],
            "message_id": message["id"],
            "user_id": friend.id,
            "file_id": file["id"],
            "session_id": sessions[0]["id"],
            "upload_id": begun.headers["location"].rpartition("/")[2],
            "name": "plan.txt",
            "size": "320",
            "emoji": "%F0%9F%91%8D",
        }
        for parameter, path, body, key in _MORE:
            filled = {name: value.format(**victim.ids) for name, value in body.items()}
            made = await api.call("POST", path.format(**victim.ids), json=filled)
            victim.ids[parameter] = str(made.json().get(key)) if made.is_success else OF_NOBODY
        return victim

    def ids_for(self, operation: Operation) -> dict[str, str]:
        """Values for the parameters of a route.

        Raises:
            AssertionError: a parameter is not known here: somebody's thing belongs into `ids`.
        """
        unknown = set(operation.parameters) - set(self.ids)
        assert not unknown, f"{operation}: give the victim one of these: {sorted(unknown)}"
        return self.ids


_MORE = (
    ("hook_id", "/conversations/{conversation_id}/hooks", {"name": "Build"}, "id"),
    ("invite", "/invites", {"conversation_id": "{conversation_id}"}, "code"),
    ("invite_id", "/invites", {"conversation_id": "{conversation_id}"}, "id"),
    ("report_id", "/messages/{message_id}/report", {"reason": "Rude"}, "id"),
    ("bot_id", "/bots", {"username": "bot", "display_name": "Bot"}, "id"),
    ("token_id", "/bots/{bot_id}/tokens", {"name": "Of the bot"}, "id"),
    ("group_id", "/nothing", {}, "id"),
)
"""Things that not every version has: by parameter, where one is made, and the field of its id."""


async def described(server: AppServer) -> list[Operation]:
    async with Api(server.url) as api:
        return operations(await api.get("/openapi.json"))


class Unchanged:
    """`async with Unchanged(server):` nothing that is stored may differ at the end."""

    def __init__(self, server: AppServer) -> None:
        self._path = server.data_dir / "parley.db"

    async def __aenter__(self) -> None:
        self._before = dump(self._path)

    async def __aexit__(self, kind: object, *_: object) -> None:
        if kind is None:
            assert differences(self._before, dump(self._path)) == []


def secrets_of(*people: Api) -> list[str]:
    """What must never be read in a log."""
    return [
        secret
        for person in people
        for secret in (
            person.token,
            person.refresh_token,
            person.cookie.partition("=")[2],
            person.password,
        )
        if secret
    ]
