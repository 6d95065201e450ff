"""One writer thread: many turns share one commit, each in its own savepoint.

SQLite lets one connection write at a time, and a commit to disk is what costs.  Everyone who
waits for the same commit gets an answer after it, so an acknowledged message is on disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import CannotStore, Elsewhere
from bot.model import MunicipalityId
from bot.storage import changes
from bot.storage.entering import entered, must_begin_again
from bot.storage.prepared import in_transaction, savepoint

T = TypeVar("T")
Job = Callable[[Connection], T]

MOST_IN_ONE_COMMIT = 64
BEGINNINGS = 5
"""So often a transaction is begun that another stands in the way of."""


class Writes(Protocol):
    """Runs jobs; ``submit`` gives a future that is done when the work is on disk."""

    def submit(self, job: Job[T], where: MunicipalityId | None = None, *, wait: bool = True) -> Future[T]:
        """``where`` is the municipality the job is about.

        Without ``wait`` it is ``Elsewhere`` when another worker writes there just now.
        """
        ...

    def close(self) -> None:
        """Finish what is waiting, then stop."""
        ...


class Inline:
    """A writer without a thread: every job is done, and committed, before ``submit`` returns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def submit(self, job: Job[T], where: MunicipalityId | None = None, *, wait: bool = True) -> Future[T]:
        future: Future[T] = Future()
        commit(self._engine, [(job, future)], where, wait=wait)
        return future

    def close(self) -> None:
        return


class Writer:
    """For SQLite: runs jobs one after another."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[tuple[Job[Any], Future[Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job[T], where: MunicipalityId | None = None, *, wait: bool = True) -> Future[T]:
        future: Future[T] = Future()
        self._queue.put((job, future))
        return future

    def close(self) -> None:
        """Finish what is waiting, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, more = [first], True
            while more and len(batch) < MOST_IN_ONE_COMMIT:
                try:
                    item = self._queue.get_nowait()
                except Empty:
                    break
                if item is None:
                    more = False
                else:
                    batch.append(item)
            commit(self._engine, batch)
            if not more:
                return


Batch = list[tuple[Job[Any], Future[Any]]]
Outcomes = list[tuple[Future[Any], Any, BaseException | None]]


def commit(
    engine: Engine, batch: Batch, where: MunicipalityId | None = None, *, wait: bool = True
) -> SQLAlchemyError | None:
    """Do the jobs in one transaction; their futures are done when it is on disk.  Gives what it was refused with."""
    wanted = [(job, future) for job, future in batch if future.set_running_or_notify_cancel()]
    try:
        outcomes = _transact(engine, wanted, where, wait)
    except Elsewhere as busy:
        outcomes = [(future, None, busy) for _, future in wanted]
    except SQLAlchemyError as wrong:
        refuse(wanted, wrong)
        return wrong
    for future, result, error in outcomes:
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
    return None


def refuse(batch: Batch, wrong: SQLAlchemyError) -> None:
    refused = _refused(wrong)
    for _, future in batch:
        future.set_exception(refused)


def _transact(engine: Engine, wanted: Batch, where: MunicipalityId | None, wait: bool) -> Outcomes:
    """On PostgreSQL a transaction may be broken off for another's sake: nothing of it is left, and it begins again."""
    for left in reversed(range(BEGINNINGS)):
        try:
            with engine.connect() as connection, connection.begin(), entered(connection, where, wait=wait) as inside:
                if not inside:
                    raise Elsewhere
                return [(future, *_in_savepoint(connection, job)) for job, future in wanted]
        except DBAPIError as wrong:
            if not left or wrong.connection_invalidated or not must_begin_again(wrong):
                raise
    raise AssertionError("unreachable")


def _in_savepoint(connection: Connection, job: Job[Any]) -> tuple[Any, BaseException | None]:
    try:
        with savepoint(connection):
            changes.begin(connection)
            done = job(connection)
            changes.write(connection)
            return done, None
    except DBAPIError as wrong:
        if must_begin_again(wrong) or not in_transaction(connection):
            raise
        return None, _refused(wrong)
    except Exception as wrong:  # noqa: BLE001  the edge of a turn: whoever asked for it gets the error
        return None, wrong


def _refused(wrong: SQLAlchemyError) -> CannotStore:
    refused = CannotStore(f"the database refused: {wrong.__class__.__name__}")
    refused.__cause__ = wrong
    return refused
