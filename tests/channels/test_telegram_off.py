"""What Telegram costs: nothing while it is off, and little when it is on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels import telegram as channels
from bot.errors import SetupError
from tests.fake_telegram import FakeTelegram

ROOT = Path(__file__).parent.parent.parent
MOST_MEGABYTES, MOST_SECONDS = 60, 0.5

OFF = """
import json, sys
from pathlib import Path
from bot.channels import telegram
from bot.settings import load
channel = telegram.connect(load(Path("no.env")))
routes = channel.routes(None) if channel else ()
print(json.dumps([channel is None, sorted({"telegram", "httpx", "httpcore", "aiogram", "aiohttp"} & set(sys.modules))]))
"""

TALK = """
import asyncio, json, resource, sys, time
from pathlib import Path
from bot.channels import Outgoing, sms, telegram
from bot.settings import load

settings = load(Path("no.env"))

async def talk():
    channel = telegram.connect(settings)
    heard = asyncio.Event()
    async def receive(event):
        heard.set()
    listening = asyncio.create_task(channel.listen(receive))
    await heard.wait()
    await channel.send(Outgoing("1", "1001", "Hei", options=("JA", "NEI")))
    listening.cancel()
    await channel.close()
"""
LOADS = f"""{TALK}
asyncio.run(talk())
print(json.dumps(sorted({{"telegram", "aiogram"}} & set(sys.modules))))
"""
ON = f"""{TALK}
assert sms.connect(settings)

def used():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20, time.process_time()

before = used()
asyncio.run(talk())
print(json.dumps([now - then for now, then in zip(used(), before)]))
"""


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """Asked with the library that is there always."""
    with FakeTelegram() as telegram:
        yield telegram


def run(code: str, folder: Path, **environment: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env={"PYTHONPATH": str(ROOT), **environment}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_without_a_token_there_is_no_channel_and_no_library(tmp_path: Path) -> None:
    assert run(OFF, tmp_path) == [True, []]


def test_while_no_municipality_has_turned_it_on_its_library_is_not_loaded(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    assert run(OFF, tmp_path, **telegram.environment()) == [False, []]


@pytest.mark.promise
def test_on_it_takes_little_memory_and_time(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.writes(1001, "hei")
    twilio = {"ACCOUNT_SID": "AC" + "0" * 32, "AUTH_TOKEN": "x", "FROM": "+4759440000"}
    environment = {f"HANDSLAG_TWILIO_{name}": value for name, value in twilio.items()}

    megabytes, seconds = run(
        ON, tmp_path, HANDSLAG_PUBLIC_URL="http://localhost:8000", **environment, **telegram.environment()
    )

    assert megabytes <= MOST_MEGABYTES
    assert seconds <= MOST_SECONDS


def test_a_library_that_is_not_installed_is_said_at_once(
    telegram: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.transport = "aiogram"
    monkeypatch.setattr(channels, "find_spec", lambda name: None)

    with pytest.raises(SetupError, match=r"requirements/aiogram\.txt"):
        channels.connect(telegram.settings(tmp_path))


@pytest.mark.parametrize(("transport", "read_in"), [("ptb", ["telegram"]), ("aiogram", ["aiogram"])])
def test_only_the_library_that_is_chosen_is_loaded(
    telegram: FakeTelegram, tmp_path: Path, transport: str, read_in: list[str]
) -> None:
    telegram.transport = transport
    telegram.writes(1001, "hei")

    assert run(LOADS, tmp_path, **telegram.environment()) == read_in
