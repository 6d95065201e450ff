"""A number given on Telegram is rung before it is written to, and what is read aloud is read on a telephone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import desk
from bot.flows import talks
from bot.life.turn import Turn
from bot.model import PersonId, Stage
from bot.replay import replay
from bot.storage.database import open_writer
from bot.storage.store import add_municipality, open_store
from tests import fresh
from tests.trained import reader

BERIT, KARI = "+4790000010", "+4790000001"
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
Line = dict[str, Any]
Act = Callable[[Turn, PersonId], None]


def at(day: int, clock: str) -> str:
    return f"2026-03-{day:02}T{clock}:00+01:00"


BEGINNING: list[Line] = [
    {"at": at(2, "09:00"), "do": "municipality", "name": "Eksempel", "telegram": True},
    {"at": at(2, "09:00"), "do": "volunteer", "id": "kari", "name": "Kari", "phone": KARI, "telegram": 1001},
    {"at": at(2, "09:00"), "do": "recipient", "id": "astrid", "name": "Astrid Berg", "address": "Storgata 1"},
    {"at": at(2, "10:00"), "do": "errand", "id": "A", "kind": "shopping", "recipient": "astrid",
     "starts": at(5, "12:00")},
    {"at": at(2, "10:10"), "from": "telegram:1001", "channel": "telegram", "press": "JA", "of": "A"},
]  # fmt: skip


def calls(*more: Line) -> list[tuple[str, str]]:
    """What Kari is rung about, and on which number."""
    out = [json.loads(line) for line in replay(map(json.dumps, [*BEGINNING, *more]), reader())]
    return [(line["kind"], line["to"]) for line in out if line.get("send") == "call" and line["person"] == "kari"]


def test_what_was_on_its_way_when_a_human_took_the_talk_is_read_on_her_telephone() -> None:
    moved = {"at": at(3, "22:00"), "do": "edit_errand", "id": "A", "starts": at(5, "14:00")}
    taken = {"at": at(3, "22:30"), "do": "take_over", "person": "kari"}

    assert calls(moved, taken, {"at": at(4, "09:00"), "do": "until"}) == [("changed", KARI)]


def test_when_neither_telegram_nor_sms_gets_there_she_is_rung_on_the_number_all_the_same() -> None:
    fails = [
        {"at": at(3, "10:00"), "do": "provider", "channel": channel, "to": to, "fails": why}
        for channel, to, why in (("telegram", "telegram:1001", "blocked"), ("sms", KARI, "undeliverable"))
    ]

    rung = calls(*fails, {"at": at(5, "10:30"), "do": "until"})
    assert {to for _, to in rung} == {KARI}
    assert [kind for kind, _ in rung][:2] == ["reminder", "details"]


def registered(turn: Turn) -> PersonId:
    """Berit, who signed up on Telegram."""
    who = turn.store.add_person("Berit Haugen", turn.now)
    turn.store.give_address(who, "telegram", "1010")
    turn.store.give_address(who, "phone", BERIT)
    turn.store.add_volunteer(who, stage=Stage.APPLIED.value, registered=turn.now)
    return who


def saved(turn: Turn, who: PersonId) -> None:
    desk.change_volunteer(turn, who, "Berit Haugen", BERIT, postcode="2317")


def rung(turn: Turn, who: PersonId) -> None:
    desk.approve(turn, who)


def stopped(turn: Turn, who: PersonId) -> None:
    turn.store.stop_number(BERIT, turn.now)


@pytest.fixture
def turn(tmp_path: Path) -> Iterator[Turn]:
    writer = open_writer(fresh.database(tmp_path / "turn.sqlite3"), durable=False)
    with writer.begin() as connection:
        town = add_municipality(connection, "Eksempel", TUESDAY, example=False, telegram=True)
        yield Turn(open_store(connection, town, bytes(32)), TUESDAY, talks())
    writer.dispose()


@pytest.mark.parametrize(
    ("acts", "channel"),
    [((), "phone"), ((saved,), "phone"), ((rung,), "sms"), ((saved, rung), "sms"), ((stopped, rung), "phone")],
)
def test_a_number_gets_sms_only_when_a_coordinator_has_rung_it(turn: Turn, acts: Sequence[Act], channel: str) -> None:
    who = registered(turn)

    for act in acts:
        act(turn, who)

    assert turn.store.addresses(who) == {"telegram": "1010", channel: BERIT}


def test_who_wrote_from_that_mobile_before_is_the_same_person(turn: Turn) -> None:
    who, stranger = registered(turn), turn.store.add_person("", turn.now)
    turn.store.give_address(stranger, "sms", BERIT)

    rung(turn, who)

    assert turn.store.people_at("sms", BERIT) == [who]
