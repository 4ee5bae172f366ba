"""Group commit: writes that arrive together share a transaction.

One thread writes. While it commits one batch the next one gathers, so no timer is needed: a lone write
waits for nobody, and under load the price of a commit is divided by the size of the batch.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session

from chat_app.db.reasons import reason_of
from chat_app.db.watch import Watch, is_cut
from chat_app.errors import ChatError, Unavailable
from chat_app.models.buckets import Buckets

LARGEST_BATCH = 256
PATIENT_BATCH = 2
"""Works that can wait, in one transaction: nine files at once held messages up by 20 ms."""

_BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, LARGEST_BATCH)
_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

_UNDONE = {"40P01", "40001", "25P03"}
"""PostgreSQL's codes for a deadlock, for what could not be serialized, and for a transaction that did nothing
for too long: nothing of it was kept."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Work:
    """One write.

    `run` takes a session and the items of neighbouring works that have the same `run`, and answers with
    a result, or an exception, for each. `answer` is for whoever waits; the writer does not look at it.
    Of `patient` ones a transaction has only a few, so that the others wait for little. A `repeatable` one
    changes nothing more where it was done before.
    """

    run: Callable[[Session, Sequence[Any]], list[Any]]
    item: Any
    answer: Any
    patient: bool = False
    repeatable: bool = False


@dataclass(slots=True)
class _Run:
    """Neighbours in the queue that are of one kind, done by one call."""

    work: list[Work]
    results: list[Any] = field(default_factory=list[Any])
    left: list[Any] = field(default_factory=list[Any])


