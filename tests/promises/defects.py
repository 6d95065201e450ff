"""Defects that can be planted in a process of its own, by name: each breaks what one promise rests on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot import outbox
from bot.storage import database, writer
from bot.storage.post import MessageState


def acknowledges_before_the_commit() -> None:
    """Whoever waits hears that it is stored as soon as the turn has run; the commit comes after."""
    in_savepoint = writer._in_savepoint

    def commit(engine: Any, batch: Any, where: Any = None, *, wait: bool = True) -> SQLAlchemyError | None:
        with engine.connect() as connection, connection.begin():
            for job, future in batch:
                result, error = in_savepoint(connection, job)
                _tell(future, result, error)
        return None

    writer.commit = commit


def _tell(future: Future[Any], result: Any, error: BaseException | None) -> None:
    if future.set_running_or_notify_cancel():
        future.set_exception(error) if error else future.set_result(result)


def commits_do_not_reach_the_disk() -> None:
    """As SQLite is set by those who want it fast."""
    with_rules = database._with_sqlite_rules
    database._with_sqlite_rules = lambda engine, begin, durable: with_rules(engine, begin, False)


def sends_again_without_looking() -> None:
    """A message whose answer was lost is simply sent once more."""

    hands_over = outbox.hand_over

    async def hand_over(channel: Any, message: Any, *more: Any) -> outbox.Outcome:
        return await hands_over(channel, replace(message, state=MessageState.QUEUED), *more)

    outbox.hand_over = hand_over  # type: ignore[assignment]


DEFECTS: dict[str, Callable[[], None]] = {
    defect.__name__: defect
    for defect in (
        acknowledges_before_the_commit, commits_do_not_reach_the_disk, sends_again_without_looking,
    )
}  # fmt: skip
