"""Two robots that answer each other are stopped, and a coordinator is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.letters import Received

LOOP, TOGETHER = 6, timedelta(minutes=10)
"""So many equal messages in so short a time are a robot's."""
SUDDEN = timedelta(seconds=5)
MOVES = frozenset({"affirm", "deny", "inform", "skip"})
"""What people say fast, one after the other; a robot's words are taken for something else."""


def loops(turn: Turn, who: PersonId, event: Received, urgent: Callable[[], bool]) -> bool:
    """Two robots answering each other: six of the same, or six idle in a breath; danger and STOPP are no robot's."""
    if turn.store.written_since(who, event.received - TOGETHER) < LOOP - 1:
        return False
    before = [earlier for earlier in turn.store.heard_from(who, last=LOOP) if earlier.id < event.id]
    last = [*before[-LOOP + 1 :], event]
    if len(last) < LOOP:
        return False
    same = len({event.text for event in last}) == 1 and last[-1].received - last[0].received < TOGETHER
    gaps = [later.received - before.received for before, later in pairwise(last)]
    idle = all(event.intent not in MOVES for event in last[:-1])
    return same or (idle and all(gap < SUDDEN for gap in gaps) and not urgent())


def tell_of_loop(turn: Turn, who: PersonId) -> None:
    if all(matter.person != who for matter in turn.store.matters("loop")):
        turn.tell("loop", person=who)
