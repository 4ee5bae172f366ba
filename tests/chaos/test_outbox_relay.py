"""A server dies between the commit of a message and its publication."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos.conftest import Serve
from tests.chaos.wire_cut import Wire
from tests.support.api import Api, unique
from tests.support.chat import Chat
from tests.support.valkey import Valkey

WITHIN = 30.0


@pytest.mark.timeout(300)
async def test_a_message_that_its_server_committed_and_never_published_reaches_the_people_of_the_others(
    tmp_path: Path, new_postgres_database: Callable[[], str], valkey: Valkey, serve: Serve
) -> None:
    async with Wire(valkey.url) as wire:
        shared = {
            "CHAT_DATABASE_URL": new_postgres_database(),
            "CHAT_SECRET_KEY": "the same on every machine of the installation",
        }
        doomed = await asyncio.to_thread(serve, tmp_path / "doomed", CHAT_REDIS_URL=wire.url, **shared)
        other = serve(tmp_path / "other", CHAT_REDIS_URL=valkey.url, **shared)
        async with Api(doomed.url) as ann, Api(other.url) as bob:
            await ann.register()
            await bob.register()
            group = (await ann.group(bob))["id"]
            speaker = await Chat.connect(doomed.url, token=ann.token)
            listener = await Chat.connect(other.url, token=bob.token)
            await speaker.sync()
            await listener.sync()
            await listener.wait_for_message(await speaker.send(group, "The bus works"))
            wire.hold()
            body = unique("Stored and never published")
            content = {"conversation_id": group, "client_id": unique("c"), "body": body}
            asked = asyncio.ensure_future(speaker.ask("send", content))
            async with asyncio.timeout(WITHIN):
                while (await bob.page(group, limit=1))["items"][0]["body"] != body:
                    pass  # until it is in the database that both share
            doomed.kill()
            with contextlib.suppress(Exception):  # acknowledged or not is not what is asked here
                await asked
            event = await listener.wait_for(
                lambda event: event["type"] == "message" and event["message"]["body"] == body, within=WITHIN
            )
            assert event["message"] == (await bob.page(group, limit=1))["items"][0]
            await listener.close()
            await speaker.close()
        other.stop()
