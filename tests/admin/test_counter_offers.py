"""Another time than we asked about: taken at once where it may as well be then, else one click for a coordinator."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.life import countering
from bot.model import ErrandId, PersonId, Status
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import THURSDAY, errand, passes, posted, recipient, sms_to, volunteer, words_on, writes

LATER = timedelta(hours=2)
CLICK = "Flytt til kl. 13.00 og gi oppgaven til Kari Vik"


@pytest.fixture
def kari(house: House, client: TestClient) -> PersonId:
    house.let_in(client, house.user(Role.COORDINATOR))
    return volunteer(house)


def flexible(house: House, whom: PersonId, places: int = 1) -> ErrandId:
    """Thursday at eleven, or any other time until four."""
    between = (THURSDAY, THURSDAY + timedelta(hours=5))
    which = house.act(
        lambda turn: desk.post(turn, kind="shopping", recipient=whom, starts=THURSDAY, between=between, places=places)
    )
    passes(house)
    return which


def says(house: House, who: PersonId, which: ErrandId, at: datetime, *, sure: bool = True) -> None:
    """They could do it at another time; whether that is all they say, the reader knows."""
    house.act(lambda turn: countering.counter(turn, which, who, "klokka et", at, sure=sure))
    passes(house)


def proposal(house: House) -> int:
    return house.act(lambda turn: turn.store.matters("counter_offer")[0].id)


def test_a_time_it_may_as_well_be_is_agreed_at_once(house: House, kari: PersonId) -> None:
    astrid = recipient(house)
    which = flexible(house, astrid)

    says(house, kari, which, THURSDAY + LATER)

    assert (errand(house, which).starts, errand(house, which).status) == (THURSDAY + LATER, Status.FILLED)
    assert "torsdag 26. november kl. 13.00" in sms_to(house, kari)[-1]
    assert "torsdag 26. november kl. 13.00" in sms_to(house, astrid)[-1]


@pytest.mark.parametrize(("hours", "sure"), [(2, False), (4.5, True), (-1, True)])
def test_more_than_a_time_or_one_too_late_or_too_early_waits_for_a_coordinator(
    house: House, kari: PersonId, hours: float, sure: bool
) -> None:
    which = flexible(house, recipient(house))

    says(house, kari, which, THURSDAY + timedelta(hours=hours), sure=sure)

    assert (errand(house, which).starts, errand(house, which).status) == (THURSDAY, Status.OPEN)
    assert proposal(house)


def test_who_has_agreed_to_something_else_then_waits_for_a_coordinator(house: House, kari: PersonId) -> None:
    other = posted(house, recipient(house, "Birger Lund", "+4790000202"), THURSDAY + LATER)
    house.act(lambda turn: desk.give(turn, other, kari))
    which = flexible(house, recipient(house))

    says(house, kari, which, THURSDAY + LATER)

    assert errand(house, which).status is Status.OPEN


def test_where_several_are_wanted_the_time_is_not_one_volunteers_to_move(house: House, kari: PersonId) -> None:
    which = flexible(house, recipient(house), places=2)

    says(house, kari, which, THURSDAY + LATER)

    assert errand(house, which).starts == THURSDAY


def test_one_click_moves_it_gives_it_and_tells_everyone(house: House, client: TestClient, kari: PersonId) -> None:
    per, astrid = volunteer(house, "Per Dal", "+4790000102"), recipient(house)
    which = posted(house, astrid)
    passes(house)
    writes(house, kari, "ja, hvis det kan bli kl 13")
    assert CLICK in words_on(client.get("/i-dag").text)
    assert CLICK in words_on(client.get(f"/oppgaver/{which}").text)

    assert client.post(f"/oppgaver/{which}/forslag/{proposal(house)}").status_code == 303
    passes(house)

    assert (errand(house, which).starts, errand(house, which).status) == (THURSDAY + LATER, Status.FILLED)
    assert sms_to(house, kari)[-1].startswith("Så fint, Kari! Da skal du handle for Astrid torsdag 26.")
    assert sms_to(house, astrid)[-1].startswith("Hei! Kari er frivillig")
    assert sms_to(house, per)[-1].startswith("Nå har en annen sagt ja til å handle for Astrid en annen tid")
    assert CLICK not in words_on(client.get("/i-dag").text)


def test_what_has_been_given_to_another_meanwhile_stays_where_it_is(
    house: House, client: TestClient, kari: PersonId
) -> None:
    per = volunteer(house, "Per Dal", "+4790000102")
    which = posted(house, recipient(house))
    passes(house)
    writes(house, kari, "ja, hvis det kan bli kl 13")
    matter = proposal(house)
    writes(house, per, "ja")

    client.post(f"/oppgaver/{which}/forslag/{matter}")

    assert errand(house, which).starts == THURSDAY
    assert "foreslår" not in words_on(client.get("/i-dag").text)


def test_a_proposal_about_another_errand_is_not_taken_here(house: House, client: TestClient, kari: PersonId) -> None:
    which, other = posted(house, recipient(house)), posted(house, recipient(house, "Birger Lund", "+4790000202"))
    passes(house)
    says(house, kari, which, THURSDAY + LATER)

    assert client.post(f"/oppgaver/{other}/forslag/{proposal(house)}").status_code == 404


def test_a_time_that_may_be_any_of_a_day_is_typed_as_it_is_said(
    house: House, client: TestClient, kari: PersonId
) -> None:
    typed = {"recipient": str(recipient(house)), "kind": "shopping", "when": "når som helst torsdag 11-16",
             "minutes": "60", "places": "1", "decided": "no"}  # fmt: skip

    assert client.post("/oppgaver/ny", data=typed).status_code == 303
    passes(house)

    one = errand(house, ErrandId(1))
    assert (one.starts, one.minutes, one.between) == (THURSDAY, 60, (THURSDAY, THURSDAY + timedelta(hours=5)))
    assert "Alle tider fra 11.00 til 15.00 passer." in sms_to(house, kari)[-1]
    assert "mellom 11.00 og 16.00" in words_on(client.get("/oppgaver/1").text)
