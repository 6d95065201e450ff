"""Very many volunteers as columns of numbers, so that those who could be the best for an errand are seen at once.

What no column tells, such as what someone dislikes or has agreed to, counts as if it spoke for them; whoever is given
back has been judged as everyone is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.clock import OSLO
from bot.kinds import KINDS, kind_of
from bot.matching import Candidate, Fit, in_order, is_free, suited
from bot.matching.distance import Far, between
from bot.matching.gates import WITHIN_KM
from bot.matching.scoring import A_LITTLE, DAY, ENOUGH, PRIOR, Usual, most_days
from bot.model import Availability, Errand, PersonId, Policy, Stage, Volunteer

Column = NDArray[Any]
Judge = Callable[[Sequence[PersonId]], Collection[Candidate]]
"""Those with these numbers, with all that is known of them."""
WAYS = ("car", "bus", "foot", "phone")
NEVER, EVER = np.iinfo(np.int32).min, np.iinfo(np.int32).max
AT_A_TIME = 8_192
HAIR = 1e-6
"""Days: more than two ways of adding up the same can differ by."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """In the order they have waited.  ``place`` is a number in ``places``, ``times`` one in ``hours``."""

    id: Column
    since: Column
    kinds: Column
    way: Column
    place: Column
    times: Column
    born: Column
    police: Column
    carried: Column
    lately: Column
    often: Column
    told: Column
    asked: Column
    yes: Column
    asked_known: Column
    places: tuple[str, ...]
    hours: tuple[Availability | None, ...]

    @classmethod
    def of(cls, people: Iterable[Candidate]) -> Pool:
        ready = sorted(filter(_is_ready, people), key=lambda one: (_since(one.volunteer), one.volunteer.id))
        places = {one.volunteer.postcode: None for one in ready}
        hours = {one.volunteer.availability: None for one in ready}
        place, times = ({each: n for n, each in enumerate(some)} for some in (places, hours))
        rows = [_row(one, place[one.volunteer.postcode], times[one.volunteer.availability]) for one in ready]
        columns = zip(*rows, strict=True) if rows else [()] * len(_TYPES)
        every: list[Any] = [*map(np.array, columns, _TYPES), tuple(places), tuple(hours)]
        return cls(*every)

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(getattr(self, column.name).nbytes for column in fields(self)[:-2])

    def might(self, errand: Errand, policy: Policy, far: Far = between) -> Column:
        """The numbers of all whom no column rules out."""
        return self.id[_Look(self, errand, policy, far).might(slice(None))]

    def best(
        self, errand: Errand, now: datetime, policy: Policy, often: Usual, most: int, judge: Judge, *,
        known: Collection[PersonId] = (), far: Far = between,
    ) -> list[Fit]:  # fmt: skip
        """So many of those whom it suits, in the order they are asked: the same as if everyone had been judged.

        ``known`` are those for whom something speaks that no column tells: they know the recipient, or are wanted.
        """
        look, at = _Look(self, errand, policy, far), now.timestamp()
        fits = in_order(suited(judge(list(known)), errand, now, policy, often, known_only=False), errand)[:most]
        for start in range(0, len(self.id), AT_A_TIME):
            part = slice(start, start + AT_A_TIME)
            waited = np.maximum(at - self.since[part], 0) / DAY.total_seconds()
            if len(fits) == most and most_days(float(waited[0]), policy, often) + HAIR < fits[-1].days:
                break
            rows = look.might(part)
            rows = rows[~np.isin(self.id[rows], list(known))]
            days = look.days(rows, waited[rows - start], often)
            while len(rows):
                some, rest = _split(days, most)
                found = suited(judge(self.id[rows[some]].tolist()), errand, now, policy, often, known_only=False)
                fits = in_order([*fits, *found], errand)[:most]
                rest = rest[days[rest] + HAIR >= fits[-1].days] if len(fits) == most else rest
                rows, days = rows[rest], days[rest]
        return fits


class _Look:
    """An errand as the columns see it."""

    def __init__(self, pool: Pool, errand: Errand, policy: Policy, far: Far) -> None:
        self._pool, self._errand, self._policy = pool, errand, policy
        self._kind = kind_of(errand.kind)
        km = (far(place, errand.postcode) if self._kind.needs_travel else None for place in pool.places)
        self._km = np.array([np.nan if each is None else each for each in km])
        free = (each is None or is_free(each, errand.starts, errand.ends) for each in pool.hours)
        self._free = np.fromiter(free, bool, len(pool.hours))
        self._weekly = np.array([each is not None and bool(each.weekly) for each in pool.hours])

    def might(self, part: slice) -> Column:
        """The rows of a part whom no column rules out."""
        pool, kind, day = self._pool, self._kind, self._errand.starts.astimezone(OSLO).date()
        might = (pool.kinds[part] & _BITS[kind.code]) != 0
        might &= self._free[pool.times[part]] & (pool.lately[part] < pool.often[part])
        might &= pool.told[part] < self._policy.unprompted_a_day
        might &= pool.born[part] <= day.year - max(kind.min_age, self._policy.min_age)
        if kind.code in self._policy.police.kinds:
            might &= pool.police[part] >= day.toordinal()
        if kind.needs_travel:
            might &= self._comes()[pool.way[part], pool.place[part]]
        return np.flatnonzero(might) + (part.start or 0)

    def _comes(self) -> Column:
        """Whether someone comes there, by how they travel and where they live; as if they did where nobody knows."""
        by = [np.inf if way == "car" else -1 if self._kind.needs_car else WITHIN_KM.get(way, -1) for way in WAYS]
        far: Column = self._km[None] > np.array(by)[:, None]
        return ~far & (np.array(by) >= 0)[:, None]

    def days(self, rows: Column, waited: Column, often: Usual) -> Column:
        """What speaks for them, added up as for everyone."""
        pool, policy, of = self._pool, self._policy, self._pool.times[rows]
        counted = np.minimum(waited, policy.waits_most)
        days: Column = counted + policy.forgotten_counts * np.maximum(0, counted - policy.forgotten_after)
        carried, lately = pool.carried[rows], pool.lately[rows]
        days -= policy.elsewhere_costs * (carried > 0) + policy.visit_costs * carried
        days -= policy.asked_costs * (np.maximum(lately, 1) - 1)
        days += A_LITTLE + A_LITTLE * self._weekly[of]
        days -= policy.kilometre_costs * np.nan_to_num(self._km[pool.place[rows]])
        asked, known = pool.asked[rows], pool.asked_known[rows]
        others, guess = (asked - known) * often.strangers + known * often.known, PRIOR * often.strangers
        own = (pool.yes[rows] + guess) / (others + guess)
        return days + policy.yes_is_worth * often.strangers * (own - 1) * (asked >= ENOUGH)


def _split(days: Column, most: int) -> tuple[Column, Column]:
    """So many of those with the most days, and the rest."""
    order = np.argpartition(-days, most) if most < len(days) else np.arange(len(days))
    return order[:most], order[most:]


def _is_ready(one: Candidate) -> bool:
    """Whether none of what holds for all errands stands in the way."""
    who = one.volunteer
    ready = who.stage is Stage.APPROVED and who.approval.pledge is not None and not who.person.stopped
    return ready and not (who.paused or one.with_human or one.out_of_reach)


def _row(one: Candidate, place: int, times: int) -> tuple[float, ...]:
    who, seen, until = one.volunteer, one.volunteer.approval.police_seen, one.volunteer.approval.police_expires
    return (
        who.id, _since(who), sum(_BITS[kind] for kind in who.skills if kind in _BITS), WAYS.index(who.transport), place,
        times, who.born or 0, NEVER if seen is None else EVER if until is None else until.toordinal(), one.carried,
        one.asked_lately, who.frequency.times, one.unprompted_today, one.asked, one.said_yes, one.asked_known,
    )  # fmt: skip


def _since(who: Volunteer) -> float:
    since = who.waiting_since or who.registered
    return np.inf if since is None else since.timestamp()


_BITS = {code: 1 << n for n, code in enumerate(KINDS)}
_TYPES = (
    np.int64, np.float64, np.uint32, np.uint8, np.uint16, np.uint16, np.int16, np.int32, *(7 * (np.uint16,)),
)  # fmt: skip
