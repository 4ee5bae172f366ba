"""HTTP by hand, for the same reason as the WebSocket of `wire.py`: one connection, one request at a time."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import orjson

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class HttpLine:
    """A connection that is kept, for requests by one person."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str) -> None:
        self._reader = reader
        self._writer = writer
        self._tail = f" HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode()

    @classmethod
    async def open(cls, port: int, token: str) -> HttpLine:
        return cls(*await asyncio.open_connection("127.0.0.1", port), token)

    async def get(self, path: str) -> dict[str, Any]:
        """The JSON at `path`.

        Raises:
            RuntimeError: the status is not 200.
        """
        self._writer.write(b"GET " + path.encode() + self._tail)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        assert length is not None, head
        body = await self._reader.readexactly(int(length[1]))
        if not head.startswith(b"HTTP/1.1 200"):
            status = head.partition(b"\r\n")[0].decode()
            raise RuntimeError(f"GET {path} answered {status}: {body[:200]!r}")
        return orjson.loads(body)

    def close(self) -> None:
        self._writer.close()
