"""Several municipalities in one installation, each with its own number."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection
from starlette.applications import Starlette

from bot.app import open_system, routes
from bot.channels.simulator import Simulator
from bot.errors import SetupError
from bot.model import MunicipalityId
from bot.senders import Senders, give
from bot.storage.database import open_writer
from bot.storage.post import MessageState
from bot.storage.senders import Sender, Town, put_sender, senders
from bot.storage.store import add_municipality
from bot.storage.tables import metadata
from bot.system import System
from tests.fake_telegram import FakeTelegram
from tests.fake_twilio import FakeTwilio
from tests.robot import founded
from tests.serving import serving
from tests.twilio_forms import NUMBER

ROOT = Path(__file__).parent.parent
FIRST, SECOND, THIRD = MunicipalityId(1), MunicipalityId(2), MunicipalityId(3)
KARI, OLA = "+4790000001", "+4790000002"
THEIRS = "+4759440001"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as twilio:
        twilio.ours.add(THEIRS)
        yield twilio


def and_two_more(connection: Connection) -> None:
    """Beside Eksempel, which has the number in the settings: Fjellvik with one of its own, Dalen with none."""
    for name in ("Fjellvik", "Dalen"):
        add_municipality(connection, name, datetime.now(UTC), example=False, phone="+4762000001")
    put_sender(connection, Sender(f"tel:{THEIRS}", SECOND))


@pytest.fixture
def system(twilio: FakeTwilio, tmp_path: Path) -> Iterator[System]:
    """The robot with three municipalities, its webhooks where Twilio reaches them."""
    app = Starlette()
    with serving(app) as url:
        twilio.public_url = url
        settings = founded(twilio.settings(tmp_path / "var"))
        writer = open_writer(settings.database_url, durable=False)
        with writer.begin() as connection:
            and_two_more(connection)
        writer.dispose()
        system = open_system(settings)
        app.router.routes.extend(routes(system))
        asyncio.run(system.look_around())
        yield system
        asyncio.run(system.close())


async def counted(system: System, where: MunicipalityId) -> tuple[int, int]:
    """Messages that came in, and messages handed over or further."""
    told = await system.read(where, lambda store: store.counts())
    out = sum(told.get(f"messages_{state}", 0) for state in ("handed_over", "delivered"))
    return told.get("events_done", 0), out


def each(system: System) -> list[tuple[int, int]]:
    return [asyncio.run(counted(system, where)) for where in (FIRST, SECOND, THIRD)]


def works(system: System, twilio: FakeTwilio, so_many: int) -> None:
    """Send what waits, until Twilio has so many."""

    async def work() -> None:
        for _ in range(200):
            await system.tick()
            await system._postman.close()
            if len(twilio.sent) >= so_many:
                break
            await asyncio.sleep(0.02)

    asyncio.run(work())


def test_who_writes_is_answered_by_the_municipality_they_wrote_to(system: System, twilio: FakeTwilio) -> None:
    for to in (NUMBER, THEIRS):
        answer = twilio.hears(KARI, "jeg vil gjerne hjelpe", to=to)
        assert answer is not None and answer.status_code == 200

    works(system, twilio, 2)

    assert sorted(sent.sender for sent in twilio.sent) == [NUMBER, THEIRS]
    assert {sent.sender: ("Fjellvik" in sent.body) for sent in twilio.sent} == {NUMBER: False, THEIRS: True}
    assert each(system) == [(1, 1), (1, 1), (0, 0)]


def test_a_receipt_is_about_the_message_of_the_municipality_that_sent_it(system: System, twilio: FakeTwilio) -> None:
    """Both have a message number 1."""
    for to in (NUMBER, THEIRS):
        twilio.hears(KARI, "jeg vil gjerne hjelpe", to=to)
    works(system, twilio, 2)

    theirs = next(sent for sent in twilio.sent if sent.sender == THEIRS)
    assert twilio.tells(theirs, "delivered").status_code == 200

    async def states() -> list[MessageState]:
        return [await system.read(w, lambda store: store.message(1).state) for w in (FIRST, SECOND)]

    assert asyncio.run(states()) == [MessageState.HANDED_OVER, MessageState.DELIVERED]


def test_a_number_that_is_nobodys_is_refused(system: System, twilio: FakeTwilio) -> None:
    answer = twilio.hears(KARI, "hei", to="+4759440009")

    assert answer is not None and answer.status_code == 403
    assert each(system) == [(0, 0)] * 3


def test_what_was_missed_is_fetched_for_all_of_them(system: System, twilio: FakeTwilio) -> None:
    twilio.hears(KARI, "jeg vil gjerne hjelpe", deliver=False)
    twilio.hears(KARI, "jeg vil gjerne hjelpe", deliver=False, to=THEIRS)
    twilio.hears(OLA, "jeg vil gjerne hjelpe", deliver=False, to=THEIRS)

    asyncio.run(system.fetch_missed())
    asyncio.run(system.fetch_missed())

    assert [heard for heard, _ in each(system)] == [1, 2, 0]


def test_who_has_no_number_writes_from_nobody_elses(system: System, twilio: FakeTwilio) -> None:
    """The answer would go to another municipality.  A coordinator reads it aloud instead."""

    async def say() -> list[tuple[str, str | None]]:
        await system.act(THIRD, lambda turn: turn.send(None, "sms", KARI, "Hei!", "other", reply=True))
        await system.tick()
        await system._postman.close()
        told = await system.read(THIRD, lambda store: store.message(1))
        return [(told.state.value, told.code)]

    assert asyncio.run(say()) == [("failed", "no-sender")]
    assert twilio.sent == []


def test_a_number_given_while_we_run_is_known_at_the_next_look(system: System, twilio: FakeTwilio) -> None:
    twilio.ours.add("+4759440002")

    async def given() -> None:
        await system.write(lambda db: give(db, "tel:+4759440002", "dalen"))
        await system.look_around()

    asyncio.run(given())
    answer = twilio.hears(KARI, "jeg vil gjerne hjelpe", to="+4759440002")

    assert answer is not None and answer.status_code == 200
    assert [heard for heard, _ in each(system)] == [0, 0, 1]


TOWNS = [Town(FIRST, "Eksempel", True, False), Town(SECOND, "Fjellvik", False, True), Town(THIRD, "Dalen", False, True)]
OWN = {"sms": f"tel:{NUMBER}"}


def test_the_number_in_the_settings_is_the_first_real_municipalitys() -> None:
    assert Senders(TOWNS, [], OWN).owner("sms", f"tel:{NUMBER}") == SECOND
    assert Senders(TOWNS[:1], [], OWN).owner("sms", f"tel:{NUMBER}") == FIRST
    assert Senders(TOWNS, [Sender(f"tel:{NUMBER}", THIRD)], OWN).owner("sms", f"tel:{NUMBER}") == THIRD


def test_the_robot_on_telegram_is_whoever_has_it_and_has_turned_it_on() -> None:
    assert Senders(TOWNS).home("telegram") == SECOND
    assert Senders(TOWNS, [Sender("telegram:DalenHjelp_bot", THIRD)]).home("telegram") == THIRD
    assert Senders(TOWNS, [Sender("telegram:Eksempel_bot", FIRST)]).home("telegram") == SECOND
    assert Senders(TOWNS[:1]).home("telegram") is None


ONE, OTHER = Sender("telegram:Fjellvik_bot", SECOND), Sender("telegram:DalenHjelp_bot", THIRD)
OFF = [*TOWNS[:1], *(replace(town, telegram=False) for town in TOWNS[1:])]


@pytest.mark.parametrize(
    ("towns", "rows", "may"),
    [
        (OFF, [], {FIRST, SECOND, THIRD}),
        ([*OFF[:2], TOWNS[2]], [], {THIRD}),
        (TOWNS[:2], [], {SECOND}),
        (OFF, [OTHER], {THIRD}),
        ([*TOWNS[:2], OFF[2]], [OTHER], set()),
        ([replace(TOWNS[0], telegram=True), *OFF[1:]], [], {FIRST, SECOND, THIRD}),
    ],
)  # fmt: skip
def test_who_has_the_robot_keeps_it(towns: list[Town], rows: list[Sender], may: set[MunicipalityId]) -> None:
    known = Senders(towns, rows)

    assert {town for town in (FIRST, SECOND, THIRD) if known.may_have_robot(town)} == may


def test_a_robot_in_use_is_not_given_to_another(tmp_path: Path) -> None:
    engine = open_writer(f"sqlite:///{tmp_path / 'towns.sqlite3'}", durable=False)
    metadata.create_all(engine)
    with engine.begin() as connection:
        for name, on in (("Eksempel", False), ("Fjellvik", True), ("Dalen", False)):
            add_municipality(connection, name, datetime.now(UTC), example=name == "Eksempel", phone="", telegram=on)
        with pytest.raises(SetupError, match=r"Fjellvik uses the robot; turn Telegram off there first"):
            give(connection, OTHER.address, "Dalen")
        give(connection, ONE.address, "Fjellvik")
        with pytest.raises(SetupError, match=r"one robot, and it is telegram:Fjellvik_bot; forget that first"):
            give(connection, OTHER.address, "Dalen")
        assert senders(connection) == [ONE]
    engine.dispose()


def test_through_anothers_robot_nobody_is_written_to(system: System) -> None:
    """Both have it on in the database; the first of them has it, and the other's people get an SMS."""
    robot = Simulator()
    system.channels["telegram"] = robot

    async def channel(where: MunicipalityId) -> object:
        await system.look_around()
        return await system._channel(where, "telegram")

    for where in (FIRST, SECOND):
        asyncio.run(system.act(where, lambda turn: turn.store.change_set_up(telegram=True)))
    assert asyncio.run(channel(FIRST)) is robot
    assert asyncio.run(channel(SECOND)) is None


