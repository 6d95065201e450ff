"""What goes straight to the driver must come out as if it had gone through SQLAlchemy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import IntegrityError

from bot.channels import Incoming
from bot.model import Frequency, MunicipalityId, Stage
from bot.storage.database import open_reader
from bot.storage.entering import enter
from bot.storage.prepared import Prepared, savepoint
from bot.storage.store import Store, open_store
from bot.storage.tables import metadata, person
from tests.storage.conftest import MASTER, NOW


def lived_in(store: Store) -> None:
    who = store.add_person("Åse", NOW)
    store.give_address(who, "sms", "+4790000001")
    store.add_volunteer(who, registered=NOW, skills=["walk"], frequency=Frequency(1, 30), pledge=NOW.date())
    store.add_recipient(who, street="Vinterlia 7")
    trip = store.add_errand(kind="walk", recipient=who, starts=NOW + timedelta(hours=3), created=NOW, urgent=True)
    store.add_offer(trip, who, NOW)
    store.take(trip, who, 1, NOW)
    store.put_talk(who, NOW, state="{}")
    store.wake_at("errand", trip, NOW)
    store.add_message(
        person=who, channel="sms", to="+4790000001", text="Hei", kind="offer", created=NOW, not_before=NOW
    )
    store.add_event(Incoming("sms", "SM1", "+4790000001", "ja"), NOW)
    store.add_note("posted", NOW, trip, None, by=3)
    store.open_matter("unfilled", NOW, errand=trip)


def test_every_kind_of_column_comes_out_the_same(store: Store, connection: Connection) -> None:
    lived_in(store)
    filled = 0

    for table in metadata.sorted_tables:
        plainly = [dict(row) for row in connection.execute(select(table)).mappings()]
        assert [dict(row) for row in Prepared(select(table)).rows(connection, {})] == plainly, table.name
        filled += bool(plainly)

    assert filled > 10


def test_what_the_tables_say_of_what_is_left_out_is_kept(store: Store) -> None:
    who = store.add_person("Åse", NOW)
    store.add_volunteer(who, registered=NOW)

    volunteer = store.volunteer(who)
    assert volunteer is not None
    assert (volunteer.stage, volunteer.skills, volunteer.transport) == (Stage.APPLIED, frozenset(), "car")
    assert not volunteer.paused


def test_a_refusal_is_the_error_it_would_have_been(store: Store, connection: Connection) -> None:
    who = store.add_person("Åse", NOW)
    store.add_volunteer(who, registered=NOW)

    with pytest.raises(IntegrityError), savepoint(connection):
        store.add_volunteer(who, registered=NOW)
    assert len(store.volunteers()) == 1


def test_what_is_asked_one_after_another_is_seen_at_one_moment(engine: Engine, url: str, town: MunicipalityId) -> None:
    reader = open_reader(url)
    with reader.connect() as reading:
        enter(reading, town)
        assert people(reading) == []

        with engine.begin() as connection:
            open_store(connection, town, MASTER).add_person("Åse", NOW)

        assert people(reading) == []
    with reader.connect() as reading:
        enter(reading, town)
        assert people(reading) == [1]
    reader.dispose()


def people(reading: Connection) -> list[int]:
    return [row["id"] for row in Prepared(select(person.c.id)).rows(reading, {})]
