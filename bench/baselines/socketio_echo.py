"""A bare python-socketio server: acknowledges every send and gives it to the room. It stores nothing.

`BENCH_WAY=emit` hands the room to python-socketio's `emit`, as anybody would. `BENCH_WAY=write` encodes the
frame once and awaits each connection's ASGI `send` in turn: what any fan-out on this server stands on.
"""

import os
import time
from datetime import UTC, datetime
from typing import Any

import orjson
import socketio
from engineio.async_socket import AsyncSocket

WAY = os.environ.get("BENCH_WAY", "emit")

sio = socketio.AsyncServer(async_mode="asgi", transports=["websocket"], async_handlers=False)
app = socketio.ASGIApp(sio, socketio_path="/_event")

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
    await sio.enter_room(sid, auth["room"], namespace="/chat")


async def sync(sid: str, _data: dict[str, Any]) -> dict[str, Any]:
    room = (await sio.get_session(sid, namespace="/chat"))["room"]
    return {"conversations": [{"id": room, "last_rev": counts.get(room, 0)}], "changes": {}}


async def send(_sid: str, data: dict[str, Any]) -> dict[str, Any]:
    room = data["conversation_id"]
    number = counts[room] = counts.get(room, 0) + 1
    message = {
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
    event = {"type": "message", "conversation_id": room, "rev": number, "message": message}
    if WAY == "emit":
        await sio.emit("events", [event], room=room, namespace="/chat")
    else:
        await write(room, event)
    return {"message": message}


async def write(room: str, event: dict[str, Any]) -> None:
    frame = {"type": "websocket.send", "text": "42/chat," + orjson.dumps(["events", [event]]).decode()}
    for _, eio_sid in list(sio.manager.get_participants("/chat", room)):
        if (ws := websockets.get(eio_sid)) is not None:
            await ws.asgi_send(frame)


sio.on("connect", connect, namespace="/chat")
sio.on("sync", sync, namespace="/chat")
sio.on("send", send, namespace="/chat")
