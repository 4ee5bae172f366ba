"""Two machines behind a load balancer, each with a server of its own, on one database and one Valkey."""

import asyncio
from collections.abc import Callable, Iterator

import pytest

from tests.support.api import Api, ApiError
from tests.support.chat import Chat
from tests.support.servers import AppServer, start_app
from tests.support.valkey import Valkey, ask
from tests.support.waiting import eventually

WITHIN = 30.0


@pytest.fixture(scope="module")
def mortal_valkey() -> Iterator[Valkey]:
    """One that other tests do not use."""
    server = Valkey()
    yield server
    server.close()


@pytest.fixture(scope="module")
def machines(
    tmp_path_factory: pytest.TempPathFactory, new_postgres_database: Callable[[], str], mortal_valkey: Valkey
) -> Iterator[list[AppServer]]:
    shared = {
        "CHAT_DATABASE_URL": new_postgres_database(),
        "CHAT_REDIS_URL": mortal_valkey.url,
        "CHAT_SECRET_KEY": "the same on every machine of the installation",
        "CHAT_RATE_LIMITS": "on",
        "CHAT_TRUSTED_PROXIES": "127.0.0.1",
    }
    both = [start_app(tmp_path_factory.mktemp(name), **shared) for name in ("first", "second")]
    yield both
    for server in both:
        server.stop()


def channels(valkey: Valkey) -> set[str]:
    return {name.decode() for name in ask(valkey, "PUBSUB", "CHANNELS")}


async def test_presence_and_typing_are_seen_on_the_other_machine(machines: list[AppServer]) -> None:
    async with Api(machines[0].url) as ann, Api(machines[1].url) as bob:
        await ann.register()
        await bob.register()
        group = (await ann.group(bob))["id"]
        reader = await Chat.connect(machines[1].url, token=bob.token)
        await reader.sync()
        writer = await Chat.connect(machines[0].url, token=ann.token)
        await writer.sync()

        async def hears(kind: str, **wanted: object) -> None:
            await reader.wait_for(
                lambda e: e["type"] == kind and e["user_id"] == ann.id and wanted.items() <= e.items(),
                within=WITHIN,
            )

        await hears("presence", state="online")
        await writer.tell("typing", {"conversation_id": group, "on": True})
        await hears("typing", conversation_id=group, on=True)
        await writer.close()
        await hears("typing", conversation_id=group, on=False)
        await hears("presence", state="offline")
        await reader.close()


async def test_a_machine_is_subscribed_to_what_somebody_there_is_in_and_to_nothing_else(
    machines: list[AppServer], mortal_valkey: Valkey
) -> None:
    async with Api(machines[0].url) as ann, Api(machines[1].url) as bob:
        await ann.register()
        await bob.register()
        group, other = (await ann.group(bob))["id"], (await ann.group())["id"]
        chat = await Chat.connect(machines[1].url, token=bob.token)
        await chat.sync()
        assert {f"parley:c:{group}", f"parley:u:{bob.id}"} <= channels(mortal_valkey)
        assert not {f"parley:c:{other}", f"parley:u:{ann.id}"} & channels(mortal_valkey)
        await chat.close()
        await eventually(
            lambda: not {f"parley:c:{group}", f"parley:u:{bob.id}"} & channels(mortal_valkey),
            "the end of the channels",
        )


async def test_behind_the_load_balancer_an_address_is_counted_on_all_machines_together(
    machines: list[AppServer],
) -> None:
    """The thirty mails an hour that one address may ask for, whichever machine it comes to."""
    given = {"login": "nobody@example.org"}

    async def ask_for_mail(number: int, address: str) -> int:
        headers = {"X-Forwarded-For": f"198.51.100.1, {address}"}  # the first is what the client made up
        async with Api(machines[number % 2].url) as caller:
            answer = await caller.call("POST", "/auth/reset", json=given, headers=headers)
            return answer.status_code

    answers = [await ask_for_mail(number, "203.0.113.7") for number in range(34)]
    assert answers.count(429) == 4, answers
    assert set(answers[30:]) == {429}
    assert await ask_for_mail(0, "203.0.113.8") != 429


async def test_who_signs_out_while_redis_is_away_is_signed_out_on_the_other_machine_too(
    machines: list[AppServer], mortal_valkey: Valkey
) -> None:
    async with Api(machines[0].url) as ann, Api(machines[1].url) as bob:
        await ann.register()
        await bob.register()
        group = (await bob.group(ann))["id"]
        chat = await Chat.connect(machines[1].url, token=ann.token)
        await chat.sync()
        await asyncio.to_thread(mortal_valkey.stop)
        await ann.logout()
        with pytest.raises(ApiError):
            async with Api(machines[1].url, ann.token) as caller:
                await caller.get("/me")
        refusal = await chat.emit("send", {"conversation_id": group, "client_id": "c", "body": "Still here?"})
        assert refusal["error"]["code"] == "not_signed_in"
        await asyncio.to_thread(mortal_valkey.start)
        assert (await chat.wait_closed(within=WITHIN))[1] == "session_ended"
