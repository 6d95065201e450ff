"""What lasts is said at once and then ever more seldom; where something fails is said to whoever asks how we are."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.app import routes
from bot.errors import CannotStore
from bot.log import configure
from bot.model import MunicipalityId
from bot.replay import SetClock
from bot.storage.accounts import Role
from bot.watching import Watch
from tests.admin.house import House, done, house_in

ONE, OTHER = MunicipalityId(1), MunicipalityId(2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    out = io.StringIO()
    configure(stream=out)
    yield out
    configure("ERROR")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as house:
        yield house


def fails(watch: Watch, where: MunicipalityId = ONE, wrong: type[Exception] = ValueError) -> None:
    try:
        raise wrong("a fault of ours")
    except (ValueError, KeyError) as error:
        watch.failed(where, "step failed", error)


def lines(said: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in said.getvalue().splitlines()]


def test_what_fails_each_second_is_said_at_once_and_then_ever_more_seldom(said: io.StringIO) -> None:
    clock = SetClock(NOON)
    watch = Watch(clock)
    for second in range(4 * 3600):
        clock.at = NOON + timedelta(seconds=second)
        fails(watch)

    assert [line["count"] for line in lines(said)] == [1, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_another_fault_or_another_place_is_said_by_itself(said: io.StringIO) -> None:
    watch = Watch(SetClock(NOON))
    fails(watch)
    fails(watch, OTHER)
    fails(watch, wrong=KeyError)
    fails(watch)

    assert [line["municipality"] for line in lines(said)] == [1, 2, 1]


def test_what_was_over_for_a_while_is_said_at_once_when_it_comes_back(said: io.StringIO) -> None:
    clock = SetClock(NOON)
    watch = Watch(clock)
    for minutes in (0, 6):
        clock.at = NOON + timedelta(minutes=minutes)
        watch.stored(well=False)

    assert [(line["event"], line["count"]) for line in lines(said)] == [("could not store", 1)] * 2


def test_what_could_not_be_read_is_said_without_what_was_asked_about(house: House, said: io.StringIO) -> None:
    for _ in range(2):
        with pytest.raises(CannotStore):
            done(house.system.ask(lambda db: db.execute(text("SELECT :who FROM nothing"), {"who": "Kari Vik"})))

    (line,) = lines(said)
    assert (line["event"], line["level"]) == ("could not read", "error")
    assert "OperationalError" in str(line["errors"]) and "Kari" not in str(line) and "SELECT" not in str(line)


def test_the_one_of_several_where_something_fails_is_named(house: House) -> None:
    house.user(Role.MANAGER)
    done(house.system.tick())
    with TestClient(Starlette(routes=routes(house.system))) as client:
        assert client.get("/readyz").json()["failing"] == []

        house.system.watch.failing.add(OTHER)

        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["failing"]) == (503, [2])
        assert "handslag_failing 1\n" in client.get("/metrics").text


def test_the_municipality_itself_is_told_and_no_other(house: House) -> None:
    with TestClient(house.panel, base_url="https://testserver") as client:
        house.let_in(client, house.user(Role.MANAGER))
        house.system.watch.failing.add(OTHER)
        assert "får ikke gjort alt" not in client.get("/oppsett").text

        house.system.watch.failing.add(ONE)

        assert "Går, men får ikke gjort alt den skal her" in client.get("/oppsett").text
