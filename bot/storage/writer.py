"""One writer thread: many turns share one commit, each in its own savepoint.

SQLite lets one connection write at a time, and a commit to disk is what costs.  Everyone who
waits for the same commit gets an answer after it, so an acknowledged message is on disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import CannotStore
from bot.storage.prepared import savepoint

T = TypeVar("T")
Job = Callable[[Connection], T]

MOST_IN_ONE_COMMIT = 64


class Inline:
    """A writer without a thread: every job is done, and committed, before ``submit`` returns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def submit(self, job: Job[T]) -> Future[T]:
        future: Future[T] = Future()
        commit(self._engine, [(job, future)])
        return future

    def close(self) -> None:
        return


class Writer:
    """Runs jobs one after another; ``submit`` gives a future that is done when the work is on disk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[tuple[Job[Any], Future[Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job[T]) -> Future[T]:
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


def commit(engine: Engine, batch: list[tuple[Job[Any], Future[Any]]]) -> None:
    """Do the jobs in one transaction; their futures are done when it is on disk."""
    wanted = [(job, future) for job, future in batch if future.set_running_or_notify_cancel()]
    outcomes: list[tuple[Future[Any], Any, BaseException | None]] = []
    try:
        with engine.connect() as connection, connection.begin():
            for job, future in wanted:
                outcomes.append((future, *_in_savepoint(connection, job)))
    except SQLAlchemyError as wrong:
        refused = _refused(wrong)
        for _, future in wanted:
            future.set_exception(refused)
        return
    for future, result, error in outcomes:
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)


def _in_savepoint(connection: Connection, job: Job[Any]) -> tuple[Any, BaseException | None]:
    try:
        with savepoint(connection):
            return job(connection), None
    except DBAPIError as wrong:
        if wrong.connection_invalidated or _is_rolled_back(connection):
            raise
        return None, _refused(wrong)
    except Exception as wrong:  # noqa: BLE001  the edge of a turn: whoever asked for it gets the error
        return None, wrong


def _is_rolled_back(connection: Connection) -> bool:
    """A full disk makes SQLite take back the whole transaction, and what the jobs before had done with it."""
    return getattr(connection.connection.driver_connection, "in_transaction", True) is False


def _refused(wrong: SQLAlchemyError) -> CannotStore:
    refused = CannotStore(f"the database refused: {wrong.__class__.__name__}")
    refused.__cause__ = wrong
    return refused
