"""Nobody is kept for ever: who is forgotten by age, of those who help, are helped, or only wrote; and who stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import desk
from bot.life import keeping, needs
from bot.life.turn import Turn
from bot.model import Kin, PersonId
from bot.storage.accounts import Role
from bot.storage.needs import Ending, Through
from tests.admin.house import House, house_in
from tests.admin.town import THURSDAY, passes, posted, recipient, volunteer, writes

Opens = Callable[[Turn, PersonId], object]
OPEN: dict[str, Opens] = {
    "a matter": lambda turn, who: turn.tell("wrote", "hei", person=who),
    "a wish": lambda turn, who: needs.receive(turn, who, "noen å snakke med", Through.PANEL),
    "a wish for them": lambda turn, who: turn.store.add_need(PersonId(1), "til henne", turn.now, about=who),
    "an errand": lambda turn, who: turn.store.add_errand(kind="shopping", recipient=who, starts=turn.now),
    "a call": lambda turn, who: turn.send(who, "call", "+4790000201", "Ring Astrid", "other"),
    "a talk a human has": lambda turn, who: desk.take_over(turn, who, 1),
    "a reminder of the talk": lambda turn, who: turn.store.wake_at("snooze", who, turn.now + timedelta(days=500)),
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as house:
        house.user(Role.MANAGER)
        volunteer(house)
        yield house


def tidied_after(house: House, days: float) -> None:
    house.at += timedelta(days=days)
    house.act(lambda turn: desk.tidy(turn, house.system.runner))


def erased(house: House, who: PersonId) -> bool:
    return house.act(lambda turn: turn.store.erased(who))


def asker(house: House, phone: str = "+4790000301") -> PersonId:
    """Someone who is neither volunteer nor helped, and whose wish has been seen to."""

    def job(turn: Turn) -> PersonId:
        who = desk.add_person(turn, "Per Holen", phone)
        which = turn.store.add_need(who, "snømåking", turn.now)
        turn.store.end_need(which, Ending.CALL, turn.now, None)
        return who

    return house.act(job)


def test_who_only_asked_is_forgotten_90_days_after_it_was_seen_to_and_is_written_nothing(house: House) -> None:
    per = asker(house)
    tidied_after(house, 89)
    assert not erased(house, per)

    tidied_after(house, 2)

    assert erased(house, per)
    assert house.act(lambda turn: (turn.store.messages_to(per), turn.store.matters("erased"))) == ([], [])
    assert not house.act(lambda turn: turn.store.is_stopped("+4790000301"))


def test_an_unfinished_sign_up_is_forgotten(house: House) -> None:
    per = house.act(lambda turn: desk.add_person(turn, "Per Holen", "+4790000301"))
    writes(house, per, "jeg vil gjerne hjelpe til")

    tidied_after(house, 91)

    assert erased(house, per)


def test_whoever_was_helped_is_forgotten_a_year_after_the_last_of_it(house: House) -> None:
    astrid = recipient(house)
    tidied_after(house, 200)
    posted(house, astrid, house.at + timedelta(days=1, hours=3))
    passes(house, days=4)
    house.act(lambda turn: turn.store.close_matters(turn.now))
    tidied_after(house, 360)
    assert not erased(house, astrid)

    tidied_after(house, 7)

    assert erased(house, astrid)


def test_kin_are_kept_as_long_as_whom_they_stand_beside(house: House) -> None:
    kin = Kin("Nils Moe", "+4790000302")
    astrid = house.act(lambda turn: desk.add_recipient(turn, "Astrid Moe", kin=kin))
    nils = asker(house, "+4790000302")
    tidied_after(house, 100)
    assert not erased(house, nils)

    tidied_after(house, 270)
    tidied_after(house, 1)

    assert erased(house, astrid) and erased(house, nils)


@pytest.mark.parametrize("what", OPEN)
def test_nobody_goes_for_whom_something_is_open(house: House, what: str) -> None:
    per, later = asker(house, "+4790000201"), house.at + timedelta(days=500)
    assert per in house.act(lambda turn: turn.store.done_with_others(later))
    house.act(lambda turn: OPEN[what](turn, per))

    assert per not in house.act(lambda turn: turn.store.done_with_others(later))


def test_a_volunteer_who_said_stopp_is_forgotten_after_a_year_and_stopp_is_not(house: House) -> None:
    writes(house, PersonId(1), "STOPP")
    house.act(lambda turn: turn.store.close_matters(turn.now))
    tidied_after(house, 360)
    assert not erased(house, PersonId(1))

    tidied_after(house, 7)

    assert erased(house, PersonId(1))
    assert house.act(lambda turn: turn.store.is_stopped("+4790000101"))


def test_an_applicant_with_a_wish_stays_until_it_is_seen_to(house: House) -> None:
    per = house.act(lambda turn: desk.enrol(turn, house.system.runner, "Per Holen", "+4790000102"))
    which = house.act(lambda turn: turn.store.add_need(per, "snømåking", turn.now))
    tidied_after(house, 100)
    assert not erased(house, per)

    house.act(lambda turn: turn.store.end_need(which, Ending.CALL, turn.now, None))
    tidied_after(house, 1)

    assert erased(house, per)


STAYS: dict[str, Opens] = {
    "a talk a human has": OPEN["a talk a human has"], "a reminder of the talk": OPEN["a reminder of the talk"],
    "help of their own": lambda turn, who: turn.store.add_recipient(who, postcode="2317"),
}  # fmt: skip


@pytest.mark.parametrize("what", STAYS)
def test_neither_an_applicant_nor_a_silent_volunteer_goes_then(house: House, what: str) -> None:
    per = house.act(lambda turn: desk.enrol(turn, house.system.runner, "Per Holen", "+4790000102", ask=False))
    house.act(lambda turn: turn.store.close_matters(turn.now))
    tidied_after(house, 89)
    house.act(lambda turn: [STAYS[what](turn, who) for who in (PersonId(1), per)])
    tidied_after(house, 247)
    passes(house, days=31)
    tidied_after(house, 1)

    assert [erased(house, who) for who in (PersonId(1), per)] == [False, False]


@pytest.mark.parametrize("what", ["wrote", "was asked"])
def test_an_applicant_we_are_speaking_with_is_not_forgotten_the_next_day(house: House, what: str) -> None:
    per = house.act(lambda turn: desk.enrol(turn, house.system.runner, "Per Holen", "+4790000102", ask=False))
    house.act(lambda turn: turn.store.close_matters(turn.now))
    passes(house, days=89)
    if what == "wrote":
        writes(house, per, "hei")
    else:
        house.act(lambda turn: desk.send_pledge(turn, per))
        passes(house, minutes=1)
    house.act(lambda turn: turn.store.close_matters(turn.now))
    tidied_after(house, 2)
    soon = erased(house, per)
    tidied_after(house, 90)

    assert (soon, erased(house, per)) == (False, True)


def test_many_are_taken_the_same_day_and_the_page_says_how_many_go_next(house: House) -> None:
    for number in range(keeping.MOST_AT_A_TIME + 2):
        asker(house, f"+47900004{number:02}")
    house.at += timedelta(days=70)
    within = timedelta(days=30)
    assert house.act(lambda turn: keeping.due(turn.store, turn.now, within))["others"] == 22

    tidied_after(house, 21)
    tidied_after(house, 0)

    assert house.act(lambda turn: keeping.due(turn.store, turn.now, within))["others"] == 0


@pytest.mark.parametrize("code", ["messages", "matters", "visits", "access"])
def test_what_is_said_to_go_next_is_what_goes(house: House, code: str) -> None:
    (rule,) = (one for one in keeping.RULES if one.code == code)
    astrid = recipient(house)
    posted(house, astrid, THURSDAY)
    writes(house, PersonId(1), "jeg er redd for Astrid")
    passes(house, days=5)
    house.act(lambda turn: turn.store.close_matters(turn.now))
    house.at += timedelta(days=2)

    due = house.act(lambda turn: rule.due(turn.store, turn.now))

    assert due == house.act(lambda turn: rule.takes(turn, turn.now))
