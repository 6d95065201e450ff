"""Nothing about anyone is kept longer than it is needed: what is taken away after how long, once a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.life import people
from bot.life.turn import Turn
from bot.messages import WORDS_KEPT_FOR

ONCE_IN = timedelta(hours=20)
MOST_AT_A_TIME = 20
"""So many people are forgotten in one turn: nobody else waits long."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is kept for a time.  ``takes`` says how much it took."""

    code: str
    kept: timedelta
    takes: Callable[[Turn, datetime], int]


def tidy(turn: Turn) -> Mapping[str, int]:
    """Take away what has been kept long enough, unless it has been done today; how much of each."""
    last = when_last(turn.store.set_up())
    if last is not None and turn.now - last < ONCE_IN:
        return {}
    took = {rule.code: rule.takes(turn, turn.now - rule.kept) for rule in RULES}
    turn.store.change_set_up(tidied={"at": turn.now.isoformat(), "took": took})
    return took


def when_last(set_up: Mapping[str, Any]) -> datetime | None:
    done = set_up.get("tidied")
    return None if done is None else datetime.fromisoformat(done["at"])


def _forget_applicants(turn: Turn, before: datetime) -> int:
    """Those who signed up and never became ready; what is left is taken tomorrow."""
    some = turn.store.never_approved(before)[:MOST_AT_A_TIME]
    for who in some:
        people.forget(turn, who)
    return len(some)


RULES = (
    Rule("messages", WORDS_KEPT_FOR, lambda turn, before: turn.store.empty_messages(before)),
    Rule("matters", WORDS_KEPT_FOR, lambda turn, before: turn.store.empty_matters(before)),
    Rule("dead_letters", timedelta(days=30), lambda turn, before: turn.store.empty_matters(before, "dead_letter")),
    Rule("applicants", timedelta(days=90), _forget_applicants),
    Rule("visits", timedelta(days=365), lambda turn, before: turn.store.untie_visits(before, turn.now)),
    Rule("wellbeing", timedelta(days=365), lambda turn, before: turn.store.untie_answers(before, turn.now)),
    Rule("access", timedelta(days=730), lambda turn, before: turn.store.drop_access(before)),
)
