"""Lag og foreninger in the panel: who answers for one, whom it sends, and the coordinator who knows them."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.model import PersonId
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import passes, posted, recipient, sms_to, volunteer, words_on, writes


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.MANAGER))


def club(house: House, client: TestClient) -> PersonId:
    """Kari answers for the sanitetsforening."""
    kari = volunteer(house)
    typed = {
        "name": "Kari Vik", "phone": "900 00 101", "area": "2317", "kinds": "shopping", "frequency": "week",
        "transport": "car", "organisation": "Løten sanitetsforening",
    }  # fmt: skip
    assert client.post(f"/frivillige/{kari}/endre", data=typed).status_code == 303
    return kari


def test_a_club_is_asked_as_one_and_the_recipient_hears_who_is_sent_when_a_coordinator_knows_them(
    house: House, client: TestClient
) -> None:
    kari, astrid = club(house, client), recipient(house)
    which = posted(house, astrid)
    passes(house)
    assert "Kan noen i Løten sanitetsforening handle for Astrid" in sms_to(house, kari)[-1]

    writes(house, kari, "ja")
    writes(house, kari, "Per Holen")

    assert sms_to(house, astrid) == []
    assert "Se på den Kari Vik sender" in words_on(client.get("/i-dag").text)
    assert "Den som kommer, er Per Holen. Er det i orden?" in words_on(client.get(f"/oppgaver/{which}").text)

    client.post(f"/oppgaver/{which}/godta/{kari}")
    passes(house)

    assert sms_to(house, astrid)[-1].startswith("Hei! Per fra Løten sanitetsforening kommer torsdag 26. november")
    assert "Er det i orden?" not in words_on(client.get(f"/oppgaver/{which}").text)


def test_where_clubs_vouch_for_whom_they_send_the_recipient_hears_at_once(house: House, client: TestClient) -> None:
    kari, astrid = club(house, client), recipient(house)
    house.act(lambda turn: desk.set_up(turn, duty=[], vouch=True))
    posted(house, astrid)
    passes(house)

    writes(house, kari, "ja")
    writes(house, kari, "Per Holen")

    assert sms_to(house, astrid)[-1].startswith("Hei! Per fra Løten sanitetsforening")


def test_the_name_of_an_approved_volunteer_opens_no_door(house: House, client: TestClient) -> None:
    kari, astrid = club(house, client), recipient(house)
    volunteer(house, "Per Holen", "+4790000102", "walk")
    which = posted(house, astrid)
    passes(house)

    writes(house, kari, "ja")
    writes(house, kari, "Per Holen")
    shown = words_on(client.get(f"/oppgaver/{which}").text)
    assert "Er det i orden? Dere har en frivillig som heter det samme. Spør om det er den samme." in shown
    passes(house, days=3)

    assert sms_to(house, astrid) == []
    assert "adressen:" not in " ".join(sms_to(house, kari))


def test_a_club_can_be_in_two_places_at_once(house: House, client: TestClient) -> None:
    kari, astrid = club(house, client), recipient(house)
    house.act(lambda turn: turn.store.change_volunteer(kari, asks=9))
    posted(house, astrid)
    passes(house)
    writes(house, kari, "ja")
    writes(house, kari, "Per Holen")
    olga = recipient(house, "Olga Strand", "+4790000202")

    second = posted(house, olga)
    passes(house)

    assert [offer.volunteer for offer in house.act(lambda turn: turn.store.offers_of(second))] == [kari]


def test_the_address_waits_until_a_coordinator_knows_who_is_sent(house: House, client: TestClient) -> None:
    kari, astrid = (
        club(house, client),
        house.act(
            lambda turn: desk.add_recipient(turn, "Astrid Moe", "+4790000201", postcode="2317", street="Storgata 1")
        ),
    )
    which = posted(house, astrid)
    passes(house)
    writes(house, kari, "ja")
    writes(house, kari, "Per Holen")
    passes(house, days=3)
    assert not any("Storgata 1" in text for text in sms_to(house, kari))
    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik"))
    matter = house.act(lambda turn: turn.store.matters("sent_unknown")[0].id)
    client.post(f"/i-dag/{matter}/ferdig")
    passes(house, minutes=5)
    assert not any("Storgata 1" in text for text in sms_to(house, kari))

    client.post(f"/oppgaver/{which}/godta/{kari}")
    passes(house, minutes=5)

    assert any("Storgata 1" in text for text in sms_to(house, kari))


def test_a_club_that_has_not_said_who_comes_gets_no_address(house: House, client: TestClient) -> None:
    kari, astrid = (
        club(house, client),
        house.act(
            lambda turn: desk.add_recipient(turn, "Astrid Moe", "+4790000201", postcode="2317", street="Storgata 1")
        ),
    )
    house.act(lambda turn: desk.set_up(turn, duty=[], vouch=True))
    posted(house, astrid)
    passes(house)
    writes(house, kari, "ja")
    passes(house, days=3)
    assert not any("Storgata 1" in text for text in sms_to(house, kari))

    writes(house, kari, "Per Holen")
    passes(house, minutes=5)

    assert any("Storgata 1" in text for text in sms_to(house, kari))
