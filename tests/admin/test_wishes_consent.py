"""Whoever a wish is about knows of it before a volunteer is asked, and what may be told of them is kept."""

from __future__ import annotations

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from bot.life import needs
from bot.model import PersonId
from bot.storage.accounts import Role
from bot.storage.needs import Asker, Through
from tests.admin.house import House
from tests.admin.town import recipient, words_on

RANG = {"words": "Handle for Hjørdis på torsdag", "name": "Mona Vold", "phone": "900 00 301", "asker": "care",
        "whom": "Hjørdis", "decided": "no"}  # fmt: skip


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.fixture
def hjordis(house: House) -> PersonId:
    return recipient(house, "Hjørdis Dahl")


def posts(client: TestClient, whom: PersonId, **more: str) -> Response:
    filled = {"recipient": str(whom), "kind": "shopping", "when": "torsdag kl. 12", "need": "1"}
    return client.post("/oppgaver/ny", data=filled | more)


@pytest.mark.parametrize(("knows", "said"), [("no", "Nei"), ("", "Ikke spurt")])
def test_nobody_is_asked_before_whoever_it_is_about_has_been(
    house: House, client: TestClient, hjordis: PersonId, knows: str, said: str
) -> None:
    client.post("/onsker/nytt", data=RANG | {"knows": knows})
    form = words_on(client.get("/oppgaver/ny?onske=1").text)
    assert "Mona Vold, hjemmetjenesten" in form and f"Vet den det gjelder, om det? {said}" in form
    assert "Ja, Hjørdis vet om det og vil ha besøk" in form

    refused = posts(client, hjordis)
    assert refused.status_code == 422 and "Så krysser du av." in refused.text
    assert house.act(lambda turn: turn.store.errands_for(hjordis)) == []
    assert posts(client, hjordis, agreed="yes").status_code == 303

    assert house.act(lambda turn: turn.store.need(1).knows) == "yes"
    (kept,) = house.act(lambda turn: turn.store.all_about(hjordis)["consent"])
    assert kept["purpose"] == "told_volunteers" and "En koordinator har hørt at Hjørdis vet om det" in kept["text"]


def test_who_knows_of_it_already_is_not_asked_about_again(
    house: House, client: TestClient, hjordis: PersonId
) -> None:
    client.post("/onsker/nytt", data=RANG | {"knows": "yes"})
    assert "vet om det og vil ha besøk" not in client.get("/oppgaver/ny?onske=1").text

    assert posts(client, hjordis).status_code == 303

    (kept,) = house.act(lambda turn: turn.store.all_about(hjordis)["consent"])
    assert "Den som spurte, sa at Hjørdis vet om det." in kept["text"]


def test_the_errand_shows_the_wish_it_was_made_of_and_what_was_said_of_it(
    client: TestClient, hjordis: PersonId
) -> None:
    client.post("/onsker/nytt", data=RANG)
    posts(client, hjordis, agreed="yes")

    page = words_on(client.get("/oppgaver/1").text)
    assert "Mona Vold, hjemmetjenesten" in page and "Handle for Hjørdis på torsdag" in page
    assert "Vet den det gjelder, om det? Ja" in page
    assert "Mona Vold ønsket hjelp" in page and "Melding fra dere til Mona Vold" in page
    assert "Du hører fra oss når noen har sagt ja" in page


def test_whose_wish_it_is_can_be_put_right(house: House, client: TestClient, hjordis: PersonId) -> None:
    house.act(lambda turn: needs.receive(turn, hjordis, "handle for mor mi på torsdag", Through.SMS))
    assert house.act(lambda turn: turn.store.need(1).asker) is Asker.SELF

    client.post("/onsker/1/hvem", data={"asker": "kin", "whom": "Olga", "knows": ""})

    need = house.act(lambda turn: turn.store.need(1))
    assert (need.asker, need.whom, need.knows, need.about) == (Asker.KIN, "Olga", "", None)
    page = words_on(client.get("/onsker").text)
    assert "Hjørdis Dahl, pårørende" in page and "Ikke spurt" in page
    client.post("/onsker/1/hvem", data={"asker": "self", "whom": "Olga", "knows": "no"})
    assert house.act(lambda turn: (turn.store.need(1).about, turn.store.need(1).whom)) == (hjordis, "")


def test_who_asks_is_not_put_right_when_the_wish_has_ended(house: House, client: TestClient) -> None:
    client.post("/onsker/nytt", data=RANG)
    client.post("/onsker/1/slutt", data={"ending": "call"})

    assert client.post("/onsker/1/hvem", data={"asker": "self"}).status_code == 422


def test_the_day_that_was_heard_is_shown_also_when_no_time_was(client: TestClient) -> None:
    client.post("/onsker/nytt", data=RANG)

    assert ", torsdag Kom på" in words_on(client.get("/onsker").text)
