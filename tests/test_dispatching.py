"""How many are asked, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.clock import OSLO
from bot.dispatching import ask_from, may_ask, next_wave, warn_at, wave_size
from bot.model import Errand, ErrandId, PersonId, Policy


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

    assert warn_at(ERRAND, now) == ERRAND.starts - timedelta(days=1)
    assert warn_at(replace(ERRAND, starts=oslo("2026-03-02T14:00")), now) == oslo("2026-03-02T12:00")
