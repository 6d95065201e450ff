"""Told to stop, the robot is gone within twenty seconds, however slow others are; nothing is lost or sent twice."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import postman
from bot.channels import Outgoing
from bot.clock import SystemClock
from bot.life.turn import Turn
from bot.nlu import Reader
from bot.replay import KEY, Remembering
from bot.serving import SECONDS_FOR_REQUESTS
from bot.storage import accounts, proofs
from bot.storage.accounts import Role
from bot.storage.crypto import read_or_make_key
from bot.storage.database import open_reader, open_writer
from bot.storage.store import add_municipality, open_store
from bot.system import System
from tests import fresh
from tests.fake_twilio import FakeTwilio
from tests.robot import ROOT, TOWN, founded, until

KARI = "+4790000001"
STOPPED = (0, -signal.SIGTERM)
MANY = 6
UNFINISHED = (
    b"POST /hooks/sms HTTP/1.1\r\nHost: x\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\n"
)
TEXTS = [f"nummer {n}" for n in range(MANY)]


class Slow(Remembering):
    """Takes a message at once, and answers after a while."""

    seconds = 0.0

    async def send(self, message: Outgoing) -> str:
        self._take(message)
        await asyncio.sleep(self.seconds)
        return message.ref


def queue(turn: Turn) -> None:
    for text in TEXTS:
        turn.send(None, "sms", KARI, text, "danger", reply=True)


def stopped_in_the_middle(folder: Path, answers_after: float) -> tuple[float, dict[str, int], Counter[str]]:
    """How long it takes to stop, how things then stand, and what has been received when it has lived again."""
    url, got = fresh.database(folder / "stop.sqlite3"), Counter[str]()
    sms = Slow("sms", lambda _, message: got.update([message.text]))

    def robot() -> System:
        return System(
            writer=open_writer(url), reader=open_reader(url), master=KEY, clock=SystemClock(), understanding=Reader(),
            channels={"sms": sms, "call": sms},
        )  # fmt: skip

    async def first() -> tuple[float, dict[str, int]]:
        sms.seconds = answers_after
        system = robot()
        now = datetime.now(UTC)
        await system.write(lambda db: add_municipality(db, "Eksempel", now, example=False, phone=""))
        await system.start()
        await system.act(TOWN, queue)
        await asyncio.sleep(0.3)
        began = time.monotonic()
        await system.close()
        took, after = time.monotonic() - began, open_reader(url)
        with after.connect() as connection:
            return took, open_store(connection, TOWN, KEY).counts()

    async def again() -> None:
        sms.seconds = 0.0
        system = robot()
        await system.start()
        for _ in range(3):
            await system.tick()
            await system._postman.close()
        await system.close()

    took, stood = asyncio.run(first())
    asyncio.run(again())
    return took, {name: n for name, n in stood.items() if name.startswith("messages")}, got


@pytest.mark.promise
def test_what_is_on_its_way_is_waited_for_and_the_rest_waits_for_the_next_start(tmp_path: Path) -> None:
    took, stood, got = stopped_in_the_middle(tmp_path, answers_after=1.0)

    assert took < 2.0
    assert stood == {"messages_handed_over": 1, "messages_queued": MANY - 1}
    assert got == Counter(TEXTS)


@pytest.mark.promise
def test_who_never_answers_is_not_waited_for_and_is_asked_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postman, "SECONDS_TO_DRAIN", 0.5)
    took, stood, got = stopped_in_the_middle(tmp_path, answers_after=60.0)

    assert took < 2.0
    assert stood == {"messages_sending": 1, "messages_queued": MANY - 1}
    assert got == Counter(TEXTS)


def test_the_drain_and_the_requests_take_no_more_than_twenty_seconds() -> None:
    assert SECONDS_FOR_REQUESTS + postman.SECONDS_TO_DRAIN < 20


@contextmanager
def begun(folder: Path, twilio: FakeTwilio) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`handslag run`, and the port it answers at."""
    given = {"HANDSLAG_DATA_DIR": str(folder / "var"), "HANDSLAG_PORT": "0", "PYTHONPATH": str(ROOT)}
    environment = {**os.environ, **twilio.environment(), **given, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=folder, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as robot:  # fmt: skip
        assert robot.stdout is not None
        port = re.search(r":(\d+)\s*$", robot.stdout.readline())
        assert port is not None
        try:
            yield robot, int(port.group(1))
        finally:
            robot.kill()


@pytest.mark.promise
def test_one_process_stops_though_a_request_never_ends_and_twilio_is_slow(tmp_path: Path) -> None:
    with FakeTwilio() as twilio:
        settings = founded(twilio.settings(tmp_path / "var"))
        engine, key = open_writer(settings.database_url), read_or_make_key(settings.key_file)
        with engine.begin() as connection:
            store = open_store(connection, TOWN, key)
            now = datetime.now(UTC)
            for text in TEXTS:
                store.add_message(
                    channel="sms", to=KARI, text=text, kind="danger", reply=True, wakes=True, created=now,
                    not_before=now,
                )  # fmt: skip
        engine.dispose()
        twilio.is_slow(3, times=1)

        with begun(tmp_path, twilio) as (robot, port):
            until(lambda: twilio.sent)
            with socket.create_connection(("127.0.0.1", port)) as line:
                line.sendall(UNFINISHED)
                told = time.monotonic()
                robot.terminate()
                assert robot.wait(25) in STOPPED
                assert time.monotonic() - told < 20

        with begun(tmp_path, twilio) as (robot, _):
            until(lambda: len(twilio.sent) == MANY)
            robot.terminate()
            assert robot.wait(25) in STOPPED
        assert Counter(text.body for text in twilio.sent) == Counter(TEXTS)


@pytest.mark.promise
def test_an_open_page_that_listens_delays_nobody_from_stopping(tmp_path: Path) -> None:
    with FakeTwilio() as twilio:
        settings = founded(twilio.settings(tmp_path / "var"))
        secret = logged_in(settings.database_url)
        listens = f"GET /nytt HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nCookie: handslag={secret}\r\n\r\n"
        with begun(tmp_path, twilio) as (robot, port), socket.socket() as line:
            until(lambda: line.connect_ex(("127.0.0.1", port)) == 0)
            line.settimeout(30)
            line.sendall(listens.encode())
            heard = b""
            while b"event: here" not in heard:
                more = line.recv(4096)
                assert more, heard
                heard += more
            told = time.monotonic()
            robot.terminate()
            assert robot.wait(25) in STOPPED
            assert time.monotonic() - told < SECONDS_FOR_REQUESTS


def logged_in(address: str) -> str:
    """The secret of the browser of a coordinator who has a second step."""
    engine, now = open_writer(address), datetime.now(UTC)
    with engine.begin() as db:
        secret = accounts.invite(db, Role.COORDINATOR, now + accounts.INVITATION_LASTS, TOWN)
        who = accounts.accept(db, secret, "Ingrid Lie", "ingrid@eksempel.no", "kept", now)
        assert who is not None
        proofs.set_totp(db, who, b"sealed")
        opened = accounts.open_login(db, who, "Firefox", now)
    engine.dispose()
    return opened
