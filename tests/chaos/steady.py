"""Somebody who sends one message after the other, whatever becomes of the servers, as the pages do."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time

import httpx
from websockets.exceptions import ConnectionClosed

from tests.support.api import Api
from tests.support.chat import Chat, ClosedError, HandshakeError

AWAY = (OSError, ConnectionClosed, ClosedError, HandshakeError)
PATIENCE = 60.0
"""Seconds to wait for an answer: what is slow is told by `slowest`, and is no failure."""
PAUSE = 0.02
"""Seconds before the next attempt."""
PACE = 0.05
"""Seconds between two messages, so that the servers are not kept from starting."""


class Steady:
    """Sends by socket or by HTTP, each message with its own client_id until it is acknowledged.

    sent: the bodies that were acknowledged, in order. slowest: the longest time, in seconds, from wanting to
    send one to its acknowledgement. reconnects: how often the connection was lost.
    """

    def __init__(self, api: Api, urls: list[str], conversation_id: str) -> None:
        self.sent: list[str] = []
        self.slowest = 0.0
        self.reconnects = -1
        self._api = api
        self._urls = itertools.cycle(urls)
        self._conversation_id = conversation_id
        self._chat: Chat | None = None
        self._stopping = False

    async def by_socket(self) -> None:
        """Sends until `stop`. Raises what is a refusal, and no loss of the connection."""
        while not self._stopping:
            send = self._next() | {"conversation_id": self._conversation_id}
            began = time.monotonic()
            while True:
                with contextlib.suppress(*AWAY):
                    chat = await self._connected()
                    ack = await chat.emit("send", send)
                    assert "error" not in ack, ack
                    break
                await asyncio.sleep(PAUSE)
            await self._acknowledged(send["body"], began)
        if self._chat is not None:
            await self._chat.close()

    async def by_http(self) -> None:
        """The same over a connection that is kept; one that was closed, or refused, is tried elsewhere."""
        url = next(self._urls)
        headers = {"Authorization": f"Bearer {self._api.token}"}
        async with httpx.AsyncClient(headers=headers, timeout=PATIENCE) as client:
            while not self._stopping:
                message = self._next()
                began = time.monotonic()
                while True:
                    try:
                        where = f"{url}/api/v1/conversations/{self._conversation_id}/messages"
                        response = await client.post(where, json=message)
                        break
                    except (httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError):
                        url = next(self._urls)
                        self.reconnects += 1
                        await asyncio.sleep(PAUSE)
                assert response.status_code in (200, 201), response.text
                await self._acknowledged(message["body"], began)

    def stop(self) -> None:
        self._stopping = True

    def _next(self) -> dict[str, str]:
        body = f"{self._api.username} {len(self.sent)}"
        return {"client_id": body, "body": body}

    async def _acknowledged(self, body: str, began: float) -> None:
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.sent.append(body)
        await asyncio.sleep(PACE)

    async def _connected(self) -> Chat:
        if self._chat is None or self._chat.closed:
            self._chat = await Chat.connect(next(self._urls), token=self._api.token)
            await self._chat.sync()
            self.reconnects += 1
        return self._chat
