"""UTSETT: a visit is kept at another time, and a coordinator finds which."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import ErrandId, PersonId, Status, Visit
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import THURSDAY, errand, passes, posted, recipient, sms_to, volunteer, words_on, writes

A_DAY = timedelta(days=1)
CLICK = "Flytt til fredag 27. november kl. 11.00"


@pytest.fixture
def kari(house: House, client: TestClient) -> PersonId:
    house.let_in(client, house.user(Role.COORDINATOR))
    return volunteer(house)


@pytest.fixture
def astrid(house: House) -> PersonId:
    return recipient(house)


@pytest.fixture
def visit(house: House, kari: PersonId, astrid: PersonId) -> ErrandId:
    """Thursday at eleven."""
    which = posted(house, astrid)
    house.act(lambda turn: desk.give(turn, which, kari))
    passes(house)
    return which


def held(house: House, which: ErrandId) -> list[Visit]:
    return house.act(lambda turn: [one for one in turn.store.visits_of(which) if one.active])


def matter(house: House) -> int:
    return house.act(lambda turn: turn.store.matters("postponed")[0].id)


def test_a_visit_put_off_is_kept_and_nothing_is_said_of_its_old_time(
    house: House, kari: PersonId, astrid: PersonId, visit: ErrandId
) -> None:
    writes(house, kari, "UTSETT til fredag")
    assert sms_to(house, astrid)[-1].startswith("Kari må utsette avtalen torsdag 26. november kl. 11.00.")
    told = len(sms_to(house, kari))

    passes(house, days=4)

    assert [one.volunteer for one in held(house, visit)] == [kari] and errand(house, visit).status is Status.FILLED
    assert len(sms_to(house, kari)) == told


def test_one_click_moves_it_to_when_it_was_wanted(
    house: House, client: TestClient, kari: PersonId, astrid: PersonId, visit: ErrandId
) -> None:
    writes(house, kari, "UTSETT til fredag")
    assert CLICK in words_on(client.get("/i-dag").text)
    page = words_on(client.get(f"/oppgaver/{visit}").text)
    assert CLICK in page and "Utsatt, og mangler en ny tid" in page

    assert client.post(f"/oppgaver/{visit}/forslag/{matter(house)}").status_code == 303
    passes(house)

    assert errand(house, visit).starts == THURSDAY + A_DAY and errand(house, visit).postponed is None
    assert sms_to(house, kari)[-1].startswith("Hei Kari! Den nye tida går fint")
    assert sms_to(house, astrid)[-1].startswith("Avtalen med Kari er flyttet til fredag 27. november")
    assert "vil utsette" not in words_on(client.get("/i-dag").text)


def test_another_time_is_asked_about_and_so_is_the_old_one(
    house: House, client: TestClient, kari: PersonId, visit: ErrandId
) -> None:
    writes(house, kari, "UTSETT")
    assert f'href="/oppgaver/{visit}/endre"' in client.get("/i-dag").text

    same = {"when": "torsdag 26. november kl. 11.00", "minutes": "60", "details": ""}
    assert client.post(f"/oppgaver/{visit}/endre", data=same).status_code == 303
    passes(house)

    assert errand(house, visit).postponed is None
    assert sms_to(house, kari)[-1].startswith("Avtalen din er flyttet, Kari. Kan du handle for Astrid torsdag 26.")


def test_who_gets_help_may_put_it_off_and_the_volunteer_is_told_not_to_come(
    house: House, kari: PersonId, astrid: PersonId, visit: ErrandId
) -> None:
    writes(house, astrid, "UTSETT til fredag")

    assert sms_to(house, kari)[-1].startswith("Hei Kari! Du skal ikke handle for Astrid torsdag 26. november kl. 11")
    assert [one.volunteer for one in held(house, visit)] == [kari]


def test_what_is_put_off_is_given_to_nobody_before_it_has_a_time(house: House, kari: PersonId, visit: ErrandId) -> None:
    per = volunteer(house, "Per Dal", "+4790000102")
    writes(house, kari, "UTSETT")

    with pytest.raises(Refused, match="utsatt"):
        house.act(lambda turn: desk.give(turn, visit, per))


def test_who_cannot_after_all_is_let_go_and_others_are_asked_when_there_is_a_time(
    house: House, kari: PersonId, visit: ErrandId
) -> None:
    per = volunteer(house, "Per Dal", "+4790000102")
    writes(house, kari, "UTSETT")
    writes(house, kari, "AVBUD")
    assert held(house, visit) == []
    passes(house, days=4)
    assert (errand(house, visit).status, sms_to(house, per)) == (Status.OPEN, [])

    house.act(lambda turn: desk.edit(turn, visit, starts=THURSDAY + 7 * A_DAY))
    passes(house)

    assert "torsdag 3. desember kl. 11.00" in sms_to(house, per)[-1]


def test_someone_who_leaves_takes_no_visit_that_is_put_off_along(house: House, kari: PersonId, visit: ErrandId) -> None:
    writes(house, kari, "UTSETT")
    passes(house, days=4)

    writes(house, kari, "STOPP")

    assert held(house, visit) == []


@pytest.mark.parametrize(("text", "put_off"), [("glatt ute i dag", True), ("ikke så glatt i dag", False)])
def test_ice_alone_is_heard_when_someone_is_expected_soon(
    house: House, kari: PersonId, visit: ErrandId, text: str, put_off: bool
) -> None:
    passes(house, days=2, hours=22)

    writes(house, kari, text)

    assert (errand(house, visit).postponed is not None) == put_off


def test_when_nobody_is_at_work_in_time_and_they_must_be_rung_the_duty_phone_rings(
    house: House, kari: PersonId
) -> None:
    birger = recipient(house, "Birger Lund", "+4762000202")
    which = posted(house, birger, THURSDAY - timedelta(hours=2))
    house.act(lambda turn: _told(turn, which, kari))
    passes(house, days=2, hours=13)

    writes(house, kari, "UTSETT")

    assert house.act(lambda turn: any(one.alarms for one in turn.store.matters("postponed")))


def _told(turn: Turn, which: ErrandId, who: PersonId) -> None:
    """Birger has been rung and told who comes."""
    desk.give(turn, which, who)
    for message in turn.store.messages_about(which):
        if message.channel == "call":
            desk.called(turn, message.id)
