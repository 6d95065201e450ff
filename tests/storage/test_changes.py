"""What changed has a higher number than all that changed before it; what changed nothing moves nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine

from bot.errors import Refused
from bot.model import MunicipalityId, PersonId
from bot.storage.store import Store, add_municipality, open_store
from bot.storage.writer import Inline
from tests.storage.conftest import MASTER, NOW

Write = Callable[[Callable[[Store], object]], None]


@pytest.fixture
def writes(engine: Engine, town: MunicipalityId) -> Write:
    """Do something in the writer, as the robot and the panel do."""
    writer = Inline(engine)

    def write(job: Callable[[Store], object]) -> None:
        writer.submit(lambda connection: job(open_store(connection, town, MASTER)), town).result()

    return write


@pytest.fixture
def look(engine: Engine, town: MunicipalityId) -> Callable[[], dict[str, int]]:
    def changes() -> dict[str, int]:
        with engine.connect() as connection:
            return open_store(connection, town, MASTER).changes()

    return changes


Look = Callable[[], dict[str, int]]


def test_each_change_has_a_higher_number_than_the_last_whatever_it_is_about(writes: Write, look: Look) -> None:
    writes(lambda store: store.add_person("Kari Vik", NOW))
    first = look()
    writes(lambda store: store.open_matter("held", NOW))
    second = look()
    writes(lambda store: store.change_person(PersonId(1), language="nn"))

    assert first.keys() == {"people"} and second.keys() == {"people", "matters"}
    assert first["people"] == second["people"] < second["matters"] < look()["people"]


def test_what_changed_nothing_or_was_taken_back_moves_nothing(writes: Write, look: Look) -> None:
    writes(lambda store: store.add_person("Kari Vik", NOW))
    before = look()

    def refused(store: Store) -> None:
        store.add_person("Per Holen", NOW)
        raise Refused("Nei.")

    with pytest.raises(Refused):
        writes(refused)
    writes(lambda store: store.close_matters(NOW, "held"))
    writes(lambda store: store.wake_at("errand", 1, NOW))

    assert look() == before


def test_what_changes_in_one_municipality_is_nothing_to_another(engine: Engine, town: MunicipalityId) -> None:
    with engine.begin() as connection:
        other = add_municipality(connection, "Nabo", NOW, example=True)

    def in_both(connection: Connection) -> None:
        open_store(connection, other, MASTER).add_person("Per Holen", NOW)
        open_store(connection, town, MASTER).open_matter("held", NOW)

    Inline(engine).submit(in_both, None).result()

    with engine.connect() as connection:
        assert open_store(connection, town, MASTER).changes().keys() == {"matters"}
    with engine.connect() as connection:
        assert open_store(connection, other, MASTER).changes().keys() == {"people"}
