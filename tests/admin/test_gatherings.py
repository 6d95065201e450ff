"""A gathering in the panel: at a place that is no home, with as many as there is room for."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot.model import ErrandId, PersonId, Tell
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import passes, sms_to, volunteer, words_on, writes

CAFE = {"name": "Torgkafeen", "phone": "", "street": "Torget 2", "area": "2317", "tell": "nobody"}


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


def at_the_cafe(client: TestClient) -> ErrandId:
    where = client.post("/innbyggere/ny", data=CAFE).headers["location"].rsplit("/", 1)[1]
    form = {"recipient": where, "kind": "gathering", "when": "torsdag kl. 11", "minutes": "60", "places": "2",
            "decided": "no"}  # fmt: skip
    return ErrandId(int(client.post("/oppgaver/ny", data=form).headers["location"].rsplit("/", 1)[1]))


def test_a_place_is_said_at_once_and_nobody_there_is_told(house: House, client: TestClient) -> None:
    kari = volunteer(house, kind="gathering")

    at_the_cafe(client)
    passes(house)
    writes(house, kari, "ja")

    asked, agreed = sms_to(house, kari)
    assert "(Torgkafeen, Torget 2, Hamar)" in asked
    assert "Det er her: Torgkafeen, Torget 2, Hamar." in agreed
    place = house.act(lambda turn: turn.store.recipient(PersonId(2)))
    assert place is not None and place.tell is Tell.NOBODY
    assert house.act(lambda turn: turn.store.messages_to(place.id)) == []


def test_how_many_of_the_places_are_taken_is_seen(house: House, client: TestClient) -> None:
    kari, per = volunteer(house, kind="gathering"), volunteer(house, "Per Holen", "+4790000102", "gathering")
    which = at_the_cafe(client)
    passes(house)

    writes(house, kari, "ja")
    assert "1 av 2 plasser: Kari Vik" in words_on(client.get(f"/oppgaver/{which}").text)
    writes(house, per, "ja")

    assert "2 av 2 plasser: Kari Vik, Per Holen" in words_on(client.get("/oppgaver?vis=avtalt").text)
