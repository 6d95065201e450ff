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
from bot.storage.store import Store

ONCE_IN = timedelta(hours=20)
ASKED_AFTER, TO_ANSWER = timedelta(days=335), timedelta(days=30)
"""So long without a word, and a volunteer is asked whether they want to go on; so long they have to answer."""
MOST_AT_A_TIME = 20
"""So many people are forgotten in one turn: nobody else waits long.  What is left is taken the next time one looks."""
SIGNING_UP = (
    "new_volunteer", "enrolled_confirmed", "pledge_refused", "pledge_unanswered", "pledge_in_person", "pledge_soon",
)  # fmt: skip
"""Matters of those who are not ready, that are about becoming so."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is kept for a time.  ``takes`` says how much it took, ``due`` how much it would take."""

    code: str
    kept: timedelta
    takes: Callable[[Turn, datetime], int]
    due: Callable[[Store, datetime], int]


def tidy(turn: Turn, begin: Callable[[PersonId], None]) -> Mapping[str, int]:
    """Take away what has been kept long enough, unless it has been done today; how much of each.

    ``begin`` asks someone whether they still want to be a volunteer.
    """
    last = when_last(turn.store.set_up())
    if last is not None and turn.now - last < ONCE_IN and not turn.store.set_up()["tidied"].get("more"):
        return {}
    company.close_groups(turn)
    took = {rule.code: rule.takes(turn, turn.now - rule.kept) for rule in RULES}
    _ask_the_silent(turn, begin)
    more = any(took[code] >= MOST_AT_A_TIME for code in PEOPLE)
    turn.store.change_set_up(tidied={"at": turn.now.isoformat(), "took": took, "more": more})
    return took


def when_last(set_up: Mapping[str, Any]) -> datetime | None:
    done = set_up.get("tidied")
    return None if done is None else datetime.fromisoformat(done["at"])


def due(store: Store, now: datetime, within: timedelta) -> Mapping[str, int]:
    """How much of each will be taken within that time, as things are."""
    return {rule.code: rule.due(store, now + within - rule.kept) for rule in RULES}


def _applicants(store: Store, before: datetime) -> list[PersonId]:
    """Those who signed up and never became ready, and for whom nothing else is under way."""
    return store.not_in_hand(store.never_approved(before), SIGNING_UP)


def _forget_applicants(turn: Turn, before: datetime) -> int:
    some = _applicants(turn.store, before)[:MOST_AT_A_TIME]
    for who in some:
        people.forget(turn, who)
    return len(some)


def _forget_quietly(who: Callable[[Store, datetime], list[PersonId]]) -> Callable[[Turn, datetime], int]:
    """Without a word to anyone: nothing was agreed, and whoever writes again is answered as before."""

    def forget(turn: Turn, before: datetime) -> int:
        some = who(turn.store, before)[:MOST_AT_A_TIME]
        for one in some:
            turn.store.forget(one, turn.now)
            for subject in ("pause", "talk", "snooze", "who"):
                turn.store.wake_at(subject, one, None)
            turn.note("erased", None, one)
        return len(some)

    return forget


def _ask_the_silent(turn: Turn, begin: Callable[[PersonId], None]) -> None:
    """Nobody is erased for being silent who has not been asked a month before."""
    quiet = turn.store.silent_since(turn.now - ASKED_AFTER, asked=False)
    free = (who for who in quiet if not turn.store.visits_by(who) and not turn.store.human_has(who))
    for who in islice(free, MOST_AT_A_TIME):
        turn.note("asked_to_stay", None, who)
        begin(who)


def _silent(store: Store, before: datetime) -> list[PersonId]:
    return store.not_in_hand(store.silent_since(before, asked=True))


def _forget_silent(turn: Turn, before: datetime) -> int:
    """Those who were asked and said nothing, when it is certain that the question reached them."""
    reached = (who for who in _silent(turn.store, before) if _was_reached(turn, who))
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


def _old(what: str) -> Callable[[Store, datetime], int]:
    return lambda store, before: store.count_old(what, before)


def _how_many(who: Callable[[Store, datetime], list[PersonId]]) -> Callable[[Store, datetime], int]:
    return lambda store, before: len(who(store, before))


_A_YEAR = timedelta(days=365)
# What many have answered and done is kept for the figures before those who go by age are forgotten.
RULES = (
    Rule("messages", WORDS_KEPT_FOR, lambda turn, before: turn.store.empty_messages(before), _old("messages")),
    Rule("matters", WORDS_KEPT_FOR, lambda turn, before: turn.store.empty_matters(before), _old("matters")),
    Rule("dead_letters", timedelta(days=30),
         lambda turn, before: turn.store.empty_matters(before, "dead_letter"), _old("dead_letters")),
    Rule("visits", _A_YEAR, lambda turn, before: turn.store.untie_visits(before, turn.now), _old("visits")),
    Rule("wellbeing", _A_YEAR, lambda turn, before: turn.store.untie_answers(before, turn.now), _old("wellbeing")),
    Rule("applicants", timedelta(days=90), _forget_applicants, _how_many(_applicants)),
    Rule("others", timedelta(days=90), _forget_quietly(Store.done_with_others), _how_many(Store.done_with_others)),
    Rule("inactive", _A_YEAR, _forget_silent, _how_many(_silent)),
    Rule("stopped", _A_YEAR, _forget_quietly(Store.done_with_stopped), _how_many(Store.done_with_stopped)),
    Rule("recipients", _A_YEAR, _forget_quietly(Store.done_with_recipients), _how_many(Store.done_with_recipients)),
    Rule("access", timedelta(days=730), lambda turn, before: turn.store.drop_access(before), _old("access")),
)  # fmt: skip
PEOPLE = ("applicants", "others", "inactive", "stopped", "recipients")
"""Rules that forget people, and leave the rest for later when there are many."""
