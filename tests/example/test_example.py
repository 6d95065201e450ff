"""The example municipality shows everything there is to see, is the same each time, and names nobody real."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels import Channel, call, simulator
from bot.clock import OSLO
from bot.example import fill
from bot.example.people import SURNAMES
from bot.matching import rank
from bot.model import Errand, ErrandId, Policy, Recipient, Stage, Status, Volunteer
from bot.nlu.places import place_of
from bot.replay import SetClock
from bot.settings import Settings
from bot.storage.database import open_reader, open_writer
from bot.storage.store import Store
from bot.system import System
from tests import fresh
from tests.trained import reader

WEDNESDAY = datetime(2026, 3, 4, 13, 20, tzinfo=OSLO)
MOMENTS = {
    "a Wednesday": WEDNESDAY,
    "a Sunday morning": datetime(2026, 3, 8, 7, 20, tzinfo=OSLO),
    "Christmas night": datetime(2026, 12, 25, 23, 0, tzinfo=OSLO),
}
Job = Callable[[Store, datetime], Any]


def look(folder: Path, now: datetime, *jobs: Job) -> list[Any]:
    """Fill a database at a moment, and ask it."""

    async def filled() -> list[Any]:
        system = opened(folder, now)
        try:
            where = await fill(system)
            return [await system.read(where, lambda store, job=job: job(store, now)) for job in jobs]  # type: ignore[misc]
        finally:
            await system.close()

    return asyncio.run(filled())


def opened(folder: Path, now: datetime) -> System:
    settings = Settings(_env_file=None, data_dir=folder / "var")
    fresh.database(settings.data_dir / "handslag.sqlite3")
    texts, calls = simulator.connect(settings), call.connect(settings)
    assert texts is not None
    assert calls is not None
    channels: dict[str, Channel] = {"sms": texts, "call": calls}
    return System(
        writer=open_writer(settings.database_url), reader=open_reader(settings.database_url), master=bytes(32),
        clock=SetClock(now), understanding=reader(), channels=channels,
    )  # fmt: skip


def errands_by_day(store: Store, now: datetime) -> dict[int, list[Status]]:
    by_day: dict[int, list[Status]] = {}
    for errand in store.errands():
        days = (errand.starts.astimezone(OSLO).date() - now.astimezone(OSLO).date()).days
        by_day.setdefault(days, []).append(errand.status)
    return by_day


def everyone(store: Store, now: datetime) -> tuple[int, int, int]:
    approved = sum(volunteer.stage is Stage.APPROVED for volunteer in store.volunteers())
    return len(store.volunteers()), approved, len(store.recipients())


@pytest.mark.parametrize("name", MOMENTS)
def test_whenever_it_is_made_it_shows_what_a_coordinator_meets(tmp_path: Path, name: str) -> None:
    seen, counted, matters, waiting = look(
        tmp_path, MOMENTS[name], errands_by_day, everyone,
        lambda store, now: {matter.kind for matter in store.matters()},
        lambda store, now: [m for m in store.due_messages(now, 100) if m.not_before <= now],
    )  # fmt: skip

    assert counted == (60, 52, 25)
    assert {0, 1} <= set(seen)
    assert max(seen) > 6
    statuses = {status for day in seen.values() for status in day}
    assert {Status.OPEN, Status.FILLED, Status.DONE, Status.MISSED, Status.CANCELLED, Status.FAILED} <= statuses
    assert Status.DONE not in [status for day, found in seen.items() if day > 0 for status in found]
    assert {"new_volunteer", "unfilled", "handover", "concern"} <= matters
    assert not {"mass", "held"} & matters
    assert waiting == []


def test_an_errand_that_is_posted_there_suits_several(tmp_path: Path) -> None:
    def fit(store: Store, now: datetime, kind: str, who: Recipient) -> int:
        starts = (now + timedelta(days=3)).replace(hour=12, minute=0)
        errand = Errand(ErrandId(0), kind, who.id, who.person.name, starts, postcode=who.postcode, place=who.place)
        return len(rank(store.candidates(errand, now, (now, now)), errand, now, Policy()))

    def suited(store: Store, now: datetime) -> list[int]:
        return [fit(store, now, kind, who) for who in store.recipients() for kind in ("shopping", "coffee_visit")]

    (fits,) = look(tmp_path, WEDNESDAY, suited)

    assert min(fits) >= 3


def test_it_is_the_same_every_time(tmp_path: Path) -> None:
    def everything(store: Store, now: datetime) -> list[Any]:
        told = [replace(message, settled=None) for who in store.volunteers() for message in store.messages_to(who.id)]
        return [store.volunteers(), store.recipients(), store.errands(), told, store.matters(), store.notes()]

    assert look(tmp_path / "a", WEDNESDAY, everything) == look(tmp_path / "b", WEDNESDAY, everything)


def test_nobody_in_it_is_real_but_the_places_are(tmp_path: Path) -> None:
    def named(store: Store, now: datetime) -> tuple[set[str], set[str], set[str]]:
        people: list[Volunteer | Recipient] = [*store.volunteers(), *store.recipients()]
        surnames = {person.person.name.split()[-1] for person in people}
        numbers = {number for person in people for number in store.addresses(person.id).values()}
        return surnames, numbers, {person.postcode for person in people} - {""}

    ((surnames, numbers, postcodes),) = look(tmp_path, WEDNESDAY, named)

    assert surnames <= {*SURNAMES, "Kakefathaugen"}
    assert all(number.startswith(("+4790000", "+476200")) for number in numbers)
    assert all(place_of(postcode) for postcode in postcodes)
    assert len(postcodes) > 8


def test_time_goes_on_in_it_as_anywhere(tmp_path: Path) -> None:
    async def tomorrow() -> tuple[list[Any], list[Any]]:
        system = opened(tmp_path, WEDNESDAY)
        where = await fill(system)
        before = await system.read(where, lambda store: store.errands(Status.OPEN))
        assert isinstance(system.clock, SetClock)
        system.clock.at = WEDNESDAY + timedelta(days=30)
        await system.tick()
        after = await system.read(where, lambda store: store.errands(Status.OPEN))
        await system.close()
        return before, after

    before, after = asyncio.run(tomorrow())
    assert before
    assert after == []


def test_it_is_made_while_one_waits(tmp_path: Path) -> None:
    reader()
    began = time.process_time()

    look(tmp_path, WEDNESDAY)

    assert time.process_time() - began < 5
