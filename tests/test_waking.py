"""When people may be disturbed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.clock import OSLO
from bot.waking import add_waking, is_free_day, is_quiet, next_awake, waking_before, waking_between

MOMENTS = some.datetimes(datetime(2026, 1, 1), datetime(2027, 2, 5)).map(lambda at: at.replace(tzinfo=UTC))
LENGTHS = some.integers(0, 4 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        ("2026-03-02T07:59", True), ("2026-03-02T08:00", False),
        ("2026-03-02T20:59:59", False), ("2026-03-02T21:00", True),
        ("2026-03-08T11:59", True), ("2026-03-08T12:00", False), ("2026-05-17T11:00", True), ("2026-05-14T11:00", True),
        ("2026-12-24T11:00", True), ("2026-12-31T11:59", True),
        ("2026-12-30T11:00", False), ("2026-04-04T09:00", False),
        ("2026-03-29T03:30", True), ("2026-10-25T02:30", True),
    ],
)  # fmt: skip
def test_it_is_quiet_at_night_and_on_free_mornings(at: str, quiet: bool) -> None:
    assert is_quiet(oslo(at)) is quiet


@pytest.mark.parametrize("year", range(2000, 2100))
def test_the_free_days_are_those_of_the_law_and_two_eves(year: int) -> None:
    public = set(holidays.country_holidays("NO", years=year))
    eves = {date(year, 12, 24), date(year, 12, 31)}
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    free = {day for day in days if day.year == year and is_free_day(day)}
    assert {day for day in free if day.weekday() != 6} == {day for day in public | eves if day.weekday() != 6}


@given(MOMENTS)
def test_people_are_awake_when_they_next_wake(at: datetime) -> None:
    awake = next_awake(at)

    assert not is_quiet(awake)
    assert awake >= at
    assert awake == at or is_quiet(at)


@given(MOMENTS, LENGTHS)
def test_waking_time_added_is_waking_time_passed(at: datetime, length: timedelta) -> None:
    assert waking_between(at, add_waking(at, length)) == length


@given(MOMENTS, LENGTHS)
def test_so_much_waking_time_is_left_before(at: datetime, length: timedelta) -> None:
    assert waking_between(waking_before(at, length), at) == length


@pytest.mark.parametrize(
    ("at", "hours", "then"),
    [
        ("2026-03-02T20:00", 2, "2026-03-03T09:00"), ("2026-03-07T20:30", 2, "2026-03-08T13:30"),
        ("2026-03-28T20:30", 1, "2026-03-29T12:30"), ("2026-10-24T20:30", 1, "2026-10-25T12:30"),
    ],
)  # fmt: skip
def test_the_night_is_left_out(at: str, hours: int, then: str) -> None:
    assert add_waking(oslo(at), timedelta(hours=hours)) == oslo(then)
