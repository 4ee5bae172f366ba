"""Group commit: writes that arrive together share a transaction.

One thread writes. While it commits one batch the next one gathers, so no timer is needed: a lone write
waits for nobody, and under load the price of a commit is divided by the size of the batch.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session

from chat_app.db.watch import Watch, is_cut
from chat_app.errors import ChatError, Unavailable

LARGEST_BATCH = 256
PATIENT_BATCH = 2
"""Works that can wait, in one transaction: nine files at once held messages up by 20 ms."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Work:
    """One write.

    `run` takes a session and the items of neighbouring works that have the same `run`, and answers with
    a result, or an exception, for each. `answer` is for whoever waits; the writer does not look at it.
    Of `patient` ones a transaction has only a few, so that the others wait for little.
    """

    run: Callable[[Session, Sequence[Any]], list[Any]]
    item: Any
    answer: Any
    patient: bool = False


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
    `tidy` is called first in each transaction, and what it returns after the commit.
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
        self._tidy = tidy
        self._settled = settled
        self._queue: SimpleQueue[Work | None] = SimpleQueue()
        self._patient: deque[Work] = deque()
        self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
        self.transactions = 0
        self.writes = 0

    def start(self) -> None:
        self._thread.start()

    def submit(self, work: Work) -> None:
        self._queue.put(work)

    def waiting(self) -> int:
        """How many writes have not been begun."""
        return self._queue.qsize() + len(self._patient)

    def stop(self) -> None:
        """Finishes what is queued, then ends the thread."""
        self._queue.put(None)
        self._thread.join(timeout=8)

    def _loop(self) -> None:
        is_open = True
        while is_open or self._patient:
            batch, is_open = self._gather(is_open)
            runs = _runs_of(batch)
            for together in [runs] if self._together else [[run] for run in runs]:
                if together:
                    self._settle(together)

    def _gather(self, is_open: bool) -> tuple[list[Work], bool]:
        """What is there, and a few of the patient; and whether more may come."""
        batch: list[Work] = []
        while is_open and len(batch) < LARGEST_BATCH:
            try:
                work = self._queue.get(block=not (batch or self._patient))
            except Empty:
                break
            if work is None:
                is_open = False
            elif work.patient:
                self._patient.append(work)
            else:
                batch.append(work)
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
        """Twice where the first time the connection broke, as by a restart of the database."""
        if self._watch.is_lost:
            raise Unavailable
        try:
            self._commit_once(runs)
        except DBAPIError as error:
            if not is_cut(error):
                raise
            self._watch.suspect()
            if not error.connection_invalidated or self._watch.is_lost:
                raise
            self._commit_once(runs)

    def _commit_once(self, runs: list[_Run]) -> None:
        self.transactions += 1
        with self._engine.begin() as connection:
            tidied = self._tidy(connection)
            for run in runs:
                _perform(connection, run, savepoint=len(runs) > 1)
        tidied()

    def _refuse(self, runs: list[_Run], error: Exception) -> None:
        """The database is not there: to try each write alone would take as long, once for each."""
        log.warning("write_failed", error=repr(error))
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


def _perform(connection: Connection, run: _Run, *, savepoint: bool) -> None:
    """A refused run leaves nothing behind: it undoes its savepoint, or, alone, the whole transaction."""
    items = [work.item for work in run.work]
    mode = "create_savepoint" if savepoint else "rollback_only"
    with Session(connection, expire_on_commit=False, autoflush=False, join_transaction_mode=mode) as session:
        session.info["left"] = left = list[Any]()
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
        log.warning("write_failed", error=repr(error))
        return Unavailable()
    log.error("write_broke", exc_info=error)
    return error
