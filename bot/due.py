"""Sees to what is due in one municipality, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from time import monotonic

import structlog
from sqlalchemy import Connection

from bot import outbox
from bot.inbox import try_again
from bot.life import ladder
from bot.life.lateness import LATE
from bot.life.turn import Turn
from bot.runner import Runner
from bot.storage.entering import must_begin_again
from bot.storage.post import Message
from bot.storage.prepared import in_transaction, savepoint

log = structlog.get_logger()

WAKES_IN_ONE_TURN, MOST_IN_ONE_TURN = 20, 200
A_MOMENT = 0.05
"""Timers that take no longer than this go in one transaction, and no more of them are begun: others wait to write."""
TRY_AGAIN_AFTER = timedelta(minutes=1)
TOLD_AFTER = 5
"""So many failures in a row, and a coordinator hears of it."""


Failed = Callable[[str, Exception], None]
"""Says what has failed, by the name of what happened."""


def _say(event: str, wrong: Exception) -> None:
    log.error(event, exc_info=wrong)


def see_to(
    connection: Connection, turn: Turn, runner: Runner, most: int = WAKES_IN_ONE_TURN, failed: Failed = _say
) -> tuple[int, bool]:
    """A batch of timers, and what was left undone; how many timers there were, and whether the rest went well."""
    due, end = turn.store.due_wakes(turn.now, most), monotonic() + A_MOMENT
    for n, (subject, which, at) in enumerate(due):
        if n >= WAKES_IN_ONE_TURN and monotonic() > end:
            break
        turn.owed = at if turn.now - at > LATE else None
        _wake_one(connection, turn, runner, subject, which)
    turn.owed = None
    steps = [partial(try_again, connection, turn, runner), partial(outbox.recover, turn)]
    if turn.town.telegram:
        steps.append(partial(ladder.tidy, turn))
    gone = [_goes(connection, turn, step, failed) for step in steps]
    return len(due), all(gone)


def claim(
    connection: Connection, turn: Turn, most: int, apart: str = "", by: str = "", failed: Failed = _say,
    per_second: int = 0,
) -> list[Message] | None:
    """What may be sent now; None when it could not be found out, whatever was set aside."""
    claimed: list[Message] = []
    goes = _goes(connection, turn, lambda: claimed.extend(outbox.claim(turn, most, apart, by, per_second)), failed)
    return claimed if goes else None


def _goes(connection: Connection, turn: Turn, step: Callable[[], None], failed: Failed) -> bool:
    """One step in a savepoint; when it fails, once more without what cannot be read.  The other steps go on."""
    for before in (None, outbox.set_aside):
        try:
            with savepoint(connection):
                if before is not None:
                    before(turn)
                step()
        except Exception as wrong:  # the edge of a turn
            if must_begin_again(wrong) or not in_transaction(connection):
                raise
            failed("step failed", wrong)
        else:
            return True
    return False


def _wake_one(connection: Connection, turn: Turn, runner: Runner, subject: str, which: int) -> None:
    """One thing whose time has come, in a savepoint: when it fails it is tried again, and the rest go on."""
    try:
        with savepoint(connection):
            turn.store.wake_at(subject, which, None)
            runner.wake(turn, subject, which)
    except Exception as wrong:  # the edge of a turn
        if must_begin_again(wrong):
            raise
        log.exception("timer failed", timer=subject, exc_info=wrong)
        tries = turn.store.wake_failed(subject, which, turn.now + TRY_AGAIN_AFTER)
        if tries == TOLD_AFTER:
            turn.tell("timer_failed")
