"""Innbyggere: written up with how they are told, changed, and stopped at once when something has happened."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.life.turn import Turn
from bot.model import ErrandId, Kin, PersonId, Status, Tell
from bot.storage.accounts import Role
from tests.admin.house import NOW, House

ASTRID = {"name": "Astrid Berg", "phone": "900 00 099", "street": "Storgata 1", "area": "2317 Hamar", "tell": "sms"}
OLGA = {
    "name": "Olga Strand", "phone": "", "area": "Løten", "tell": "kin", "kin_name": "Siv", "kin_phone": "900 00 098",
    "known_only": "on", "entry": "Ring på to ganger",
}  # fmt: skip


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


def written_up(client: TestClient, typed: dict[str, str]) -> PersonId:
    answer = client.post("/innbyggere/ny", data=typed)
    assert answer.status_code == 303
    return PersonId(int(answer.headers["location"].rsplit("/", 1)[1]))


def test_a_new_errand_from_their_card_is_for_them(client: TestClient) -> None:
    astrid = written_up(client, ASTRID)

    address = re.search(r'href="(/oppgaver/ny[^"]*)"', client.get(f"/innbyggere/{astrid}").text)

    assert address is not None
    assert f'<option value="{astrid}" selected>' in client.get(address[1]).text


def visited(house: House, recipient: PersonId) -> tuple[PersonId, ErrandId]:
    """Kari has agreed to shop, and has had the address."""

    def agree(turn: Turn) -> tuple[PersonId, ErrandId]:
        kari = desk.enrol(turn, house.system.runner, "Kari Vik", "+4790000101", ask=False, skills=["shopping"])
        desk.approve(turn, kari, quiet=True)
        errand = desk.post(turn, kind="shopping", recipient=recipient, starts=NOW + timedelta(hours=5))
        desk.give(turn, errand, kari)
        return kari, errand

    return house.act(agree)


def last_sms(house: House, who: PersonId) -> str:
    return house.act(lambda turn: turn.store.messages_to(who)[-1].text)


def test_someone_is_written_up_with_kin_who_are_told_instead(house: House, client: TestClient) -> None:
    who = written_up(client, OLGA)

    recipient = house.act(lambda turn: turn.store.recipient(who))
    assert recipient is not None
    assert (recipient.tell, recipient.kin) == (Tell.KIN, Kin("Siv", "+4790000098"))
    assert recipient.known_only and recipient.place == "Løten" and recipient.entry == "Ring på to ganger"
    page = client.get(f"/innbyggere/{who}").text
    assert "Gjennom pårørende" in page and "Siv 900\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}098" in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"tell": "sms", "phone": "62 00 00 11"}, "phone"),
        ({"tell": "call", "phone": ""}, "phone"),
        ({"tell": "kin", "kin_phone": ""}, "kin_phone"),
        ({"area": "Ingenstadsvik"}, "area"),
        ({"name": ""}, "name"),
    ],
)
def test_whoever_is_told_must_be_possible_to_reach(client: TestClient, typed: dict[str, str], field: str) -> None:
    answer = client.post("/innbyggere/ny", data={**ASTRID, **typed})

    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text and 'value="Storgata 1"' in answer.text


def test_nobody_is_written_up_twice(client: TestClient) -> None:
    written_up(client, ASTRID)

    answer = client.post("/innbyggere/ny", data=ASTRID)

    assert answer.status_code == 422 and "registrert fra før" in answer.text


@pytest.mark.parametrize("query", ["olga", "90000098", "løten", "900 00 098"])
def test_someone_is_found_by_name_place_and_the_number_of_kin(client: TestClient, query: str) -> None:
    written_up(client, ASTRID)
    written_up(client, OLGA)

    page = client.get("/innbyggere", params={"q": query}).text

    assert re.findall(r'href="/innbyggere/\d+">([^<]+)<', page) == ["Olga Strand"]


def test_the_list_and_the_page_show_the_next_visit(house: House, client: TestClient) -> None:
    who = written_up(client, ASTRID)
    visited(house, who)

    assert "man. 23. nov. kl. 14.00" in client.get("/innbyggere").text
    page = client.get(f"/innbyggere/{who}").text
    assert "Handle for Astrid" in page and "Kari Vik" in page


def test_whoever_has_had_the_old_address_gets_the_new_one(house: House, client: TestClient) -> None:
    who = written_up(client, ASTRID)
    kari, errand = visited(house, who)
    assert "Storgata 1, 2317 Hamar" in last_sms(house, kari)

    client.post(f"/innbyggere/{who}/endre", data={**ASTRID, "street": "Lillegata 2", "area": "2340"})

    assert "Lillegata 2, 2340 Løten" in last_sms(house, kari)
    assert house.act(lambda turn: turn.store.errand(errand)).postcode == "2340"


def test_a_new_telephone_alone_sends_no_address_again(house: House, client: TestClient) -> None:
    who = written_up(client, ASTRID)
    kari, _ = visited(house, who)
    before = house.act(lambda turn: len(turn.store.messages_to(kari)))

    client.post(f"/innbyggere/{who}/endre", data={**ASTRID, "phone": "900 00 097"})

    assert house.act(lambda turn: len(turn.store.messages_to(kari))) == before
    assert house.act(lambda turn: turn.store.addresses(who)) == {"sms": "+4790000097"}


def test_everything_about_someone_stops_at_once_and_may_begin_again(house: House, client: TestClient) -> None:
    who = written_up(client, ASTRID)
    kari, errand = visited(house, who)
    told = house.act(lambda turn: len(turn.store.messages_to(who)))

    client.post(f"/innbyggere/{who}/stans", data={"do": "stop"})

    assert house.act(lambda turn: turn.store.errand(errand)).status is Status.CANCELLED
    assert "blir ikke noe av" in last_sms(house, kari) or "avlyst" in last_sms(house, kari)
    assert house.act(lambda turn: len(turn.store.messages_to(who))) == told
    assert "Alt om Astrid er stanset" in client.get(f"/innbyggere/{who}").text
    client.post(f"/innbyggere/{who}/stans", data={"do": "resume"})
    assert "Ny oppgave" in client.get(f"/innbyggere/{who}").text


def test_one_who_is_not_here_is_not_there(client: TestClient) -> None:
    assert client.get("/innbyggere/7").status_code == 404
    assert client.get("/innbyggere/7/endre").status_code == 404
    assert client.post("/innbyggere/7/endre", data=ASTRID).status_code == 404
    assert client.post("/innbyggere/7/stans", data={"do": "stop"}).status_code == 404
