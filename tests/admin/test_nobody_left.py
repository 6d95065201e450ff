"""When nobody more can be asked: whom to ring, with what number, and why the others are not asked."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from starlette.testclient import TestClient

from admin.views import nobody_left
from bot import desk
from bot.life.turn import Turn
from bot.model import Availability, Errand, ErrandId, Window
from bot.storage.accounts import Role
from tests.admin.house import NOW, House
from tests.admin.town import passes, posted, recipient, volunteer, words_on

FRIDAYS = Availability((Window("fr", time(8), time(15)),))


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.fixture
def which(house: House) -> ErrandId:
    """Nobody may be asked about it: Kari has been asked this week, Per can on Fridays, and the rest will not."""
    kari, astrid = volunteer(house), recipient(house)
    posted(house, astrid, NOW + timedelta(days=3, hours=5))
    per, nils, _ = (
        volunteer(house, name, f"+479000010{n}", kind)
        for n, (name, kind) in enumerate((("Per Holen", "shopping"), ("Nils Nes", "shopping"), ("Ola Dal", "walk")), 2)
    )
    house.act(lambda turn: turn.store.change_volunteer(per, availability=FRIDAYS, asks=9))
    house.act(lambda turn: turn.store.change_volunteer(kari, asks=1))
    house.act(lambda turn: desk.pause(turn, nils, None))
    return posted(house, recipient(house, "Olga Strand", "+4790000202"))


def test_the_errand_tells_whom_to_ring_and_why_the_others_are_not_asked(
    house: House, client: TestClient, which: ErrandId
) -> None:
    page = words_on(client.get(f"/oppgaver/{which}").text)

    assert "Ingen er spurt ennå, for ingen passer: 1 har pause, 1 vil heller gjøre noe annet." in page
    assert "Kari Vik 900 00 101 er spurt så ofte som ønsket" in page.replace("\u00a0", " ")
    assert "Per Holen 900 00 102 kan helst på andre tider" in page.replace("\u00a0", " ")
    assert "Nils Nes 900" not in page.replace("\u00a0", " ")


def test_i_dag_tells_it_too(client: TestClient, which: ErrandId) -> None:
    page = words_on(client.get("/i-dag").text).replace("\u00a0", " ")

    short, more = page.split("mangler frivillig", 1)[1].split("Siden")[0].split("Se hvem og hvorfor")
    assert short.endswith("Ingen flere kan spørres nå. Ring Kari Vik eller Per Holen. ")
    assert "Kari Vik, 900 00 101: er spurt så ofte som ønsket Per Holen, 900 00 102: kan helst på andre tider" in more
    assert more.strip().endswith("1 har pause 1 vil heller gjøre noe annet")


def test_i_dag_finds_it_again_only_when_something_has_changed(
    house: House, client: TestClient, which: ErrandId, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, find = list[ErrandId](), nobody_left.left

    def counted(turn: Turn, errand: Errand, most: int) -> nobody_left.Left | None:
        found.append(errand.id)
        return find(turn, errand, most)

    monkeypatch.setattr(nobody_left, "left", counted)
    for _ in range(3):
        assert "Ring" in words_on(client.get("/i-dag").text)
    once = list(found)
    volunteer(house, "Mons Myr", "+4790000107")

    assert "Ingen flere kan spørres" not in words_on(client.get("/i-dag").text)
    assert which in once and len(set(once)) == len(once) < len(found)


def test_who_was_asked_and_is_silent_is_rung_first(house: House, client: TestClient) -> None:
    volunteer(house)
    which = posted(house, recipient(house))
    assert "Ring en av disse" not in words_on(client.get(f"/oppgaver/{which}").text)

    passes(house, hours=2, minutes=5)
    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no"))

    page = words_on(client.get(f"/oppgaver/{which}").text).replace("\u00a0", " ")
    assert "Ingen flere kan spørres nå." in page
    assert "Kari Vik 900 00 101 er spurt, men har ikke svart" in page


def test_while_someone_can_be_asked_nobody_need_be_rung(house: House, client: TestClient, which: ErrandId) -> None:
    volunteer(house, "Liv Lund", "+4790000107")

    assert "Ring en av disse" not in words_on(client.get(f"/oppgaver/{which}").text)
    assert "Ring" not in words_on(client.get("/i-dag").text).split("mangler frivillig")[1].split("Se oppgaven")[0]
