"""The figures of a rehearsal, each defined in docs/rehearsal.md."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import fmean, stdev

from bot.rehearse.record import Record
from bot.rehearse.town import Helper, Plan, Town

WEEK, FORTNIGHT, DAY = timedelta(days=7), timedelta(days=14), timedelta(hours=24)
Figures = dict[str, float | None]
Able = Mapping[int, Collection[int]]
"""For each errand those whom it suits, whatever else they do at the time."""


def figures(town: Town, record: Record, able: Able) -> Figures:
    """All figures of one seed and one policy; None where there was nothing to count."""
    feasible = [plan for plan in town.plans if plan.n in record.feasible]
    planned = [plan for plan in feasible if plan.planned]
    waits = [(at - town.plans[n].posted) / timedelta(hours=1) for n, at in record.first_filled.items()]
    asks = _asks_a_week(town, record)
    errands = len(town.plans)
    return {
        "fill_rate": _share(plan.n in record.held for plan in feasible),
        "hours_to_fill_p50": percentile(waits, 50),
        "hours_to_fill_p90": percentile(waits, 90),
        "filled_24h": _share(_within_a_day(record, plan) for plan in planned),
        "asks_per_fill": _per(len(record.asked), len(record.held)),
        "asks_per_volunteer_week_p50": percentile(asks, 50),
        "asks_per_volunteer_week_p95": percentile(asks, 95),
        "asks_per_volunteer_week_max": max(asks, default=None),
        "unasked_14d": _unasked(town, record, able),
        "load_gini": gini(_visits(town, record)),
        "known_share": _known_share(record),
        "messages_per_errand": _per(record.messages, errands),
        "sms_parts_per_errand": _per(record.sms_parts, errands),
        "coordinator_touches": _per(record.touches, errands),
    }


def over_seeds(runs: Sequence[Figures]) -> dict[str, dict[str, float | None]]:
    """The mean of each figure over the seeds, and its standard deviation."""
    return {key: _spread([run[key] for run in runs]) for key in runs[0]}


def _spread(values: Sequence[float | None]) -> dict[str, float | None]:
    known = [value for value in values if value is not None]
    if not known:
        return {"mean": None, "spread": None}
    return {"mean": round(fmean(known), 4), "spread": round(stdev(known), 4) if len(known) > 1 else 0.0}


def _share(them: Iterable[bool]) -> float | None:
    values = list(them)
    return fmean(values) if values else None


def _per(many: int, each: int) -> float | None:
    return many / each if each else None


def _within_a_day(record: Record, plan: Plan) -> bool:
    at = record.first_filled.get(plan.n)
    return at is not None and at - plan.posted <= DAY


def percentile(values: Iterable[float], part: int) -> float | None:
    """The least value that so many per cent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * part // 100) - 1)] if ordered else None


def _asks_a_week(town: Town, record: Record) -> list[float]:
    """For each volunteer and each whole week since they joined: how often they were asked."""
    weeks: Counter[tuple[int, int]] = Counter()
    joined = {helper.n: helper.joins for helper in town.helpers}
    for ask in record.asked:
        weeks[ask.helper, (ask.at - joined[ask.helper]) // WEEK] += 1
    return [
        float(weeks[helper.n, week]) for helper in town.helpers for week in range((town.ends - helper.joins) // WEEK)
    ]


def _unasked(town: Town, record: Record, able: Able) -> float | None:
    """Of the days someone could have been asked in the fourteen before, those when they had not been."""
    asked = defaultdict[int, list[datetime]](list)
    could = defaultdict[int, list[datetime]](list)
    for ask in sorted(record.asked, key=lambda ask: ask.at):
        asked[ask.helper].append(ask.at)
    for plan in town.plans:
        for n in able[plan.n]:
            could[n].append(plan.posted)
    return _share(
        not _lately(asked[helper.n], day)
        for helper in town.helpers if _often_enough(helper)
        for day in _days(helper.joins + FORTNIGHT, town.ends) if _lately(could[helper.n], day)
    )  # fmt: skip


def _days(first: datetime, last: datetime) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += DAY


def _lately(moments: Sequence[datetime], day: datetime) -> bool:
    """Whether one of them, given in order, lies in the fourteen days before."""
    before = bisect_right(moments, day)
    return before > 0 and moments[before - 1] > day - FORTNIGHT


def _often_enough(helper: Helper) -> bool:
    """Whether they have said that they may be asked in any fortnight."""
    return helper.often.days <= FORTNIGHT.days * helper.often.times


def _visits(town: Town, record: Record) -> list[int]:
    made = Counter(visit.helper for visit in record.made)
    return [made[helper.n] for helper in town.helpers]


def gini(values: Sequence[int]) -> float | None:
    """0 when all carry alike, near 1 when one carries everything."""
    total, n = sum(values), len(values)
    if not total:
        return None
    return sum((2 * rank - n - 1) * value for rank, value in enumerate(sorted(values), 1)) / (n * total)


def _known_share(record: Record) -> float | None:
    """Of visits to someone who has had a visit before, those by someone who has been there."""
    met = defaultdict[int, set[int]](set)
    known: list[bool] = []
    for visit in sorted(record.made, key=lambda visit: visit.at):
        if met[visit.neighbour]:
            known.append(visit.helper in met[visit.neighbour])
        met[visit.neighbour].add(visit.helper)
    return _share(known)
