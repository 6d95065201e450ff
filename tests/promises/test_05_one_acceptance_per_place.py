"""One acceptance per place, by a database constraint and one conditional update."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, text
from sqlalchemy.exc import IntegrityError

from bot.model import ErrandId, MunicipalityId, PersonId, VisitState
from bot.storage.crew import Crew
from bot.storage.database import open_writer
from bot.storage.store import Store, open_store
from bot.storage.tables import visit
from bot.storage.writer import Writer, Writes
from tests.promises.conftest import Figure
from tests.storage.conftest import MASTER, NOW
from tests.transcript import played, script, talks

HELPERS, ERRANDS, WORKERS = 20, 1000, 3
PATIENCE = 60
EACH = pytest.mark.parametrize("path", talks(), ids=lambda path: path.stem)
SaysJa = Callable[[Writes, MunicipalityId, ErrandId, PersonId], int | None]


@pytest.fixture
def workers(engine: Engine, url: str) -> Iterator[list[Writes]]:
    """On a server several; on SQLite the one there is, which all who say JA wait for."""
    if engine.dialect.name == "sqlite":
        writers: list[Writes] = [Writer(engine)]
        engines = []
    else:
        engines = [open_writer(url) for _ in range(WORKERS)]
        writers = [Crew(each) for each in engines]
    yield writers
    for writer in writers:
        writer.close()
    for each in engines:
        each.dispose()


def one_gets_it(workers: list[Writes], town: MunicipalityId, errands: int, says_ja: SaysJa) -> None:
    """To each errand twenty say JA at once, through all the workers."""

    def prepare(connection: Connection) -> tuple[list[ErrandId], list[PersonId]]:
        store = open_store(connection, town, MASTER)
        astrid, starts = store.add_person("Astrid", NOW), NOW + timedelta(days=2)
        asked = [store.add_errand(kind="walk", recipient=astrid, starts=starts, created=NOW) for _ in range(errands)]
        return asked, helpers(store, HELPERS)

    asked, people = workers[0].submit(prepare, town).result(PATIENCE)
    with ThreadPoolExecutor(HELPERS) as at_once:
        for which in asked:
            said = [
                at_once.submit(says_ja, workers[n % len(workers)], town, which, who) for n, who in enumerate(people)
            ]
            assert sum(future.result(PATIENCE) is not None for future in said) == 1

    def visits(connection: Connection) -> int:
        store = open_store(connection, town, MASTER)
        return sum(len(store.visits_of(which)) for which in asked)

    assert workers[0].submit(visits, town).result(PATIENCE) == errands


def takes_it(worker: Writes, town: MunicipalityId, which: ErrandId, who: PersonId) -> int | None:
    return worker.submit(lambda db: open_store(db, town, MASTER).take(which, who, 1, NOW), town).result(PATIENCE)


def looks_and_then_takes_it(worker: Writes, town: MunicipalityId, which: ErrandId, who: PersonId) -> int | None:
    """As who looks first whether it is free, and writes in a transaction of its own."""
    if worker.submit(lambda db: open_store(db, town, MASTER).visits_of(which), town).result(PATIENCE):
        return None
    row = {"errand": which, "volunteer": who, "place": 1, "taken": NOW, "state": "agreed"}
    return worker.submit(lambda db: open_store(db, town, MASTER)._add(visit, **row), town).result(PATIENCE)


@pytest.mark.promise
def test_of_twenty_who_say_ja_at_once_one_gets_the_place(
    workers: list[Writes], town: MunicipalityId, times: int, figure: Figure, engine: Engine
) -> None:
    errands = ERRANDS * times

    one_gets_it(workers, town, errands, takes_it)

    figure(f"{engine.dialect.name}: {errands} errands x {HELPERS} JA, one each")


def test_planted_a_place_that_is_looked_at_and_then_taken(workers: list[Writes], town: MunicipalityId) -> None:
    def without_keys(connection: Connection) -> None:
        for key in ("uq_visit_place", "uq_visit_volunteer"):
            connection.execute(text(f"DROP INDEX {key}"))

    workers[0].submit(without_keys).result(PATIENCE)

    with pytest.raises(AssertionError):
        one_gets_it(workers, town, ERRANDS, looks_and_then_takes_it)


def helpers(store: Store, most: int) -> list[PersonId]:
    people = [store.add_person(f"Hjelper {n}", NOW) for n in range(most)]
    for who in people:
        store.add_volunteer(who, registered=NOW)
    return people


@pytest.fixture
def trip(store: Store) -> ErrandId:
    astrid = store.add_person("Astrid Rognelien", NOW)
    return store.add_errand(kind="shopping", recipient=astrid, starts=NOW + timedelta(days=2), places=2, created=NOW)


@pytest.mark.promise
def test_as_many_are_given_a_place_as_there_are(store: Store, trip: ErrandId) -> None:
    taken = [store.take(trip, who, 2, NOW) for who in helpers(store, 5)]

    assert [visit is not None for visit in taken] == [True, True, False, False, False]
    assert [v.place for v in store.visits_of(trip)] == [1, 2]


@pytest.mark.promise
def test_the_database_itself_refuses_two_at_one_place_and_one_at_two(
    store: Store, connection: Connection, town: MunicipalityId, trip: ErrandId
) -> None:
    kari, ola = helpers(store, 2)
    store.take(trip, kari, 2, NOW)
    row = {"municipality": town, "id": 99, "errand": trip, "state": "agreed", "taken": NOW}

    for values in ({"volunteer": ola, "place": 1}, {"volunteer": kari, "place": 2}):
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(insert(visit).values(**row, **values))


def test_a_place_that_fell_free_can_be_taken_again_also_by_whoever_left_it(store: Store, trip: ErrandId) -> None:
    kari, ola, per = helpers(store, 3)
    first = store.take(trip, kari, 2, NOW)
    store.take(trip, ola, 2, NOW)
    assert first is not None

    store.change_visit(first, state=VisitState.CANCELLED.value)

    assert store.take(trip, kari, 2, NOW) is not None
    assert store.take(trip, per, 2, NOW) is None


@EACH
def test_an_errand_has_no_more_volunteers_than_places_in_any_talk(path: Path) -> None:
    lines: list[dict[str, Any]] = [json.loads(line) for line in script(path).jsonl()]
    places = {line["id"]: line.get("places", 1) for line in lines if line.get("do") == "errand"}
    held: dict[str, set[str]] = defaultdict(set)
    for line in played(path).out:
        if line.get("event") == "offer_accepted":
            held[line["errand"]].add(line["volunteer"])
        elif line.get("event") == "assignment_cancelled":
            held[line["errand"]].discard(line["volunteer"])
        assert all(len(held[which]) <= places.get(_posted_as(which), 1) for which in held)


def _posted_as(which: str) -> str:
    """`A/2` is one of those made ahead from A; a fixed friend's visits are made from no errand and have one place."""
    return which.partition("/")[0]
