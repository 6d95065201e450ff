"""Who is asked before whom: everything counts as days of waiting, so that anyone can add it up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.matching.candidate import Candidate
from bot.model import Errand, Policy

PRIOR = 6
"""Someone's own answers count in full beside this many of a usual volunteer's."""
ENOUGH = 4
"""From so many answers on they speak for someone, or against."""
GUESSED = 30
"""The municipality's own answers count for as much as the guess when there are so many."""
KNOWN_GUESSED = 1.5
"""How much likelier a JA is from one who has been there, before the municipality's own answers tell."""
MOST_LIKELY = 0.9
A_LITTLE = 1
"""Day: what breaks a tie."""
NEAR_KM = 5
DAY = timedelta(days=1)


class Because(StrEnum):
    """What speaks for someone, or against."""

    WANTED = "wanted"
    BEEN_THERE = "been_there"
    GOES_THERE = "goes_there"
    NEVER_ASKED = "never_asked"
    WAITED = "waited"
    NEAR = "near"
    FAR = "far"
    DONE_BEFORE = "done_before"
    OWN_HOURS = "own_hours"
    ELSEWHERE = "elsewhere"
    CARRIED = "carried"
    ASKED = "asked"
    OFTEN_YES = "often_yes"
    SELDOM_YES = "seldom_yes"


class Reason(NamedTuple):
    """One part of a score.  ``value`` is what was counted: visits, days, kilometres, or per cent."""

    because: Because
    days: float
    value: float = 0


@dataclass(frozen=True, slots=True)
class Fit:
    """One whom an errand suits, how likely a JA is, and what that was made of."""

    candidate: Candidate
    likely: float
    reasons: tuple[Reason, ...]
    waited: float = 0
    """Days, however many of them count."""

    @property
    def days(self) -> float:
        return sum(reason.days for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Usual:
    """How often a question gets a JA here: from strangers, and from those who have been to the recipient."""

    strangers: float
    known: float


@dataclass(frozen=True, slots=True)
class Answers:
    """Questions that were answered or left, and how many got a JA; of them, those about someone they had been to."""

    asked: int = 0
    yes: int = 0
    asked_known: int = 0
    yes_known: int = 0


def usual(candidates: Iterable[Candidate], policy: Policy) -> Usual:
    """By what these have answered."""
    each = ((one.asked, one.said_yes, one.asked_known, one.known_yes) for one in candidates)
    return usual_of(Answers(*map(sum, zip(*each, strict=True))), policy)


def usual_of(answers: Answers, policy: Policy) -> Usual:
    """What was seen of late, beside a cautious guess."""
    known_asked, known_yes = answers.asked_known, answers.yes_known
    asked, yes = answers.asked - known_asked, answers.yes - known_yes
    strangers = (yes + policy.usual_yes * GUESSED) / (asked + GUESSED)
    return Usual(strangers, (known_yes + KNOWN_GUESSED * strangers * GUESSED) / (known_asked + GUESSED))


def fit(candidate: Candidate, errand: Errand, now: datetime, policy: Policy, often: Usual) -> Fit:
    """Their own answers count beside what others in their place would have said."""
    as_others = (candidate.asked - candidate.asked_known) * often.strangers + candidate.asked_known * often.known
    guess = PRIOR * often.strangers
    own = (candidate.said_yes + guess) / (as_others + guess)
    waited = waits(candidate, now) / DAY
    reasons = (
        _waited(candidate, waited, policy),
        *_bonds(candidate, policy),
        *_carries(candidate, policy),
        *_suits(candidate, policy),
        *_own_answers(candidate, (own - 1) * often.strangers, policy),
    )
    likely = own * (often.known if candidate.visits else often.strangers)
    return Fit(candidate, min(likely, MOST_LIKELY), reasons, waited)


def _waited(candidate: Candidate, days: float, policy: Policy) -> Reason:
    because = Because.WAITED if candidate.asked or candidate.asked_lately else Because.NEVER_ASKED
    return Reason(because, counted(days, policy), days)


def counted(waited: float, policy: Policy) -> float:
    """What it counts to have waited so many days: from where someone begins to be forgotten, much more."""
    days = min(waited, policy.waits_most)
    return days + policy.forgotten_counts * max(0.0, days - policy.forgotten_after)


def most_days(waited: float, policy: Policy, often: Usual) -> float:
    """What can speak for someone who does not know the recipient, is not wanted, and has waited no more days.

    Added up in the same order as for those who are judged, so that it is no less by a hair.
    """
    always_yes = often.strangers / min(often.strangers, often.known) - often.strangers
    return counted(waited, policy) + A_LITTLE + A_LITTLE + policy.yes_is_worth * always_yes


def waits(candidate: Candidate, now: datetime) -> timedelta:
    who = candidate.volunteer
    return now - (who.waiting_since or who.registered or now)


def _bonds(candidate: Candidate, policy: Policy) -> Iterable[Reason]:
    if candidate.visits:
        yield Reason(Because.BEEN_THERE, policy.known_is_worth, candidate.visits)
    elif candidate.will_visit:
        yield Reason(Because.GOES_THERE, policy.known_is_worth, candidate.will_visit)
    elif candidate.carried:
        yield Reason(Because.ELSEWHERE, -policy.elsewhere_costs)


def _carries(candidate: Candidate, policy: Policy) -> Iterable[Reason]:
    if candidate.carried:
        yield Reason(Because.CARRIED, -policy.visit_costs * candidate.carried, candidate.carried)
    if candidate.asked_lately > 1:
        yield Reason(Because.ASKED, -policy.asked_costs * (candidate.asked_lately - 1), candidate.asked_lately)


def _suits(candidate: Candidate, policy: Policy) -> Iterable[Reason]:
    if candidate.done_kind:
        yield Reason(Because.DONE_BEFORE, A_LITTLE)
    times = candidate.volunteer.availability
    if times is not None and times.weekly:
        yield Reason(Because.OWN_HOURS, A_LITTLE)
    if candidate.km is not None:
        because = Because.NEAR if candidate.km <= NEAR_KM else Because.FAR
        yield Reason(because, -policy.kilometre_costs * candidate.km, candidate.km)


def _own_answers(candidate: Candidate, more: float, policy: Policy) -> Iterable[Reason]:
    """``more`` is how much oftener than others they say JA; nothing is made of a few answers."""
    if candidate.asked >= ENOUGH:
        because = Because.OFTEN_YES if more >= 0 else Because.SELDOM_YES
        yield Reason(because, policy.yes_is_worth * more, 100 * candidate.said_yes / candidate.asked)
