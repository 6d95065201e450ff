"""A whole talk with a Telegram that is not ours: the emulator `telegram-test-api`, from npm (``make test-peers``)."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from bot import desk
from bot.app import open_system
from bot.clock import MovableClock
from bot.model import ErrandId
from bot.settings import Settings
from bot.system import System
from bot.ticking import at_work
from tests.peers.npm import HOME, installed
from tests.robot import TOWN, founded
from tests.telegram_updates import SECRET, TOKEN
from tests.test_main_job import a_tuesday_at_nine, free_port

PACKAGE = "telegram-test-api@4.2.1"
CHAT = 1010
TRIES, BETWEEN = 200, 0.05


@pytest.fixture(scope="session")
def emulator() -> Iterator[str]:
    """Its address."""
    modules = installed(HOME, "telegram-test-api", PACKAGE)
    with _running(modules) as url:
        yield url


@contextmanager
def _running(modules: Path) -> Iterator[str]:
    port = free_port()
    script = ["node", str(Path(__file__).with_suffix(".js")), str(port)]
    process = subprocess.Popen(script, env={**os.environ, "NODE_PATH": str(modules)}, stdout=subprocess.PIPE, text=True)
    with process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "up\n"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


@dataclass
class Phone:
    """Berit's Telegram: she writes and presses; what the robot has written there comes in order."""

    url: str
    clock: MovableClock
    numbers: list[int] = field(default_factory=list)
    unread: list[dict[str, Any]] = field(default_factory=list)

    async def writes(self, text: str) -> str:
        await self._tell("sendMessage", {"text": text, **self._common()})
        return await self.reads()

    async def presses(self, option: str) -> str:
        """The button of that name on what was read last."""
        last = self.last["message"]
        buttons = [button for row in last["reply_markup"]["inline_keyboard"] for button in row]
        data = next(button["callback_data"] for button in buttons if button["text"] == option)
        common = self._common()
        message = {"message_id": self.last["messageId"], "date": common["date"], "chat": common["chat"]}
        await self._tell("sendCallback", {"from": common["from"], "message": message, "data": data})
        return await self.reads()

    async def reads(self) -> str:
        for _ in range(TRIES):
            if not self.unread:
                self.unread += (await self._tell("getUpdates", {"token": TOKEN, "chatId": CHAT}))["result"]
            if self.unread:
                self.last = self.unread.pop(0)
                return str(self.last["message"]["text"])
            await asyncio.sleep(BETWEEN)
        raise TimeoutError

    async def stands(self, text: str) -> None:
        """Wait until something stands in the chat, as it was written or as it was changed since."""
        for _ in range(TRIES):
            history = (await self._tell("getUpdatesHistory", {"token": TOKEN}))["result"]
            if any(text in update.get("message", {}).get("text", "") for update in history):
                return
            await asyncio.sleep(BETWEEN)
        raise TimeoutError

    def _common(self) -> dict[str, Any]:
        berit = {"id": CHAT, "first_name": "Berit", "is_bot": False}
        chat = {"id": CHAT, "first_name": "Berit", "type": "private"}
        return {"botToken": TOKEN, "date": int(self.clock.now().timestamp()), "from": berit, "chat": chat}

    async def _tell(self, what: str, body: dict[str, Any]) -> Any:
        async with httpx2.AsyncClient(trust_env=False) as web:
            return (await web.post(f"{self.url}/{what}", json={"botToken": TOKEN, **body})).json()


SIGNS_UP = (
    ("JA", "Hva heter du?"), ("Berit Haugen", "Hvor bor du?"), ("Hamar", "Hva har du lyst til?"),
    ("1 og 2", "Når passer det?"), ("når som helst", "Hvor ofte"), ("1", "om vinteren"), ("bil", "Noe du ikke vil?"),
    ("nei", "Hvilket telefonnummer kan vi ringe deg på?"), ("900 00 010", "Stemmer det?"),
)  # fmt: skip


async def whole_talk(system: System, berit: Phone) -> None:
    assert "Jeg er en robot som skriver for Ingrid Lie" in await berit.writes("/start")
    for answer, asked in SIGNS_UP:
        assert asked in await berit.writes(answer)
    assert "ringer deg innen fem dager" in await berit.presses("JA")
    who = (await system.read(TOWN, lambda store: store.people_at("telegram", str(CHAT))))[0]
    await system.act(TOWN, lambda turn: desk.approve(turn, who))
    assert "klar til å starte" in await berit.reads()
    await errand(system)
    assert "Kan du handle for noen" in await berit.reads()
    assert "Så fint, Berit!" in await berit.presses("JA")
    await berit.stands("(Du svarte JA.)")
    assert "handle for noen" in await berit.writes("hva har jeg sagt ja til?")
    assert "meldt avbud" in await berit.writes("AVBUD")
    assert "ikke flere meldinger" in await berit.writes("STOPP")


async def errand(system: System) -> ErrandId:
    starts = system.clock.now() + timedelta(days=2, hours=3)

    def post(turn: Any) -> ErrandId:
        astrid = desk.add_recipient(turn, "Astrid Berg", "+4790000099", postcode="2317", street="Storgata 1")
        return desk.post(turn, kind="shopping", recipient=astrid, starts=starts)

    return await system.act(TOWN, post)


def test_someone_signs_up_takes_an_errand_and_ends_it_all(emulator: str, tmp_path: Path) -> None:
    settings = founded(Settings(
        _env_file=None, data_dir=tmp_path / "var", telegram_token=TOKEN, telegram_secret=SECRET,
        telegram_api_url=emulator,
    ))  # fmt: skip

    async def talk() -> None:
        system = open_system(settings)
        assert isinstance(system.clock, MovableClock)
        async with at_work(system, settings):
            system.clock.move(a_tuesday_at_nine() + timedelta(hours=1) - system.clock.now())
            await whole_talk(system, Phone(emulator, system.clock))

    asyncio.run(talk())
