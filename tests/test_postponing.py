"""A visit that has been put off is still to come, though its old time has gone by, and nobody is asked meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import desk
from bot.clock import OSLO
from bot.model import ErrandId, Kin, PersonId, Status, Tell
from bot.storage.accounts import Role
from tests.admin.house import House, house_in
from tests.admin.town import THURSDAY, errand, passes, posted, recipient, sms_to, volunteer, writes

NEXT_WEEK = THURSDAY + timedelta(days=7)
ASTRID = "+4790000201"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as house:
        house.user(Role.MANAGER)
        yield house


@pytest.fixture
def put_off(house: House) -> tuple[PersonId, PersonId, ErrandId]:
    """Kari had said yes to Astrid's shopping, and put it off."""
    kari, astrid = volunteer(house), recipient(house)
    which = posted(house, astrid)
    writes(house, kari, "JA")
    writes(house, kari, "UTSETT")
    return kari, astrid, which


def goes_to(house: House, when: datetime) -> None:
    passes(house, seconds=(when - house.at).total_seconds())


def test_the_address_follows_though_the_old_time_has_gone_by(
    house: House, put_off: tuple[PersonId, PersonId, ErrandId]
) -> None:
    kari, astrid, which = put_off
    goes_to(house, THURSDAY + timedelta(hours=6))
    house.act(
        lambda turn: desk.change_recipient(
            turn, astrid, "Astrid Moe", ASTRID, Tell.SMS, Kin("", ""), street="Parkgata 7", postcode="2319",
            place="Hamar",
        )
    )
    house.act(lambda turn: desk.edit(turn, which, starts=NEXT_WEEK))
    writes(house, kari, "JA")
    goes_to(house, NEXT_WEEK.astimezone(OSLO).replace(hour=8, minute=30))

    assert errand(house, which).postcode == "2319"
    assert "Parkgata 7, 2319 Hamar" in " ".join(sms_to(house, kari))


def test_nobody_is_asked_or_kept_free_for_what_has_no_time(
    house: House, put_off: tuple[PersonId, PersonId, ErrandId]
) -> None:
    kari, _, which = put_off
    per = volunteer(house, "Per Lie", "+4790000102")
    writes(house, kari, "AVBUD")
    passes(house, hours=1)

    assert errand(house, which).status == Status.OPEN
    assert not house.act(lambda turn: turn.store.errands_that_look(turn.now, 10))
    assert not [text for text in sms_to(house, per) if "Kan du" in text]
