"""How many are asked, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.clock import OSLO
from bot.dispatching import (
    OURS,
    Look,
    ask_from,
    hears_in_time,
    may_ask,
    next_wave,
    waits_for_called,
    warn_at,
    word_at,
)
from bot.matching import Candidate, Fit
from bot.model import Duty, Errand, ErrandId, Offer, OfferState, Person, PersonId, Policy, Volunteer


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


STARTS, POSTED = oslo("2026-03-05T12:00"), oslo("2026-03-02T10:00")
ERRAND = Errand(ErrandId(1), "shopping", PersonId(1), "Astrid", STARTS, created=POSTED)


def fits(*likely: float) -> list[Fit]:
    return [Fit(Candidate(Volunteer(Person(PersonId(n), "Kari"))), one, ()) for n, one in enumerate(likely)]


def asked(many: int = 0, state: OfferState = OfferState.OPEN) -> list[Offer]:
    return [Offer(ERRAND.id, PersonId(100 + n), state, POSTED) for n in range(many)]


def whom(people: list[Fit], *before: Offer, free: int = 1, now: datetime = POSTED, answers: int = 0) -> int:
    return len(OURS.whom(people, before, Look(ERRAND, free, now, Policy(), answers)))


STRANGERS = fits(*[0.3] * 20)


@pytest.mark.parametrize(("waiting", "more"), [(0, 3), (1, 2), (2, 1), (3, 0)])
def test_three_are_asked_while_little_is_known_and_a_decliner_is_replaced(waiting: int, more: int) -> None:
    assert whom(STRANGERS, *asked(waiting), *asked(4, OfferState.DECLINED)) == more


def test_who_has_had_two_hours_is_not_waited_for() -> None:
    assert whom(STRANGERS, *asked(3), now=POSTED + timedelta(hours=2)) == 3


def test_when_it_is_known_how_likely_a_ja_is_one_is_asked_at_a_time_and_more_when_time_is_short() -> None:
    assert whom(STRANGERS, answers=20) == whom(STRANGERS, *asked(4, OfferState.DECLINED), answers=20) == 1
    assert whom(STRANGERS, *asked(1), answers=20) == 0
    assert whom(STRANGERS, *asked(1), answers=20, now=POSTED + timedelta(hours=2)) == 1
    assert whom(STRANGERS, *asked(1), answers=20, free=3) == 2
    assert whom(STRANGERS, answers=20, now=STARTS - timedelta(hours=4)) == 3
    assert whom(STRANGERS, answers=20, now=STARTS - timedelta(hours=1)) == 6
    assert whom(fits(*[0.6] * 5), answers=20, now=STARTS - timedelta(hours=1)) == 4


def test_when_it_is_urgent_too_an_answer_has_an_hour() -> None:
    urgent, asked_then = replace(ERRAND, urgent=True), STARTS - timedelta(hours=3)
    waits = [Offer(ERRAND.id, PersonId(100), OfferState.OPEN, asked_then)]

    def many(after: int, answers: int) -> int:
        now = asked_then + timedelta(minutes=after)
        return len(OURS.whom(STRANGERS, waits, Look(urgent, 1, now, Policy(), answers)))

    assert (many(20, 20), many(60, 20)) == (3, 5)
    assert many(20, 0) == many(20, 0) == 3


@pytest.mark.parametrize("answers", [0, 20])
def test_a_coordinator_can_have_more_asked_whoever_is_waited_for(answers: int) -> None:
    look = Look(ERRAND, 1, POSTED, Policy(), answers, more=True)

    assert len(OURS.whom(STRANGERS, asked(3), look)) == 3


@pytest.mark.parametrize("urgent", [False, True])
@pytest.mark.parametrize("answers", [0, 60])
def test_who_is_wanted_first_is_asked_alone_only_while_there_is_time_for_others_afterwards(
    urgent: bool, answers: int
) -> None:
    people = fits(*[0.6] * 9)
    wanted = replace(ERRAND, ask_first=people[0].candidate.volunteer.id, urgent=urgent)
    wait = Policy().urgent_wait if urgent else Policy().wave_wait

    def are_asked(before: timedelta) -> list[Fit]:
        return list(OURS.whom(people, (), Look(wanted, 1, STARTS - before, Policy(), answers)))

    assert are_asked(2 * wait) == people[:1]
    late = are_asked(2 * wait - timedelta(minutes=1))
    assert late[0] == people[0] and len(late) >= 2


@pytest.mark.parametrize(
    ("called", "free", "hours", "more", "alone"),
    [
        (1, 1, 72, False, True), (1, 2, 72, False, False), (0, 1, 72, False, False), (1, 1, 3, False, False),
        (1, 1, 72, True, False),
    ],
)  # fmt: skip
def test_whoever_is_called_from_on_hold_answers_before_others_are_asked_while_there_is_time(
    called: int, free: int, hours: int, more: bool, alone: bool
) -> None:
    look = Look(ERRAND, free, STARTS - timedelta(hours=hours), Policy(), more=more)

    assert waits_for_called(called, look) is alone


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