@pytest.mark.parametrize(
    ("address", "name", "calls_to"),
    [
        ("+4759440001", "Fjellvik", ""), ("mailto:post@eksempel.no", "Fjellvik", ""), ("tel:+4759440001", "Lia", ""),
        ("tel:+4759440001", "Fjellvik", "113"), ("tel:+4759440001", "Fjellvik", "+4759440001"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_not_written_down(tmp_path: Path, address: str, name: str, calls_to: str) -> None:
    with FakeTelegram() as telegram:
        engine = open_writer(founded(telegram.settings(tmp_path / "var")).database_url, durable=False)
    with engine.begin() as connection:
        and_two_more(connection)
        with pytest.raises(SetupError):
            give(connection, address, name, calls_to)
        assert senders(connection) == [Sender(f"tel:{THEIRS}", SECOND)]
    engine.dispose()


def test_the_command_writes_lists_and_forgets(tmp_path: Path) -> None:
    with FakeTelegram() as telegram:
        settings = founded(telegram.settings(tmp_path / "var"))

    def sender(*words: str) -> str:
        environment = {"HANDSLAG_DATA_DIR": str(settings.data_dir), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "bot", "sender", *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, text=True, capture_output=True, check=True).stdout

    listed = "tel:+4759440001 Eksempel +4762000000\n"
    assert sender("tel:+4759440001", "eksempel", "--calls-to", "+4762000000") == listed
    assert sender() == listed
    assert sender("tel:+4759440001") == ""
