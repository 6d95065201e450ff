"""The robot in the middle of six things it does, each as a life of its own that may end at any moment."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channels import Channel, Outgoing, sms
from bot.channels.simulator import Simulator
from bot.errors import CannotStore
from bot.messages import Incoming
from bot.model import MunicipalityId
from bot.nlu import Reader
from bot.replay import KEY, Remembering, Replay, SetClock
from bot.scenario import read_lines
from bot.settings import Settings
from bot.storage.database import open_reader, open_writer
from bot.storage.store import Store
from bot.system import System
from tests.transcript import read

TOWN = MunicipalityId(1)
KARI = "+4790000001"
MOST_TICKS = 40
BEFORE = """
-- mandag 2. mars 2026 kl. 09.00
kommune Eksempel, koordinator Ingrid Lie, telefon 62 00 00 00, vakttelefon 900 00 098
frivillig Kari, 900 00 001
frivillig Ola, 900 00 002
innbygger Astrid Berg, 900 00 099, Storgata 1, 2317
"""
ASKED = f"""{BEFORE}
-- mandag 2. mars kl. 10.00
oppgave A: handle for Astrid torsdag 5. mars kl. 12.00. Melk og brød
"""
AGREED = f"""{ASKED}
-- mandag 2. mars kl. 10.06
Kari > ja
"""
ON_TELEGRAM = """
-- mandag 2. mars 2026 kl. 09.00
kommune Eksempel, koordinator Ingrid Lie, telefon 62 00 00 00, med Telegram, robot @EksempelHjelp_bot
frivillig Kari, 900 00 001, Telegram 1001
innbygger Astrid Berg, 900 00 099, Storgata 1, 2317

-- mandag 2. mars kl. 10.00
oppgave A: handle for Astrid torsdag 5. mars kl. 12.00. Melk og brød
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """What has been before, for how long nothing more happens, and what Kari then writes, if anything."""

    before: str
    after: timedelta
    says: str = ""


MINUTE = timedelta(minutes=1)
SCENES = {
    "receive": Scene(BEFORE, MINUTE, "Hei, hvem er du?"),
    "accept": Scene(ASKED, MINUTE, "ja"),
    "remind": Scene(AGREED, timedelta(days=2, hours=6, minutes=54)),
    "fallback": Scene(ON_TELEGRAM, timedelta(hours=4)),
    "stop": Scene(AGREED, MINUTE, "stopp"),
    "erase": Scene(f"{AGREED}\n-- mandag 2. mars kl. 10.10\nKari > slett meg\n", MINUTE, "SLETT"),
}


async def prepare(scene: Scene, folder: Path) -> None:
    """Make the database as it is when the scene begins; what Kari will write, and when, is kept beside it."""
    script = read(scene.before)
    replay = Replay(folder, Reader())
    out = await replay.play(read_lines(script.jsonl()))
    await replay.system.close()
    told = " ".join(line["text"] for line in out if "text" in line)
    digits = re.search(r"SLETT \d{4}", told)
    says = digits.group() if scene.says == "SLETT" and digits else scene.says
    (folder / "says.txt").write_text(f"{(script.ends + scene.after).isoformat()}\n{says}\n", encoding="utf-8")


def sms_of(settings: Settings) -> Channel:
    channel = sms.connect(settings)
    assert channel is not None
    return channel


class Unlisted(Simulator):
    """A provider that shows nobody what it has taken, and answers when ``answers`` is set."""

    name = "sms"

    def __init__(self) -> None:
        self.answers = asyncio.Event()
        self.sent = list[str]()

    async def send(self, message: Outgoing) -> str:
        self.sent.append(message.text)
        await self.answers.wait()
        return f"taken-{len(self.sent)}"

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        return None


def opened(folder: Path, channel: Channel, clock: SetClock) -> System:
    """The robot as it is run, with its writer's thread and its senders, but for the scheduler."""
    url = f"sqlite:///{folder / 'replay.sqlite3'}"
    others = {name: Remembering(name, lambda *_: None) for name in ("call", "telegram")}
    return System(
        writer=open_writer(url), reader=open_reader(url), master=KEY, clock=clock, understanding=Reader(),
        channels={"sms": channel, **others},
    )  # fmt: skip


def came(folder: Path) -> tuple[datetime, Incoming | None]:
    at, says, *_ = (folder / "says.txt").read_text(encoding="utf-8").split("\n")
    return datetime.fromisoformat(at), Incoming("sms", "SM1", KARI, says) if says else None


async def live(folder: Path, channel: Channel, *, moves: bool = False) -> None:
    """Begin anew, take in what came unless that was acknowledged, and do what is due until nothing more is.

    With ``moves`` the clock goes on while something is still to be tried again.
    """
    at, letter = came(folder)
    clock = SetClock(at)
    system = opened(folder, channel, clock)
    acknowledged = folder / "acknowledged"
    try:
        await system.recover()
        if letter is not None and not acknowledged.exists():
            await system.receive(letter)
            acknowledged.touch()
        for _ in range(MOST_TICKS):
            await system.tick()
            await system._postman.close()
            if not await system.read(TOWN, lambda store: is_due(store, clock.at, moves=moves)):
                break
            clock.at += MINUTE * moves
    except CannotStore:
        pass
    finally:
        await system.close()


def is_due(store: Store, now: datetime, *, moves: bool) -> bool:
    counts = store.counts()
    wakes = bool(store.due_wakes(now, 1))
    waiting = sum(counts.get(f"messages_{state}", 0) for state in ("sending", "unknown"))
    return wakes or bool(store.due_messages(now, 1)) or (moves and (waiting > 0 or "events_open" in counts))


def once(folder: Path, given: dict[str, Any]) -> None:
    """One life, from here to its end."""
    asyncio.run(live(folder, sms_of(Settings(_env_file=None, data_dir=folder, **given))))
