"""The plainest server that takes a file and gives it back: what any upload under this server stands on.

`POST /` writes the body to a file, `PATCH /` appends it, `GET /` streams it. It asks nobody who they are, and
knows no forms. `BENCH_FOLDER` is where the file is; with `BENCH_SYNC=1` it is on the disk before the answer.
"""

import os
from pathlib import Path
from typing import Any

CHUNK = 256 * 1024
FILE = Path(os.environ.get("BENCH_FOLDER", ".")) / "file"
SYNC = os.environ.get("BENCH_SYNC") == "1"


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        raise NotImplementedError
    if scope["method"] == "GET":
        await give(send)
    else:
        await take(receive, "wb" if scope["method"] == "POST" else "ab")
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


async def take(receive: Any, mode: str) -> None:
    with FILE.open(mode, buffering=0) as file:
        more = True
        while more:
            message = await receive()
            more = message.get("more_body", False)
            file.write(message.get("body", b""))
        if SYNC:
            os.fdatasync(file.fileno())


async def give(send: Any) -> None:
    length = str(FILE.stat().st_size).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
    with FILE.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body"})
