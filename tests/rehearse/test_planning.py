"""A municipality made from a population is the same every time, and as the population says."""

from __future__ import annotations

from collections import Counter
from datetime import time

import pytest

from bot.duty import on_duty
from bot.matching.distance import between
from bot.rehearse import load
from bot.rehearse.chance import Chance
from bot.rehearse.planning import make
from bot.rehearse.suiting import suited
from bot.rehearse.town import DUTY, Map, Plan

TOWN = make(load(), Chance(1), 200, 600, 56)


def test_the_same_seed_makes_the_same_municipality_and_another_makes_another() -> None:
    assert make(load(), Chance(1), 200, 600, 56) == TOWN
    assert make(load(), Chance(2), 200, 600, 56) != TOWN


def test_who_someone_is_does_not_depend_on_how_many_there_are() -> None:
    assert make(load(), Chance(1), 20, 600, 56).helpers == TOWN.helpers[:20]


def test_errands_are_posted_at_work_and_numbered_in_that_order() -> None:
    assert len(TOWN.plans) == 600
    assert [plan.n for plan in TOWN.plans] == list(range(600))
    assert all(one.posted <= other.posted for one, other in zip(TOWN.plans, TOWN.plans[1:], strict=False))
    assert all(on_duty(plan.posted, DUTY) and TOWN.begins <= plan.posted < TOWN.ends for plan in TOWN.plans)


def test_nobody_gets_two_at_once_and_all_are_posted_ahead() -> None:
    assert max(Counter((plan.neighbour.n, plan.starts) for plan in TOWN.plans).values()) == 1
    assert min((plan.starts - plan.posted).total_seconds() for plan in TOWN.plans) >= 4 * 3600 - 1800


def test_most_errands_are_the_usual() -> None:
    usual = [plan.kind in {habit.kind for habit in plan.neighbour.habits} for plan in TOWN.plans]
    by_habit = [(plan.kind, plan.starts.time()) in _habits(plan) for plan in TOWN.plans]

    assert sum(usual) / len(usual) > 0.85
    assert sum(by_habit) / len(by_habit) > 0.55


def _habits(plan: Plan) -> set[tuple[str, time]]:
    return {(habit.kind, habit.clock) for habit in plan.neighbour.habits}


def test_shares_are_kept() -> None:
    drives = sum(helper.transport == "car" for helper in TOWN.helpers) / len(TOWN.helpers)

    assert drives == pytest.approx(0.65, abs=0.08)


def test_an_errand_suits_those_who_pass_the_gates() -> None:
    able = suited(TOWN)
    plan = next(plan for plan in TOWN.plans if plan.kind == "transport")

    assert able[plan.n]
    assert {TOWN.helpers[n].transport for n in able[plan.n]} == {"car"}
    assert all("transport" in TOWN.helpers[n].kinds for n in able[plan.n])


def test_how_far_it_is_is_told_by_the_population_s_own_map() -> None:
    far = Map(load().places).far
    here, there = {place.postcode: place for place in load().places}, "2340"

    assert between("2317", "2319") is None, "the register has one place for all of a city"
    assert far("2317", "2319") == pytest.approx(5**0.5)
    assert far("2317", there) == pytest.approx((here[there].east ** 2 + here[there].north ** 2) ** 0.5)
