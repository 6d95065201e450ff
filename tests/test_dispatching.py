"""How many are asked, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.clock import OSLO
from bot.dispatching import ask_from, hears_in_time, may_ask, next_wave, warn_at, wave_size, word_at
from bot.model import Duty, Errand, ErrandId, PersonId, Policy


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


STARTS, POSTED = oslo("2026-03-05T12:00"), oslo("2026-03-02T10:00")
ERRAND = Errand(ErrandId(1), "shopping", PersonId(1), "Astrid", STARTS, created=POSTED)


@pytest.mark.parametrize(("places", "held", "asked"), [(1, 0, 3), (2, 0, 6), (2, 1, 3), (1, 1, 0)])
def test_three_are_asked_for_each_free_place(places: int, held: int, asked: int) -> None:
    assert wave_size(replace(ERRAND, places=places), held, Policy()) == asked


@pytest.mark.parametrize(
    ("urgent", "at", "then"),
    [
        (False, "2026-03-02T10:00", "2026-03-02T12:00"), (True, "2026-03-02T10:00", "2026-03-02T10:20"),
        (False, "2026-03-02T20:00", "2026-03-03T09:00"), (True, "2026-03-02T20:50", "2026-03-03T08:10"),
    ],
)  # fmt: skip
def test_the_next_are_asked_when_the_first_have_had_their_time(urgent: bool, at: str, then: str) -> None:
    assert next_wave(replace(ERRAND, urgent=urgent), oslo(at), Policy()) == oslo(then)


def test_nobody_is_asked_at_night() -> None:
    assert not may_ask(oslo("2026-03-02T21:00"))
    assert ask_from(oslo("2026-03-02T21:00")) == oslo("2026-03-03T08:00")


def test_the_coordinator_hears_a_day_ahead_or_halfway_when_it_is_near() -> None:
    now = oslo("2026-03-02T10:00")

    assert warn_at(ERRAND, now, Duty()) == ERRAND.starts - timedelta(days=1)
    assert warn_at(replace(ERRAND, starts=oslo("2026-03-02T14:00")), now, Duty()) == oslo("2026-03-02T12:00")


@pytest.mark.parametrize(
    ("posted", "starts", "told"),
    [
        ("2026-03-02T10:00", "2026-03-05T18:00", "2026-03-04T14:00"),
        ("2026-03-02T10:00", "2026-03-08T13:00", "2026-03-06T14:00"),
        ("2026-03-06T15:00", "2026-03-09T08:30", "2026-03-06T15:30"),
        ("2026-03-04T17:00", "2026-03-05T18:00", "2026-03-05T08:00"),
        ("2026-03-06T17:00", "2026-03-09T12:00", "2026-03-09T08:00"),
        ("2026-03-06T17:00", "2026-03-09T08:30", "2026-03-07T20:59"),
        ("2026-03-07T17:00", "2026-03-08T15:00", "2026-03-07T20:59"),
        ("2026-03-07T21:30", "2026-03-08T15:00", "2026-03-08T12:00"),
    ],
)  # fmt: skip
def test_it_is_told_while_someone_is_at_work_or_else_while_people_are_up(posted: str, starts: str, told: str) -> None:
    errand = replace(ERRAND, created=oslo(posted), starts=oslo(starts))

    assert warn_at(errand, oslo(posted), Duty()) == oslo(told)


@pytest.mark.parametrize(
    ("since", "starts", "told"),
    [
        ("2026-03-02T10:00", "2026-03-05T12:00", "2026-03-05T10:00"),
        ("2026-03-02T10:00", "2026-03-05T08:30", "2026-03-04T19:30"),
        ("2026-03-05T09:00", "2026-03-05T12:00", "2026-03-05T10:30"),
        ("2026-03-04T22:00", "2026-03-05T08:30", "2026-03-05T08:15"),
        ("2026-03-06T10:00", "2026-03-08T13:00", "2026-03-07T20:00"),
    ],
)  # fmt: skip
def test_who_waits_for_word_gets_it_two_waking_hours_before_or_halfway(since: str, starts: str, told: str) -> None:
    assert word_at(replace(ERRAND, starts=oslo(starts)), oslo(since)) == oslo(told)


@pytest.mark.parametrize(
    ("at", "starts", "heard"),
    [
        ("2026-03-05T09:00", "2026-03-05T10:00", True), ("2026-03-05T07:30", "2026-03-05T10:00", True),
        ("2026-03-05T07:30", "2026-03-05T09:30", False), ("2026-03-07T12:00", "2026-03-08T13:00", False),
        ("2026-03-07T12:00", "2026-03-09T10:00", True),
    ],
)  # fmt: skip
def test_the_screen_is_enough_when_someone_sees_it_in_time(at: str, starts: str, heard: bool) -> None:
    assert hears_in_time(replace(ERRAND, starts=oslo(starts)), oslo(at), Duty()) is heard