class Writer:
    """The writer thread of a worker.

    `together` says whether runs of different kinds share a transaction: on SQLite the commit is the
    price and nobody else writes; on PostgreSQL each run has its own, so that a batch never holds the
    locks of one kind of work while it waits for those of another.
    `tidy` is called last in each transaction, and what it returns if that fails.
    What runs again after a commit of which nobody knows is told so, as `session.info["may_be_done"]`.
    `settled` is called in the writer thread after each transaction with the works, their results, and
    what the runs left in `session.info["left"]`.
    """

    def __init__(
        self,
        engine: Engine,
        watch: Watch,
        *,
        together: bool,
        tidy: Callable[[Connection], Callable[[], None]],
        settled: Callable[[list[Work], list[Any], list[Any]], None],
    ) -> None:
        self._engine = engine
        self._watch = watch
        self._together = together
        self.has_outbox = True
        """Told to what runs, as `session.info["has_outbox"]`."""
        self._tidy = tidy
        self._settled = settled
        self._queue: SimpleQueue[list[Work] | None] = SimpleQueue()
        self._ready: deque[Work] = deque()
        self._patient: deque[Work] = deque()
        self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
        # Each is changed by one thread alone.
        self._taken = 0
        self._begun = 0
        self.transactions = 0
        self._is_committing = False
        self.failed = 0
        """Transactions of which nothing was kept."""
        self.writes = 0
        self.batches = Buckets(_BATCHES)
        """How many writes each transaction had that was committed."""
        self.seconds = Buckets(_SECONDS)
        """How long each of them took, from its beginning to the end of its commit."""

    def start(self) -> None:
        self._thread.start()

    def submit(self, works: list[Work]) -> None:
        """Takes them in their order, after all that was submitted before."""
        self._taken += len(works)
        self._queue.put(works)

    def waiting(self) -> int:
        """How many writes have not been begun."""
        return self._taken - self._begun

    def stop(self) -> None:
        """Finishes what is queued, then ends the thread."""
        self._queue.put(None)
        self._thread.join(timeout=8)

    def _loop(self) -> None:
        is_open = True
        while is_open or self._ready or self._patient:
            batch, is_open = self._gather(is_open)
            self._begun += len(batch)
            runs = _runs_of(batch)
            for together in [runs] if self._together else [[run] for run in runs]:
                if together:
                    self._settle(together)

    def _gather(self, is_open: bool) -> tuple[list[Work], bool]:
        """What is there, and a few of the patient; and whether more may come."""
        while is_open and len(self._ready) < LARGEST_BATCH:
            try:
                works = self._queue.get(block=not (self._ready or self._patient))
            except Empty:
                break
            if works is None:
                is_open = False
                break
            for work in works:
                (self._patient if work.patient else self._ready).append(work)
        batch = [self._ready.popleft() for _ in range(min(LARGEST_BATCH, len(self._ready)))]
        most = PATIENT_BATCH if is_open else LARGEST_BATCH  # at the end nobody else comes who would wait
        batch += [self._patient.popleft() for _ in range(min(most, len(self._patient)))]
        return batch, is_open

    def _settle(self, runs: list[_Run]) -> None:
        self.writes += sum(len(run.work) for run in runs)
        try:
            self._commit(runs)
        except Exception as error:  # noqa: BLE001  (whatever it was, each write must be answered)
            if is_cut(error):
                self._refuse(runs, error)
            else:
                self._one_by_one(runs, error)
        self._settled(
            [work for run in runs for work in run.work],
            [result for run in runs for result in run.results],
            [left for run in runs for left in run.left],
        )

    def _commit(self, runs: list[_Run]) -> None:
        """Twice where the first time the connection broke, as by a restart of the database, or was undone
        for the sake of another server's transaction.

        Where it broke while it committed, nobody knows whether it did: only what may be repeated is.
        """
        if self._watch.is_lost:
            raise Unavailable
        try:
            self._commit_once(runs)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") in _UNDONE:
                self._commit_once(runs)
                return
            if not is_cut(error):
                raise
            self._watch.suspect()
            if not error.connection_invalidated or self._watch.is_lost:
                raise
            if self._is_committing and not all(work.repeatable for run in runs for work in run.work):
                raise
            self._commit_once(runs, may_be_done=self._is_committing)

    def _commit_once(self, runs: list[_Run], *, may_be_done: bool = False) -> None:
        self.transactions += 1
        self._is_committing = False
        start = time.perf_counter()
        with ExitStack() as failing:
            failing.callback(self._count_failure)
            with self._engine.begin() as connection:
                info = {"has_outbox": self.has_outbox, "may_be_done": may_be_done}
                for run in runs:
                    _perform(connection, run, info, savepoint=len(runs) > 1)
                self._is_committing = True
                failing.callback(self._tidy(connection))
            failing.pop_all()
        self.seconds.note(time.perf_counter() - start)
        self.batches.note(sum(len(run.work) for run in runs))

    def _count_failure(self) -> None:
        self.failed += 1

    def _refuse(self, runs: list[_Run], error: Exception) -> None:
        """The database is not there: to try each write alone would take as long, once for each."""
        log.warning("write_failed", error=reason_of(error))
        for run in runs:
            run.results, run.left = [Unavailable() for _ in run.work], []

    def _one_by_one(self, runs: list[_Run], error: Exception) -> None:
        """A transaction failed: nothing of it was kept, and each write gets one of its own."""
        alone = sum(len(run.work) for run in runs) == 1
        for run in runs:
            run.results, run.left = [], []
            for work in run.work:
                single = _Run([work], [_translated(error)])
                if not alone:
                    try:
                        self._commit([single])
                    except Exception as again:  # noqa: BLE001
                        single = _Run([work], [_translated(again)])
                run.results += single.results
                run.left += single.left


def _runs_of(batch: list[Work]) -> list[_Run]:
    runs: list[_Run] = []
    for work in batch:
        if runs and runs[-1].work[-1].run is work.run:
            runs[-1].work.append(work)
        else:
            runs.append(_Run([work]))
    return runs


def _perform(connection: Connection, run: _Run, info: dict[str, bool], *, savepoint: bool) -> None:
    """A refused run leaves nothing behind: it undoes its savepoint, or, alone, the whole transaction.

    `info` is told to what runs, as `session.info`.
    """
    items = [work.item for work in run.work]
    mode = "create_savepoint" if savepoint else "rollback_only"
    with Session(connection, expire_on_commit=False, autoflush=False, join_transaction_mode=mode) as session:
        session.info["left"] = left = list[Any]()
        session.info.update(info)
        try:
            run.results = run.work[0].run(session, items)
            session.flush()
        except ChatError as error:
            if not savepoint:
                raise
            session.rollback()
            run.results = [error] * len(items)
            return
        if savepoint:
            session.commit()
        run.left = left


def _translated(error: Exception) -> Exception:
    if isinstance(error, ChatError):
        return error
    if isinstance(error, SQLAlchemyError | OSError):
        log.warning("write_failed", error=reason_of(error))
        return Unavailable()
    log.error("write_broke", exc_info=error)
    return error
