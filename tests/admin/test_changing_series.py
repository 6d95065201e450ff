"""What comes again is changed from one time on: what is made, and what is still to be made."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from bot import desk
from bot.clock import OSLO
from bot.errors import Refused
from bot.model import ErrandId
from bot.storage.accounts import Role
from tests.admin.house import House
from tests.admin.town import THURSDAY, errand, passes, recipient, volunteer

WEEK, LATER = timedelta(days=7), timedelta(days=1, hours=2)


@pytest.fixture
def first(house: House, client: TestClient) -> ErrandId:
    """Every Thursday at eleven."""
    house.let_in(client, house.user(Role.COORDINATOR))
    astrid = recipient(house)
    return house.act(lambda turn: desk.repeat(turn, weeks=1, kind="shopping", recipient=astrid, starts=THURSDAY))


def made(house: House) -> list[datetime]:
    return house.act(lambda turn: [one.starts for one in turn.store.errands_in(1)])


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


def test_what_two_people_have_together_is_not_moved_over_their_heads(house: House, first: ErrandId) -> None:
    kari = volunteer(house)
    birger = recipient(house, "Birger Lund", "+4790000202")
    house.act(lambda turn: desk.pair(turn, volunteer=kari, recipient=birger, starts=THURSDAY))
    theirs = house.act(lambda turn: turn.store.errands_in(2)[0].id)

    with pytest.raises(Refused, match="fast besøk"):
        house.act(lambda turn: desk.change_from(turn, theirs, starts=THURSDAY + LATER))
