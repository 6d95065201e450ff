"""What is owed around a visit, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.clock import OSLO
from bot.model import Errand, ErrandId, PersonId, Policy, Visit, VisitState
from bot.reminding import NOTHING, Humans, Owed, details_at, owed
from bot.waking import is_quiet, waking_between

HALF_HOURS = 400 * 48


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


def errand(starts: datetime) -> Errand:
    return Errand(ErrandId(1), "shopping", PersonId(1), "Astrid", starts)


VISIT = Visit(1, ErrandId(1), PersonId(2), 1, VisitState.AGREED, oslo("2026-03-02T10:06"))


def plan(
    starts: str, visit: Visit = VISIT, now: str = "2026-03-02T10:06", humans: Humans = NOTHING
) -> dict[Owed, datetime]:
    return {step.what: step.at for step in owed(errand(oslo(starts)), visit, oslo(now), Policy(), humans)}


@pytest.mark.parametrize(
    ("starts", "comes"),
    [
        ("2026-03-05T12:00", "2026-03-05T08:00"), ("2026-03-05T10:00", "2026-03-04T18:00"),
        ("2026-03-05T18:00", "2026-03-05T08:00"), ("2026-03-05T20:30", "2026-03-05T08:30"),
        ("2026-03-08T11:00", "2026-03-07T18:00"), ("2026-03-08T14:00", "2026-03-07T18:00"),
        ("2026-03-08T15:00", "2026-03-08T12:00"), ("2026-05-17T13:00", "2026-05-16T18:00"),
        ("2026-03-29T15:00", "2026-03-29T12:00"), ("2026-03-09T10:00", "2026-03-08T18:00"),
    ],
)  # fmt: skip
def test_the_address_comes_twelve_hours_before_or_the_evening_before(starts: str, comes: str) -> None:
    assert details_at(oslo(starts), Policy()) == oslo(comes)


@given(some.integers(0, HALF_HOURS), some.integers(0, 14 * 24))
@settings(max_examples=1000)
def test_nothing_before_a_visit_is_planned_into_the_quiet(half_hours: int, earlier: int) -> None:
    starts = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * half_hours)
    visit = replace(VISIT, taken=starts - timedelta(hours=earlier))

    for step in owed(errand(starts), visit, visit.taken, Policy()):
        if step.what in {Owed.REMINDER, Owed.REMINDER_TODAY, Owed.DETAILS, Owed.CHECK_IN}:
            assert not is_quiet(step.at), step
        if step.what in {Owed.REMINDER, Owed.REMINDER_TODAY, Owed.DETAILS}:
            assert step.at < starts, step
    assert waking_between(details_at(starts, Policy()), starts) >= timedelta(hours=1)


def test_the_day_goes_reminder_details_today_and_how_did_it_go() -> None:
    assert plan("2026-03-05T12:00") == {
        Owed.REMINDER: oslo("2026-03-04T17:00"), Owed.DETAILS: oslo("2026-03-05T08:00"),
        Owed.REMINDER_TODAY: oslo("2026-03-05T10:00"), Owed.CHECK_IN: oslo("2026-03-05T13:30"),
        Owed.CLOSE: oslo("2026-03-06T13:30"),
    }  # fmt: skip


def test_who_has_just_said_ja_is_not_reminded_of_it() -> None:
    just = replace(VISIT, taken=oslo("2026-03-04T16:30"))

    assert Owed.REMINDER not in plan("2026-03-05T12:00", just, "2026-03-04T16:30")


def test_an_unanswered_reminder_is_called_for_two_hours_before() -> None:
    unanswered = replace(VISIT, reminded=oslo("2026-03-04T17:00"), asked=oslo("2026-03-04T17:00"))

    assert plan("2026-03-05T12:00", unanswered)[Owed.CALL] == oslo("2026-03-05T10:00")
    assert Owed.CALL not in plan("2026-03-05T12:00", replace(unanswered, confirmed=oslo("2026-03-04T18:00")))


@pytest.mark.parametrize(
    ("now", "seen"),
    [
        ("2026-03-05T07:59", False), ("2026-03-05T08:00", True),
        ("2026-03-05T14:59", True), ("2026-03-05T15:00", False),
    ],
)  # fmt: skip
def test_the_address_is_sent_from_when_it_is_due_until_two_hours_after(now: str, seen: bool) -> None:
    due = plan("2026-03-05T12:00", now=now).get(Owed.DETAILS)

    assert (due is not None and due <= oslo(now)) is seen


@pytest.mark.parametrize(
    ("starts", "reminded", "told"),
    [
        ("2026-03-05T12:00", "2026-03-04T14:00", "2026-03-05T08:00"),
        ("2026-03-05T08:30", "2026-03-04T14:00", "2026-03-04T14:00"),
        ("2026-03-08T15:00", "2026-03-06T14:00", "2026-03-06T14:00"),
        ("2026-03-09T12:00", "2026-03-06T14:00", "2026-03-09T08:00"),
        ("2026-04-05T15:00", "2026-04-01T14:00", "2026-04-01T14:00"),
    ],
)  # fmt: skip
def test_what_is_read_aloud_is_planned_for_when_someone_is_at_work(starts: str, reminded: str, told: str) -> None:
    planned = plan(starts, humans=Humans(reads=True))

    assert planned[Owed.REMINDER] == oslo(reminded)
    assert planned[Owed.DETAILS] == oslo(told)
    assert Owed.REMINDER_TODAY not in planned


def test_who_is_read_to_and_has_just_said_ja_is_not_read_to_again() -> None:
    just = replace(VISIT, taken=oslo("2026-03-04T13:30"))

    assert Owed.REMINDER not in plan("2026-03-05T12:00", just, "2026-03-04T13:30", Humans(reads=True))


@pytest.mark.parametrize(
    ("starts", "told"), [("2026-03-05T12:00", "2026-03-05T08:00"), ("2026-03-08T15:00", "2026-03-06T14:00")]
)
def test_a_code_is_put_before_a_human_who_is_at_work(starts: str, told: str) -> None:
    assert plan(starts, humans=Humans(code=True))[Owed.CODE] == oslo(told)
    assert Owed.CODE not in plan(starts)


def test_a_visit_that_is_over_owes_nothing() -> None:
    assert plan("2026-03-05T12:00", replace(VISIT, state=VisitState.DONE)) == {}
