"""Writers for PostgreSQL: a few threads, each with what waits in one municipality at a time.

The turns of one municipality never race, here or in another worker: who writes there has locked its row.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from time import monotonic
from typing import Any, NamedTuple

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.model import MunicipalityId
from bot.storage.entering import is_away
from bot.storage.writer import MOST_IN_ONE_COMMIT, Job, T, commit, refuse

HANDS = 4
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 3.0
"""So long a server that is away is left alone, twice as long each time: what comes meanwhile is refused at once."""


class Task(NamedTuple):
    """A job, who waits for it, and whether it waits for its turn in the municipality."""

    job: Job[Any]
    future: Future[Any]
    wait: bool


Place = MunicipalityId | None


class Crew:
    """Runs jobs, those of one municipality one after another."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: dict[Place, list[Task]] = {}
        self._inside: set[Place] = set()
        self._closing = False
        self._changed = threading.Condition()
        self._pause, self._until = FIRST_PAUSE, 0.0
        self._threads = [threading.Thread(target=self._run, name=f"writer {n}", daemon=True) for n in range(HANDS)]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job[T], where: MunicipalityId | None = None, *, wait: bool = True) -> Future[T]:
        future: Future[T] = Future()
        with self._changed:
            self._waiting.setdefault(where, []).append(Task(job, future, wait))
            self._changed.notify()
        return future

    def close(self) -> None:
        """Finish what is waiting, then stop."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (taken := self._take()) is not None:
            where, tasks = taken
            try:
                self._do(where, tasks)
            finally:
                with self._changed:
                    self._inside.discard(where)
                    self._changed.notify_all()

    def _take(self) -> tuple[Place, list[Task]] | None:
        """What waits in the place that has waited longest, of those nobody here is in."""
        with self._changed:
            while True:
                free = next((where for where in self._waiting if where not in self._inside), ...)
                if free is not ...:
                    self._inside.add(free)
                    waiting = self._waiting.pop(free)
                    if later := waiting[MOST_IN_ONE_COMMIT:]:
                        self._waiting[free] = later
                    return free, waiting[:MOST_IN_ONE_COMMIT]
                if self._closing and not self._waiting:
                    return None
                self._changed.wait()

    def _do(self, where: Place, tasks: list[Task]) -> None:
        batch = [(task.job, task.future) for task in tasks]
        if monotonic() < self._until:
            refuse([task for task in batch if task[1].set_running_or_notify_cancel()], SQLAlchemyError("still away"))
        elif is_away(commit(self._engine, batch, where, wait=any(task.wait for task in tasks))):
            self._until = monotonic() + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        else:
            self._pause = FIRST_PAUSE
