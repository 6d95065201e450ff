"""The figures, counted from a record made by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model import Frequency
from bot.rehearse.counting import Figures, figures, gini, over_seeds, percentile
from bot.rehearse.record import Asked, Made, Record
from bot.rehearse.town import Helper, Plan
from tests.rehearse.people import MONDAY, helper, plan, town

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def counted(record: Record, helpers: list[Helper], plans: list[Plan], days: int = 28) -> Figures:
    everyone = [each.n for each in helpers]
    return figures(town(helpers, plans, days), record, dict.fromkeys(range(len(plans)), everyone))


def test_the_fill_rate_is_of_those_that_were_feasible() -> None:
    plans = [plan(whom=n) for n in range(4)]

    assert counted(Record(feasible={0, 1, 2}, held={0, 1}), [helper()], plans)["fill_rate"] == pytest.approx(2 / 3)


def test_only_what_is_planned_is_to_be_filled_within_a_day() -> None:
    plans = [plan(), plan(), plan(ahead=timedelta(hours=23)), plan()]
    filled = {0: MONDAY + DAY, 1: MONDAY + DAY + HOUR, 2: MONDAY + HOUR}

    assert counted(Record(feasible={0, 1, 2}, first_filled=filled), [helper()], plans)["filled_24h"] == 0.5


def test_hours_to_fill_are_counted_from_the_posting() -> None:
    plans = [plan(posted=MONDAY + n * DAY) for n in range(10)]
    filled = {n: MONDAY + n * DAY + (n + 1) * HOUR for n in range(10)}

    found = counted(Record(first_filled=filled), [helper()], plans)
    assert (found["hours_to_fill_p50"], found["hours_to_fill_p90"]) == (5, 9)


def test_asks_are_counted_for_each_volunteer_and_week() -> None:
    asked = [Asked(MONDAY + n * HOUR, 0, n) for n in range(3)] + [Asked(MONDAY + 8 * DAY, 1, 3)]

    found = counted(Record(asked=asked, held={0, 1}), [helper(0), helper(1)], [plan()], days=14)
    assert found["asks_per_volunteer_week_p50"] == 0
    assert found["asks_per_volunteer_week_max"] == 3
    assert found["asks_per_fill"] == 2


def test_each_day_after_a_fortnight_without_a_question_counts_when_there_was_something_to_ask() -> None:
    plans = [plan(posted=MONDAY + n * DAY) for n in range(28)]
    asked = [Asked(MONDAY + n * DAY, 0, n) for n in (1, 27)]

    gap = counted(Record(asked=asked), [helper(0)], plans)["unasked_14d"]
    assert gap == pytest.approx(12 / 15), "from day 15, when the last one is fourteen days ago, to day 26"
    assert counted(Record(asked=asked), [helper(0)], plans[:1])["unasked_14d"] is None
    assert counted(Record(asked=asked), [helper(0)], plans[:2])["unasked_14d"] == 0


def test_who_wants_to_be_asked_once_a_month_is_not_waiting_after_a_fortnight() -> None:
    seldom = helper(1, often=Frequency(1, 30))

    asked, about = [Asked(MONDAY + HOUR, 0, 0)], plan(posted=MONDAY + HOUR)
    assert counted(Record(asked=asked), [helper(0), seldom], [about], days=14)["unasked_14d"] == 0


def test_a_known_face_is_one_who_has_been_there() -> None:
    made = [Made(MONDAY + n * DAY, who, whom) for n, (who, whom) in enumerate([(0, 0), (0, 1), (1, 0), (0, 0), (1, 0)])]

    assert counted(Record(made=made), [helper(0), helper(1)], [plan()])["known_share"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("loads", "uneven"), [([2, 2, 2, 2], 0), ([0, 0, 0, 8], 0.75), ([1, 3], 0.25), ([0, 0], None)]
)
def test_the_load_is_even_or_uneven(loads: list[int], uneven: float | None) -> None:
    assert gini(loads) == uneven


def test_a_percentile_is_the_least_value_so_many_do_not_exceed() -> None:
    assert [percentile(range(1, 21), part) for part in (5, 50, 95, 96)] == [1, 10, 19, 20]
    assert percentile([], 50) is None


def test_over_the_seeds_what_could_not_be_counted_is_left_out() -> None:
    assert over_seeds([{"a": 1.0}, {"a": 3.0}, {"a": None}]) == {"a": {"mean": 2.0, "spread": 1.4142}}
    assert over_seeds([{"a": None}]) == {"a": {"mean": None, "spread": None}}
    assert over_seeds([{"a": 1.0}]) == {"a": {"mean": 1.0, "spread": 0.0}}
