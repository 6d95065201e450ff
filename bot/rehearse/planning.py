"""One municipality made from a population: everyone in it and every errand, the same for every policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count

from bot.clock import OSLO
from bot.duty import on_duty
from bot.model import WEEKDAYS
from bot.rehearse.chance import Chance
from bot.rehearse.population import Population
from bot.rehearse.town import DUTY, Habit, Neighbour, Plan, Town, helper, neighbour

MONDAY = date(2026, 8, 31)
"""The first day: no public holiday for seventeen weeks."""
A_DAY_AHEAD = 24
"""Hours; what is posted later than this is for that very time, whatever the recipient's habits."""


def make(people: Population, chance: Chance, volunteers: int, errands: int, days: int) -> Town:
    begins = datetime.combine(MONDAY, time(8), OSLO)
    ends = begins + timedelta(days=days)
    helpers = tuple(helper(people, chance, n, begins, ends) for n in range(volunteers))
    many = max(1, round(errands / (days / 7 * people.recipients.errands_a_week)))
    neighbours = tuple(neighbour(people, chance, n) for n in range(many))
    drawn = sorted(_plans(people, chance, neighbours, errands, begins, days), key=lambda plan: plan.posted)
    plans = tuple(replace(plan, n=n) for n, plan in enumerate(drawn))
    return Town(begins, ends, helpers, neighbours, plans)


def _plans(
    people: Population, chance: Chance, neighbours: tuple[Neighbour, ...], errands: int, begins: datetime, days: int
) -> Iterator[Plan]:
    """Posted evenly over the working hours; nobody gets two at the same time."""
    taken = set[tuple[int, datetime]]()
    working = [begins + timedelta(days=day) for day in range(days) if on_duty(begins + timedelta(days=day), DUTY)]
    for n in range(errands):
        posted = working[int(len(working) * chance.of("errand", n, "day"))]
        posted += timedelta(minutes=int(8 * 60 * chance.of("errand", n, "minute")))
        whom = neighbours[n % len(neighbours)]
        kind, starts = _starts(people, chance, n, posted, whom, taken)
        taken.add((whom.n, starts))
        ahead = starts - posted
        urgent = ahead <= timedelta(hours=people.errands.urgent_within_hours)
        yield Plan(n, whom, kind, posted, starts, people.errands.minutes, urgent)


def _starts(
    people: Population, chance: Chance, n: int, posted: datetime, whom: Neighbour, taken: set[tuple[int, datetime]]
) -> tuple[str, datetime]:
    """What is asked for and when: the usual at the usual time, or something else; what is urgent, as soon as it is."""
    of = people.errands
    ahead = chance.one_of({each: each.share for each in of.ahead}, "errand", n, "ahead")
    earliest = posted + timedelta(hours=chance.between(ahead.from_hours, ahead.to_hours, "errand", n, "hours"))
    soon, usual = ahead.to_hours <= A_DAY_AHEAD, chance.happens(of.habitual, "errand", n, "usual")
    habits = sorted(whom.habits, key=lambda habit: chance.of("errand", n, "habit", habit))
    if usual and not soon:
        free = ((habit, at) for habit in habits if (whom.n, at := _next(habit, earliest)) not in taken)
        if (found := next(free, None)) is not None:
            return found[0].kind, found[1]
    kind = habits[0].kind if usual else chance.one_of(of.kinds, "errand", n, "kind")
    clock = _next_half(earliest) if soon else chance.one_of(of.hours, "errand", n, "clock")
    moments = _days(earliest, clock, {} if soon else of.weekdays, chance, n)
    return kind, next(at for at in moments if (whom.n, at) not in taken)


def _next(habit: Habit, earliest: datetime) -> datetime:
    days = (earliest.date() + timedelta(days=ahead) for ahead in range(8))
    moments = (datetime.combine(day, habit.clock, OSLO) for day in days if WEEKDAYS[day.weekday()] == habit.weekday)
    return next(at for at in moments if at >= earliest)


def _next_half(at: datetime) -> time:
    """The next whole or half hour, by day."""
    later = at + timedelta(minutes=-at.minute % 30)
    return min(max(later.time().replace(second=0, microsecond=0), time(9)), time(19))


def _days(
    earliest: datetime, clock: time, weekdays: Mapping[str, float], chance: Chance, n: int
) -> Iterator[datetime]:
    """One moment after the other, on weekdays as often as their share says; on all alike when none is named."""
    most = max(weekdays.values(), default=0)
    for ahead in count():
        day = earliest.date() + timedelta(days=ahead)
        at = datetime.combine(day, clock, OSLO)
        share = weekdays.get(WEEKDAYS[day.weekday()], 0) if weekdays else most
        if at >= earliest and chance.of("errand", n, "that day", ahead) * most <= share:
            yield at
