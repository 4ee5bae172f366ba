"""The database of a worker, for async callers.

Every operation takes one thread hop, however many statements it has: a hop for each statement was
measured at a third of the throughput.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy import Connection, delete, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session

from chat_app.db import engines
from chat_app.db.among import among
from chat_app.db.group_commit import Work, Writer
from chat_app.db.watch import Watch, is_cut
from chat_app.errors import ChatError, Unavailable
from chat_app.models import Outbox
from chat_app.settings import Settings

log = structlog.get_logger(__name__)

_FORGET = delete(Outbox).where(among(Outbox.id, "ids"))

_MOMENT = 0.25
"""Seconds."""

P = ParamSpec("P")
R = TypeVar("R")


class Database:
    """Reads in a pool of threads, writes in one.

    Create it and use it in a running event loop; `close` finishes what was accepted.
    """

    def __init__(self, settings: Settings) -> None:
        self._loop = asyncio.get_running_loop()
        self.is_postgres = settings.database_url is not None
        readers = settings.database_pool_size if self.is_postgres else engines.SQLITE_READERS
        self._reading = engines.reading_engine(settings)
        self._writing = engines.writing_engine(settings)
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="reader")
        self._watch = Watch([self._reading, self._writing])
        self._writer = Writer(
            self._writing,
            self._watch,
            together=not self.is_postgres,
            tidy=self._forget_published,
            settled=self._settled,
        )
        self._published: deque[str] = deque()
        self._unanswered = 0
        self._written_at = float("-inf")
        self.publish: Callable[[list[Any]], None] = lambda _left: None
        """Called in the event loop with what committed writes left in `session.info["left"]`, in order."""
        self._writer.start()

    async def read(
        self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Runs `function(session, …)` on one snapshot of the data.

        Raises:
            Unavailable: the database does not answer.
            ChatError: what the function raised.
        """
        if self._watch.is_lost:
            raise Unavailable
        self._unanswered += 1
        try:
            return await self._loop.run_in_executor(self._readers, lambda: self._read(function, args, kwargs))
        finally:
            self._unanswered -= 1

    async def write(
        self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Runs `function(session, …)` in a transaction and returns its result when that is committed.

        What the function returns must not need the session any more.

        Raises:
            Unavailable: the database did not take it; nothing was changed.
            ChatError: what the function raised; nothing was changed.
        """
        return await self._submit(lambda session, _items: [function(session, *args, **kwargs)], None, False)

    async def write_patiently(
        self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The same, for what takes long and can wait: a transaction has two of them at most."""
        return await self._submit(lambda session, _items: [function(session, *args, **kwargs)], None, True)

    def submit(self, bulk: Callable[[Session, Sequence[Any]], list[Any]], item: Any) -> "asyncio.Future[Any]":
        """Queues one item for `bulk(session, items)`, which answers with a result or an exception for each.

        Items are taken in the order of submission, neighbours of the same `bulk` in one call.
        """
        self._written_at = self._loop.time()
        return self._submit(bulk, item, False)

    def published(self, outbox_ids: Sequence[str]) -> None:
        """These outbox rows have done their duty; the next transaction removes them."""
        self._published.extend(outbox_ids)

    async def tidy(self) -> None:
        """Removes published outbox rows now, if there are any."""
        if self._published:
            await self.write(lambda _session: None)

    async def ping(self) -> float:
        """Seconds that a trivial statement takes."""
        start = time.perf_counter()
        await self.read(lambda session: session.connection().execute(text("SELECT 1")).one())
        return time.perf_counter() - start

    def _submit(
        self, bulk: Callable[[Session, Sequence[Any]], list[Any]], item: Any, patient: bool
    ) -> "asyncio.Future[Any]":
        future = self._loop.create_future()
        if self._watch.is_lost:
            future.set_exception(Unavailable())
            return future
        self._unanswered += 1
        self._writer.submit(Work(bulk, item, future, patient))
        return future

    @property
    def is_lively(self) -> bool:
        """Whether messages are written or read just now: something was submitted within a moment."""
        return self._loop.time() - self._written_at < _MOMENT

    @property
    def is_busy(self) -> bool:
        """Whether anybody waits for its answer."""
        return self._unanswered > 0

    @property
    def figures(self) -> dict[str, int]:
        return {
            "writes": self._writer.writes,
            "transactions": self._writer.transactions,
            "waiting": self._writer.waiting(),
        }

    async def close(self) -> None:
        await self._loop.run_in_executor(None, self._writer.stop)
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._watch.close()
        self._reading.dispose()
        self._writing.dispose()

    def _read(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        for attempt in (1, 2):
            if self._watch.is_lost:
                raise Unavailable
            try:
                with Session(self._reading, expire_on_commit=False, autoflush=False) as session:
                    result = function(session, *args, **kwargs)
                    session.commit()  # a rollback would make psycopg forget the statements it has prepared
                    return result
            except ChatError:
                raise
            except DBAPIError as error:
                if is_cut(error):
                    self._watch.suspect()
                    if error.connection_invalidated and attempt == 1:
                        continue  # the pool replaces what a restart of the database cut
                log.warning("read_failed", error=repr(error))
                raise Unavailable from error
            except SQLAlchemyError as error:
                log.warning("read_failed", error=repr(error))
                raise Unavailable from error
        raise AssertionError("unreachable")

    def _forget_published(self, connection: Connection) -> Callable[[], None]:
        ids = list(self._published)
        if ids:
            connection.execute(_FORGET, {"ids": ids})

        def committed() -> None:
            for _ in ids:
                self._published.popleft()

        return committed

    def _settled(self, works: list[Work], results: list[Any], left: list[Any]) -> None:
        try:
            self._loop.call_soon_threadsafe(self._answer, works, results, left)
        except RuntimeError:
            log.warning("loop_closed_before_answer", writes=len(works))

    def _answer(self, works: list[Work], results: list[Any], left: list[Any]) -> None:
        self._unanswered -= len(works)
        if left:
            self.publish(left)
        for work, result in zip(works, results, strict=True):
            future: asyncio.Future[Any] = work.answer
            if future.done():
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
