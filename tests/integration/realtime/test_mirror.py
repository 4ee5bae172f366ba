"""Opening a conversation on another worker from what Redis has: always what the database would have said."""

import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from chat_app.models.actor import Actor
from chat_app.realtime.recent import KEPT
from chat_app.services import history, members, messages, reactions, sessions, users
from tests.integration.realtime.test_rooms import send
from tests.support.valkey import Valkey, ask
from tests.support.waiting import eventually
from tests.support.world import World


@pytest_asyncio.fixture
async def workers(
    new_postgres_database: Callable[[], str], valkey: Valkey, tmp_path: Path
) -> AsyncIterator[list[World]]:
    """Two, on one database and one Valkey."""
    valkey.flush()
    env = {"CHAT_DATABASE_URL": new_postgres_database(), "CHAT_REDIS_URL": valkey.url}
    both = [await World.start(tmp_path / name, **env) for name in ("first", "second")]
    yield both
    for world in both:
        await world.stop()


async def opened(world: World, actor: Actor, conversation_id: str, limit: int = 50) -> Any:
    """As somebody sees it who comes, looks, and goes, so that the worker forgets what it has read."""
    device = await world.device(actor)
    answer = await device.ask("history", {"conversation_id": conversation_id, "limit": limit})
    world.hub.exit(device.connection)
    await eventually(lambda: conversation_id not in world.hub.rooms, "the end of the room")
    return answer


async def stored(world: World, actor: Actor, conversation_id: str, limit: int = 50) -> Any:
    return orjson.loads(await world.read(history.page, actor, conversation_id, limit=limit))


class Mirrored:
    """What Valkey has of the only conversation, and has had."""

    def __init__(self, valkey: Valkey) -> None:
        self._valkey = valkey
        self._dumps: list[tuple[bytes, bytes]] = []

    @property
    def elements(self) -> list[bytes]:
        return ask(self._valkey, "ZRANGE", key, 0, -1) if (key := self._key) else []

    def lose(self, first: int = 0, last: int = -1) -> None:
        if key := self._key:
            ask(self._valkey, "ZREMRANGEBYRANK", key, first, last)

    def remember(self) -> None:
        if key := self._key:
            self._dumps.append((key, ask(self._valkey, "DUMP", key)))

    def put_back(self, chance: random.Random) -> None:
        """Something old, as from a snapshot."""
        if self._dumps:
            key, dump = chance.choice(self._dumps)
            ask(self._valkey, "RESTORE", key, 0, dump, "REPLACE")

    @property
    def _key(self) -> bytes | None:
        return next(iter(ask(self._valkey, "KEYS", "parley:recent:*")), None)


@pytest.fixture
def mirror(valkey: Valkey) -> Mirrored:
    return Mirrored(valkey)


async def test_what_one_worker_has_read_another_opens_without_reading_it_again(
    workers: list[World], mirror: Mirrored
) -> None:
    anna, bert = await workers[0].people(2)
    conversation_id = await workers[0].group(anna, bert)
    for number in range(KEPT + 5):
        await send(workers[0], anna, conversation_id, f"{number}")
    first = await opened(workers[0], anna, conversation_id)
    await eventually(lambda: len(mirror.elements) == KEPT + 1, "the mirror")
    assert await opened(workers[1], bert, conversation_id) == first
    assert workers[0].hub.opened == {"sql": 1}
    assert workers[1].hub.opened == {"mirror": 1}


async def test_what_a_worker_had_followed_until_its_end_is_there_after_a_restart(
    workers: list[World], mirror: Mirrored
) -> None:
    anna, bert = await workers[0].people(2)
    conversation_id = await workers[0].group(anna, bert)
    device = await workers[0].device(anna)
    await device.ask("history", {"conversation_id": conversation_id, "limit": 50})
    for number in range(5):
        await send(workers[0], anna, conversation_id, f"{number}")
    await eventually(lambda: len(device.revs(conversation_id)) == 5, "all of them")
    await workers[0].hub.stop()
    assert b'"body":"4"' in mirror.elements[-1]
    assert len((await opened(workers[1], bert, conversation_id))["items"]) == 5
    assert workers[1].hub.opened == {"mirror": 1}


