"""A line that dies without a word: its person is not taken for present for long."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from tests.chaos.conftest import Serve
from tests.chaos.wire_cut import Wire
from tests.support.api import Api
from tests.support.chat import Chat

NOTICED_WITHIN = 30.0


async def test_who_is_cut_off_is_offline_for_the_others_within_half_a_minute(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve(tmp_path)
    async with Api(server.url) as anna, Api(server.url) as bob, Wire(server.url) as wire:
        await anna.register()
        await bob.register()
        await anna.direct(bob)
        async with await Chat.connect(server.url, token=anna.token) as watching:
            await watching.sync()
            lost = await Chat.connect(wire.url, token=bob.token)
            await lost.sync()
            await watching.wait_for(lambda e: e["type"] == "presence" and e["state"] == "online")
            wire.hold()
            cut_at = time.monotonic()
            gone = await watching.wait_for(
                lambda e: e["type"] == "presence" and (e["user_id"], e["state"]) == (bob.id, "offline"),
                within=NOTICED_WITHIN + 5,
            )
            assert time.monotonic() - cut_at < NOTICED_WITHIN
            assert gone["last_seen_at"]
            closing = asyncio.create_task(lost.close())
            closing.cancel()
