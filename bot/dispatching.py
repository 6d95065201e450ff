"""How many to ask, and when to ask the next ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, repeat
from typing import Protocol

from bot.duty import ANSWERS_WITHIN, next_on_duty, on_duty, while_at_work
from bot.matching import Fit
from bot.matching.planning import BEST
from bot.model import Duty, Errand, Offer, OfferState, Policy
from bot.waking import add_waking, is_quiet, next_awake, waking_before, waking_between

WARN_BEFORE = timedelta(hours=24)
"""So long before the start a coordinator hears that nobody has said JA, however many may yet be asked."""


WORD_BEFORE = timedelta(hours=2)
"""So much waking time before the start a recipient who waits for word gets it."""

ENOUGH_ANSWERS = 20
"""So many answers tell how likely a JA is here; until then a wave is as large as the municipality says."""
SURE = 0.95
"""So likely it must be that someone has said JA when time is up."""


ANSWER = timedelta(hours=1)
"""Waking time: most of those who answer at all have done so."""
ONE_BY_ONE = 8
"""While there is time for so many answers, one is asked at a time."""
PATIENT = 2
"""While there is time for so many rounds, who is to be asked first is asked alone."""
STILL_CAN = 0.7
"""So likely someone på vent is to say JA when it falls free."""


class Asking(Protocol):
    """Whom to ask about an errand now, and when to look again.  A rehearsal puts others beside ours."""

    @property
    def enough(self) -> int:
        """Of so many whom it suits it can choose; the rest need not be looked for."""

    @property
    def together(self) -> bool:
        """Whether errands that look for people at the same time leave each other those they ask first."""

    def whom(self, fits: Sequence[Fit], asked: Sequence[Offer], look: Look) -> Sequence[Fit]:
        """Of those who may be asked, given in our order, the ones to ask when these have been asked about it."""

    def again_at(self, look: Look) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Look:
    """An errand that lacks someone, and the moment it is looked at."""

    errand: Errand
    free: int
    """Places nobody has."""
    now: datetime
    policy: Policy
    answers: int = 0
    """On how many answers it rests how likely a JA is, as far as it matters."""
    more: bool = False
    """Others are wanted besides those who still have time to answer."""


class Waves:
    """Ours: one at a time while there is time, and as many as make a JA likely when it is near."""

    enough = BEST
    together = True

    def whom(self, fits: Sequence[Fit], asked: Sequence[Offer], look: Look) -> Sequence[Fit]:
        if fits and look.errand.places == 1 and fits[0].candidate.volunteer.id == look.errand.ask_first:
            others = 0 if _rounds(look) >= PATIENT else _enough(_likely(fits[1:]), asked, look)
            return fits[: 1 + others]
        return fits[: _enough(_likely(fits), asked, look)]

    def again_at(self, look: Look) -> datetime:
        return next_wave(look.errand, look.now, look.policy)


OURS: Asking = Waves()


def reserves_to_call(asked: Sequence[Offer], look: Look) -> int:
    return _enough(repeat(STILL_CAN), asked, look)


def waits_for_called(called: int, look: Look) -> bool:
    """Whether those called from på vent are as many as are lacking, and there is time for others afterwards."""
    return called >= look.free and not look.more and _rounds(look) >= PATIENT


def _likely(fits: Sequence[Fit]) -> Iterable[float]:
    return (one.likely for one in fits)


def _enough(likely: Iterable[float], asked: Sequence[Offer], look: Look) -> int:
    """So many that, with those we still wait for, someone is likely to say JA for each free place."""
    since = [offer.asked for offer in asked if offer.state is OfferState.OPEN]
    waiting = 0 if look.more else sum(add_waking(at, _wait(look)) > look.now for at in since)
    if _is_known(look) and _answers_left(look) >= ONE_BY_ONE:
        return max(look.free - waiting, 0)
    nobody, many, least = (1 - look.policy.usual_yes) ** waiting, 0, (1 - sure(look)) ** look.free
    for one in islice(likely, at_most(look.policy, look.free)):
        if nobody <= least:
            break
        nobody, many = nobody * (1 - one), many + 1
    return many


def at_most(policy: Policy, free: int) -> int:
    """So many are asked in one go, however near it is."""
    return 2 * policy.wave * free


def _is_known(look: Look) -> bool:
    """Whether it is known how likely a JA is; else, or when more are wanted, a wave is asked."""
    return look.answers >= ENOUGH_ANSWERS and not look.more


def _wait(look: Look) -> timedelta:
    """So long someone asked is counted on."""
    wait = look.policy.urgent_wait if look.errand.urgent else look.policy.wave_wait
    return max(wait, ANSWER) if _is_known(look) else wait


def sure(look: Look) -> float:
    """How likely a JA must be from those asked at a time, so that someone is sure to come when the last have answered.

    Until it is known how likely a JA is here, as likely as it is from a wave of strangers.
    """
    left = _answers_left(look) if _is_known(look) else _rounds(look)
    usual = 0 if _is_known(look) else 1 - (1 - look.policy.usual_yes) ** (look.policy.wave - 0.5)
    return max(usual, 1 - float((1 - SURE) ** (1 / max(left, 1))))


def _answers_left(look: Look) -> float:
    """How many answers there is time for, one after the other."""
    return waking_between(look.now, look.errand.starts) / ANSWER


def _rounds(look: Look) -> float:
    """How many waves there is time for."""
    wait = look.policy.urgent_wait if look.errand.urgent else look.policy.wave_wait
    return waking_between(look.now, look.errand.starts) / wait


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
