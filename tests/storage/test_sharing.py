"""How workers share the work on PostgreSQL: they see where there is some, and one at a time has what only one may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from time import sleep
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bot.channels import Incoming
from bot.model import MunicipalityId
from bot.storage.database import open_writer
from bot.storage.post import Message
from bot.storage.store import Store, add_municipality, open_store
from bot.storage.workers import hold, let_go, places_due
from tests import postgres
from tests.storage.conftest import MASTER, NOW

NUMBER = "+4790000001"
LONG, SHORT = timedelta(minutes=5), timedelta(seconds=0.2)
SOON = timedelta(minutes=1)


@pytest.fixture
def server() -> Iterator[Engine]:
    with postgres.database() as url:
        engine = open_writer(url)
        with engine.begin() as connection:
            for name in ("Eksempel", "Nabo", "Tredje"):
                add_municipality(connection, name, NOW, example=True)
        yield engine
        engine.dispose()


def message(store: Store, state: str, **values: Any) -> None:
    which = store.add_message(
        channel="sms", to=NUMBER, text="Hei", kind="offer", created=NOW, **{"not_before": NOW - SOON, **values}
    )
    store.change_message(which, state=state, claimed=NOW - LONG)


def event(store: Store, state: str = "open", **values: Any) -> None:
    came = store.add_event(Incoming("sms", "SM1", NUMBER, "ja"), NOW)
    assert came is not None
    store.change_event(came.id, state=state, **values)


@pytest.mark.parametrize(
    ("left", "due"),
    [
        (lambda store: store.wake_at("errand", 1, NOW - SOON), True),
        (lambda store: store.wake_at("errand", 1, NOW + SOON), False),
        (lambda store: message(store, "queued"), True),
        (lambda store: message(store, "unknown"), True),
        (lambda store: message(store, "queued", not_before=NOW + SOON), False),
        (lambda store: message(store, "handed_over"), False),
        (lambda store: message(store, "sending"), True),
        (lambda store: store.claim_message(first(store), NOW), False),
        (event, True),
        (lambda store: event(store, not_before=NOW + SOON), False),
        (lambda store: event(store, state="done"), False),
    ],
)
def test_it_is_seen_where_something_is_due_and_nowhere_else(
    server: Engine, left: Callable[[Store], object], due: bool
) -> None:
    with server.begin() as connection:
        left(open_store(connection, MunicipalityId(2), MASTER))

    assert look(server) == ([2] if due else [])


def first(store: Store) -> Message:
    message(store, "queued")
    return store.due_messages(NOW, 1)[0]


def look(server: Engine) -> list[MunicipalityId]:
    with server.begin() as connection:
        return places_due(connection, NOW, NOW - SOON)


def test_who_looks_where_there_is_work_sees_nobody(server: Engine) -> None:
    with server.begin() as connection:
        store = open_store(connection, MunicipalityId(2), MASTER)
        store.add_person("Kari", NOW)
        event(store)
    with server.begin() as connection:
        places_due(connection, NOW, NOW)
        assert connection.scalar(text("SELECT count(*) FROM person")) == 0
        assert connection.execute(text("UPDATE event SET body = NULL")).rowcount == 0


def takes(server: Engine, holder: str, lasts: timedelta) -> bool:
    with server.begin() as connection:
        return hold(connection, "telegram", holder, lasts)


@pytest.mark.promise
def test_one_worker_at_a_time_has_a_channel_and_another_when_it_is_gone(server: Engine) -> None:
    assert [takes(server, "a", LONG), takes(server, "b", LONG), takes(server, "a", SHORT)] == [True, False, True]

    sleep(2 * SHORT.total_seconds())
    assert [takes(server, "b", LONG), takes(server, "a", LONG)] == [True, False]


def test_who_stops_leaves_it_to_the_others_at_once(server: Engine) -> None:
    takes(server, "a", LONG)

    with server.begin() as connection:
        let_go(connection, "a")

    assert takes(server, "b", LONG)
