"""Two who are one: no row of any table names the one that went away, whatever tables there are."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Engine, Integer, LargeBinary, Table, insert, select

from bot.flows import talks
from bot.life import merging, undoing
from bot.life.turn import Turn
from bot.model import MunicipalityId, PersonId
from bot.storage.about import THEIRS
from bot.storage.columns import Moment
from bot.storage.journal import Journal
from bot.storage.merging import BESIDE, PERSONAL
from bot.storage.store import Store, add_municipality, open_store
from bot.storage.tables import metadata, offer, person
from tests.storage.conftest import MASTER, NOW

GONE = PersonId(987_654)
"""A number nothing else is called, so that it is seen wherever it stands, also inside a text."""
NAMED = {(table, column) for names in (THEIRS, BESIDE) for table, columns in names.items() for column in columns}
TRACES = {"access", "undo", "changed"}


def test_every_column_that_names_a_person_is_known() -> None:
    keys = {
        (key.parent.table.name, key.parent.name)
        for table in metadata.tables.values() for key in table.foreign_keys if key.target_fullname == "person.id"
    }  # fmt: skip
    words = {column for _, column in NAMED} - {"id", "about"}
    alike = {
        (table.name, column.name) for table in metadata.tables.values() if "municipality" in table.c
        for column in table.c if column.name in words and isinstance(column.type, Integer)
    }  # fmt: skip

    assert keys | alike <= NAMED


def test_no_row_of_any_table_names_the_one_that_went_away(store: Store, connection: Connection) -> None:
    kept = fill(store, connection)

    store.hand_all_to(kept, GONE)

    assert named_in(connection) == []
    assert store.became(GONE) == kept
    assert connection.execute(select(person.c.name).where(person.c.id == GONE)).scalar_one() == ""


def test_all_of_it_can_be_put_back(store: Store, connection: Connection) -> None:
    kept = fill(store, connection)
    before = everything(connection)
    store.journal = journal = Journal()

    store.hand_all_to(kept, GONE)
    store.journal = None
    which = store.keep_undo(journal, "merge.do", 1, None, NOW, "")
    during = everything(connection)
    store.put_back(which, NOW)

    assert before != during
    assert everything(connection) == before


def test_who_was_merged_before_leads_on_to_who_stays(store: Store, connection: Connection) -> None:
    kept, first = fill(store, connection), store.add_person("Kari", NOW)

    store.hand_all_to(GONE, first)
    store.hand_all_to(kept, GONE)
    store.forget(kept, NOW)

    assert store.became(first) == kept
    assert all(store.erased(who) for who in (kept, GONE, first))


def fill(store: Store, connection: Connection) -> PersonId:
    """In every table a row that names someone, in each column that can; whom they turn out to be."""
    kept, other = store.add_person("Kari Vik", NOW), store.add_person("Astrid Dahl", NOW)
    row = {"municipality": store.municipality, "id": GONE, "name": "Kari", "language": "nb", "stopped": False}
    connection.execute(insert(person).values(**row))
    errand = store.add_errand(kind="shopping", recipient=other, starts=NOW)
    last = store.add_errand(kind="shopping", recipient=other, starts=NOW)
    for number, (name, column) in enumerate(sorted(NAMED - {("person", "id")}), 1):
        table = metadata.tables[name]
        given = {c.name: _filled(c, table, number, other, errand) for c in table.c}
        connection.execute(insert(table).values(**given | {"municipality": store.municipality, column: GONE}))
    store.add_note("errand_filled", NOW, last, None, volunteers=[GONE, other])
    store.add_note("errand_filled", NOW, errand, None, volunteers=[other, GONE])
    connection.execute(insert(metadata.tables["visit"]).values(
        municipality=store.municipality, id=99, errand=last, volunteer=GONE, place=7, state="agreed"))
    for subject in PERSONAL:
        store.wake_at(subject, GONE, NOW)
    return kept


def _filled(column: Column[Any], table: Table, number: int, other: PersonId, errand: int) -> Any:
    """Something that may stand there, and breaks no promise of the schema."""
    if (table.name, column.name) in NAMED:
        return other
    if column.name == "errand":
        return errand
    if column.nullable:
        return None
    match column.type:
        case Boolean():
            return False
        case Moment():
            return NOW
        case Date():
            return date(2026, 3, 2)
        case JSON():
            return []
        case LargeBinary():
            return b"%d" % number
        case Integer():
            return 100 + number
        case _:
            return f"x{number}"


def everything(connection: Connection) -> dict[str, list[str]]:
    shown = {name: table for name, table in metadata.tables.items() if "municipality" in table.c and name not in TRACES}
    return {name: sorted(map(str, connection.execute(select(table)).all())) for name, table in shown.items()}


def named_in(connection: Connection) -> list[str]:
    """The tables where the number still stands, but for its own row."""
    return [
        name for name, rows in everything(connection).items()
        if any(str(GONE) in row for row in rows if not (name == "person" and str(GONE) in row.split(",")[1]))
    ]  # fmt: skip


KILLED_AT_STEP = """
import os, signal, sys
from datetime import UTC, datetime
from bot.flows import talks
from bot.life import merging
from bot.life.turn import Turn
from bot.storage.database import open_writer
from bot.storage.store import open_store

