"""Nothing about anyone is kept longer than it is needed: what is taken away after how long, once a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from bot.life import company, people
from bot.life.turn import Turn
from bot.messages import WORDS_KEPT_FOR
from bot.model import PersonId
from bot.storage.post import Message, MessageState

ONCE_IN = timedelta(hours=20)
ASKED_AFTER, TO_ANSWER = timedelta(days=335), timedelta(days=30)
"""So long without a word, and a volunteer is asked whether they want to go on; so long they have to answer."""
MOST_AT_A_TIME = 20
"""So many people are forgotten in one turn: nobody else waits long."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is kept for a time.  ``takes`` says how much it took."""

    code: str
    kept: timedelta
    takes: Callable[[Turn, datetime], int]


def tidy(turn: Turn, begin: Callable[[PersonId], None]) -> Mapping[str, int]:
    """Take away what has been kept long enough, unless it has been done today; how much of each.

    ``begin`` asks someone whether they still want to be a volunteer.
    """
    last = when_last(turn.store.set_up())
    if last is not None and turn.now - last < ONCE_IN:
        return {}
    company.close_groups(turn)
    took = {rule.code: rule.takes(turn, turn.now - rule.kept) for rule in RULES}
    _ask_the_silent(turn, begin)
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


def _ask_the_silent(turn: Turn, begin: Callable[[PersonId], None]) -> None:
    """Nobody is erased for being silent who has not been asked a month before."""
    quiet = turn.store.silent_since(turn.now - ASKED_AFTER, asked=False)
    free = (who for who in quiet if not turn.store.visits_by(who) and not turn.store.human_has(who))
    for who in islice(free, MOST_AT_A_TIME):
        turn.note("asked_to_stay", None, who)
        begin(who)


def _forget_silent(turn: Turn, before: datetime) -> int:
    """Those who were asked and said nothing, when it is certain that the question reached them."""
    reached = (who for who in turn.store.silent_since(before, asked=True) if _was_reached(turn, who))
    quiet = list(islice(reached, MOST_AT_A_TIME))
    for who in quiet:
        people.forget(turn, who)
    return len(quiet)


def _was_reached(turn: Turn, who: PersonId) -> bool:
    asked = [one for one in turn.store.messages_to(who) if one.kind == "check_in"][-1:]
    return any(_reached(one) and turn.now - one.created >= TO_ANSWER for one in asked)


def _reached(message: Message) -> bool:
    """What is on the call list has reached nobody before it has been read aloud."""
    written = message.channel != "call" and message.state is MessageState.HANDED_OVER
    return written or message.state is MessageState.DELIVERED


RULES = (
    Rule("messages", WORDS_KEPT_FOR, lambda turn, before: turn.store.empty_messages(before)),
    Rule("matters", WORDS_KEPT_FOR, lambda turn, before: turn.store.empty_matters(before)),
    Rule("dead_letters", timedelta(days=30), lambda turn, before: turn.store.empty_matters(before, "dead_letter")),
    Rule("applicants", timedelta(days=90), _forget_applicants),
    Rule("inactive", timedelta(days=365), _forget_silent),
    Rule("visits", timedelta(days=365), lambda turn, before: turn.store.untie_visits(before, turn.now)),
    Rule("wellbeing", timedelta(days=365), lambda turn, before: turn.store.untie_answers(before, turn.now)),
    Rule("access", timedelta(days=730), lambda turn, before: turn.store.drop_access(before)),
)
