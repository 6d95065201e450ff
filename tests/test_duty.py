"""When a coordinator is at work, and by when one calls."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from bot.clock import OSLO
from bot.duty import answers_by, comes_back, last_hours, next_on_duty, on_duty
from bot.model import Duty


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


@pytest.mark.parametrize(
    ("at", "back", "by"),
    [
        ("2026-03-02T10:00", "2026-03-02T10:00", "2026-03-02T12:00"),
        ("2026-03-02T13:31", "2026-03-02T13:31", "2026-03-02T15:45"),
        ("2026-03-02T15:00", "2026-03-02T15:00", "2026-03-03T10:00"),
        ("2026-03-02T20:30", "2026-03-03T08:00", "2026-03-03T10:00"),
        ("2026-03-06T15:30", "2026-03-06T15:30", "2026-03-09T10:00"),
        ("2026-03-07T10:00", "2026-03-09T08:00", "2026-03-09T10:00"),
        ("2026-05-13T18:00", "2026-05-15T08:00", "2026-05-15T10:00"),
    ],
)
def test_a_call_is_promised_within_two_hours_of_work(at: str, back: str, by: str) -> None:
    assert next_on_duty(oslo(at), Duty()) == oslo(back)
    assert answers_by(oslo(at), Duty()) == oslo(by)


@pytest.mark.parametrize(
    ("at", "back"),
    [
        ("2026-03-03T14:30", "2026-03-04T08:00"), ("2026-03-06T15:10", "2026-03-09T08:00"),
        ("2026-03-03T06:00", "2026-03-03T08:00"), ("2026-03-03T10:00", "2026-03-03T10:00"),
    ],
)  # fmt: skip
def test_who_calls_the_day_after_comes_back_when_that_day_begins(at: str, back: str) -> None:
    assert comes_back(oslo(at), answers_by(oslo(at), Duty()), Duty()) == oslo(back)


@pytest.mark.parametrize(
    ("before", "day"), [("2026-03-03T10:00", "2026-03-03"), ("2026-03-03T07:59", "2026-03-02"),
                        ("2026-03-08T12:00", "2026-03-06"), ("2026-04-06T12:00", "2026-04-01")],
)  # fmt: skip
def test_the_last_hours_of_work_skip_free_days(before: str, day: str) -> None:
    assert last_hours(oslo(before), Duty()) == (oslo(f"{day}T08:00"), oslo(f"{day}T16:00"))
    assert last_hours(oslo(before), Duty(())) is None


def test_nobody_is_at_work_on_a_free_day() -> None:
    assert on_duty(oslo("2026-05-18T10:00"), Duty())
    assert not on_duty(oslo("2026-05-14T10:00"), Duty())


def test_hours_shorter_than_the_promise_still_give_a_time() -> None:
    mornings = Duty(((0, time(9), time(10)),))

    assert answers_by(oslo("2026-03-02T09:30"), mornings) == oslo("2026-03-16T11:00")


def test_where_nobody_ever_works_it_is_a_week() -> None:
    assert next_on_duty(oslo("2026-03-02T10:00"), Duty(())) - oslo("2026-03-02T10:00") == timedelta(days=7)
