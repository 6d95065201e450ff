"""Puts the parts together; the only place that names concrete classes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import structlog
from sqlalchemy import Connection, Engine

from bot import flows as all_flows
from bot import outbox
from bot.channels import Channel, Incoming, Listener, Receipt
from bot.clock import Clock
from bot.dialog.asking import Flow
from bot.dialog.engine import Engine as Talks
from bot.dialog.engine import Handler
from bot.dialog.events import Ranking
from bot.errors import CannotStore, SendError
from bot.inbox import take_in, take_receipt, try_again
from bot.life import ladder
from bot.life.turn import Turn
from bot.model import MunicipalityId
from bot.nlu import Reader
from bot.registry import gather, modules_in
from bot.runner import Runner
from bot.storage.database import fold
from bot.storage.post import Message
from bot.storage.prepared import savepoint
from bot.storage.store import Store, municipalities, open_store
from bot.storage.writer import Inline, Writer

if TYPE_CHECKING:
    from bot.nlu.rasa import Rasa

T = TypeVar("T")
log = structlog.get_logger()

WAKES_IN_ONE_TURN = 20
SENDERS = 20
"""So many addresses are written to at the same time on one channel: a slow one holds up no other."""
LOOK_BACK = timedelta(hours=1)
"""How far behind the last event we look for missed ones."""
TRY_AGAIN_AFTER = timedelta(minutes=1)
A_MOMENT = 0.01
TOLD_AFTER = 5
"""So many failures in a row, and a coordinator hears of it."""


def talks() -> Talks:
    """Every conversation there is, and what is said to an intent whichever of them is going on."""
    handlers: dict[str, Handler] = {}
    for name, module in modules_in(all_flows):
        for intent, handler in getattr(module, "HEARS", {}).items():
            if intent in handlers:
                raise ValueError(f"flows/{name}.py hears {intent!r}, and so does another flow")
            handlers[intent] = handler
    return Talks({flow.name: flow for flow in gather(all_flows, "FLOW", Flow).values()}, handlers)


class System:
    """The robot with its database, its channels and its clock; everything that happens goes through here."""

    def __init__(
        self, *, writer: Engine, reader: Engine, master: bytes, clock: Clock, understanding: Reader,
        channels: Mapping[str, Channel], phones: Channel | None = None, rasa: Rasa | None = None, alone: bool = False,
    ) -> None:  # fmt: skip
        self.clock = clock
        self._rasa = rasa
        self.channels = dict(channels)
        self._phones = phones or self.channels["sms"]
        """Simulated telephones: an example municipality's invented numbers may be real people's."""
        self._examples: dict[MunicipalityId, bool] = {}
        self.runner = Runner(talks(), understanding)
        self._master = master
        self._reader = reader
        self._engine = writer
        self._writer = Inline(writer) if alone else Writer(writer)
        self._ticking = asyncio.Lock()
        self._hurry = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._ticked: datetime | None = None
        self._could_store = True
        self._towns: list[MunicipalityId] = []
        self._listening: dict[str, asyncio.Task[None]] = {}
        self._sending: dict[asyncio.Task[None], str] = {}
        self._alone = alone
        """One thing at a time, always in the same order: for runs in virtual time."""

    def municipalities(self) -> list[MunicipalityId]:
        """Those there are.  None ever goes, and a new one is looked for only while there is none."""
        if not self._towns:
            with self._reader.connect() as connection:
                self._towns = municipalities(connection)
        return self._towns

    async def write(self, job: Callable[[Connection], T]) -> T:
        """Do something in the writer; it is on disk when this returns."""
        future = self._writer.submit(job)
        try:
            done = future.result() if future.done() else await asyncio.wrap_future(future)
        except CannotStore:
            self._could_store = False
            log.error("could not store")
            raise
        self._could_store = True
        return done

    async def ask(self, job: Callable[[Connection], T]) -> T:
        """Ask the database about what belongs to no municipality, in a snapshot."""

        def ask() -> T:
            with self._reader.connect() as connection:
                return job(connection)

        return ask() if self._alone else await asyncio.to_thread(ask)

    async def act(self, where: MunicipalityId, job: Callable[[Turn], T]) -> T:
        """Run a turn; what it wants sent leaves at once."""
        done = await self.write(lambda connection: job(self._turn(connection, where)))
        self._hurry.set()
        return done

    async def read(self, where: MunicipalityId, job: Callable[[Store], T]) -> T:
        """Ask the database, in a snapshot, without waiting for the writer."""

        return await self.ask(lambda connection: job(open_store(connection, where, self._master)))

    def _turn(self, connection: Connection, where: MunicipalityId) -> Turn:
        return Turn(open_store(connection, where, self._master), self.clock.now(), self.runner.engine)

    async def receive(self, came: Incoming | Receipt, where: MunicipalityId | None = None) -> None:
        """Store what a provider brought and act on it; on disk when this returns."""
        town = where or next(iter(self.municipalities()), None)
        if town is None:
            raise CannotStore("there is no municipality yet")
        if isinstance(came, Receipt):
            await self.act(town, lambda turn: take_receipt(turn, came))
            return
        ranking = await self._classify(came.text)

        def job(connection: Connection) -> bool:
            return take_in(connection, self._turn(connection, town), self.runner, came, ranking)

        await self.write(job)
        self._hurry.set()

    async def _classify(self, text: str) -> Ranking:
        """What the text most likely means, before the writer is troubled; by Rasa where there is one that answers."""
        if not text.strip():
            return ()
        told = await self._rasa.classify(text) if self._rasa else None
        return self.runner.reader.classify(text) if told is None else told

    async def start(self) -> None:
        """Take up what was under way, fetch what was missed, and see at once to whatever is written."""
        self._warming = asyncio.create_task(asyncio.to_thread(self.runner.warm_up, self.clock.now()))
        await self.recover()
        await self.fetch_missed()
        await self.listen()
        self._running = asyncio.create_task(self._run())

    async def listen(self) -> None:
        """Begin to hear on channels that wait for a municipality to turn them on, if one has."""
        for where in self.municipalities():
            town = await self.read(where, lambda store: store.municipality_row())
            for name, channel in self.channels.items():
                if isinstance(channel, Listener) and town.telegram and name not in self._listening:
                    until = await self.read(where, lambda store: store.told_to_wait(name))  # noqa: B023
                    channel.hold(until or self.clock.now())
                    self._listening[name] = asyncio.create_task(channel.listen(self.receive))

    async def fetch_missed(self) -> None:
        """What providers took for us while we were away; what has been here before changes nothing."""
        for where in self.municipalities():
            last = await self.read(where, lambda store: store.last_received())
            since = (last or self.clock.now()) - LOOK_BACK
            for channel in self.channels.values():
                for came in await self._missed_on(channel, since):
                    await self.receive(came, where)

    async def _missed_on(self, channel: Channel, since: datetime) -> Sequence[Incoming]:
        try:
            return await channel.missed(since)
        except SendError as wrong:
            log.warning("could not fetch what was missed", channel=channel.name, code=wrong.code)
            return ()

    async def recover(self) -> None:
        """After a start: look to what was under way when everything stopped."""
        for where in self.municipalities():
            await self.act(where, lambda turn: outbox.recover(turn, timedelta(0)))

    async def _run(self) -> None:
        """See at once to what was just written; the scheduler's ticks see to what comes with time."""
        while True:
            await self._hurry.wait()
            self._hurry.clear()
            await self.tick()

    async def tick(self) -> None:
        """Do everything that is due.  Safe to call at any time and from several places."""
        async with self._ticking:
            self._ticked = self.clock.now()
            for where in self.municipalities():
                busy = True
                while busy:
                    busy = await (self.step(where) if self._alone else self._wake_and_start_sending(where))

    async def _wake_and_start_sending(self, where: MunicipalityId) -> bool:
        """A batch of what is due, and its messages: answers never wait for all that is due.

        They go side by side, but to each address in order; a slow provider holds up nobody else.
        """
        busy = Counter(self._sending.values())
        full = next((name for name, many in busy.items() if many >= SENDERS), "")
        room = 0 if full and busy.total() - busy[full] >= SENDERS else SENDERS

        def job(connection: Connection) -> tuple[int, list[Message]]:
            woken = self._wake_all(connection, where)
            return woken, outbox.claim(self._turn(connection, where), room, full)

        woken, claimed = await self.write(job)
        by_address: dict[str, list[Message]] = {}
        for message in claimed:
            by_address.setdefault(message.to, []).append(message)
        for messages in by_address.values():
            sending = asyncio.create_task(self._send_in_order(where, messages))
            self._sending[sending] = messages[0].channel
            sending.add_done_callback(self._sent)
        return woken > 0

    def _sent(self, sending: asyncio.Task[None]) -> None:
        self._sending.pop(sending, None)
        sending.cancelled() or sending.exception()  # what was not written down is looked up again
        self._hurry.set()

    async def step(self, where: MunicipalityId) -> bool:
        """See to a batch of what is due in one municipality; false when there was nothing."""
        woken = await self._wake(where)
        return bool(await self._send(where)) or woken > 0

    async def _wake(self, where: MunicipalityId) -> int:
        return await self.write(lambda connection: self._wake_all(connection, where))

    def _wake_all(self, connection: Connection, where: MunicipalityId) -> int:
        turn = self._turn(connection, where)
        due = turn.store.due_wakes(turn.now, WAKES_IN_ONE_TURN)
        for subject, which, _ in due:
            self._wake_one(connection, turn, subject, which)
        try_again(connection, turn, self.runner)
        outbox.recover(turn)
        if turn.town.telegram:
            ladder.tidy(turn)
        return len(due)

    def _wake_one(self, connection: Connection, turn: Turn, subject: str, which: int) -> None:
        """One thing whose time has come, in a savepoint: when it fails it is tried again, and the rest go on."""
        try:
            with savepoint(connection):
                turn.store.wake_at(subject, which, None)
                self.runner.wake(turn, subject, which)
        except Exception as wrong:  # the edge of a turn
            log.exception("timer failed", timer=subject, exc_info=wrong)
            tries = turn.store.wake_failed(subject, which, turn.now + TRY_AGAIN_AFTER)
            if tries == TOLD_AFTER:
                turn.tell("timer_failed")

    async def _send(self, where: MunicipalityId) -> int:
        """Send a batch, one message after another."""
        claimed = await self.write(lambda connection: outbox.claim(self._turn(connection, where), SENDERS))
        await self._send_in_order(where, claimed)
        return len(claimed)

    async def _send_in_order(self, where: MunicipalityId, messages: list[Message]) -> None:
        for message in messages:
            channel = await self._channel(where, message.channel)
            outcome = await outbox.hand_over(channel, message, self.clock.now()) if channel else outbox.NO_CHANNEL
            await self._settle(where, message, outcome)
            self._look_again(outcome)

    def _look_again(self, outcome: outbox.Outcome) -> None:
        """A provider has said until when we must wait; the second is not over when the next tick comes."""
        until = getattr(outcome.error, "not_before", None)
        if until is not None and not self._alone:
            wait = (until - self.clock.now()).total_seconds()
            asyncio.get_running_loop().call_later(max(0.0, wait) + A_MOMENT, self._hurry.set)

    async def _channel(self, where: MunicipalityId, name: str) -> Channel | None:
        """The channel of that name; none when its account has been taken out of the settings."""
        if where not in self._examples:
            self._examples[where] = await self.read(where, lambda store: store.municipality_row().example)
        return self._phones if name == "sms" and self._examples[where] else self.channels.get(name)

    async def _settle(self, where: MunicipalityId, message: Message, outcome: outbox.Outcome) -> None:
        await self.write(lambda connection: outbox.settle(self._turn(connection, where), message, outcome))

    @property
    def can_store(self) -> bool:
        """Whether what was last written reached the disk."""
        return self._could_store

    async def how_late(self) -> timedelta:
        """How long since everything due was seen to."""
        return self.clock.now() - self._ticked if self._ticked else timedelta(0)

    async def figures(self) -> dict[str, int]:
        """Counts for whoever watches: nothing about anyone."""
        total: dict[str, int] = {}
        for where in self.municipalities():
            for name, value in (await self.read(where, lambda store: store.counts())).items():
                total[name] = total.get(name, 0) + value
        return total

    async def fold(self) -> None:
        """Take what was written into the database file itself."""
        await asyncio.to_thread(fold, self._engine)

    async def close(self) -> None:
        for task in self._listening.values():
            task.cancel()
        await asyncio.gather(*self._listening.values(), return_exceptions=True)
        if self._running is not None and self._warming is not None:
            self._running.cancel()
            await asyncio.gather(self._running, self._warming, *self._sending, return_exceptions=True)
        for channel in self.channels.values():
            await channel.close()
        if self._rasa is not None:
            await self._rasa.close()
        self._writer.close()
        self._engine.dispose()
        self._reader.dispose()
