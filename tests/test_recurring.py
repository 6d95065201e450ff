"""What comes again: on the same clock summer and winter, some weeks ahead, until its last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.clock import OSLO
from bot.model import PersonId
from bot.recurring import AHEAD, Pairing, PairingState, Series, asked_from, first_in_slot, to_make
from bot.waking import is_quiet

THURSDAY = datetime(2026, 3, 5, 12, tzinfo=OSLO)
WEEKLY = Series(1, "coffee_visit", PersonId(9), THURSDAY.astimezone(UTC))


def test_the_clock_is_the_same_before_and_after_summer_time() -> None:
    assert [WEEKLY.occasion(n).astimezone(OSLO).strftime("%d.%m %H.%M") for n in (1, 4, 5)] == [
        "05.03 12.00", "26.03 12.00", "02.04 12.00",
    ]  # fmt: skip


@given(start=some.datetimes(datetime(2026, 1, 1, 8), datetime(2027, 12, 31, 20)), weeks=some.sampled_from((1, 2)))
def test_every_occasion_is_on_the_same_weekday_so_many_weeks_apart(start: datetime, weeks: int) -> None:
    series = replace(WEEKLY, starts=start.replace(tzinfo=OSLO).astimezone(UTC), weeks=weeks)

    days = [series.occasion(n).date() for n in range(1, 60)]
    assert {(later - day).days for day, later in pairwise(days)} == {7 * weeks}


def test_what_lies_further_ahead_than_four_weeks_is_not_made_yet() -> None:
    now = THURSDAY - timedelta(days=1)

    made = list(to_make(WEEKLY, now))

    assert made == [1, 2, 3, 4]
    assert WEEKLY.occasion(5) - now > AHEAD >= WEEKLY.occasion(4) - now


def test_nothing_is_made_after_the_last_day_nor_when_it_has_ended() -> None:
    assert list(to_make(replace(WEEKLY, until=date(2026, 3, 12)), THURSDAY)) == [1, 2]
    assert list(to_make(replace(WEEKLY, ended=THURSDAY), THURSDAY)) == []


def test_what_has_been_made_is_not_made_again() -> None:
    assert list(to_make(replace(WEEKLY, made=3), THURSDAY)) == [4, 5]


def test_people_are_asked_a_week_before_and_never_in_the_night() -> None:
    asked = asked_from(datetime(2026, 3, 12, 7, tzinfo=OSLO), THURSDAY - timedelta(days=30))

    assert asked == datetime(2026, 3, 5, 8, tzinfo=OSLO)
    assert not is_quiet(asked)


@pytest.mark.parametrize(("hours", "day"), [(-1, 5), (0, 12), (21, 12)])
def test_the_first_time_in_a_slot_lies_ahead(hours: int, day: int) -> None:
    assert first_in_slot(3, time(12), THURSDAY + timedelta(hours=hours)) == datetime(2026, 3, day, 12, tzinfo=OSLO)


def test_a_break_lasts_to_its_last_day_or_until_someone_says() -> None:
    pairing = Pairing(1, PersonId(1), PersonId(9), 1, PairingState.GOING, paused=True, paused_until=date(2026, 3, 12))

    assert [pairing.rests(date(2026, 3, day)) for day in (11, 12, 13)] == [True, True, False]
    assert replace(pairing, paused_until=None).rests(date(2027, 1, 1))
