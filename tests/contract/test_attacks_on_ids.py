"""Ids of other people's things, wherever the API takes one, and ids that are no ids."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.contract.attacks import Unchanged, Victim, described
from tests.support.api import Api, unique
from tests.support.described import Operation

STACKS = ("sqlite",)
pytestmark = pytest.mark.usefixtures("holds")

OPEN = {"GET /invites/{invite}", "POST /invites/{invite}/accept"}
"""What an id or a code is enough for."""
TRAVERSALS = (
    "%2e%2e",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2fsecret.key",
    "..%5c..%5csecret.key",
    "%2fetc%2fpasswd",
    "....%2f%2fsecret.key",
    "%00",
    "x%00.txt",
    "x%0d%0aSet-Cookie:%20taken=1",
    "%c0%ae%c0%ae%2f",
    "file:%2f%2f%2fetc%2fpasswd",
    "x" * 3000,
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def victim(alice: Api, bob: Api) -> Victim:
    return await Victim.make(alice, bob)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def addressed(server) -> list[Operation]:
    """Every route that takes an id."""
    return [operation for operation in await described(server) if operation.parameters]


async def test_a_stranger_reaches_nothing_by_the_ids_of_others(server, victim, addressed, dave):
    assert len(addressed) > 30
    async with Unchanged(server):
        for operation in addressed:
            if str(operation) in OPEN:
                continue
            response = await dave.call(
                operation.method, operation.address(victim.ids_for(operation)), **operation.body()
            )
            assert response.status_code in {401, 403, 404, 412, 415, 422}, (
                f"{operation}: {response.text[:200]}"
            )
            assert "plan" not in response.text.replace("/plan.txt", ""), operation


async def test_without_signing_in_there_is_not_even_a_hint(server, victim, addressed):
    async with Unchanged(server), Api(server.url) as nobody:
        for operation in addressed:
            if operation.signed_in:
                path = operation.address(victim.ids_for(operation))
                response = await nobody.call(operation.method, path, **operation.body())
                assert response.status_code == 401, f"{operation}: {response.status_code}"


async def test_somebody_elses_things_cannot_be_named_in_ones_own(server, victim, dave):
    own = await dave.group()
    async with Unchanged(server):
        path = f"/conversations/{own['id']}/messages"
        for fields in (
            {"attachment_ids": [victim.ids["file_id"]]},
            {"reply_to": victim.message["id"]},
            {"thread_root": victim.message["id"]},
        ):
            body = {"client_id": unique("c"), "body": "Mine"} | fields
            await dave.refused("POST", path, 403, 404, 422, json=body)
        for query in (
            {"conversation_id": victim.group["id"]},
            {"conversation_id": victim.group["id"], "q": "plan"},
        ):
            response = await dave.call("GET", "/search", params=query)
            assert response.status_code in {403, 404} or response.json()["items"] == []
        assert (await dave.get("/search", q="plan"))["items"] == []


async def test_the_socket_knows_ids_no_better(server, victim, dave, open_chat):
    chat = await open_chat(dave)
    there, that = {"conversation_id": victim.group["id"]}, {"message_id": victim.message["id"]}
    async with Unchanged(server):
        for event, payload in (
            ("send", there | {"client_id": "c", "body": "x"}),
            ("edit", that | {"body": "x"}),
            ("delete", that),
            ("react", that | {"emoji": "👍", "on": True}),
            ("pin", that | {"on": False}),
            ("history", there),
            ("replies", that),
            ("changes", there | {"since_rev": 0}),
            ("read", there | {"seq": 1}),
            ("delivered", there | {"seq": 1}),
        ):
            assert (await chat.refused(event, payload))["code"] in {
                "not_found",
                "not_a_member",
                "not_allowed",
            }
        state = await chat.sync({victim.group["id"]: 0})
        assert victim.group["id"] not in state["changes"]
        assert "plan" not in str(state)


@pytest.mark.parametrize("attack", TRAVERSALS, ids=lambda attack: attack[:40])
async def test_no_parameter_is_a_path_or_a_header(server, victim, addressed, alice, attack):
    async with Unchanged(server):
        for operation in addressed:
            for name in operation.parameters:
                if operation.method != "GET" and name in {"emoji", "user_id"}:
                    continue  # what stands before it is one's own, and a shortcode may be anything
                path = operation.address({**victim.ids_for(operation), name: attack})
                response = await alice.call(operation.method, path, **operation.body())
                told = f"{operation}, {name}: {response.status_code} {response.text[:100]}"
                # The name of a file is for people alone.
                allowed = {200, 400, 404, 414} if name == "name" else range(400, 500)
                assert response.status_code in allowed, told
                assert "root:" not in response.text, told
                assert "taken" not in str(response.headers), told