class Life:
    """What may happen in a conversation, and to its mirror."""

    def __init__(
        self, chance: random.Random, mirror: Mirrored, anna: Actor, bert: Actor, sent: list[str]
    ) -> None:
        self._chance = chance
        self._mirror = mirror
        self._anna = anna
        self._bert = bert
        self._sent = sent

    async def send(self, world: World, conversation_id: str) -> None:
        body = f"{self._chance.random()}"
        self._sent.append((await send(world, self._anna, conversation_id, body))["id"])

    async def edit(self, world: World, _conversation_id: str) -> None:
        edit = messages.Edit.of(f"edited {self._chance.random()}")
        await world.write(messages.edit_message, self._anna, self._chance.choice(self._sent), edit)

    async def delete(self, world: World, _conversation_id: str) -> None:
        message_id = self._sent.pop(self._chance.randrange(1, len(self._sent)))
        await world.write(messages.delete_message, self._anna, message_id)

    async def react(self, world: World, _conversation_id: str) -> None:
        message_id, on = self._chance.choice(self._sent), self._chance.random() < 0.8
        await world.write(reactions.react, self._bert, message_id, "👍", on)

    async def rename(self, world: World, _conversation_id: str) -> None:
        name = {"display_name": f"Anna {self._chance.random()}"}
        await world.write(users.update_profile, self._anna, name)

    async def nothing(self, _world: World, _conversation_id: str) -> None:
        return

    async def lose(self, _world: World, _conversation_id: str) -> None:
        self._mirror.lose()

    async def lose_a_part(self, _world: World, _conversation_id: str) -> None:
        self._mirror.lose(self._chance.choice([0, 1, 10]), 10)

    async def go_back(self, _world: World, _conversation_id: str) -> None:
        self._mirror.put_back(self._chance)

    async def happen(self, world: World, conversation_id: str) -> str:
        happening = self._chance.choice(
            [
                *(self.send, self.edit, self.delete, self.react, self.rename),
                *(self.lose, self.lose_a_part, self.go_back, self.nothing, self.nothing),
            ]
        )
        await happening(world, conversation_id)
        return happening.__name__


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_happens_to_it_a_conversation_opens_as_the_database_has_it(
    workers: list[World], mirror: Mirrored, seed: int
) -> None:
    chance = random.Random(seed)
    anna, bert = await workers[0].people(2)
    conversation_id = await workers[0].group(anna, bert)
    sent = [(await send(workers[0], anna, conversation_id, f"before {n}"))["id"] for n in range(KEPT - 5)]
    life = Life(chance, mirror, anna, bert, sent)
    for _ in range(50):
        happened = await life.happen(chance.choice(workers), conversation_id)
        world, limit = chance.choice(workers), chance.choice([1, 20, 50, KEPT])
        answer = await opened(world, bert, conversation_id, limit)
        assert answer == await stored(world, bert, conversation_id, limit), happened
        mirror.remember()
    assert sum(world.hub.opened["mirror"] for world in workers) > 5


async def test_who_was_signed_out_or_removed_opens_nothing_though_the_worker_has_not_heard(
    workers: list[World],
) -> None:
    anna, bert, cora = await workers[0].people(3)
    conversation_id = await workers[0].group(anna, bert, cora)
    await send(workers[0], anna, conversation_id, "Hello")
    devices = [await workers[1].device(actor) for actor in (bert, cora)]
    newest = {"conversation_id": conversation_id, "limit": 50}
    for device in devices:
        assert len((await device.ask("history", newest))["items"]) == 1
    workers[0].runtime.database.publish = lambda _envelopes: None  # the news is lost
    await workers[0].write(sessions.sign_out, bert)
    assert (await devices[0].ask("history", newest))["error"]["code"] == "not_signed_in"
    await workers[0].write(members.remove_member, anna, conversation_id, cora.user_id)
    assert (await devices[1].ask("history", newest))["error"]["code"] == "not_found"
