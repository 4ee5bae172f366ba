"""A bare python-socketio server: acknowledges every send and gives it to the room. It stores nothing.

`BENCH_WAY=emit` hands the room to python-socketio's `emit`, as anybody would. `BENCH_WAY=write` encodes the
frame once and awaits each connection's ASGI `send` in turn: what any fan-out on this server stands on.
`BENCH_WAY=ack` only acknowledges: an echo. With `BENCH_REDIS` several of these serve the same rooms.

A page of history is the same made-up messages each time, encoded anew, over the socket and over HTTP.
"""

import os
import time
from datetime import UTC, datetime
from typing import Any

import orjson
import redis.asyncio
import socketio
from engineio.async_socket import AsyncSocket

WAY = os.environ.get("BENCH_WAY", "emit")

REDIS = os.environ.get("BENCH_REDIS", "")
PAGE = 50

sio = socketio.AsyncServer(
    async_mode="asgi",
    transports=["websocket"],
    async_handlers=False,
    ping_interval=10,  # as often as the product
    client_manager=socketio.AsyncRedisManager(REDIS) if REDIS else None,
)
numbers = redis.asyncio.Redis.from_url(REDIS) if REDIS else None

counts: dict[str, int] = {}
websockets: dict[str, Any] = {}
author = {"id": "0" * 28, "username": "ann", "display_name": "Ann Example", "avatar_url": None}


async def _serve_and_note(self: Any, ws: Any) -> Any:
    websockets[self.sid] = ws
    try:
        return await _serve(self, ws)
    finally:
        del websockets[self.sid]


_serve = AsyncSocket._websocket_handler
AsyncSocket._websocket_handler = _serve_and_note


async def connect(sid: str, _environ: dict[str, Any], auth: dict[str, Any]) -> None:
    await sio.save_session(sid, auth, namespace="/chat")
    for room in auth["rooms"]:
        await sio.enter_room(sid, room, namespace="/chat")


async def sync(sid: str, _data: dict[str, Any]) -> dict[str, Any]:
    rooms = (await sio.get_session(sid, namespace="/chat"))["rooms"] if WAY != "ack" else []
    return {"conversations": [{"id": room, "last_rev": counts.get(room, 0)} for room in rooms]}


async def send(_sid: str, data: dict[str, Any]) -> dict[str, Any]:
    room = data["conversation_id"]
    if numbers is None:
        number = counts[room] = counts.get(room, 0) + 1
    else:
        number = await numbers.incr(room)
    message = message_of(room, number, data)
    event = {"type": "message", "conversation_id": room, "rev": number, "message": message}
    if WAY == "emit":
        await sio.emit("events", [event], room=room, namespace="/chat")
    elif WAY == "write":
        await write(room, event)
    return {"message": message}


def message_of(room: str, number: int, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{time.time_ns():028x}",
        "conversation_id": room,
        "seq": number,
        "rev": number,
        "client_id": data["client_id"],
        "kind": "user",
        "author": author,
        "body": data["body"],
        "html": f"<p>{data['body']}</p>",
        "reply_to": None,
        "thread_root": None,
        "reply_count": 0,
        "attachments": [],
        "reactions": [],
        "mentions": [],
        "pinned": False,
        "created_at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "edited_at": None,
        "deleted": False,
    }


async def write(room: str, event: dict[str, Any]) -> None:
    frame = {"type": "websocket.send", "text": "42/chat," + orjson.dumps(["events", [event]]).decode()}
    for _, eio_sid in list(sio.manager.get_participants("/chat", room)):
        if (ws := websockets.get(eio_sid)) is not None:
            await ws.asgi_send(frame)


async def history(_sid: str, data: dict[str, Any]) -> dict[str, Any]:
    return page(data["conversation_id"])


def page(room: str) -> dict[str, Any]:
    made_up = {"client_id": "-", "body": "the quick brown fox jumps over the lazy dog"}
    items = [message_of(room, number, made_up) for number in range(1, PAGE + 1)]
    return {"items": items, "last_seq": PAGE, "last_rev": PAGE}


async def pages(scope: dict[str, Any], _receive: Any, send: Any) -> None:
    """Any path that is not the socket's is a page of history."""
    body = orjson.dumps(page(scope["path"]))
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


app = socketio.ASGIApp(sio, other_asgi_app=pages, socketio_path="/_event")

sio.on("connect", connect, namespace="/chat")
sio.on("sync", sync, namespace="/chat")
sio.on("send", send, namespace="/chat")
sio.on("history", history, namespace="/chat")
