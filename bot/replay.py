"""The whole system in virtual time: JSON lines in, JSON lines out, the same every time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.cast import Cast, address
from bot.channels import Channel, Incoming, Outgoing
from bot.channels.simulator import Simulator
from bot.clock import OSLO
from bot.errors import MaybeSent, NotFound, Refused, TryLater, Unreachable
from bot.life.calling import QUESTIONS
from bot.model import WEEKDAYS, ErrandId, MunicipalityId, Note, PersonId
from bot.nlu import Reader
from bot.scenario import BadLine, read_lines
from bot.storage.database import open_reader, open_writer
from bot.storage.store import Store, add_municipality
from bot.storage.tables import metadata
from bot.system import System

KEY = bytes(32)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
EVENTS = frozenset(
    "volunteer_registered volunteer_approved offer_accepted offer_declined errand_filled errand_unfilled errand_done"
    " errand_failed errand_cancelled assignment_cancelled reserve_called fallback_sms called_for handover danger"
    " concern opted_out erased dead_letter coordinator_told".split()
)


@dataclass
class SetClock:
    """A clock that stands where it is put."""

    at: datetime = LONG_AGO

    def now(self) -> datetime:
        return self.at


class Remembering(Simulator):
    """A channel that gets everything there, unless it is told to fail."""

    def __init__(self, name: str, took: Callable[[str, Outgoing], None]) -> None:
        self.name, self.took = name, took
        self.failing: dict[str, str] = {}
        self.accepted: set[str] = set()

    async def send(self, message: Outgoing) -> str:
        match self.failing.get(message.to) or self.failing.get("*"):
            case "blocked" | "undeliverable":
                raise Unreachable("undeliverable")
            case "rate":
                raise TryLater("rate")
            case "timeout" if message.ref not in self.accepted:
                self._take(message)
                raise MaybeSent("timeout")
        self._take(message)
        return message.ref

    def _take(self, message: Outgoing) -> None:
        self.accepted.add(message.ref)
        self.took(self.name, message)

    async def find(self, message: Outgoing, since: datetime) -> str | None:
        return message.ref if message.ref in self.accepted and self.name != "telegram" else None


class Replay:
    """One run.  ``play`` takes the lines and gives what was sent and what happened, in order."""

    def __init__(self, folder: Path, reader: Reader, url: str = "") -> None:
        self._url = url or f"sqlite:///{folder / 'replay.sqlite3'}"
        self._reader = reader
        self._clock = SetClock()
        self._out: list[dict[str, Any]] = []
        self._sent: list[tuple[str, Outgoing]] = []
        self._channels: dict[str, Channel] = {
            name: Remembering(name, lambda channel, message: self._sent.append((channel, message)))
            for name in ("sms", "call", "telegram")
        }
        self._town = MunicipalityId(1)
        self._seen = 0
        self._count = 0
        writer = open_writer(self._url, durable=False)
        metadata.create_all(writer)
        writer.dispose()
        self.system = self._open()
        self._cast = Cast(self.system.runner)

    def _open(self) -> System:
        writer = open_writer(self._url, durable=False)
        return System(
            writer=writer, reader=open_reader(self._url), master=KEY, clock=self._clock, understanding=self._reader,
            channels=self._channels, alone=True,
        )  # fmt: skip

    async def play(self, lines: Iterable[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
        """Play lines with their numbers; a line the desk refuses is a ``BadLine``."""
        for number, line in lines:
            await self._until(line["at"])
            try:
                await self._one(line)
            except (Refused, NotFound, ValueError) as wrong:
                raise BadLine(f"line {number}: {wrong}") from None
            await self._settle()
        return self._out

    async def _until(self, at: datetime) -> None:
        """Run every timer due at or before a moment, each at its own time."""
        while (due := await self._next()) is not None and due <= at:
            self._clock.at = max(self._clock.at, due)
            await self._settle()
        self._clock.at = at

    async def _next(self) -> datetime | None:
        if not self.system.municipalities():
            return None
        moments = await self.system.read(self._town, lambda store: (store.next_wake(), store.next_message_at()))
        return min((at for at in moments if at is not None), default=None)

    async def _settle(self) -> None:
        """Do everything that is due now, and write down what happened and what was sent."""
        await self._notes()
        while self.system.municipalities() and await self.system.step(self._town):
            await self._notes()
            await self._sends()

    async def _one(self, line: dict[str, Any]) -> None:
        if "from" in line:
            await self._heard(line)
        elif line["do"] == "restart":
            await self.system.close()
            self.system = self._open()
            self._cast.runner = self.system.runner
            await self.system.recover()
        elif line["do"] == "municipality":
            await self.system.write(lambda connection: self._municipality(connection, line))
        elif line["do"] == "provider":
            channel = self._channels[line["channel"]]
            assert isinstance(channel, Remembering)
            channel.failing[address(line["to"])] = line.get("fails") or ""
        elif line["do"] != "until":
            await self.system.act(self._town, lambda turn: self._cast.act(turn, line))

    async def _heard(self, line: dict[str, Any]) -> None:
        self._count += 1
        ext_id = str(line.get("ext_id") or f"replay-{self._count}")
        text, pressed = line.get("text", ""), ""
        if "press" in line:
            text, pressed = await self.system.read(self._town, lambda store: self._pressed(store, line))
        sent, media = line.get("sent"), line.get("media", int("contact" in line))
        came = Incoming(
            line["channel"], ext_id, address(line["from"]), text, media, line.get("edited", False), pressed=pressed,
            sent_at=sent and datetime.fromisoformat(sent), own_number=line.get("contact", ""),
        )  # fmt: skip
        await self.system.receive(came, self._town)

    def _pressed(self, store: Store, line: dict[str, Any]) -> tuple[str, str]:
        """What stands on the button, and on which message: the newest with buttons there, or the newest about it."""
        to, about = address(line["from"]), self._cast.which(store, line["of"]) if line.get("of") else None
        written = (message for who in store.people_at("telegram", to) for message in store.messages_to(who))
        there = [m for m in written if m.channel == "telegram" and (about is None or m.errand == about)]
        asked = [m for m in there if m.kind in QUESTIONS and m.edits is None]
        newest = next((m for m in reversed(there) if m.options), asked[-1] if asked else None)
        if newest is None:
            return line["press"], "0"
        return next((o for o in newest.options if o.split()[0] == line["press"]), line["press"]), str(newest.id)

    def _municipality(self, connection: Any, line: dict[str, Any]) -> None:
        set_up: dict[str, Any] = {
            "coordinator": line.get("named", "en koordinator"), "phone": line.get("phone", ""),
            "night": line.get("night") or "", "standin": line.get("standin") or "", "robot": line.get("robot", ""),
            "telegram": bool(line.get("telegram", False)), "vouch": bool(line.get("vouch", False)),
             "language": line.get("language", "nb"),
        }  # fmt: skip
        if line.get("duty"):
            set_up["duty"] = [[WEEKDAYS.index(w["day"]), w["start"], w["end"]] for w in line["duty"]]
        self._town = add_municipality(connection, line["name"], line["at"], example=False, **set_up)

    async def _notes(self) -> None:
        if not self.system.municipalities():
            return
        notes = await self.system.read(self._town, lambda store: store.notes(after=self._seen))
        self._seen += len(notes)
        for note in notes:
            if note.event in EVENTS:
                await self._event(note)

    async def _event(self, note: Note) -> None:
        out: dict[str, Any] = {"at": _oslo(note.at), "event": note.event}
        if note.errand is not None:
            out["errand"] = await self._errand_name(note.errand)
        if note.person is not None:
            out["person"] = await self._name(note.person)
            if await self._is_volunteer(note.person):
                out["volunteer"] = out["person"]
        data = dict(note.data)
        if "volunteers" in data:
            data["volunteers"] = [await self._name(who) for who in data["volunteers"]]
        self._out.append(out | data)

    async def _is_volunteer(self, who: PersonId) -> bool:
        return await self.system.read(self._town, lambda store: store.volunteer(who) is not None)

    async def _sends(self) -> None:
        for channel, message in self._sent:
            row = await self.system.read(self._town, lambda store, m=message: store.message(int(m.ref)))  # type: ignore[misc]
            who = await self._name(row.person) if row.person is not None else _named(channel, message.to)
            to, does = _named(channel, message.to), "edit" if message.edits else "send"
            out = {"at": _oslo(self._clock.at), does: channel, "to": to, "person": who, "kind": row.kind}
            if row.errand is not None:
                out["errand"] = await self._errand_name(row.errand)
            self._out.append(out | {"text": message.text} | ({"options": message.options} if message.options else {}))
        self._sent.clear()

    async def _name(self, who: PersonId) -> str:
        """The name a person has in the run; someone first met in it goes by their number."""
        for name, known in self._cast.people.items():
            if known == who:
                return name
        addresses = await self.system.read(self._town, lambda store: store.addresses(who))
        name = next((_named(channel, address) for channel, address in addresses.items()), f"person {who}")
        self._cast.people[name] = who
        return name

    async def _errand_name(self, which: ErrandId) -> str:
        return await self.system.read(self._town, lambda store: self._cast.name_of(store, which))


def _named(channel: str, address: str) -> str:
    return f"telegram:{address}" if channel == "telegram" else address


def _oslo(at: datetime) -> str:
    return at.astimezone(OSLO).isoformat(timespec="seconds")


def replay(lines: Iterable[str], reader: Reader, url: str = "") -> Iterator[str]:
    """Play JSON lines and give the lines that come of it.  ``BadLine`` says what is wrong with one.

    Without the address of an empty database it has one of its own.
    """
    checked = list(read_lines(lines))

    async def run() -> list[dict[str, Any]]:
        with TemporaryDirectory() as folder:
            playing = Replay(Path(folder), reader, url)
            try:
                return await playing.play(checked)
            finally:
                await playing.system.close()

    for out in asyncio.run(run()):
        yield json.dumps(out, ensure_ascii=False, separators=(",", ":"))
