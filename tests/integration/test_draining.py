"""A server that is asked to end lets everybody finish, and sends them elsewhere one after the other."""

import asyncio
import signal
import time
from http.client import HTTPConnection
from pathlib import Path

import orjson
from websockets.exceptions import ConnectionClosed

from tests.support.api import Api, unique
from tests.support.chat import Chat, ClosedError
from tests.support.ports import listens
from tests.support.servers import start_app
from tests.support.waiting import eventually

SOCKETS = 150
"""They are sent away within 0.6 s."""
RESTARTING = 1012


async def test_sockets_leave_one_after_the_other_and_are_served_until_then(data_dir: Path) -> None:
    server = start_app(data_dir)
    closed: list[float] = []
    acknowledged: list[str] = []

    async def talk(chat: Chat, conversation_id: str) -> None:
        try:
            while True:
                acknowledged.append((await chat.send(conversation_id, "Until the end"))["id"])
        except (ClosedError, ConnectionClosed):
            await leave(chat)

    async def leave(chat: Chat) -> None:
        assert (await chat.wait_closed())[0] == RESTARTING
        closed.append(time.monotonic())

    async with Api(server.url) as ada:
        await ada.register()
        group = await ada.group()
        chats = [await Chat.connect(server.url, token=ada.token) for _ in range(SOCKETS)]
        tasks = [asyncio.create_task(talk(chat, group["id"])) for chat in chats[:5]]
        tasks += [asyncio.create_task(leave(chat)) for chat in chats[5:]]
        await eventually(lambda: len(acknowledged) > 20, "the first acknowledgements")
        server.process.send_signal(signal.SIGTERM)
        await eventually(lambda: closed, "the first to go")
        before = len(acknowledged)
        await asyncio.gather(*tasks)
        assert len(acknowledged) > before, "nobody was served any more"
        assert 0.3 < closed[-1] - closed[0] < 4
        assert await asyncio.to_thread(server.wait, 10) == 0

        server.start()
        stored = {message["id"] for message in await ada.history(group["id"])}
        assert set(acknowledged) <= stored
    server.stop()


async def test_requests_finish_and_their_connections_end(data_dir: Path) -> None:
    server = start_app(data_dir)
    async with Api(server.url) as ada:
        await ada.register()
        group = await ada.group()
        message = orjson.dumps({"client_id": unique("c"), "body": "Half is sent before, half after"})
        posting, asking, upgrading = (HTTPConnection("127.0.0.1", server.port, timeout=5) for _ in range(3))
        for connection in (asking, upgrading):
            connection.request("GET", "/readyz")
            assert connection.getresponse().read() == b'{"status":"ok","database":"ok"}'
        posting.putrequest("POST", f"/api/v1/conversations/{group['id']}/messages")
        for name, value in {
            "Authorization": f"Bearer {ada.token}",
            "Content-Type": "application/json",
            "Content-Length": str(len(message)),
        }.items():
            posting.putheader(name, value)
        posting.endheaders(message[:20])
        await ada.get("/me")  # the server has seen it, or will before the signal

        server.process.send_signal(signal.SIGTERM)
        await eventually(lambda: not listens(server.port), "the end of accepting")
        asking.request("GET", "/readyz")
        answer = asking.getresponse()
        told = orjson.loads(answer.read())
        assert (answer.status, told["status"], told["error"]["code"]) == (503, "draining", "unavailable")
        assert answer.headers["Connection"] == "close"
        upgrading.request(
            "GET",
            "/_event/?EIO=4&transport=websocket",
            headers={
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
            },
        )
        assert upgrading.getresponse().status == 503
        posting.send(message[20:])
        answer = posting.getresponse()
        assert (answer.status, answer.headers["Connection"]) == (201, "close")
    assert await asyncio.to_thread(server.wait, 10) == 0
