"""Sending the sockets of a worker elsewhere, before it ends.

They do not go all at once: whoever is sent away comes back somewhere in the same moment, and a thousand that
sync together hold up everybody. Few sockets are gone at once, so that a small installation is not kept
waiting.
"""
# python-engineio comes without types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import asyncio
import random

from chat_app.realtime.connection import RESTARTING
from chat_app.realtime.server import ChatServer, ChatSocket

PER_SECOND = 250
LONGEST = 4.0
"""Seconds from the first to the last, however many they are."""

_ANSWERED_WITHIN = 2.0


async def send_elsewhere(server: ChatServer) -> None:
    """Closes every socket with code 1012, one after the other in an order of chance.

    Until its turn comes a socket is served like any other; then it is told of what it has asked for, and what
    it asks for later is not done. Returns when all were told.
    """
    sockets: list[ChatSocket] = list(server.eio.sockets.values())
    random.shuffle(sockets)
    pause = min(1 / PER_SECOND, LONGEST / max(len(sockets), 1))
    loop = asyncio.get_running_loop()
    start = loop.time()
    leaving: list[asyncio.Task[None]] = []
    for number, socket in enumerate(sockets):
        if (ahead := start + number * pause - loop.time()) > 0:
            await asyncio.sleep(ahead)
        leaving.append(asyncio.create_task(_let_go(socket)))
    await asyncio.gather(*leaving, return_exceptions=True)


async def _let_go(socket: ChatSocket) -> None:
    if socket.chat is None:  # a page that nobody is signed in at
        await socket.asgi_send({"type": "websocket.close", "code": RESTARTING, "reason": "server_restarting"})
        return
    gateway, connection = socket.chat
    try:
        async with asyncio.timeout(_ANSWERED_WITHIN):
            await gateway.answer_all(connection)
    except TimeoutError:
        pass  # what it is not told of it asks for again, elsewhere
    connection.cut("server_restarting", RESTARTING)
