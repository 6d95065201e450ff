"""Utsending: nothing leaves while it is stopped, and what goes to many waits for a second look."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.life import holding, lateness
from bot.life.turn import Turn
from bot.model import ErrandId, MunicipalityId, OfferState, PersonId
from bot.storage.accounts import Role
from tests.admin.house import House, done
from tests.admin.town import THURSDAY, passes, recipient, sms_to, volunteer, words_on, writes

MANY = 26


@pytest.fixture(autouse=True)
def coordinator(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR))


@pytest.fixture
def kari(house: House) -> PersonId:
    return volunteer(house)


@pytest.fixture
def astrid(house: House) -> PersonId:
    return recipient(house)


def queued(house: House, whom: PersonId) -> ErrandId:
    """An errand is posted, and all is stopped before the offer has left."""

    def job(turn: Turn) -> ErrandId:
        which = desk.post(turn, kind="shopping", recipient=whom, starts=THURSDAY)
        holding.hold(turn, "stopped")
        return which

    return house.act(job)


def page(client: TestClient) -> str:
    return words_on(client.get("/utsending").text)


def press(client: TestClient, where: str) -> None:
    answer = client.post(f"/utsending/{where}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/utsending")


def enrol_many(turn: Turn, runner: object, many: int) -> list[PersonId]:
    return [desk.enrol(turn, runner, f"Hjelper {n}", f"+479000{n:04}") for n in range(3000, 3000 + many)]  # type: ignore[arg-type]


def enrolled(house: House, many: int) -> list[PersonId]:
    return house.act(lambda turn: enrol_many(turn, house.system.runner, many))


def test_while_it_is_stopped_nothing_leaves_and_then_what_waited_does(
    house: House, client: TestClient, kari: PersonId, astrid: PersonId
) -> None:
    queued(house, astrid)
    press(client, "stans")
    passes(house, minutes=5)

    assert sms_to(house, kari) == []
    assert "Ingenting sendes nå" in words_on(client.get("/i-dag").text)
    assert "Kari Vik Hei Kari! Kan du handle for Astrid" in page(client)

    press(client, "start")
    passes(house, minutes=1)

    assert len(sms_to(house, kari)) == 1
    assert "Ingenting sendes nå" not in words_on(client.get("/i-dag").text)
    assert "Ingen meldinger venter." in page(client)


@pytest.mark.usefixtures("astrid")
def test_danger_is_answered_while_it_is_stopped(house: House, client: TestClient, kari: PersonId) -> None:
    press(client, "stans")
    writes(house, kari, "hjelp, det brenner hos meg")

    assert any("113" in said for said in sms_to(house, kari))


def test_what_is_of_no_use_any_more_when_it_is_started_again_is_not_sent(
    house: House, client: TestClient, kari: PersonId, astrid: PersonId
) -> None:
    queued(house, astrid)
    press(client, "stans")
    passes(house, days=4)
    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no"))
    press(client, "start")
    passes(house, minutes=1)

    assert not any("Kan du handle" in said for said in sms_to(house, kari))


def test_as_many_as_one_has_in_mind_are_written_to_at_once(house: House) -> None:
    assert all(sms_to(house, who) for who in enrolled(house, MANY - 1))


def test_one_more_and_nobody_is_until_someone_has_looked_again(house: House, client: TestClient) -> None:
    people = enrolled(house, MANY)
    passes(house, minutes=1)

    assert not any(sms_to(house, who) for who in people)
    assert "Meldinger til mange venter" in words_on(client.get("/i-dag").text)
    assert f"Skal dette sendes til {MANY} personer? Hjelper 3000, Hjelper 3001" in page(client)

    press(client, f"mange/{matter(house)}/send")
    passes(house, minutes=1)

    assert all(len(sms_to(house, who)) == 1 for who in people)
    assert "Meldinger til mange venter" not in words_on(client.get("/i-dag").text)


def test_what_was_not_meant_is_never_sent(house: House, client: TestClient) -> None:
    people = enrolled(house, MANY)
    press(client, f"mange/{matter(house)}/dropp")
    passes(house, days=2)

    assert not any(sms_to(house, who) for who in people)


def matter(house: House) -> int:
    (only,) = house.act(lambda turn: turn.store.matters("mass"))
    return only.id


def test_one_message_can_be_taken_back_and_whom_it_would_have_asked_has_not_been(
    house: House, client: TestClient, kari: PersonId, astrid: PersonId
) -> None:
    which = queued(house, astrid)
    press(client, "stans")
    (waiting,) = house.act(lambda turn: turn.store.waiting_messages(10))
    press(client, f"{waiting.id}/dropp")
    press(client, "start")
    passes(house, minutes=1)

    assert sms_to(house, kari) == []
    assert offers(house, which) == [(kari, OfferState.WITHDRAWN)]

    press(client, f"{waiting.id}/dropp")
    assert "For sent: meldingen er sendt." in client.get("/utsending").text


def offers(house: House, which: ErrandId) -> list[tuple[PersonId, OfferState]]:
    return [(one.volunteer, one.state) for one in house.act(lambda turn: turn.store.offers_of(which))]


def test_what_is_late_stands_with_when_it_should_have_left(house: House, client: TestClient, kari: PersonId) -> None:
    now = house.at

    def job(turn: Turn) -> None:
        lateness.tell(turn)
        waits = turn.send(kari, "sms", "+4790000101", "Hei Kari", "other")
        turn.store.change_message(waits, owed=now, not_before=now + timedelta(hours=1))
        lateness.left(turn, turn.store.message(turn.send(kari, "sms", "+4790000101", "Hei", "other")))

    house.at += timedelta(minutes=12)
    house.act(lambda turn: None)
    done(house.system.act(MunicipalityId(1), lambda turn: job(replace(turn, owed=now))))

    assert "Meldinger går for sent" in words_on(client.get("/i-dag").text)
    assert "Skulle vært sendt man. 23. nov. kl. 09.00 . Sendes" in page(client)
    assert "Kari Vik Skulle vært sendt man. 23. nov. kl. 09.00 , ble sendt man. 23. nov. kl. 09.12" in page(client)


def test_what_a_human_has_held_back_is_not_late(house: House, client: TestClient, astrid: PersonId) -> None:
    volunteer(house)
    queued(house, astrid)
    passes(house, minutes=30)
    assert house.act(lambda turn: lateness.waiting(turn.store, turn.now - lateness.LATE)) == 0

    done(house.system.act(MunicipalityId(1), holding.release))
    assert house.act(lambda turn: lateness.waiting(turn.store, turn.now - lateness.LATE)) == 0
