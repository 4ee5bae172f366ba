"""The database of a worker, for async callers.

Every operation takes one thread hop, however many statements it has: a hop for each statement was
measured at a third of the throughput.
"""

import asyncio
import contextvars
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from chat_app.db import engines
from chat_app.db.group_commit import Work, Writer
from chat_app.db.prepared import KeyedChange
from chat_app.db.reasons import reason_of
from chat_app.db.watch import Watch, is_cut
from chat_app.errors import ChatError, Unavailable
from chat_app.models.buckets import Buckets, Figure
from chat_app.settings import Settings

log = structlog.get_logger(__name__)

_FORGET = KeyedChange("DELETE FROM outbox WHERE id IN (SELECT {k0} FROM {keys})")

_READ_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

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
        self._readers_count = settings.database_pool_size if self.is_postgres else engines.SQLITE_READERS
        self._reading = engines.reading_engine(settings)
        self._readers = ThreadPoolExecutor(self._readers_count, thread_name_prefix="reader")
        self._writing = engines.writing_engine(settings)
        self._watch = Watch([self._reading, self._writing])
        self._writer = Writer(
            self._writing,
            self._watch,
            together=not self.is_postgres,
            tidy=self._forget_published,
            settled=self._settled,
        )
        self._published: deque[str] = deque()
        self._submitted: list[Work] = []
        self._unanswered = 0
        self._reads = 0
        """Asked for and not answered."""
        self._read_seconds = Buckets(_READ_SECONDS)
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
        self._reads += 1
        start = time.perf_counter()
        context = contextvars.copy_context()  # what the log tells of it names the request
        try:
            return await self._loop.run_in_executor(
                self._readers, lambda: context.run(self._read, function, args, kwargs)
            )
        finally:
            self._unanswered -= 1
            self._reads -= 1
            self._read_seconds.note(time.perf_counter() - start)

    async def write(
        self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Runs `function(session, …)` in a transaction and returns its result when that is committed.

        What the function returns must not need the session any more.

        Raises:
            Unavailable: the database did not take it. Where it was lost just then, it may have.
            ChatError: what the function raised; nothing was changed.
        """
        return await self._submit(lambda session, _items: [function(session, *args, **kwargs)], None)

    async def write_patiently(
        self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The same, for what takes long and can wait: a transaction has two of them at most."""
        return await self._submit(
            lambda session, _items: [function(session, *args, **kwargs)], None, is_patient=True
        )

    def submit(self, bulk: Callable[[Session, Sequence[Any]], list[Any]], item: Any) -> "asyncio.Future[Any]":
        """Queues one item for `bulk(session, items)`, which answers with a result or an exception for each.

        Items are taken in the order of submission, neighbours of the same `bulk` in one call. An item that
        was done before must change nothing more: it is done again where nobody knows.
        """
        self._written_at = self._loop.time()
        return self._submit(bulk, item, is_repeatable=True)

    @property
    def has_outbox(self) -> bool:
        """Whether durable news is kept until it was published, for others to publish if this worker dies."""
        return self._writer.has_outbox

    @has_outbox.setter
    def has_outbox(self, has_outbox: bool) -> None:
        self._writer.has_outbox = has_outbox

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
        self,
        bulk: Callable[[Session, Sequence[Any]], list[Any]],
        item: Any,
        *,
        is_patient: bool = False,
        is_repeatable: bool = False,
    ) -> "asyncio.Future[Any]":
        future = self._loop.create_future()
        if self._watch.is_lost:
            future.set_exception(Unavailable())
            return future
        self._unanswered += 1
        if not self._submitted:
            self._loop.call_soon(self._hand_over)
        self._submitted.append(Work(bulk, item, future, is_patient, is_repeatable))
        return future

    def _hand_over(self) -> None:
        """What came in one turn of the event loop comes to the writer at once, and so into one batch."""
        submitted, self._submitted = self._submitted, []
        self._writer.submit(submitted)

    @property
    def is_lively(self) -> bool:
        """Whether messages are written or read just now: something was submitted within a moment."""
        return self._loop.time() - self._written_at < _MOMENT

    @property
    def is_busy(self) -> bool:
        """Whether anybody waits for its answer."""
        return self._unanswered > 0

    @property
    def transactions(self) -> int:
        """Begun so far."""
        return self._writer.transactions

    @property
    def writes_waiting(self) -> int:
        """Submitted and not begun."""
        return self._writer.waiting()

    def figures(self) -> Mapping[str, Figure]:
        return {
            "writes_total": self._writer.writes,
            "writes_waiting": self.writes_waiting,
            "transactions_total": self.transactions,
            "transactions_failed_total": self._writer.failed,
            "commit_writes": self._writer.batches,
            "commit_seconds": self._writer.seconds,
            "read_seconds": self._read_seconds,
            "readers": self._readers_count,
            "readers_busy": min(self._reads, self._readers_count),
            "reads_waiting": max(self._reads - self._readers_count, 0),
            "database_connections": _connections(reading=self._reading, writing=self._writing),
        }

    async def close(self) -> None:
        self._hand_over()
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
                log.warning("read_failed", error=reason_of(error))
                raise Unavailable from error
            except SQLAlchemyError as error:
                log.warning("read_failed", error=reason_of(error))
                raise Unavailable from error
        raise AssertionError("unreachable")

    def _forget_published(self, connection: Connection) -> Callable[[], None]:
        """Returns how to take that back."""
        ids = [self._published.popleft() for _ in range(len(self._published))]

        def not_yet() -> None:
            self._published.extend(ids)

        try:
            _FORGET.run(connection, [(id_,) for id_ in ids])
        except BaseException:
            not_yet()
            raise
        return not_yet

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


def _connections(**engines: Engine) -> dict[tuple[str, ...], float]:
    """How many are in use and how many wait to be used, of each pool."""
    found: dict[tuple[str, ...], float] = {}
    for name, engine in engines.items():
        if isinstance(pool := engine.pool, QueuePool):
            found[name, "in_use"] = pool.checkedout()
            found[name, "idle"] = pool.checkedin()
    return found
