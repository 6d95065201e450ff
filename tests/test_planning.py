"""Errands that look for people at the same time: who is asked first about which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from bot.clock import OSLO
from bot.matching import Because, Candidate, Fit, Reason
from bot.matching.planning import BEST, FAR, Choice, plan, share_out
from bot.model import Errand, ErrandId, Frequency, Person, PersonId, Policy, Volunteer
from tests.wishes import Losses, by_our_weights

MONDAY = datetime(2026, 3, 2, 12, tzinfo=OSLO)


def best(losses: Losses, many: int = BEST) -> list[list[Choice]]:
    """The best few for each errand, the least loss first."""
    order = np.argsort(losses, axis=1, kind="stable")[:, :many]
    return [
        list(zip(who.tolist(), lost[who].tolist(), strict=True)) for who, lost in zip(order, losses, strict=True)
    ]


def lost(losses: Losses, found: Sequence[int | None]) -> int:
    people = [who for who in found if who is not None]
    assert len(people) == len(set(people)) == len(losses)
    return sum(int(losses[errand, who]) for errand, who in enumerate(found) if who is not None)


def least(losses: Losses) -> int:
    errands, people = linear_sum_assignment(losses)
    return int(losses[errands, people].sum())


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_what_is_planned_together_is_as_good_as_if_everyone_had_been_looked_at(data: st.DataObject) -> None:
    errands, spread = data.draw(st.integers(1, BEST)), data.draw(st.sampled_from([1, 3, 1_000]))
    people = data.draw(st.integers(errands, 120))
    chance = np.random.default_rng(data.draw(st.integers(0, 10_000)))
    popular = chance.integers(0, 1_000, people) * data.draw(st.integers(0, 3))
    losses = popular + chance.integers(0, spread + 1, (errands, people))

    assert lost(losses, share_out(best(losses), [FAR] * errands)) == least(losses)


@pytest.mark.parametrize("outer", [np.multiply.outer, np.minimum.outer, np.maximum.outer, np.subtract.outer])
def test_it_is_as_good_when_everyone_is_wanted_by_all(outer: Callable[..., Losses]) -> None:
    numbers = np.arange(1, BEST + 1)
    losses = outer(numbers, numbers[::-1])

    assert lost(losses, share_out(best(losses), [FAR] * BEST)) == least(losses)


def test_of_a_thousand_errands_and_ten_thousand_people_the_best_fifty_of_each_are_enough() -> None:
    losses = np.random.default_rng(1).integers(0, 60_000, (1_000, 10_000))

    found = lost(losses, share_out(best(losses), [FAR] * 1_000))

    assert found <= 1.001 * least(losses)


@pytest.mark.parametrize("seed", [1, 2])
def test_it_is_as_good_as_can_be_when_all_want_those_who_have_waited_longest(seed: int) -> None:
    losses = by_our_weights(BEST, 3_000, seed)

    assert len(np.unique(np.argsort(losses, axis=1)[:, :BEST])) < 6 * BEST
    assert lost(losses, share_out(best(losses), [FAR] * BEST)) == least(losses)


def test_when_there_are_too_few_whoever_is_missed_most_goes_last() -> None:
    assert share_out([[(7, 0)], [(7, 5)], [(7, 1)]], [10, 30, 20]) == [None, 7, None]


def test_of_plans_that_are_as_good_the_first_errand_gets_what_it_likes_first() -> None:
    assert share_out([[(1, 0), (2, 0)], [(1, 0), (2, 0)]], [9, 9]) == [1, 2]


def errand(n: int, *, hours: int = 0, ask_first: int | None = None) -> Errand:
    first = None if ask_first is None else PersonId(ask_first)
    starts = MONDAY + timedelta(hours=hours)
    return Errand(ErrandId(n), "shopping", PersonId(99), "Astrid", starts, minutes=60, ask_first=first)


def fit(who: int, days: float, *, waited: float = 0, **candidate: int) -> Fit:
    often = Frequency(candidate.pop("often", 7), 7)
    volunteer = Volunteer(Person(PersonId(who), "Kari"), frequency=often)
    return Fit(Candidate(volunteer, **candidate), 0.3, (Reason(Because.WAITED, days),), waited)  # type: ignore[arg-type]


def test_who_alone_suits_one_is_left_to_it() -> None:
    both, other = fit(1, 60), fit(2, 10)

    assert plan([(errand(1), [both, other]), (errand(2), [both])], Policy()) == {1: 2, 2: 1}


def test_who_knows_one_recipient_goes_there_and_not_to_another() -> None:
    errands = [(errand(1), [fit(1, 90), fit(2, 60)]), (errand(2), [fit(1, 120), fit(2, 60)])]

    assert plan(errands, Policy()) == {1: 2, 2: 1}


def test_who_is_asked_about_two_has_waited_no_more_when_it_comes_to_the_other() -> None:
    early, late = errand(1), errand(2, hours=3)

    def planned(**about: int) -> dict[ErrandId, PersonId]:
        popular = fit(1, 100, waited=12, **about)
        return plan([(early, [popular, fit(2, 40)]), (late, [popular, fit(2, 45)])], Policy())

    assert planned() == {1: 1, 2: 1}
    assert planned(often=1) == planned(asked_lately=6) == planned(unprompted_today=1) == {1: 1, 2: 2}
    assert plan([(early, [fit(1, 100, waited=16), fit(2, 40)]), (late, [fit(1, 100, waited=16), fit(2, 45)])],
                Policy()) == {1: 1, 2: 2}  # fmt: skip


def test_nobody_is_planned_for_two_at_the_same_time_unless_they_send_others() -> None:
    kari = fit(1, 100)
    club = replace(kari, candidate=Candidate(replace(kari.candidate.volunteer, organisation="Idrettslaget")))

    assert plan([(errand(1), [kari]), (errand(2), [kari])], Policy()) == {1: 1}
    assert plan([(errand(1), [club]), (errand(2), [club])], Policy()) == {1: 1, 2: 1}


def test_what_begins_soonest_gets_someone_first() -> None:
    later, sooner = errand(1, hours=1), replace(errand(2), minutes=90)

    assert plan([(later, [fit(1, 90)]), (sooner, [fit(1, 10)])], Policy()) == {2: 1}


def test_whom_the_coordinator_wants_is_asked_first() -> None:
    errands = [(errand(1), [fit(1, 90), fit(2, 10)]), (errand(2, ask_first=1), [fit(1, 0), fit(2, 0)])]

    assert plan(errands, Policy()) == {1: 2, 2: 1}


def test_of_those_as_good_who_has_waited_longest_is_asked_and_the_first_errand_first() -> None:
    people = [fit(1, 60, waited=61), fit(2, 60, waited=63), fit(3, 60, waited=62), fit(4, 60, waited=62)]

    for order in (people, people[::-1]):
        assert plan([(errand(2), order), (errand(1), order)], Policy()) == {1: 2, 2: 3}


def test_of_plans_as_good_the_one_that_asks_those_who_have_waited_longest_is_taken() -> None:
    first, second, third = fit(1, 60, waited=63), fit(2, 60, waited=62), fit(3, 60, waited=61)

    assert plan([(errand(1), [first, second]), (errand(2), [first, third])], Policy()) == {1: 2, 2: 1}
