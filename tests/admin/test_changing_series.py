"""What comes again is changed from one time on: what is made, and what is still to be made."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.clock import OSLO
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import Errand, ErrandId, PersonId, Visit
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import THURSDAY, errand, passes, recipient, sms_to, volunteer, words_on

WEEK, LATER = timedelta(days=7), timedelta(days=1, hours=2)


@pytest.fixture
def first(house: House, client: TestClient) -> ErrandId:
    """Every Thursday at eleven."""
    house.let_in(client, house.user(Role.COORDINATOR))
    astrid = recipient(house)
    return house.act(lambda turn: desk.repeat(turn, weeks=1, kind="shopping", recipient=astrid, starts=THURSDAY))


def made(house: House) -> list[datetime]:
    return house.act(lambda turn: [one.starts for one in turn.store.errands_in(1)])


def _held(turn: Turn, who: PersonId) -> list[tuple[Visit, Errand]]:
    return [(visit, one) for visit, one in turn.store.visits_by(who) if visit.active]


def test_all_that_come_after_are_moved_as_much_and_those_before_are_not(house: House, first: ErrandId) -> None:
    second = house.act(lambda turn: turn.store.errands_in(1)[1].id)

    house.act(lambda turn: desk.change_from(turn, second, starts=THURSDAY + WEEK + LATER, minutes=90))
    passes(house, days=21)

    assert made(house)[0] == THURSDAY and errand(house, first).minutes == 60
    assert len(made(house)) > 4
    assert all(at == THURSDAY + n * WEEK + LATER for n, at in enumerate(made(house)[1:], 1))
    assert errand(house, second).minutes == 90


def test_the_clock_on_the_wall_is_the_same_when_summer_comes(house: House, first: ErrandId) -> None:
    house.act(lambda turn: desk.change_from(turn, first, starts=THURSDAY + LATER))

    occasion = house.act(lambda turn: turn.store.series(1).occasion(30))

    assert occasion.astimezone(OSLO).hour == (THURSDAY + LATER).astimezone(OSLO).hour


def test_a_tick_in_the_form_changes_them_all(house: House, client: TestClient, first: ErrandId) -> None:
    address, typed = f"/oppgaver/{first}/endre", {"when": "fredag 27. november kl. 13", "minutes": "60", "details": ""}
    assert "Gjelder alle gangene framover" in client.get(address).text

    assert client.post(address, data=typed | {"every": "on"}).status_code == 303
    passes(house, minutes=1)

    assert made(house)[:2] == [THURSDAY + LATER, THURSDAY + WEEK + LATER]


def test_without_it_one_is_changed(house: House, client: TestClient, first: ErrandId) -> None:
    typed = {"when": "fredag 27. november kl. 13", "minutes": "60", "details": ""}

    client.post(f"/oppgaver/{first}/endre", data=typed)
    passes(house, minutes=1)

    assert made(house)[:2] == [THURSDAY + LATER, THURSDAY + WEEK]


@pytest.fixture
def friends(house: House, client: TestClient) -> tuple[PersonId, PersonId]:
    """Kari, who comes to Birger every Thursday at eleven."""
    house.let_in(client, house.user(Role.COORDINATOR))
    kari, birger = volunteer(house, kind="coffee_visit"), recipient(house, "Birger Lund", "+4790000202")
    house.act(lambda turn: desk.pair(turn, volunteer=kari, recipient=birger, starts=THURSDAY))
    passes(house, minutes=1)
    return kari, birger


def test_two_who_keep_meeting_are_told_once_of_their_new_time(
    house: House, client: TestClient, friends: tuple[PersonId, PersonId]
) -> None:
    kari, birger = friends
    before = [len(sms_to(house, who)) for who in friends]
    second = house.act(lambda turn: turn.store.errands_in(1)[1].id)
    typed = {"when": "fredag 4. desember kl. 13", "minutes": "60", "details": "", "every": "on"}
    first = house.act(lambda turn: turn.store.errands_in(1)[0].id)
    assert f'href="/oppgaver/{first}/endre?alle=on"' in client.get(f"/frivillige/{kari}").text
    assert re.search(r'name="every"[^>]* checked', client.get(f"/oppgaver/{first}/endre?alle=on").text)

    seen = client.post(f"/oppgaver/{second}/endre/se", data=typed).text
    assert client.post(f"/oppgaver/{second}/endre", data=typed).status_code == 303
    passes(house, minutes=1)

    said = "Fra fredag 4. desember skal du ta en kaffe med Birger hver fredag kl. 13.00."
    assert said in words_on(seen)
    assert said in sms_to(house, kari)[-1]
    assert "Kari kommer nå hver fredag kl. 13.00, første gang fredag 4. desember." in sms_to(house, birger)[-1]
    assert [len(sms_to(house, who)) for who in friends] == [each + 1 for each in before]
    assert made(house) == [THURSDAY, *(THURSDAY + n * WEEK + LATER for n in (1, 2, 3))]
    assert house.act(lambda turn: [one.volunteer for one, _ in _held(turn, kari)]) == [kari] * 4


def test_all_from_one_that_was_moved_by_itself_come_when_that_one_now_does(
    house: House, friends: tuple[PersonId, PersonId]
) -> None:
    kari, _ = friends
    second = house.act(lambda turn: turn.store.errands_in(1)[1].id)
    house.act(lambda turn: desk.edit(turn, second, starts=THURSDAY + WEEK + timedelta(days=1)))

    house.act(lambda turn: desk.change_from(turn, second, starts=THURSDAY + WEEK + LATER))
    passes(house, minutes=1)

    assert made(house) == [THURSDAY, *(THURSDAY + n * WEEK + LATER for n in (1, 2, 3))]
    assert "Fra fredag 4. desember skal du ta en kaffe med Birger hver fredag kl. 13.00." in sms_to(house, kari)[-1]


def test_one_moved_by_itself_comes_back_to_where_the_others_are(house: House, first: ErrandId) -> None:
    house.act(lambda turn: desk.edit(turn, first, starts=THURSDAY + LATER))

    house.act(lambda turn: desk.change_from(turn, first, starts=THURSDAY))

    assert made(house) == [THURSDAY + n * WEEK for n in range(4)]


def test_a_time_when_the_friend_is_with_another_is_refused_and_nothing_is_moved(
    house: House, friends: tuple[PersonId, PersonId]
) -> None:
    kari, _ = friends
    astrid = recipient(house, "Astrid Moe", "+4790000203")
    other = house.act(lambda turn: desk.post(turn, kind="shopping", recipient=astrid, starts=THURSDAY + WEEK + LATER))
    house.act(lambda turn: desk.give(turn, other, kari))

    with pytest.raises(Refused, match="en annen avtale"):
        house.act(lambda turn: desk.change_from(turn, turn.store.errands_in(1)[0].id, starts=THURSDAY + LATER))

    assert made(house) == [THURSDAY + n * WEEK for n in range(4)]


def test_their_own_visits_do_not_stand_in_the_way_of_moving_them_all_by_a_week(
    house: House, friends: tuple[PersonId, PersonId]
) -> None:
    house.act(lambda turn: desk.change_from(turn, turn.store.errands_in(1)[0].id, starts=THURSDAY + WEEK))

    assert made(house)[0] == THURSDAY + WEEK


def test_who_comes_instead_of_the_friend_is_asked_about_the_new_time(
    house: House, friends: tuple[PersonId, PersonId]
) -> None:
    kari, _ = friends
    per = volunteer(house, "Per Holen", "+4790000102", "coffee_visit")
    theirs = house.act(lambda turn: turn.store.errands_in(1)[0].id)
    house.act(lambda turn: desk.cannot_come(turn, theirs, kari))
    house.act(lambda turn: desk.give(turn, theirs, per))

    house.act(lambda turn: desk.change_from(turn, theirs, starts=THURSDAY + LATER))
    passes(house, minutes=1)

    assert "Avtalen din er flyttet, Per." in sms_to(house, per)[-1]
    assert "Fra fredag 4. desember skal du" in sms_to(house, kari)[-1]
