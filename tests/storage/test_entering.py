"""Municipalities on one PostgreSQL: who has not entered one sees nothing, and two never write in one at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from threading import Event

import pytest
from sqlalchemy import Connection, Engine, Table, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from bot.errors import CannotStore, Elsewhere
from bot.model import MunicipalityId
from bot.storage.crew import Crew
from bot.storage.database import POSTGRESQL, open_reader, open_writer
from bot.storage.entering import enter, entered
from bot.storage.prepared import run
from bot.storage.store import Store, add_municipality, open_store
from bot.storage.tables import lease, metadata, person
from tests import postgres
from tests.storage.conftest import MASTER, NOW

HERE, THERE = MunicipalityId(1), MunicipalityId(2)
PATIENCE = 30
WORKERS = 3


@pytest.fixture
def address() -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    """With two municipalities, and somebody in each."""
    engine = open_writer(address)
    with engine.begin() as connection:
        for name in ("Eksempel", "Nabo"):
            which = add_municipality(connection, name, NOW, example=True)
            open_store(connection, which, MASTER).add_person(f"Kari i {name}", NOW)
    yield engine
    engine.dispose()


@pytest.fixture
def crews(address: str, engine: Engine) -> Iterator[list[Crew]]:
    """As in several workers."""
    engines = [open_writer(address) for _ in range(WORKERS)]
    crews = [Crew(engine) for engine in engines]
    yield crews
    for crew, its in zip(crews, engines, strict=True):
        crew.close()
        its.dispose()


def of_one_municipality() -> list[Table]:
    return [table for table in metadata.sorted_tables if "municipality" in table.primary_key.columns]


@pytest.mark.promise
def test_a_question_that_forgets_the_municipality_finds_nothing_of_others(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(select(person.c.id)).all() == []
        enter(connection, THERE)
        assert connection.execute(select(person.c.municipality)).scalars().all() == [THERE]


@pytest.mark.promise
def test_nothing_is_written_in_a_municipality_one_has_not_entered(engine: Engine) -> None:
    new = "INSERT INTO person (municipality, id, language, stopped) VALUES (2, 99, 'nb', false)"
    with engine.connect() as connection:
        with pytest.raises(ProgrammingError, match="row-level security"), connection.begin():
            connection.execute(text(new))
        with connection.begin(), entered(connection, HERE), pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(text(new))
        with connection.begin():
            enter(connection, HERE)
            assert connection.execute(text("UPDATE person SET stopped = true WHERE id = 1")).rowcount == 1
            assert connection.execute(text("DELETE FROM wake")).rowcount == 0


def test_a_wall_stands_around_every_table_that_is_of_one_municipality(engine: Engine) -> None:
    walls = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    with engine.connect() as connection:
        assert set(connection.execute(text(walls)).scalars()) == {table.name for table in of_one_municipality()}


def test_who_entered_is_out_again_when_the_transaction_is_over(engine: Engine) -> None:
    with engine.connect() as connection:
        with connection.begin(), entered(connection, HERE):
            assert len(connection.execute(select(person.c.id)).all()) == 1
        assert connection.execute(select(person.c.id)).all() == []


def test_a_reader_cannot_write_and_waits_for_nobody(address: str, engine: Engine) -> None:
    reader = open_reader(address)
    with engine.connect() as writing, reader.connect() as reading:
        enter(writing, HERE)
        enter(reading, HERE)
        assert len(reading.execute(select(person.c.id)).all()) == 1
        with pytest.raises(DBAPIError, match="read-only"):
            run(reading, "UPDATE person SET stopped = true")
    reader.dispose()


def in_turn(store: Callable[[Connection], Store]) -> Callable[[Connection], None]:
    def read_then_write(connection: Connection) -> None:
        here = store(connection)
        here.change_set_up(count=here.set_up().get("count", 0) + 1)
        here.add_person("Ny", NOW)

    return read_then_write


def opens(where: MunicipalityId) -> Callable[[Connection], Store]:
    return lambda connection: open_store(connection, where, MASTER)


@pytest.mark.promise
def test_turns_of_one_municipality_never_race_whichever_worker_takes_them(
    engine: Engine, crews: list[Crew], times: int
) -> None:
    many = 60 * times

    done = [crew.submit(in_turn(opens(where)), where) for _ in range(many) for crew in crews for where in (HERE, THERE)]

    assert [future.exception(PATIENCE * times) for future in done] == [None] * len(done)
    for where in (HERE, THERE):
        with engine.connect() as connection:
            store = opens(where)(connection)
            assert store.set_up()["count"] == many * WORKERS
            ids = connection.execute(select(person.c.id).order_by(person.c.id)).scalars().all()
            assert ids == list(range(1, many * WORKERS + 2))


def holds(inside: Event, out: Event) -> Callable[[Connection], None]:
    def job(_: Connection) -> None:
        inside.set()
        out.wait(PATIENCE)

    return job


@pytest.fixture
def held(crews: list[Crew]) -> Iterator[Future[None]]:
    """The first worker is in the middle of something here."""
    inside, out = Event(), Event()
    future = crews[0].submit(holds(inside, out), HERE)
    inside.wait(PATIENCE)
    yield future
    out.set()
    future.result(PATIENCE)


def test_who_need_not_wait_sees_to_another_municipality(crews: list[Crew], held: Future[None]) -> None:
    here, there = (crews[1].submit(lambda _: "done", where, wait=False) for where in (HERE, THERE))

    assert isinstance(here.exception(PATIENCE), Elsewhere)
    assert there.result(PATIENCE) == "done"
    assert not held.done()


def test_a_worker_that_hangs_in_one_municipality_does_not_hold_up_its_own_work_in_another(
    crews: list[Crew], held: Future[None]
) -> None:
    assert crews[0].submit(lambda _: "done", THERE).result(PATIENCE) == "done"


@pytest.mark.promise
def test_a_worker_that_hangs_in_the_middle_is_cut_off_and_promises_nothing(
    engine: Engine, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(POSTGRESQL, "idle_in_transaction_session_timeout", "500ms")
    hanging, other = (Crew(open_writer(address)) for _ in range(2))
    inside, out = Event(), Event()
    hangs = hanging.submit(holds(inside, out), HERE)
    inside.wait(PATIENCE)

    assert other.submit(lambda _: "done", HERE).result(PATIENCE) == "done"
    out.set()
    assert isinstance(hangs.exception(PATIENCE), CannotStore)
    for crew in (hanging, other):
        crew.close()
        crew._engine.dispose()


@pytest.mark.promise
def test_what_two_workers_undo_for_each_other_begins_again(engine: Engine, crews: list[Crew]) -> None:
    with engine.begin() as connection:
        connection.execute(lease.insert(), [{"what": what, "holder": "0", "until": NOW} for what in "ab"])
    half = [Event(), Event()]
    again = "UPDATE lease SET holder = CAST(CAST(holder AS integer) + 1 AS text) WHERE what = :what"

    def both(mine: int) -> Callable[[Connection], None]:
        def job(connection: Connection) -> None:
            connection.execute(text(again), {"what": "ab"[mine]})
            half[mine].set()
            half[1 - mine].wait(PATIENCE)
            connection.execute(text(again), {"what": "ba"[mine]})

        return job

    done = [crews[n].submit(both(n)) for n in (0, 1)]

    assert [future.exception(PATIENCE) for future in done] == [None, None]
    with engine.connect() as connection:
        assert connection.execute(select(lease.c.holder)).scalars().all() == ["2", "2"]
