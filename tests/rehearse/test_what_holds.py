"""What holds whoever is asked in whatever order: gates, and how often each wants to be asked."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest

from bot.kinds import kind_of
from bot.model import WEEKDAYS
from bot.rehearse import Name, load
from bot.rehearse.chance import Chance
from bot.rehearse.planning import make
from bot.rehearse.policies import policy
from bot.rehearse.population import Free, Population
from bot.rehearse.record import Record
from bot.rehearse.running import run
from bot.rehearse.town import Helper, Plan, Town, distance

SEEDS = (1, 2)
KILOMETRES = {"foot": 1.5, "bus": 10.0, "phone": -1.0}
"""So far they go in winter."""
FORENOON = Free(share=60, days=WEEKDAYS, start=time(10), end=time(13, 30))


@pytest.fixture(scope="module", params=[(seed, name) for seed in SEEDS for name in (Name.OURS, Name.PHASED7)], ids=str)
def lived(request: pytest.FixtureRequest) -> tuple[Town, Record]:
    seed, name = request.param
    people, chance = narrow(load()), Chance(seed)
    town = make(people, chance, 40, 40, 14)
    return town, asyncio.run(run(people, town, chance, policy(name)))


def narrow(people: Population) -> Population:
    """Most can but little: they live apart, go on foot, and have the forenoon, when half of what is asked begins."""
    volunteers, errands = people.volunteers, people.errands
    ways, hours = {"car": 20, "bus": 30, "foot": 45, "phone": 5}, dict.fromkeys((time(9), time(11), time(13)), 1)
    return people.model_copy(update={
        "places": tuple(place.model_copy(update={"share": 1}) for place in people.places),
        "volunteers": volunteers.model_copy(update={"transport": ways, "times": (Free(share=40), FORENOON)}),
        "errands": errands.model_copy(update={"hours": hours, "minutes": 90}),
    })  # fmt: skip


def goes_there(helper: Helper, plan: Plan) -> bool:
    if not kind_of(plan.kind).needs_travel or helper.transport == "car":
        return True
    away = distance(helper.place, plan.neighbour.place)
    return plan.kind != "transport" and away <= KILOMETRES[helper.transport]


def can_then(helper: Helper, plan: Plan) -> bool:
    return helper.times is None or any(
        WEEKDAYS[plan.starts.weekday()] == window.day and window.start <= plan.starts.time()
        and plan.ends.time() <= window.end
        for window in helper.times.weekly
    )  # fmt: skip


def test_nobody_is_asked_what_a_gate_forbids(lived: tuple[Town, Record]) -> None:
    """Looked at from what they have said, not by the gates themselves."""
    town, record = lived

    assert record.asked
    for ask in record.asked:
        helper, plan = town.helpers[ask.helper], town.plans[ask.plan]
        assert plan.kind in helper.kinds
        assert helper.joins <= ask.at < plan.starts
        assert goes_there(helper, plan) and can_then(helper, plan)


def test_nobody_is_asked_oftener_than_they_want_over_any_days(lived: tuple[Town, Record]) -> None:
    """Who is på vent has asked for the call; it is no new question."""
    town, record = lived
    first: dict[int, dict[int, datetime]] = defaultdict(dict)
    for ask in record.asked:
        first[ask.helper].setdefault(ask.plan, ask.at)

    for helper in town.helpers:
        asked = sorted(first[helper.n].values())
        many = helper.often.times
        close = [b - a for a, b in zip(asked, asked[many:], strict=False)]
        assert all(apart >= timedelta(days=helper.often.days) for apart in close), helper.often


def test_nobody_goes_to_two_places_at_once(lived: tuple[Town, Record]) -> None:
    _, record = lived
    by_helper: dict[int, list[datetime]] = defaultdict(list)
    for visit in record.made:
        by_helper[visit.helper].append(visit.at)

    for moments in by_helper.values():
        assert all(b - a >= timedelta(minutes=90) for a, b in pairwise(sorted(moments)))
