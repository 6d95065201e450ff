"""In what order those whom an errand suits are asked, and what is said of why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from admin.views.reasons import in_words
from bot.clock import OSLO
from bot.matching import Because, Candidate, Fit, rank
from bot.matching.scoring import Usual, fit, most_days, usual, waits
from bot.model import (
    Approval,
    Availability,
    Errand,
    ErrandId,
    Frequency,
    Person,
    PersonId,
    Policy,
    Stage,
    Volunteer,
    Window,
)

NOW = datetime(2026, 3, 2, 10, tzinfo=OSLO)
ERRAND = Errand(ErrandId(1), "shopping", PersonId(99), "Astrid", NOW + timedelta(days=3), postcode="2317")
THURSDAYS = Availability((Window("th", time(8), time(20)),))


def one(n: int, *, waited: float = 1, times: Availability | None = None, **known: object) -> Candidate:
    who = Volunteer(
        Person(PersonId(n), "Kari"), Stage.APPROVED, frozenset({"shopping"}), times,
        approval=Approval(pledge=NOW.date()), waiting_since=NOW - timedelta(days=waited),
    )  # fmt: skip
    return replace(Candidate(who), **known)  # type: ignore[arg-type]


def ranked(*people: Candidate) -> list[Fit]:
    return rank(people, ERRAND, NOW, Policy())


def order(*people: Candidate) -> list[int]:
    return [fit.candidate.volunteer.id for fit in ranked(*people)]


@pytest.mark.parametrize(
    "better",
    [
        {"visits": 1}, {"will_visit": 1}, {"done_kind": True}, {"waited": 9}, {"times": THURSDAYS}, {"km": 1.0},
        {"carried": 1}, {"carried": 0}, {"asked": 10, "said_yes": 9},
    ],
)  # fmt: skip
def test_each_thing_that_speaks_for_someone_is_enough_when_all_else_is_alike(better: dict[str, object]) -> None:
    usual: dict[str, object] = {"km": 8.0, "carried": 2, "asked": 10, "said_yes": 3}

    assert order(one(1, **usual), one(2, **{**usual, **better})) == [2, 1]  # type: ignore[arg-type]


def test_a_known_face_comes_before_a_stranger_who_waited_longer_but_not_when_that_one_is_forgotten() -> None:
    assert order(one(1, waited=14), one(2, visits=3)) == [2, 1]
    assert order(one(1, waited=16), one(2, visits=3)) == [2, 1]
    assert order(one(1, waited=17), one(2, visits=3, carried=3)) == [1, 2]
    assert order(one(1, waited=19), one(2, visits=3)) == [1, 2]


def test_who_has_others_to_visit_is_kept_for_them_until_nobody_has_asked_for_long() -> None:
    known, settled, newcomer = one(1, visits=1, carried=1), one(2, carried=1, waited=13), one(3)

    assert order(settled, newcomer, known) == [1, 3, 2]
    assert order(one(2, carried=1, waited=17), newcomer) == [2, 3]


def test_of_two_who_are_known_the_one_asked_least_of_late_is_asked() -> None:
    def known(n: int, waited: float, asked_lately: int) -> Candidate:
        found = one(n, waited=waited, visits=1, asked_lately=asked_lately)
        return replace(found, volunteer=replace(found.volunteer, frequency=Frequency(5, 7)))

    assert order(known(1, 6, 2), known(2, 1, 1)) == order(known(1, 6, 3), known(2, 1, 2)) == [2, 1]
    assert order(known(1, 6, 1), known(2, 1, 0)) == [1, 2]


def test_who_has_waited_long_beyond_it_comes_before_who_has_waited_less() -> None:
    assert order(one(1, waited=30), one(2, waited=40), one(3, waited=400)) == [3, 2, 1]


def test_the_reasons_add_up_to_the_order() -> None:
    first, second = ranked(one(1, visits=2, carried=1, km=3.0), one(2, waited=10, km=12.0))

    assert first.days > second.days
    assert first.days == sum(reason.days for reason in first.reasons)
    assert [reason.because for reason in first.reasons] == [
        Because.NEVER_ASKED, Because.BEEN_THERE, Because.CARRIED, Because.NEAR,
    ]  # fmt: skip


def test_how_likely_a_ja_is_begins_with_a_guess_and_follows_their_own_answers() -> None:
    (new,) = ranked(one(1))
    eager, seldom = ranked(one(1, asked=10, said_yes=9), one(2, asked=10, said_yes=1))

    assert new.likely == pytest.approx(Policy().usual_yes)
    assert seldom.likely < ranked(one(3, asked=10, said_yes=5))[0].likely < eager.likely


def test_how_much_likelier_it_is_from_a_known_face_is_learnt_from_the_answers_here() -> None:
    def lift(yes: int) -> float:
        often = usual([one(1, asked=200, said_yes=30 + yes, asked_known=100, known_yes=yes)], Policy())
        assert often.strangers == pytest.approx(0.3)
        return often.known / often.strangers

    (unheard,) = ranked(one(1, visits=1))
    assert unheard.likely == pytest.approx(1.5 * Policy().usual_yes)
    assert lift(30) == pytest.approx(1.1, abs=0.05)
    assert lift(60) == pytest.approx(1.9, abs=0.05)


def test_who_is_asked_where_they_are_known_has_not_said_ja_oftener_than_others_for_that() -> None:
    crowd = [one(n, asked=100, said_yes=45, asked_known=50, known_yes=30) for n in range(2, 9)]
    there, elsewhere = one(1, asked=20, said_yes=12, asked_known=20, known_yes=12), one(10, asked=20, said_yes=6)
    likely = {fit.candidate.volunteer.id: fit.likely for fit in ranked(there, elsewhere, *crowd)}

    assert likely[PersonId(1)] == pytest.approx(likely[PersonId(10)], rel=0.05)


def test_a_coordinator_reads_why() -> None:
    because = [("waited", 20.6), ("been_there", 2.0), ("carried", 4.0), ("near", 2.3), ("seldom_yes", 10.0)]

    assert in_words(because, "Astrid") == "har besøkt Astrid før · bor 2 km unna · ikke spurt på 3 uker"
    assert in_words([("waited", 2.0)], "Astrid") == ""


@settings(max_examples=200, deadline=None)
@example(1.0, 0, None, THURSDAYS, True, [(True, False)] * 60, 0.3, 0.4, 50)
@example(1.0, 0, None, THURSDAYS, True, [(True, True)] * 60, 0.3, 0.2, 50)
@given(
    waited=st.floats(0, 500), carried=st.integers(0, 9), km=st.none() | st.floats(0, 90),
    times=st.sampled_from([None, THURSDAYS]), practised=st.booleans(),
    answers=st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60),
    strangers=st.floats(0.01, 0.9), known=st.floats(0.01, 0.9), worth=st.sampled_from([0, 10, 50]),
)  # fmt: skip
def test_nothing_speaks_more_for_a_stranger_than_is_said_of_whoever_has_waited_as_long(
    waited: float, carried: int, km: float | None, times: Availability | None, practised: bool,
    answers: list[tuple[bool, bool]], strangers: float, known: float, worth: float,
) -> None:  # fmt: skip
    there = [yes for yes, been in answers if been]
    stranger = one(
        1, waited=waited, times=times, carried=carried, km=km, done_kind=practised, asked=len(answers),
        said_yes=sum(yes for yes, _ in answers), asked_known=len(there), known_yes=sum(there),
    )  # fmt: skip
    often, policy = Usual(strangers, known), Policy(yes_is_worth=worth)
    days = waits(stranger, NOW) / timedelta(days=1)

    assert fit(stranger, ERRAND, NOW, policy, often).days <= most_days(days, policy, often)
