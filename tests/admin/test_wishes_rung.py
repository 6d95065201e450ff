"""A wish that ends as a phone call: one thing to do, with the time that was promised on it, until someone has rung."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot.dialog.effects import AskForHelp, HandOver
from bot.model import PersonId
from bot.performing import perform
from bot.storage.accounts import Role, User
from tests.admin.house import House
from tests.admin.town import passes, recipient, sms_to, words_on

RANG = {"words": "Trenger noen å gå tur med", "name": "Anne Lie", "phone": "900 00 301", "asker": "self",
        "decided": "no"}  # fmt: skip


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> User:
    user = house.user(Role.COORDINATOR)
    house.let_in(client, user)
    return user


def rings_self(client: TestClient, **more: str) -> None:
    client.post("/onsker/nytt", data=RANG | more)
    client.post("/onsker/1/slutt", data={"ending": "call"})


def to_ring(house: House) -> list[tuple[str, str]]:
    return house.act(lambda turn: [(m.kind, m.text) for m in turn.store.to_be_read(turn.now)])


def test_whom_we_have_promised_to_ring_is_rung_before_the_time_we_said(house: House, client: TestClient) -> None:
    rings_self(client)

    told = sms_to(house, house.act(lambda turn: turn.store.need(1).person))
    assert "før mandag 23. november kl. 11.00" in " ".join(told)
    listed = words_on(client.get("/ringeliste").text)
    assert "Før man. 23. nov. kl. 11.00" in listed and "har fått vite at dere ringer" in listed
    assert "Ønsket, slik det ble fortalt: Trenger noen å gå tur med" in listed
    assert "Les høyt" not in listed and "Ring om ønsket" not in listed


def test_when_the_time_has_passed_it_says_so_in_both_places(
    house: House, client: TestClient, coordinator: User
) -> None:
    rings_self(client)
    assert "Lovet: ring før man. 23. nov. kl. 11.00" in words_on(client.get("/i-dag").text)

    passes(house, hours=3)
    house.let_in(client, coordinator)

    assert "Skulle vært ringt før man. 23. nov. kl. 11.00" in words_on(client.get("/ringeliste").text)
    assert 'data-color="warning"' in client.get("/i-dag").text


def test_it_comes_before_what_is_due_later(house: House, client: TestClient) -> None:
    old = recipient(house, "Olga Strand", "+4762000002")
    house.act(lambda turn: turn.send(old, "call", "+4762000002", "Hei, Olga!", "thanks"))
    rings_self(client)

    page = client.get("/ringeliste").text
    assert page.index("Anne Lie") < page.index("Olga Strand")


def test_whoever_has_no_mobile_is_rung_once(house: House, client: TestClient) -> None:
    rings_self(client, phone="62 00 00 02")

    assert to_ring(house) == [("promised", "Ring om ønsket: Trenger noen å gå tur med")]


def test_it_stands_in_i_dag_until_someone_has_rung(house: House, client: TestClient) -> None:
    rings_self(client)
    passes(house)
    (call,) = house.act(lambda turn: [m.id for m in turn.store.to_be_read(turn.now)])

    client.post(f"/ringeliste/{call}", data={"answer": "no_reply"})
    assert "Ring Anne Lie om ønsket" in client.get("/i-dag").text
    answer = client.post(f"/ringeliste/{call}", data={"answer": "told"}, follow_redirects=True)

    assert "dere har ringt om ønsket" in answer.text
    assert house.act(lambda turn: turn.store.matters("promised")) == [] and to_ring(house) == []


def test_when_whoever_wrote_has_been_rung_the_robot_has_the_talk_again(house: House, client: TestClient) -> None:
    astrid: PersonId = recipient(house)
    for effect in (AskForHelp("kan noen gå tur med meg"), HandOver("request_help")):
        house.act(lambda turn, effect=effect: perform(turn, astrid, effect, reply=True))  # type: ignore[misc]
    client.post("/onsker/1/vedtak", data={"decided": "no"})
    client.post("/onsker/1/slutt", data={"ending": "call"})
    passes(house)
    assert house.act(lambda turn: turn.store.human_has(astrid)) is not None

    (call,) = house.act(lambda turn: [m.id for m in turn.store.to_be_read(turn.now)])
    client.post(f"/ringeliste/{call}", data={"answer": "told"})

    assert house.act(lambda turn: turn.store.human_has(astrid)) is None
    assert house.act(lambda turn: turn.store.matters()) == []
