"""How many to ask, and when to ask the next ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.duty import ANSWERS_WITHIN, next_on_duty, on_duty, while_at_work
from bot.model import Candidate, Duty, Errand, Offer, Policy
from bot.waking import add_waking, is_quiet, next_awake, waking_before, waking_between

WARN_BEFORE = timedelta(hours=24)
"""So long before the start a coordinator hears that nobody has said JA, however many may yet be asked."""


WORD_BEFORE = timedelta(hours=2)
"""So much waking time before the start a recipient who waits for word gets it."""


class Asking(Protocol):
    """How many to ask about an errand now, whom first, and when to look again.  A rehearsal puts others beside ours."""

    def many(self, asked: Sequence[Offer], now: datetime, most: int) -> int:
        """How many, when these have been asked about it; ``most`` is how many we would."""

    def in_order(self, fit: Sequence[Candidate], errand: Errand) -> Sequence[Candidate]:
        """Those who may be asked, given in our order."""

    def again_at(self, errand: Errand, now: datetime, policy: Policy) -> datetime: ...


class Waves:
    """Ours."""

    def many(self, asked: Sequence[Offer], now: datetime, most: int) -> int:
        return most

    def in_order(self, fit: Sequence[Candidate], errand: Errand) -> Sequence[Candidate]:
        return fit

    def again_at(self, errand: Errand, now: datetime, policy: Policy) -> datetime:
        return next_wave(errand, now, policy)


OURS: Asking = Waves()


def wave_size(errand: Errand, held: int, policy: Policy) -> int:
    """A wave for each place that is still free."""
    return policy.wave * max(errand.places - held, 0)


def next_wave(errand: Errand, asked_at: datetime, policy: Policy) -> datetime:
    """When those just asked have had the time they may take to answer."""
    return add_waking(asked_at, policy.urgent_wait if errand.urgent else policy.wave_wait)


def may_ask(now: datetime) -> bool:
    return not is_quiet(now)


def ask_from(now: datetime) -> datetime:
    """The first moment from ``now`` on at which people may be asked."""
    return next_awake(now)


def warn_at(errand: Errand, now: datetime, duty: Duty) -> datetime:
    """When to tell that it is still free: a day ahead, or halfway when it is nearer, and while someone is at work."""
    posted = errand.created or now
    at = max(errand.starts - WARN_BEFORE, posted + (errand.starts - posted) / 2)
    if (at_work := while_at_work(at, duty, posted)) is not None:
        return at_work
    opens = next_on_duty(at, duty)
    if opens + ANSWERS_WITHIN <= errand.starts:
        return opens
    awake = waking_before(at, timedelta(minutes=1))
    return awake if awake > posted else next_awake(at)


def word_at(errand: Errand, since: datetime) -> datetime:
    """When whoever has waited since then to hear who comes instead is told that nobody does, in waking hours."""
    half = waking_between(since, errand.starts) / 2
    return max(waking_before(errand.starts, WORD_BEFORE), add_waking(since, half))


def hears_in_time(errand: Errand, at: datetime, duty: Duty) -> bool:
    """Whether someone is at work while there is still something to be done about it."""
    return on_duty(at, duty) or next_on_duty(at, duty) + ANSWERS_WITHIN <= errand.starts
