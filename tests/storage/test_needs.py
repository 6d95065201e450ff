"""A wish for help in the database: sealed, each municipality's own, and without words when its time is up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.clock import OSLO
from bot.errors import Refused
from bot.life import needs
from bot.model import MunicipalityId
from bot.storage.needs import Ending, Through
from tests.admin.house import House, done, house_in, make_municipality
from tests.admin.town import passes, recipient

THURSDAY = datetime(2026, 11, 26, 12, 0, tzinfo=OSLO)
WORDS = "kan noen handle for meg på torsdag kl. 12"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as house:
        house.do(lambda db: make_municipality(db, "Eksempel kommune"))
        yield house


def received(house: House) -> int:
    who = recipient(house)
    return house.act(lambda turn: needs.receive(turn, who, WORDS, Through.SMS, whom="Astrid"))


@pytest.mark.parametrize(
    ("said", "kind", "starts"),
    [
        (WORDS, "shopping", THURSDAY), ("handle eller gå tur på torsdag kl. 12", "", THURSDAY),
        ("kan noen hjelpe meg", "", None), ("henge opp klær i går kl. 12", "laundry", None),
        ("Noen å prate med på telefonen", "phone_call", None), ("en å snakke litt med i tlf", "phone_call", None),
        ("kan noen ringe mor og slå av en prat", "phone_call", None), ("noen å prate med", "coffee_visit", None),
        ("besøk eller en prat på telefonen", "", None), ("ringe eller kaffe", "", None),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_not_guessed(house: House, said: str, kind: str, starts: datetime | None) -> None:
    assert needs.guess(said, house.at) == (kind, starts)


def test_the_words_lie_sealed(house: House) -> None:
    received(house)

    (row,) = house.do(lambda db: db.execute(text("SELECT words, whom FROM need")).all())
    assert b"torsdag" not in row[0] and b"Astrid" not in row[1]


def test_a_national_number_is_never_kept(house: House) -> None:
    who = recipient(house)

    which = house.act(lambda turn: needs.receive(turn, who, "gjelder 010190 12345, ring 90000123", Through.PAGE))

    kept = house.act(lambda turn: turn.store.need(which))
    assert kept.words == "gjelder [fødselsnummer], ring 90000123"


def test_another_municipality_sees_and_changes_none(house: House) -> None:
    which = received(house)
    elsewhere = house.do(lambda db: make_municipality(db, "Fjellvik"))

    assert done(house.system.read(elsewhere, lambda store: store.open_needs())) == []
    done(house.system.act(elsewhere, lambda turn: turn.store.change_need(which, kind="snow")))
    assert elsewhere != MunicipalityId(1)
    assert house.act(lambda turn: turn.store.need(which)).kind == "shopping"


def test_it_ends_once(house: House) -> None:
    which = received(house)
    house.act(lambda turn: turn.store.end_need(which, Ending.CALL, turn.now, None))

    with pytest.raises(Refused):
        house.act(lambda turn: turn.store.end_need(which, Ending.CALL, turn.now, None))


def test_ninety_days_after_it_ended_only_the_figures_are_left(house: House) -> None:
    which = received(house)
    house.act(lambda turn: needs.decide(turn, which, True, None))
    passes(house, days=89)
    assert house.act(lambda turn: turn.store.need(which)).words == WORDS

    passes(house, days=1)
    passes(house, minutes=1)

    kept = house.act(lambda turn: turn.store.need(which))
    assert (kept.words, kept.whom, kept.kind, kept.ending) == ("", "", "shopping", "call")


def test_more_from_the_same_number_is_added_while_it_waits(house: House) -> None:
    which = received(house)
    who = house.act(lambda turn: turn.store.need(which)).person

    again = house.act(lambda turn: needs.receive(turn, who, "og gjerne melk", Through.SMS))

    assert again == which
    assert house.act(lambda turn: turn.store.need(which)).words == f"{WORDS}\nog gjerne melk"
