"""One row that cannot be read, or a town where something fails, stops no other; and it is said that all is not well."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot import due, outbox
from bot.clock import SystemClock
from bot.life.turn import Turn
from bot.messages import Incoming
from bot.model import MunicipalityId
from bot.nlu import Reader
from bot.replay import KEY, Remembering
from bot.storage.database import open_reader, open_writer
from bot.storage.store import add_municipality
from bot.system import System
from tests import fresh

ONE, OTHER = MunicipalityId(1), MunicipalityId(2)
DAMAGED = "x'0001'"
Harm = Callable[[System], Any]


def says(turn: Turn, to: str, words: str) -> None:
    turn.send(None, "sms", to, words, "danger", reply=True)


async def sends(folder: Path, harm: Harm) -> tuple[set[str], bool, dict[str, int]]:
    """Two messages wait in one municipality and one in the other; what is sent once something has come to harm,
    whether all is then said to be well, and what stands in the first."""
    url, taken = fresh.database(folder / "two.sqlite3"), set[str]()
    writer = open_writer(url, durable=False)
    phones = Remembering("sms", lambda _, message: taken.add(message.text))
    system = System(
        writer=writer, reader=open_reader(url), master=KEY, clock=SystemClock(), understanding=Reader(),
        channels={"sms": phones, "call": phones},
    )  # fmt: skip
    now = system.clock.now()
    for name in ("En", "To"):
        await system.write(partial(add_municipality, name=name, now=now, example=False, phone="+4762000000"))
    await system.look_around()
    for n, (where, words) in enumerate(((ONE, "en"), (ONE, "to"), (OTHER, "tre"))):
        await system.act(where, partial(says, to=f"+479000000{n}", words=words))
    await harm(system)
    await system.recover()
    for _ in range(3):
        await system.tick()
        await system._postman.close()
    well, counts = await system.is_well(), await system.read(ONE, lambda store: store.counts())
    await system.close()
    return taken, well, counts


def damage(statement: str) -> Harm:
    def job(connection: Connection) -> None:
        connection.execute(text(statement))

    async def harm(system: System) -> None:
        await system.receive(Incoming("sms", "SM1", "+4790000009", "hei"), ONE)
        await system.write(job)

    return harm


FIRST = f"UPDATE message SET text = {DAMAGED}, %s WHERE municipality = 1 AND id = 1"
ROWS = {
    "one that waits": (FIRST % "tries = 0", "messages_failed"),
    "one being looked up": (FIRST % "state = 'unknown'", "messages_failed"),
    "one being sent": (FIRST % "state = 'sending', claimed = '2026-01-01 00:00:00'", "messages_failed"),
    "one that came": (f"UPDATE event SET body = {DAMAGED}, state = 'open' WHERE municipality = 1", "events_dead"),
}


@pytest.mark.promise
@pytest.mark.parametrize(("statement", "aside"), ROWS.values(), ids=ROWS.keys())
def test_what_cannot_be_read_is_set_aside_for_a_human_and_the_rest_is_sent(
    tmp_path: Path, statement: str, aside: str
) -> None:
    taken, well, counts = asyncio.run(sends(tmp_path, damage(statement)))

    assert {"to", "tre"} <= taken
    assert (counts[aside], counts["matters"] >= 1, well) == (1, True, True)


def fails_in_one(step: Callable[..., Any]) -> Callable[..., Any]:
    def fails(turn: Turn, *more: Any) -> Any:
        if turn.store.municipality == ONE:
            raise ValueError("a fault of ours")
        return step(turn, *more)

    return fails


async def nothing(system: System) -> None:
    """No harm to any row."""


@pytest.mark.promise
@pytest.mark.parametrize(("name", "there"), [("claim", {"tre"}), ("recover", {"en", "to", "tre"})])
def test_a_town_where_a_step_always_fails_stops_no_other_and_is_not_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, there: set[str]
) -> None:
    async def harm(_: System) -> None:
        monkeypatch.setattr(outbox, name, fails_in_one(getattr(outbox, name)))

    if name == "recover":
        monkeypatch.setattr(System, "recover", nothing)
    taken, well, _ = asyncio.run(sends(tmp_path, harm))

    assert there <= taken
    assert not well


@pytest.mark.promise
def test_a_town_that_fails_altogether_stops_no_other_and_is_not_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def harm(_: System) -> None:
        monkeypatch.setattr("bot.system.see_to", lambda db, turn, *more: fails_in_one(sees)(turn, db, *more))

    def sees(turn: Turn, connection: Connection, *more: Any) -> tuple[int, bool]:
        return due.see_to(connection, turn, *more)

    taken, well, _ = asyncio.run(sends(tmp_path, harm))

    assert (taken, well) == ({"tre"}, False)


def test_planted_nothing_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "set_aside", lambda turn: None)

    taken, well, _ = asyncio.run(sends(tmp_path, damage(ROWS["one that waits"][0])))

    assert (taken & {"to"}, well) == (set(), False)
