"""Minn meg på dette: a talk goes away from I dag until the time that is written, and comes back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.clock import OSLO
from bot.model import PersonId
from bot.storage.accounts import Role, User
from tests.admin.house import NOW, House
from tests.admin.test_undo import undo
from tests.admin.town import passes, volunteer, words_on, writes

KARI = PersonId(1)


@pytest.fixture
def ingrid(house: House) -> User:
    return house.user(Role.COORDINATOR)


@pytest.fixture(autouse=True)
def waiting(house: House, client: TestClient, ingrid: User) -> None:
    """It is Monday at nine; Kari wants somebody to ring her."""
    house.let_in(client, ingrid)
    assert volunteer(house) == KARI
    writes(house, KARI, "kan noen ringe meg")
    house.act(lambda turn: turn.store.change_set_up(policy={}))
    passes(house, minutes=1)


def today(client: TestClient) -> str:
    return words_on(client.get("/i-dag").text).partition("Dette skjer av seg selv")[0]


def put_away(client: TestClient, when: str) -> int:
    return client.post(f"/samtaler/{KARI}/minn-meg", data={"when": when}).status_code


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("i morgen", "24 08:00"), ("på mandag", "30 08:00"), ("fredag kl. 14", "27 14:00"), ("14", "23 14:00"),
        ("klokka 15.30", "23 15:30"), ("om to timer", "23 11:01"), ("torsdag formiddag", "26 09:00"),
        ("i ettermiddag", "23 12:00"), ("neste uke", "30 08:00"), ("i morgon", "24 08:00"),
    ],
)  # fmt: skip
def test_it_is_away_until_the_time_that_is_written(
    house: House, client: TestClient, ingrid: User, typed: str, at: str
) -> None:
    assert put_away(client, typed) == 303
    assert "Kari Vik" not in today(client)
    back = datetime.strptime(f"2026-11-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=OSLO)

    house.at = back - timedelta(minutes=1)
    house.let_in(client, ingrid)
    passes(house)
    early = today(client)
    passes(house, minutes=1)

    assert "Påminnelse: Kari Vik" not in early
    assert "Påminnelse: Kari Vik Dere ville minnes på denne samtalen. «kan noen ringe meg»" in today(client)


@pytest.mark.parametrize("typed", ["", "snart", "tirsdag eller onsdag", "i går", "1. juni 2028"])
def test_a_time_that_is_not_certain_or_does_not_come_is_asked_again(client: TestClient, typed: str) -> None:
    answer = client.post(f"/samtaler/{KARI}/minn-meg", data={"when": typed})

    assert answer.status_code == 422 and 'id="f-when-error"' in answer.text
    assert "Kari Vik venter på deg" in today(client)


def test_it_is_put_back_at_once_when_it_is_regretted(house: House, client: TestClient) -> None:
    put_away(client, "i morgen")

    assert "Angret" in undo(client)
    assert "Kari Vik venter på deg" in today(client)
    passes(house, days=2)
    assert not house.act(lambda turn: turn.store.matters("reminded"))


def test_the_talk_tells_when_and_nobody_is_reminded_who_does_not_want_to_be(house: House, client: TestClient) -> None:
    put_away(client, "i morgen")
    assert "Står på I dag igjen tirsdag 24. november kl. 08.00 ." in words_on(client.get(f"/samtaler/{KARI}").text)

    client.post(f"/samtaler/{KARI}/minn-meg/nei")
    passes(house, days=1)

    assert not house.act(lambda turn: turn.store.matters("reminded"))


def test_what_they_write_meanwhile_is_there_at_once(house: House, client: TestClient) -> None:
    put_away(client, "i morgen")

    passes(house, minutes=1)
    writes(house, KARI, "det haster")

    assert "Kari Vik har skrevet" in today(client) and "det haster" in today(client)


def test_danger_is_not_put_away(house: House, client: TestClient) -> None:
    writes(house, KARI, "jeg har falt og kommer meg ikke opp")

    put_away(client, "i morgen")

    assert "Mulig fare: Kari Vik" in today(client)


def test_nobody_is_reminded_of_someone_who_is_erased(house: House, client: TestClient) -> None:
    put_away(client, "i morgen")
    house.act(lambda turn: desk.erase(turn, KARI))
    house.at = NOW + timedelta(days=2)
    passes(house)

    assert not house.act(lambda turn: turn.store.matters("reminded"))


def test_it_is_logged_who_put_it_away(house: House, client: TestClient) -> None:
    put_away(client, "i morgen")
    house.let_in(client, house.user(Role.MANAGER, "odd@eksempel.no", "Odd Moe"))

    assert "Ingrid Lie la bort samtalen med Kari Vik til senere" in words_on(client.get("/logg").text)


def test_someone_who_is_not_there_cannot_be_put_away(client: TestClient) -> None:
    for path in ("minn-meg", "minn-meg/nei"):
        assert client.post(f"/samtaler/999/{path}", data={"when": "i morgen"}).status_code == 404
