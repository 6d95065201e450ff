"""Whoever asked for help for another hears who comes and every change to it, once, as the one who is helped does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import desk
from bot.life import needs
from bot.life.turn import Turn
from bot.model import ErrandId, Kin, PersonId, Tell
from bot.storage.accounts import Role
from bot.storage.needs import Asker, Ending, Through
from tests.admin.house import House
from tests.admin.town import THURSDAY, passes, recipient, sms_to, volunteer, writes

MONA = "+4790000301"


@pytest.fixture(autouse=True)
def kari(house: House) -> PersonId:
    house.user(Role.COORDINATOR)
    return volunteer(house)


@pytest.fixture
def olga(house: House) -> PersonId:
    return recipient(house, "Olga Strand")


def wished(house: House, whom: PersonId, who: PersonId | None = None, kind: str = "shopping") -> PersonId:
    """An errand made of a wish from a nurse, or from someone else; who asked for it."""

    def job(turn: Turn) -> PersonId:
        asker = who or desk.add_person(turn, "Mona Vold", MONA)
        which = needs.receive(turn, asker, "Handle for Olga", Through.PANEL, asker=Asker.CARE, knows="yes")
        needs.decide(turn, which, False, None)
        made = desk.post(turn, kind=kind, recipient=whom, starts=THURSDAY)
        desk.end_need(turn, house.system.runner, which, Ending.ERRAND, None, errand=made)
        return asker

    asker = house.act(job)
    passes(house, minutes=1)
    return asker


def goes_by_with_nobody(house: House) -> None:
    """Until an hour before it begins."""
    for hours in (10, 24, 24, 14, 1):
        passes(house, hours=hours)


def told(house: House, who: PersonId) -> list[str]:
    """What they have heard since they were told that volunteers are asked."""
    return [words for words in sms_to(house, who) if "spør de frivillige nå" not in words]


def test_who_asked_for_another_hears_who_comes_and_when(house: House, kari: PersonId, olga: PersonId) -> None:
    mona = wished(house, olga)

    writes(house, kari, "ja")

    (word,) = told(house, mona)
    assert word.startswith("Hei! Kari er frivillig i Eksempel kommune og kommer til Olga torsdag 26. november")
    assert len(sms_to(house, olga)) == 1


def test_who_asked_hears_of_a_cancellation_a_move_and_an_end(house: House, kari: PersonId, olga: PersonId) -> None:
    mona = wished(house, olga)
    writes(house, kari, "ja")
    later = THURSDAY + timedelta(hours=2)
    house.act(lambda turn: desk.edit(turn, ErrandId(1), starts=later))
    writes(house, kari, "avbud")
    house.act(lambda turn: desk.call_off(turn, ErrandId(1)))
    passes(house, minutes=1)

    moved, cancelled, off = told(house, mona)[1:]
    assert moved.startswith("Det gjelder Olga. Avtalen med Kari er flyttet til torsdag 26. november kl. 13.00.")
    assert cancelled.startswith("Det gjelder Olga. Kari må dessverre melde avbud")
    assert off.startswith("Det gjelder Olga. Det blir dessverre ikke noe av avtalen")


def test_who_was_told_that_they_hear_from_us_hears_when_it_is_called_off_or_nobody_is_found(
    house: House, olga: PersonId
) -> None:
    mona = wished(house, olga, kind="snow")
    goes_by_with_nobody(house)

    (word,) = told(house, mona)
    assert word.startswith("Det gjelder Olga. Vi fant dessverre ingen til avtalen torsdag")
    house.act(lambda turn: desk.call_off(turn, ErrandId(1)))
    passes(house, minutes=30)
    assert len(told(house, mona)) == 1 and sms_to(house, olga) == []


def test_one_who_asked_for_themselves_hears_when_nobody_is_found(house: House, olga: PersonId) -> None:
    wished(house, olga, olga, kind="snow")
    goes_by_with_nobody(house)

    (word,) = told(house, olga)
    assert word.startswith("Vi fant dessverre ingen til avtalen torsdag")


def test_one_who_asked_for_themselves_hears_once_who_comes(house: House, kari: PersonId, olga: PersonId) -> None:
    wished(house, olga, olga)

    writes(house, kari, "ja")

    assert len(told(house, olga)) == 1


def test_kin_whom_the_recipient_is_told_through_hear_once(house: House, kari: PersonId) -> None:
    hjordis = house.act(lambda turn: desk.add_recipient(
        turn, "Hjørdis Dahl", tell=Tell.KIN, kin=Kin("Siri", MONA), postcode="2317"
    ))  # fmt: skip
    mona = wished(house, hjordis)

    writes(house, kari, "ja")

    about = house.act(lambda turn: [m for m in turn.store.messages_about(ErrandId(1)) if m.kind == "visitor"])
    assert [(m.person, m.to) for m in about] == [(hjordis, MONA)] and told(house, mona) == []


def test_who_has_not_been_told_yet_that_someone_comes_is_not_told_that_they_do_not(
    house: House, kari: PersonId, olga: PersonId
) -> None:
    mona = wished(house, olga)
    house.at = house.at + timedelta(hours=13)
    house.act(lambda turn: desk.give(turn, ErrandId(1), kari))
    house.act(lambda turn: desk.cannot_come(turn, ErrandId(1), kari))
    passes(house, hours=12)

    assert told(house, mona) == []


def test_who_asked_and_then_comes_themselves_is_not_told_who_comes(
    house: House, kari: PersonId, olga: PersonId
) -> None:
    wished(house, olga, kari)

    house.act(lambda turn: desk.give(turn, ErrandId(1), kari))
    passes(house, minutes=1)

    assert not any("er frivillig i" in words for words in sms_to(house, kari))


def test_what_is_said_of_who_comes_is_gone_with_the_one_it_names(
    house: House, kari: PersonId, olga: PersonId
) -> None:
    mona = wished(house, olga)
    writes(house, kari, "ja")

    house.act(lambda turn: desk.erase(turn, olga))

    assert not any("Olga" in words for words in sms_to(house, mona) if "ikke noe av" not in words)
