"""`handslag talk`: be a volunteer's phone for a while, with a clock to move."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import desk
from bot.channels import Incoming, Outgoing
from bot.channels.terminal import Terminal
from bot.clock import OSLO, MovableClock
from bot.dispatching import ask_from, may_ask
from bot.errors import BotError
from bot.life.turn import Turn
from bot.model import MunicipalityId, Stage
from bot.nlu import Reader
from bot.nlu.times import read_when
from bot.storage.database import open_reader, open_writer
from bot.storage.store import add_municipality
from bot.storage.tables import metadata
from bot.system import System
from bot.when import write_moment

PHONE, OTHERS = "+4790000001", "+4790000099"
HELP = """Du er telefonen til en frivillig. Skriv som i en SMS, for eksempel: jeg vil gjerne hjelpe
  :oppgave fredag kl 11   legg ut en oppgave (du blir godkjent som frivillig først)
  :fram 3 timer           flytt klokka (minutter, timer, dager)
  :slutt                  avslutt"""
STEPS = {"minutt": timedelta(minutes=1), "time": timedelta(hours=1), "dag": timedelta(days=1)}
STRIDE = timedelta(minutes=10)


class Phone:
    """One phone, and the whole robot behind it."""

    def __init__(self, folder: Path, reader: Reader, clock: MovableClock) -> None:
        url = f"sqlite:///{folder / 'talk.sqlite3'}"
        writer = open_writer(url, durable=False)
        metadata.create_all(writer)
        self.clock = clock
        shown = Terminal(self._show)
        self.system = System(
            writer=writer, reader=open_reader(url), master=bytes(32), clock=self.clock, understanding=reader,
            channels={"sms": shown, "call": shown}, alone=True,
        )  # fmt: skip
        self.town = MunicipalityId(1)
        self._count = 0

    async def begin(self) -> None:
        set_up = {"coordinator": "Ingrid Lie", "phone": "+4762000000"}
        now = self.clock.now()
        await self.system.write(lambda c: add_municipality(c, "Eksempel", now, example=True, **set_up))
        await self.system.act(self.town, lambda turn: desk.add_recipient(
            turn, "Astrid Berg", OTHERS, postcode="2317", street="Storgata 1"))  # fmt: skip

    def _show(self, message: Outgoing) -> None:
        who = "" if message.to == PHONE else f"(til {message.to}) "
        print(f"  < {who}{message.text}")

    async def hears(self, text: str) -> None:
        self._count += 1
        await self.system.receive(Incoming("sms", f"terminal-{self._count}", PHONE, text), self.town)
        await self.system.tick()

    async def forward(self, words: str) -> None:
        """Move the clock a little at a time, so that what falls due comes at its own hour."""
        number, _, unit = words.strip().partition(" ")
        step = next((length for name, length in STEPS.items() if unit.startswith(name)), timedelta(hours=1))
        left = step * int(number)
        while left > timedelta(0):
            self.clock.move(min(left, STRIDE))
            left -= STRIDE
            await self.system.tick()
        print(f"Klokka er {write_moment(self.clock.now())}.")

    async def errand(self, words: str) -> None:
        when = read_when(words or "i morgen kl 12", self.clock.now().astimezone(OSLO))
        if when is None:
            print("Skriv en dag og et klokkeslett, for eksempel: :oppgave fredag kl 11")
            return
        await self.system.act(self.town, self._approve_all)
        if not await self.system.read(self.town, lambda store: store.volunteers(Stage.APPROVED)):
            print("Meld deg inn først. Skriv for eksempel: jeg vil gjerne hjelpe")
            return
        recipient = (await self.system.read(self.town, lambda store: store.recipients()))[0].id
        await self.system.act(
            self.town, lambda turn: desk.post(turn, kind="shopping", recipient=recipient, starts=when[0])
        )
        await self.system.tick()
        now = self.clock.now()
        if not may_ask(now):
            print(f"Ingen blir spurt nå. Spørsmålet kommer {write_moment(ask_from(now))}.")

    def _approve_all(self, turn: Turn) -> None:
        for volunteer in turn.store.volunteers(Stage.APPLIED):
            desk.approve(turn, volunteer.id, quiet=True)


def talk(reader: Reader, clock: MovableClock | None = None) -> None:
    """Read lines until the end of the input."""
    with TemporaryDirectory() as folder:
        asyncio.run(_talk(Phone(Path(folder), reader, clock or MovableClock())))


async def _talk(phone: Phone) -> None:
    print(HELP)
    await phone.begin()
    try:
        while (line := await asyncio.to_thread(_ask)) is not None:
            try:
                if not await _one(phone, line.strip()):
                    return
            except (BotError, ValueError) as wrong:
                print(wrong)
    finally:
        await phone.system.close()


def _ask() -> str | None:
    if sys.stdin.isatty():
        print("> ", end="", flush=True)
    return sys.stdin.readline() or None


async def _one(phone: Phone, line: str) -> bool:
    command, _, rest = line.partition(" ")
    match command:
        case ":slutt":
            return False
        case ":fram":
            await phone.forward(rest)
        case ":oppgave":
            await phone.errand(rest)
        case ":hjelp":
            print(HELP)
        case _:
            await phone.hears(line)
    return True