left = int(sys.argv[2])

def count(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

with open_writer(sys.argv[1]).begin() as connection:
    store = open_store(connection, 1, bytes(range(32)))
    connection.connection.driver_connection.set_trace_callback(count)
    merging.merge(Turn(store, datetime(2026, 3, 2, 10, tzinfo=UTC), talks()), 1, 2)
    connection.connection.driver_connection.set_trace_callback(None)
print("merged", int(sys.argv[2]) - left)
"""


def merged_and_killed(url: str, step: int) -> subprocess.CompletedProcess[str]:
    code = [sys.executable, "-c", KILLED_AT_STEP, url, str(step)]
    return subprocess.run(code, capture_output=True, text=True, check=False)


def test_killed_halfway_it_has_not_begun(file: Path, url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        store = open_store(connection, add_municipality(connection, "Eksempel", NOW, example=True), MASTER)
        for name, number in (("Kari Vik", "+4790000101"), ("Kari", "+4790000102")):
            who = store.add_person(name, NOW)
            store.give_address(who, "sms", number)
            store.add_volunteer(who, stage="applied", skills=["shopping"])
        before = everything(connection)

    killed = [merged_and_killed(url, step).returncode for step in (30, 100)]
    with engine.begin() as connection:
        between = everything(connection)
    whole = merged_and_killed(url, 1_000_000)

    assert killed == [-signal.SIGKILL] * 2 and between == before
    assert int(whole.stdout.split()[1]) > 100, whole.stderr
    with engine.begin() as connection:
        assert open_store(connection, MunicipalityId(1), MASTER).became(PersonId(2)) == 1


def test_what_both_were_asked_agreed_to_and_are_reached_by_is_ones_on_either_database(
    store: Store, connection: Connection
) -> None:
    astrid, (kari, again) = store.add_person("Astrid Dahl", NOW), (store.add_person("Kari", NOW) for _ in range(2))
    store.add_recipient(astrid, postcode="2317")
    for who, number in ((kari, "+4790000101"), (again, "+4790000102")):
        store.give_address(who, "sms", number)
        store.add_volunteer(who, stage="approved", skills=["shopping"], pledge=NOW.date())
    starts = NOW + timedelta(days=3)
    first, second, third = (store.add_errand(kind="shopping", recipient=astrid, starts=starts) for _ in range(3))
    for who, errand in ((kari, first), (again, first), (again, second), (again, third)):
        store.add_offer(errand, who, NOW)
        store.put_question(who, errand, store.free_number(who, errand), "offer", NOW)
    visit = store.take(third, again, 1, NOW)
    store.add_note("errand_filled", NOW, third, None, volunteers=[again])
    before = everything(connection)

    turn = Turn(store, NOW, talks())
    which = undoing.undoably(turn, "merge.do", 1, lambda turn: merging.merge(turn, again, kari)) and 1

    assert store.became(again) == kari and store.people_at("sms", "+4790000102") == [kari]
    assert store.addresses(kari) == {"sms": "+4790000101"}
    asked = connection.execute(select(offer.c.errand, offer.c.volunteer, offer.c.times).order_by(offer.c.errand)).all()
    assert [tuple(row) for row in asked] == [(first, kari, 2), (second, kari, 1), (third, kari, 1)]
    assert [one.errand for one in store.questions_to(kari)] == [first, second, third]
    assert visit is not None and store.visit(visit).volunteer == kari
    undoing.undo(turn, which, 1)
    after = everything(connection)
    assert {name: rows for name, rows in after.items() if name != "note"} == {
        name: rows for name, rows in before.items() if name != "note"}  # fmt: skip
