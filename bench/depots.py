"""Servers to which files are brought, and how each wants them: blocking, for threads.

The bytes go from a file that is in memory to the socket inside the kernel (`sendfile`), and come back into
one buffer: a gigabyte costs this side a fraction of what it costs any server.
"""

from __future__ import annotations

import mmap
import os
from abc import ABC, abstractmethod
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import orjson

from bench.processes import PYTHON, Server, free_port, listens
from bench.subjects import UVICORN, Product, Stage, Subject

API = "/api/v1"
MIB = 1 << 20
_BUFFER = MIB
_BOUNDARY = "----bench-8c1f0e5a7d"
_HEAD = (
    f"--{_BOUNDARY}\r\n"
    'Content-Disposition: form-data; name="file"; filename="load.bin"\r\n'
    "Content-Type: application/octet-stream\r\n\r\n"
).encode()
_TAIL = f"\r\n--{_BOUNDARY}--\r\n".encode()


@dataclass(frozen=True)
class Load:
    """Random bytes in a file."""

    path: Path
    size: int


def load(folder: Path, size: int) -> Load:
    """Made once in a folder, and on the disk: its writing must not meet that of a server."""
    path = folder / f"load-{size}"
    if not path.exists():
        with path.open("wb") as file:
            for start in range(0, size, MIB):
                file.write(os.urandom(min(MIB, size - start)))
            file.flush()
            os.fsync(file.fileno())
    return Load(path, size)


class Depot(ABC):
    """A server that is up, as one person sees it over one connection."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._line = HTTPConnection("127.0.0.1", port)
        self._headers = headers

    @abstractmethod
    def bring(self, what: Load) -> str:
        """In one request. The path at which it can be fetched."""

    @abstractmethod
    def bring_in_parts(self, what: Load, part: int) -> str:
        """In requests of `part` bytes. The path at which it can be fetched."""

    def fetch(self, path: str, what: Load) -> str:
        """What is wrong with the bytes at `path`, which have to be the load's; empty if nothing is."""
        self._line.request("GET", path, headers=self._headers)
        answer = self._line.getresponse()
        if answer.status != 200:
            return f"GET {path} answered {answer.status}"
        buffer = bytearray(_BUFFER)
        room, at = memoryview(buffer), 0
        with what.path.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as sent:
            while count := answer.readinto(room):
                if room[:count].tobytes() != sent[at : at + count]:
                    return f"other bytes came back between {at:,} and {at + count:,}"
                at += count
        return "" if at == what.size else f"{at:,} of {what.size:,} bytes came back"

    def close(self) -> None:
        self._line.close()

    def _send(
        self,
        method: str,
        path: str,
        what: Load,
        headers: dict[str, str],
        *,
        part: tuple[int, int],
        around: tuple[bytes, bytes] = (b"", b""),
    ) -> HTTPResponse:
        """A request with the bytes of the load from `part[0]` to `part[1]`, and something around them."""
        start, end = part
        before, after = around
        line = self._line
        line.putrequest(method, path)
        length = str(end - start + len(before) + len(after))
        for name, value in (self._headers | headers | {"Content-Length": length}).items():
            line.putheader(name, value)
        line.endheaders(before or None)
        with what.path.open("rb") as file:
            while start < end:
                start += os.sendfile(line.sock.fileno(), file.fileno(), start, end - start)
        if after:
            line.send(after)
        return line.getresponse()


class CopyDepot(Depot):
    """The bare server: it has one file."""

    def bring(self, what: Load) -> str:
        _read(self._send("POST", "/", what, {}, part=(0, what.size)), 204)
        return "/"

    def bring_in_parts(self, what: Load, part: int) -> str:
        _emptied(self._line)
        for start in range(0, what.size, part):
            end = min(start + part, what.size)
            _read(self._send("PATCH", "/", what, {}, part=(start, end)), 204)
        return "/"


class ProductDepot(Depot):
    """Parley: forms, and the tus protocol."""

    def bring(self, what: Load) -> str:
        kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        answer = self._send("POST", f"{API}/files", what, kind, part=(0, what.size), around=(_HEAD, _TAIL))
        return orjson.loads(_read(answer, 201))["url"]

    def bring_in_parts(self, what: Load, part: int) -> str:
        tus = {"Tus-Resumable": "1.0.0"}
        asked = self._headers | tus | {"Upload-Length": str(what.size)}
        self._line.request("POST", f"{API}/files/resumable", headers=asked)
        created = self._line.getresponse()
        _read(created, 201)
        place = created.headers["Location"]
        kind = tus | {"Content-Type": "application/offset+octet-stream"}
        for start in range(0, what.size, part):
            end = min(start + part, what.size)
            headers = kind | {"Upload-Offset": str(start)}
            _read(self._send("PATCH", place, what, headers, part=(start, end)), 204)
        return f"{API}/files/{place.rpartition('/')[2]}/load.bin"


class Copy(Subject):
    """The bare server of bench/baselines that copies bodies to a file; `sync`: to the very disk."""

    def __init__(self, name: str, *, sync: bool) -> None:
        self.name = name
        self._sync = sync

    def start(self, folder: Path) -> Stage:
        """A fresh server, without a file."""
        port = free_port()
        command = [PYTHON, *UVICORN.format(app="bench.baselines.plain_copy:app", port=port).split()]
        env = {"BENCH_FOLDER": str(folder), "BENCH_SYNC": "1" if self._sync else "0"}
        server = Server(command, env, folder / "server.log")
        server.wait_until(listens(port))
        return Stage([port], [server])


async def depot(subject: Copy | Product, folder: Path) -> tuple[Stage, Depot]:
    """A fresh server, and somebody who brings it files."""
    stage = subject.start(folder)
    if stage.people is None:
        return stage, CopyDepot(stage.port, {})
    account = await stage.people.register("carrier")
    return stage, ProductDepot(stage.port, account.headers)


def _emptied(line: HTTPConnection) -> None:
    line.request("POST", "/", b"")
    _read(line.getresponse(), 204)


def _read(answer: HTTPResponse, status: int) -> bytes:
    """The body of an answer that has this status."""
    body = answer.read()
    if answer.status != status:
        raise RuntimeError(f"the server answered {answer.status}: {body[:300]!r}")
    return body
