"""Who is asked first about which errand when several look for people at once, so that as little as possible is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush, nsmallest

from bot.matching.scoring import Fit, counted
from bot.model import Errand, ErrandId, PersonId, Policy

BEST = 50
"""Of so many for each, so many errands can be planned as well as of all: whatever others take, one is left."""
WANTED = 10_000
"""Days: more than speaks for anyone else."""
FINE = 1_000
"""Losses are counted in whole thousandths of a day, so that what is as good is as good to the last digit."""
FAR = 10**9

Choice = tuple[int, int]
"""Someone who suits an errand, by a number of zero or more, and what is lost by asking just them."""


def plan(errands: Sequence[tuple[Errand, Sequence[Fit]]], policy: Policy) -> dict[ErrandId, PersonId]:
    """Whom each is to ask first.  Those that begin soonest go without last.

    Who is asked about a second one too has waited no more: that much less speaks for them.  Nobody is asked about two
    at the same time.  Of plans that are as good, those who have waited longest are asked.
    """
    errands = sorted(errands, key=lambda one: one[0].id)
    waited = {one.candidate.volunteer.id: one.waited for _, fits in errands for one in fits}
    people = sorted(waited, key=lambda who: (-waited[who], who))
    number = {who: n * policy.unprompted_a_day for n, who in enumerate(people)}
    finest = len(people) * len(errands) * policy.unprompted_a_day + 1
    choices = []
    for errand, fits in errands:
        apart = not any(other.id != errand.id and other.overlaps(errand) for other, _ in errands)
        each = (choice for one in fits for choice in _choices(one, errand, policy, number, finest, apart=apart))
        choices.append(nsmallest(BEST, each, key=lambda choice: choice[1]))
    found = share_out(choices, _without([errand for errand, _ in errands], finest))
    return {
        errand.id: people[who // policy.unprompted_a_day]
        for (errand, _), who in zip(errands, found, strict=True) if who is not None
    }  # fmt: skip


def _choices(
    one: Fit, errand: Errand, policy: Policy, number: Mapping[PersonId, int], finest: int, *, apart: bool
) -> Iterator[Choice]:
    """Someone as the first errand they are asked about now, and as each further one they may be asked about."""
    who = one.candidate.volunteer
    days = one.days + (WANTED if who.id == errand.ask_first else 0)
    often = who.frequency.times - one.candidate.asked_lately
    room = min(often, policy.unprompted_a_day - one.candidate.unprompted_today)
    for nth in range(room if apart or who.organisation else 1):
        lost = (counted(one.waited, policy) if nth else 0) - days
        yield number[who.id] + nth, round(lost * FINE) * finest + number[who.id]


def _without(errands: Sequence[Errand], finest: int) -> list[int]:
    """More than anything else that can be lost, less for two than for three, and most for what begins soonest."""
    many = len(errands)
    order = sorted(range(many), key=lambda n: (errands[n].starts, errands[n].id))
    return [(2 * many - order.index(n)) * FAR * finest for n in range(many)]


def share_out(errands: Sequence[Sequence[Choice]], without: Sequence[int]) -> list[int | None]:
    """One for each errand and nobody twice, such that the least is lost in all.

    An errand's choices come in order, the least loss first; ``without`` is what is lost when it gets nobody.  Of ways
    that lose as little, the earlier errands get what comes first in theirs.
    """
    plan = _Plan([[*choices, (~n, without[n])] for n, choices in enumerate(errands)])
    for errand in range(len(errands)):
        plan.find_for(errand)
    return [None if who < 0 else who for who in plan.has]


@dataclass(slots=True)
class _Search:
    """The cheapest ways from one errand to everybody seen so far, and those ahead, the nearest first."""

    reached: dict[int, int] = field(default_factory=dict)
    taken_by: dict[int, tuple[int, int]] = field(default_factory=dict)
    passed: dict[int, int] = field(default_factory=dict)
    ahead: list[tuple[int, bool, int]] = field(default_factory=list)
    free_at: int | None = None


class _Plan:
    """Errands that each have someone, and what each of those has come to cost because others want them too.

    One errand more takes the cheapest way to someone free: it may take one whose errand then takes another, and so on
    (Jonker and Volgenant, 1987).  Going without is a choice too, by a number no other errand has.
    """

    def __init__(self, choices: list[list[Choice]]) -> None:
        self.has = [0] * len(choices)
        self._choices = choices
        self._lost = [0] * len(choices)
        self._errand_of: dict[int, int] = {}
        self._price: dict[int, int] = {}

    def find_for(self, newest: int) -> None:
        search = _Search()
        self._look_on(search, newest, 0)
        at, held, who = heappop(search.ahead)
        while held:
            if who not in search.passed:
                search.passed[who] = at
                errand = self._errand_of[who]
                self._look_on(search, errand, at - self._lost[errand] - self._price.get(who, 0))
            at, held, who = heappop(search.ahead)
        for other, then in search.passed.items():
            self._price[other] = self._price.get(other, 0) + at - then
        self._hand_on(newest, who, search.taken_by)

    def _look_on(self, search: _Search, errand: int, so_far: int) -> None:
        """What this errand could take instead; whoever comes after the first who is free is no nearer than that one."""
        for who, lost in self._choices[errand]:
            at = so_far + lost
            if search.free_at is not None and at >= search.free_at:
                return
            held = who in self._errand_of
            at += self._price.get(who, 0)
            if who not in search.passed and (who not in search.reached or at < search.reached[who]):
                search.reached[who], search.taken_by[who] = at, (errand, lost)
                heappush(search.ahead, (at, held, who))
            if not held:
                search.free_at = at
                return

    def _hand_on(self, newest: int, who: int, taken_by: Mapping[int, tuple[int, int]]) -> None:
        """Whoever is free goes to the last errand on the way, the one it had to the one before, and so on."""
        errand = -1
        while errand != newest:
            errand, lost = taken_by[who]
            gives_up = self.has[errand]
            self.has[errand], self._lost[errand], self._errand_of[who] = who, lost, errand
            who = gives_up
