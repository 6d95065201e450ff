"""The ways of others: whom each asks of those who may be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.dispatching import Look
from bot.matching import Candidate, Fit
from bot.model import Errand, ErrandId, Offer, OfferState, Person, PersonId, Policy, Volunteer
from bot.rehearse.policies import Name, Watched, policy
from tests.rehearse.people import MONDAY

ERRAND = Errand(ErrandId(1), "shopping", PersonId(99), "Astrid Berg", MONDAY + timedelta(days=2), postcode="2300")
FITS = [
    Fit(Candidate(Volunteer(Person(PersonId(n), "Kari")), km=float(n)), 0.3, ()) for n in reversed(range(10))
]

LOOK = Look(ERRAND, 1, MONDAY, Policy())


def offer(n: int, state: OfferState = OfferState.OPEN, asked: datetime = MONDAY) -> Offer:
    return Offer(ErrandId(1), PersonId(n), state, asked)


def asks(name: Name, *asked: Offer, now: datetime = MONDAY) -> list[int]:
    chosen = policy(name).whom(FITS, asked, Look(ERRAND, 1, now, Policy()))
    return [one.candidate.volunteer.id for one in chosen]


def test_ours_asks_a_wave_in_our_order() -> None:
    assert asks(Name.OURS) == [9, 8, 7]


def test_broadcast_asks_everyone() -> None:
    assert asks(Name.BROADCAST) == [*range(10)]


def test_the_list_asks_the_nearest_and_then_waits_two_hours() -> None:
    assert asks(Name.LIST) == [0]
    assert asks(Name.LIST, offer(5), now=MONDAY + timedelta(minutes=119)) == []
    assert asks(Name.LIST, offer(5), now=MONDAY + timedelta(hours=2)) == [0]
    assert asks(Name.LIST, offer(5, OfferState.DECLINED)) == [0]


def test_seven_are_kept_asked() -> None:
    assert asks(Name.PHASED7) == [0, 1, 2, 3, 4, 5, 6]
    assert asks(Name.PHASED7, *(offer(n) for n in range(6)), offer(7, OfferState.DECLINED)) == [0]


def test_for_a_talk_on_the_telephone_nobody_is_nearer() -> None:
    by_phone = [Fit(replace(one.candidate, km=None), 0.3, ()) for one in FITS]

    assert [one.candidate.volunteer.id for one in policy(Name.LIST).whom(by_phone, (), LOOK)] == [0]


def test_others_look_again_after_two_waking_hours() -> None:
    late = MONDAY + timedelta(hours=11)

    assert policy(Name.LIST).again_at(Look(ERRAND, 1, late, Policy())) == MONDAY + timedelta(hours=24)


def test_what_somebody_could_be_asked_about_is_feasible() -> None:
    watched = Watched(policy(Name.LIST))
    watched.whom([], (), LOOK)
    assert watched.feasible == set()

    watched.whom(FITS, (), LOOK)
    assert watched.feasible == {ERRAND.id}
