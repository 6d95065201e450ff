"""A few people and errands of a rehearsal, for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.clock import OSLO
from bot.model import Frequency
from bot.rehearse.population import Place
from bot.rehearse.town import Habit, Helper, Neighbour, Plan, Town

MONDAY = datetime(2026, 8, 31, 9, tzinfo=OSLO)
HERE = Place(postcode="2317", east=0, north=0, share=1)


def helper(n: int = 0, *, place: Place = HERE, often: Frequency = Frequency(3, 7)) -> Helper:  # noqa: B008
    return Helper(n, f"Kari {n}", f"+479{n:07}", place, ("shopping",), "car", often, None, MONDAY)


def plan(n: int = 0, whom: int = 0, *, posted: datetime = MONDAY, ahead: timedelta = timedelta(hours=48)) -> Plan:
    habit = Habit("shopping", "we", time(9))
    of = Neighbour(whom, "Astrid Berg", f"+4795{whom:06}", HERE, "sms", prefers_known=True, habits=(habit,))
    return Plan(n, of, "shopping", posted, posted + ahead, 60, urgent=False)


def town(helpers: list[Helper], plans: list[Plan], days: int = 28) -> Town:
    numbered = tuple(replace(each, n=n) for n, each in enumerate(plans))
    return Town(MONDAY, MONDAY + timedelta(days=days), tuple(helpers), (), numbered)
