"""A wish given to a club: the club is asked, by message or by a human, and whoever asked is told what is true."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.accounts import Role, User
from tests.admin.house import House
from tests.admin.town import passes, sms_to, words_on

RANG = {"words": "Klesvasken min torsdag kl. 12", "name": "Anne Lie", "phone": "900 00 301", "asker": "self",
        "decided": "no"}  # fmt: skip
MARIT = "+4790000501"


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> User:
    user = house.user(Role.COORDINATOR)
    house.let_in(client, user)
    return user


@pytest.fixture
def club(house: House) -> PersonId:
    """Marit answers for a club that is with us."""

    def job(turn: Turn) -> PersonId:
        runner, name = house.system.runner, "Hamar sanitetsforening"
        who = desk.enrol(turn, runner, "Marit Vik", MARIT, ask=False, organisation=name)
        desk.approve(turn, who, quiet=True)
        return who

    return house.act(job)


def asker(house: House) -> PersonId:
    return house.act(lambda turn: turn.store.need(1).person)


def test_a_club_we_know_is_written_to_with_no_name_and_no_words_of_whoever_asked(
    house: House, client: TestClient, club: PersonId
) -> None:
    client.post("/onsker/nytt", data=RANG)
    assert "Hamar sanitetsforening" in client.get("/onsker").text

    client.post("/onsker/1/slutt", data={"ending": "organisation", "known": f"lag:{club}"})
    passes(house)

    (asked,) = sms_to(house, club)
    assert "Noen trenger hjelp: klesvask torsdag 26. november kl. 12.00. Kan Hamar sanitetsforening ta det" in asked
    assert "Anne" not in asked and "min" not in asked and "?" not in asked
    assert "Vi spør Hamar sanitetsforening om de kan hjelpe" in sms_to(house, asker(house))[-1]
    assert words_on(client.get("/ringeliste").text).count("Har ringt") == 0


@pytest.mark.parametrize("known", [True, False])
def test_one_nobody_writes_to_is_rung_with_the_words_of_whoever_asked(
    house: House, client: TestClient, known: bool
) -> None:
    contact = {"name": "Røde Kors", "what": "Besøk", "contact": "Marit, 900 00 501"}
    which = house.act(lambda turn: turn.store.add_provision(turn.now, **contact))
    client.post("/onsker/nytt", data=RANG)

    whom = {"known": f"tilbud:{which}"} if known else {"to": "Røde Kors"}
    said = client.post("/onsker/1/slutt", data={"ending": "organisation", **whom}, follow_redirects=True)
    passes(house)

    listed = client.get("/ringeliste").text
    assert "Det står på ringelista" in said.text
    assert "Røde Kors" in listed and RANG["words"] in listed and "Hør om de kan ta dette." in listed
    assert ('href="tel:+4790000501"' in listed, "Marit, 900 00 501" in listed) == (known, known)
    assert "Vi spør Røde Kors om de kan hjelpe" in sms_to(house, asker(house))[-1]
    (call,) = house.act(lambda turn: [m.id for m in turn.store.to_be_read(turn.now)])
    client.post(f"/ringeliste/{call}", data={"answer": "told"})
    assert house.act(lambda turn: turn.store.to_be_read(turn.now)) == []


def test_on_the_day_that_was_named_it_stands_in_i_dag(
    house: House, client: TestClient, club: PersonId, coordinator: User
) -> None:
    client.post("/onsker/nytt", data=RANG)
    client.post("/onsker/1/slutt", data={"ending": "organisation", "known": f"lag:{club}"})
    assert "Si fra til Anne Lie" not in client.get("/i-dag").text

    passes(house, days=7)
    house.let_in(client, coordinator)

    assert "senest mandag 30. november" in sms_to(house, asker(house))[-1]
    today = words_on(client.get("/i-dag").text)
    assert "Si fra til Anne Lie om laget" in today and "Hamar sanitetsforening: Klesvasken" in today


def test_nothing_of_one_who_does_not_know_is_given_away(house: House, client: TestClient, club: PersonId) -> None:
    client.post("/onsker/nytt", data=RANG | {"asker": "care", "whom": "Olga", "knows": "no"})

    told = {"ending": "organisation", "known": f"lag:{club}"}
    answer = client.post("/onsker/1/slutt", data=told, follow_redirects=True)

    assert "Hør først om den det gjelder, vet om det" in answer.text
    assert sms_to(house, club) == [] and len(house.act(lambda turn: turn.store.open_needs())) == 1


@pytest.mark.parametrize("ending", [{"ending": "call"}, {"ending": "organisation", "to": "Røde Kors"}, None])
def test_nobody_is_rung_about_the_wish_of_one_who_is_erased(
    house: House, client: TestClient, ending: dict[str, str] | None
) -> None:
    client.post("/onsker/nytt", data=RANG)
    if ending:
        client.post("/onsker/1/slutt", data=ending)
    passes(house)

    house.act(lambda turn: desk.erase(turn, turn.store.need(1).person))
    passes(house, days=8)

    left = house.act(lambda turn: [one.kind for one in turn.store.matters()])
    assert left == ["erased"] and house.act(lambda turn: turn.store.to_be_read(turn.now)) == []
