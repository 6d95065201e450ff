"""A reply in a talk a coordinator has can be taken back until it leaves, and its words are in the field again."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from bot.model import PersonId
from bot.storage.accounts import Role, User
from tests.admin.house import House
from tests.admin.test_undo import undone
from tests.admin.town import passes, sms_to, volunteer, words_on, writes

KARI = PersonId(1)
LONG = " ".join(f"Dette er setning nummer {number}." for number in range(20))


@pytest.fixture
def ingrid(house: House) -> User:
    return house.user(Role.COORDINATOR)


@pytest.fixture(autouse=True)
def taken(house: House, client: TestClient, ingrid: User) -> None:
    """Kari has written, and Ingrid has the talk; from now on there is half a minute."""
    house.let_in(client, ingrid)
    assert volunteer(house) == KARI
    writes(house, KARI, "hei")
    house.act(lambda turn: turn.store.change_set_up(policy={}))
    client.post(f"/samtaler/{KARI}/ta-over")


def reply(house: House, client: TestClient, text: str = "Jeg ringer deg kl. 14.") -> None:
    assert client.post(f"/samtaler/{KARI}/svar", data={"text": text}).status_code == 303
    passes(house, seconds=2)


def button(client: TestClient) -> str:
    """The address of the last Angre in the talk."""
    found: list[str] = re.findall(r'action="(/samtaler/\d+/svar/\d+/angre)"', client.get(f"/samtaler/{KARI}").text)
    return found[-1]


def taken_back(client: TestClient, address: str) -> str:
    return client.get(client.post(address).headers["location"]).text


def unread(house: House) -> set[PersonId | None]:
    return {one.person for one in house.act(lambda turn: turn.store.unread())}


def test_a_reply_leaves_after_half_a_minute(house: House, client: TestClient) -> None:
    before = sms_to(house, KARI)
    reply(house, client)
    passes(house, seconds=27)
    waiting = sms_to(house, KARI)
    passes(house, seconds=2)

    assert waiting == before
    assert sms_to(house, KARI) == [*before, "Jeg ringer deg kl. 14."]


@pytest.mark.parametrize("text", ["Jeg ringer deg kl. 14.", LONG])
@pytest.mark.parametrize("way", ["at the top", "at the message"])
def test_it_is_taken_back_and_stands_in_the_field(house: House, client: TestClient, text: str, way: str) -> None:
    passes(house, minutes=1)
    writes(house, KARI, "Er du der?")
    before = sms_to(house, KARI)
    reply(house, client, text)

    page = undone(client) if way == "at the top" else taken_back(client, button(client))
    passes(house, minutes=5)

    assert "Angret. Ingenting er sendt." in page and f"{text}</textarea>" in page
    assert sms_to(house, KARI) == before
    assert unread(house) == {KARI}


def test_what_is_put_off_to_the_morning_is_taken_back_until_then(
    house: House, client: TestClient, ingrid: User
) -> None:
    passes(house, hours=14)
    house.let_in(client, ingrid)
    reply(house, client)
    passes(house, hours=8)
    house.let_in(client, ingrid)
    before, waits = sms_to(house, KARI), words_on(client.get(f"/samtaler/{KARI}").text)

    page = taken_back(client, button(client))
    passes(house, hours=5)

    assert "sendes tir. 24. nov. kl. 08.00 Angre" in waits
    assert "Jeg ringer deg kl. 14.</textarea>" in page
    assert sms_to(house, KARI) == before


def test_an_answer_in_the_evening_leaves_the_same_evening(house: House, client: TestClient, ingrid: User) -> None:
    passes(house, hours=14)
    house.let_in(client, ingrid)
    writes(house, KARI, "Er du der?")
    reply(house, client)
    passes(house, seconds=31)

    assert sms_to(house, KARI)[-1] == "Jeg ringer deg kl. 14."


def test_one_page_has_one_button_that_takes_it_back(house: House, client: TestClient) -> None:
    reply(house, client)
    pages = [client.get(page).text for page in (f"/samtaler/{KARI}", "/samtaler?vis=alle", "/i-dag")]

    assert [len(re.findall(r"<button[^>]*>Angre", page)) for page in pages] == [1, 1, 1]


@pytest.mark.parametrize("way", ["at the top", "at the message"])
def test_it_is_too_late_when_it_has_left(house: House, client: TestClient, way: str) -> None:
    reply(house, client)
    address = button(client)
    if way == "at the top":
        found = re.search(r'action="(/angre/\d+)"', client.get("/samtaler").text)
        assert found is not None
        address = found[1]
    passes(house, seconds=31)

    page = taken_back(client, address)

    assert "For sent" in words_on(page) and "Samtale med Kari Vik" in page
    assert sms_to(house, KARI)[-1] == "Jeg ringer deg kl. 14."


def test_what_the_robot_says_is_not_taken_back_here_nor_what_is_said_to_others(
    house: House, client: TestClient
) -> None:
    per = volunteer(house, "Per Holen", "+4790000102")
    reply(house, client)
    which = button(client).split("/")[-2]

    assert client.post(f"/samtaler/{per}/svar/{which}/angre").status_code == 404
    assert client.post(f"/samtaler/{KARI}/svar/1/angre").status_code == 404
    assert "Jeg ringer deg" not in client.get(f"/samtaler/{per}?igjen={which}").text
