"""What a coordinator does can be taken back for half a minute, and nothing of it leaves before that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from bot.errors import NotFound, Refused
from bot.life import holding
from bot.life.turn import ALWAYS, AT_ONCE, Turn
from bot.model import ErrandId
from bot.storage.journal import Journal
from bot.storage.undoing import Undo

T = TypeVar("T")
KEPT = timedelta(minutes=1)
"""What could have been put back is forgotten so long after it was too late."""
TOO_LATE = "For sent: noe har skjedd i mellomtida."


def undoably(
    turn: Turn, what: str, by: int, job: Callable[[Turn], T], errand: ErrandId | None = None, together: str = ""
) -> T:
    """Do something that its doer may take back; what it wants sent waits until that is too late.

    What is done in several turns is taken back as one act, when ``together`` is the same word for each.
    """
    if not turn.town.policy.undo:
        return job(turn)
    turn.store.journal = journal = Journal()
    done = job(turn)
    holding.look_over(turn)
    until = turn.now + turn.town.policy.undo
    turn.store.hold_back(journal, until, ALWAYS | AT_ONCE)
    turn.store.journal = None
    which = turn.store.keep_undo(journal, what, by, errand, until, together)
    parts = turn.store.parts_of_undo(which)
    turn.store.put_off_undo(parts, until)
    for part in parts:
        turn.store.wake_at("undo", part, until + KEPT)
    return done


def undo(turn: Turn, which: int, by: int) -> Undo:
    """Take it back whole, if nothing has left and nothing else has happened to what it changed."""
    done = turn.store.undo(which)
    if done.by != by:
        raise NotFound("undo")
    for part in turn.store.parts_of_undo(which):
        if done.until <= turn.now or not turn.store.stands(part):
            raise Refused(TOO_LATE)
        turn.store.put_back(part, turn.now)
        turn.store.wake_at("undo", part, None)
    turn.note("undone", done.errand, by=by)
    return done


def forget(turn: Turn, which: int) -> None:
    turn.store.drop_undo(which)
