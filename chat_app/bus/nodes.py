"""Where Redis (or Valkey) is: one server, or the nodes of a cluster, each with some of the slots."""
# redis-py's types leave out its arguments' own, and mix up what is awaited.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import asyncio
import contextlib
import time
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.crc import REDIS_CLUSTER_HASH_SLOTS, key_slot
from redis.exceptions import AskError, ClusterDownError, MovedError, RedisError, ResponseError
from redis.exceptions import ConnectionError as Broken

_CONNECT_WITHIN = 2
_ANSWER_WITHIN = 3
_DOWN_FOR = 1.0
"""Seconds in which a node that did not answer is not asked again: others wait in the same batch."""
_REDIRECTIONS = 3


class Command(NamedTuple):
    """One command, and the key (or the channel) by which a cluster finds the node for it."""

    key: str
    words: tuple[Any, ...]


class Nodes:
    """Runs commands where they belong. Which it is, a server or a cluster, is found out by asking.

    redis-py's own client for clusters is not used: it has no sharded pub/sub in asyncio, forgets a
    connection with each send that fails, and waits a quarter of a second between its tries.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._clients: dict[str, Redis] = {}
        self._owners: list[str | None] | None = None
        """The URL of the node that has each slot; None for a single server."""
        self._is_found = False
        self._down: dict[str, float] = {}

    @property
    def is_cluster(self) -> bool:
        """As it was found; False before."""
        return self._owners is not None

    async def find(self) -> bool:
        """Asks who has which slot. Whether that is another than was known.

        Raises:
            RedisError, OSError: nobody answers.
        """
        failure: RedisError | OSError = Broken("No node of the cluster knows its slots.")
        for url in self._by_promise():
            try:
                slots: Any = await self.client(url).execute_command("CLUSTER SLOTS")
            except ResponseError as error:
                if url == self._url:  # a single server, or one that lets us know no better
                    was, self._owners, self._is_found = self._owners, None, True
                    return was is not None
                failure = error
            except (RedisError, OSError) as error:
                self._down[url] = time.monotonic() + _DOWN_FOR
                failure = error
            else:
                if slots:
                    return await self._know(slots, urlsplit(url).hostname or "")
        raise failure

    def owner(self, key: str) -> str:
        """The URL of the node that this key belongs to.

        Raises:
            RedisError: no node has its slot.
        """
        if self._owners is None:
            return self._url
        slot = key_slot(key.encode())
        if (owner := self._owners[slot]) is None:
            raise ClusterDownError(f"Nobody has slot {slot}")
        return owner

    def client(self, url: str) -> Redis:
        """Of one node."""
        if (client := self._clients.get(url)) is None:
            # A connection that the server has closed meanwhile is worth another; silence is not.
            retry = Retry(NoBackoff(), 1, supported_errors=(Broken,))
            client = self._clients[url] = Redis.from_url(
                url, socket_connect_timeout=_CONNECT_WITHIN, socket_timeout=_ANSWER_WITHIN, retry=retry
            )
        return client

    async def run(self, commands: Sequence[Command]) -> list[Any]:
        """The answers in order, each command's exception (RedisError, OSError) in the place of its answer."""
        try:
            if not self._is_found:
                await self.find()
            answers = await self._send(commands)
            for _ in range(_REDIRECTIONS if self.is_cluster else 0):
                elsewhere = [n for n, answer in enumerate(answers) if isinstance(answer, AskError)]
                if not elsewhere:
                    break
                redone = await self._redirect([(commands[n], answers[n]) for n in elsewhere])
                for n, answer in zip(elsewhere, redone, strict=True):
                    answers[n] = answer
        except (RedisError, OSError) as error:
            return [error] * len(commands)
        return answers

    async def ping(self) -> float:
        """Seconds until the slowest node answered that did.

        Raises:
            RedisError, OSError: none did.
        """
        if not self._is_found:
            await self.find()
        start = time.perf_counter()
        took: list[float] = []
        failure: RedisError | OSError | None = None
        pings: list[Any] = [self.client(url).ping() for url in self._in_use()]
        for pong in asyncio.as_completed(pings):
            try:
                await pong
                took.append(time.perf_counter() - start)
            except (RedisError, OSError) as error:
                failure = error
        if not took and failure is not None:
            raise failure
        return max(took)

    async def aclose(self) -> None:
        clients, self._clients = self._clients, {}
        for client in clients.values():
            with contextlib.suppress(RedisError, OSError):
                await client.aclose()

    def _in_use(self) -> set[str]:
        return {self._url} if self._owners is None else {owner for owner in self._owners if owner}

    def _by_promise(self) -> list[str]:
        """All whom we can ask, those last that did not answer just now."""
        now = time.monotonic()
        return sorted({*self._in_use(), self._url}, key=lambda url: self._down.get(url, 0) > now)

    async def _know(self, slots: Sequence[Any], told_by: str) -> bool:
        owners: list[str | None] = [None] * REDIS_CLUSTER_HASH_SLOTS
        for first, last, (host, port, *_), *_ in slots:
            url = self._url_of(str(host, "utf-8") if host else told_by, port)
            owners[first : last + 1] = [url] * (last + 1 - first)
        was, self._owners, self._is_found = self._owners, owners, True
        for url in self._clients.keys() - self._in_use() - {self._url}:
            with contextlib.suppress(RedisError, OSError):
                await self._clients.pop(url).aclose()
        return was != owners

    def _url_of(self, host: str, port: int) -> str:
        """A node of the cluster, spoken to as the URL that we were given says."""
        given = urlsplit(self._url)
        user, at, _ = given.netloc.rpartition("@")
        name = f"[{host}]" if ":" in host else host
        return given._replace(netloc=f"{user}{at}{name}:{port}").geturl()

    async def _send(self, commands: Sequence[Command]) -> list[Any]:
        if self._owners is None:
            return await self._pipeline(self._url, commands)
        by_node: dict[str, list[int]] = {}
        answers: list[Any] = [None] * len(commands)
        for n, command in enumerate(commands):
            try:
                by_node.setdefault(self.owner(command.key), []).append(n)
            except RedisError as error:
                answers[n] = error
        parts = await asyncio.gather(
            *(self._pipeline(url, [commands[n] for n in there]) for url, there in by_node.items())
        )
        for there, part in zip(by_node.values(), parts, strict=True):
            for n, answer in zip(there, part, strict=True):
                answers[n] = answer
        return answers

    async def _pipeline(self, url: str, commands: Iterable[Command], *, ask: bool = False) -> list[Any]:
        words = [command.words for command in commands]
        if self.is_cluster and self._down.get(url, 0) > time.monotonic():
            return [Broken(f"{urlsplit(url).netloc.rpartition('@')[2]} did not answer just now")] * len(words)
        try:
            async with self.client(url).pipeline(transaction=False) as pipeline:
                if ask:
                    pipeline.execute_command("ASKING")
                for one in words:
                    pipeline.execute_command(*one)
                return (await pipeline.execute(raise_on_error=False))[1 if ask else 0 :]
        except (RedisError, OSError) as error:
            self._down[url] = time.monotonic() + _DOWN_FOR
            self._is_found = not self.is_cluster  # another may have its slots by now
            return [error] * len(words)

    async def _redirect(self, refused: list[tuple[Command, AskError]]) -> list[Any]:
        """Goes where the cluster says that the slot is (`MOVED`), or that this key is going (`ASK`)."""
        moved: list[Command] = []
        asked: list[tuple[str, Command]] = []
        for command, error in refused:
            # A node that does not know the name of another means its own.
            host = error.host or urlsplit(self.owner(command.key)).hostname or ""
            url = self._url_of(host, error.port)
            if not isinstance(error, MovedError):
                asked.append((url, command))
            elif self._owners is not None:
                self._owners[error.slot_id] = url
                moved.append(command)
        answers = iter(await self._send(moved))
        answers_there = iter([(await self._pipeline(url, [one], ask=True))[0] for url, one in asked])
        return [next(answers if isinstance(error, MovedError) else answers_there) for _, error in refused]
