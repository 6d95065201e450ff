"""What holds whoever is asked in whatever order: gates, and how often each wants to be asked."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.kinds import kind_of
from bot.model import WEEKDAYS
from bot.rehearse import Name, load
from bot.rehearse.chance import Chance
from bot.rehearse.planning import make
from bot.rehearse.policies import policy
from bot.rehearse.record import Record
from bot.rehearse.running import run
from bot.rehearse.town import Town

SEEDS = (1, 2)


@pytest.fixture(scope="module", params=[(seed, name) for seed in SEEDS for name in (Name.OURS, Name.PHASED7)], ids=str)
def lived(request: pytest.FixtureRequest) -> tuple[Town, Record]:
    seed, name = request.param
    people, chance = load(), Chance(seed)
    town = make(people, chance, 25, 40, 14)
    return town, asyncio.run(run(people, town, chance, policy(name)))


def test_nobody_is_asked_what_a_gate_forbids(lived: tuple[Town, Record]) -> None:
    """Looked at from what they have said, not by the gates themselves."""
    town, record = lived

    assert record.asked
    for ask in record.asked:
        helper, plan = town.helpers[ask.helper], town.plans[ask.plan]
        assert plan.kind in helper.kinds
        assert helper.joins <= ask.at < plan.starts
        assert not kind_of(plan.kind).needs_travel or helper.transport != "phone"
        assert plan.kind != "transport" or helper.transport == "car"
        assert helper.times is None or any(
            WEEKDAYS[plan.starts.weekday()] == window.day and window.start <= plan.starts.time() <= window.end
            for window in helper.times.weekly
        )


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


def test_nobody_goes_to_two_places_at_once_and_no_errand_gets_two(lived: tuple[Town, Record]) -> None:
    _, record = lived
    visits = Counter((visit.neighbour, visit.at) for visit in record.made)
    by_helper: dict[int, list[datetime]] = defaultdict(list)
    for visit in record.made:
        by_helper[visit.helper].append(visit.at)

    assert set(visits.values()) <= {1}
    for moments in by_helper.values():
        assert all(b - a >= timedelta(hours=1) for a, b in pairwise(sorted(moments)))
