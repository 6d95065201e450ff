"""Series and pairings in storage: one errand for each occasion, and what ends with the one it was for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.model import PersonId
from bot.recurring import PairingState
from bot.storage.store import Store
from tests.storage.conftest import NOW


@pytest.fixture
def astrid(store: Store) -> PersonId:
    who = store.add_person("Astrid Berg", NOW)
    store.add_recipient(who)
    return who


def friend(store: Store, name: str) -> PersonId:
    who = store.add_person(name, NOW)
    store.add_volunteer(who, registered=NOW)
    return who


def coffee(store: Store, astrid: PersonId) -> int:
    return store.add_series(kind="coffee_visit", recipient=astrid, starts=NOW + timedelta(days=2), details="to kopper")


def test_there_is_one_errand_for_each_occasion_whoever_makes_it(store: Store, astrid: PersonId) -> None:
    again = coffee(store, astrid)
    first = store.add_errand(kind="coffee_visit", recipient=astrid, starts=NOW, series=again, occasion=1)
    store.add_errand(kind="coffee_visit", recipient=astrid, starts=NOW, series=again, occasion=2)

    assert store.occasion(again, 1) == first
    assert store.made_as(first) == (again, 1)
    with pytest.raises(IntegrityError), store._connection.begin_nested():
        store.add_errand(kind="coffee_visit", recipient=astrid, starts=NOW, series=again, occasion=2)


def test_errands_that_do_not_come_again_are_as_many_as_one_likes(store: Store, astrid: PersonId) -> None:
    for _ in range(2):
        store.add_errand(kind="shopping", recipient=astrid, starts=NOW)

    assert len(store.errands_for(astrid)) == 2


def test_a_pairing_is_found_from_all_three_until_it_has_ended(store: Store, astrid: PersonId) -> None:
    kari, ola, liv = (friend(store, name) for name in ("Kari", "Ola", "Liv"))
    again = coffee(store, astrid)
    which = store.add_pairing(volunteer=kari, recipient=astrid, series=again, substitute=ola)

    found = [[one.id for one in store.pairings_of(who)] for who in (kari, astrid, ola, liv)]
    assert found == [[which], [which], [which], []]
    assert store.pairing_in(again) == store.pairing(which)
    store.change_pairing(which, state=PairingState.ENDED.value)
    assert store.pairings_of(kari) == []


def test_what_came_again_for_one_who_is_forgotten_comes_no_more(store: Store, astrid: PersonId) -> None:
    again = coffee(store, astrid)

    store.forget(astrid, NOW)

    assert store.series(again).ended == NOW
    assert store.series(again).details == ""
    assert store.series_for(astrid) == []


def test_whom_a_club_sent_is_forgotten_with_its_contact(store: Store, astrid: PersonId) -> None:
    berit = friend(store, "Berit")
    errand = store.add_errand(kind="shopping", recipient=astrid, starts=NOW)
    visit = store.take(errand, berit, 1, NOW)
    assert visit is not None
    store.change_visit(visit, sends="Per Holen")
    assert store.visit(visit).sends == "Per Holen"

    store.forget(berit, NOW)

    assert store.visit(visit).sends == ""
