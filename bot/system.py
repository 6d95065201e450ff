"""Puts the parts together; the only place that names concrete classes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot import outbox
from bot.channels import Answer, Channel, Incoming, Listener, Rang, Receipt
from bot.clock import Clock
from bot.dialog.events import Ranking
from bot.dispatching import OURS, Asking
from bot.due import MOST_IN_ONE_TURN, claim, see_to
from bot.errors import CannotStore, Elsewhere
from bot.fetching import Fetcher
from bot.flows import talks
from bot.inbox import take_in, take_receipt
from bot.life import ringing
from bot.life.holding import look_over
from bot.life.lateness import LATE, waiting
from bot.life.turn import Turn
from bot.matching.distance import Far, between
from bot.model import MunicipalityId
from bot.nlu import Reader
from bot.postman import SENDERS, Postman
from bot.runner import Runner
from bot.senders import Senders, look
from bot.shares import Share, writes_to
from bot.storage.database import fold
from bot.storage.entering import is_away
from bot.storage.post import Message
from bot.storage.store import Store, open_store
from bot.watching import Watch

if TYPE_CHECKING:
    from bot.nlu.rasa import Rasa

T = TypeVar("T")
log = structlog.get_logger()

STALE_AFTER = timedelta(seconds=30)
"""So long without a tick, and the robot is not well."""
SECONDS_FOR_MISSED = 5.0
"""So long what is to be sent waits for what was missed: who is in danger is answered within ten seconds."""


class System:
    """The robot with its database, its channels and its clock; everything that happens goes through here."""

    def __init__(
        self, *, writer: Engine, reader: Engine, master: bytes, clock: Clock, understanding: Reader,
        channels: Mapping[str, Channel], phones: Channel | None = None, rasa: Rasa | None = None, alone: bool = False,
        asks: Asking = OURS, far: Far = between,
    ) -> None:  # fmt: skip
        self.clock, self._rasa = clock, rasa
        self.channels = dict(channels)
        self._phones = phones or self.channels["sms"]
        """Simulated telephones: an example municipality's invented numbers may be real people's."""
        self.senders = Senders()
        self.runner = Runner(talks(), understanding)
        self.master = master
        self._asks, self._far = asks, far
        self._reader = reader
        self._engine = writer
        self._writer = writes_to(writer, alone=alone)
        self.share = Share(writer, self.write, alone=alone)
        self._listeners = {name: channel for name, channel in self.channels.items() if isinstance(channel, Listener)}
        self._elsewhere = set(self._listeners) if self.share.of_many else set[str]()
        """Channels that another worker has."""
        self._ticking = asyncio.Lock()
        self._hurry = asyncio.Event()
        self._hurried: set[MunicipalityId] = set()
        self._beside: list[asyncio.Task[None]] = []
        self.watch = Watch(clock)
        self._listening: dict[str, asyncio.Task[None]] = {}
        self._alone = alone
        """One thing at a time, always in the same order: for runs in virtual time."""
        self._postman = Postman(
            self.write, self._turn, self._channel, self._sender, clock, self.share.name, self._hurry_to, alone
        )

    async def look_around(self) -> None:
        """See which municipalities there are, and whose the addresses are that we are written to on."""
        self.senders = await self.ask(lambda connection: look(connection, self.channels))

    def municipalities(self) -> list[MunicipalityId]:
        """Those there were when we last looked around.  None ever goes."""
        if not self.senders.towns:
            self.senders = self._asked(lambda connection: look(connection, self.channels))
        return [town.id for town in self.senders.towns]

    async def write(
        self, job: Callable[[Connection], T], where: MunicipalityId | None = None, *, wait: bool = True
    ) -> T:  # fmt: skip
        """Do something in the writer; it is on disk when this returns."""
        future = self._writer.submit(job, where, wait=wait)
        try:
            done = future.result() if future.done() else await asyncio.wrap_future(future)
        except CannotStore:
            self.watch.stored(well=False)
            raise
        self.watch.stored(well=True)
        return done

    async def ask(self, job: Callable[[Connection], T]) -> T:
        """Ask the database about what belongs to no municipality, in a snapshot."""
        return self._asked(job) if self._alone else await asyncio.to_thread(self._asked, job)

    def _asked(self, job: Callable[[Connection], T]) -> T:
        try:
            with self._reader.connect() as connection:
                return job(connection)
        except DBAPIError as wrong:
            raise self.watch.unread(wrong) from wrong

    async def act(self, where: MunicipalityId, job: Callable[[Turn], T]) -> T:
        """Run a turn; what it wants sent leaves at once, but for what goes to so many that it is looked over first."""

        def acted(connection: Connection) -> T:
            turn = self._turn(connection, where)
            done = job(turn)
            look_over(turn)
            return done

        done = await self.write(acted, where)
        self._hurry_to(where)
        return done

    async def read(self, where: MunicipalityId, job: Callable[[Store], T]) -> T:
        """Ask the database, in a snapshot, without waiting for the writer."""
        return await self.ask(lambda connection: job(open_store(connection, where, self.master)))

    def _turn(self, connection: Connection, where: MunicipalityId) -> Turn:
        store = open_store(connection, where, self.master)
        return Turn(store, self.clock.now(), self.runner.engine, asks=self._asks, far=self._far)

    async def receive(self, came: Incoming | Receipt, where: MunicipalityId | None = None) -> None:
        """Store what a provider brought and act on it; on disk when this returns."""
        town = where or await self._place_of(came)
        if isinstance(came, Receipt):
            await self.write(lambda connection: take_receipt(self._turn(connection, town), came), town)
            self._hurry_to(town)
            return
        ranking = await self._classify(came.text)

        def job(connection: Connection) -> bool:
            return take_in(connection, self._turn(connection, town), self.runner, came, ranking)

        await self.write(job, town)
        self._hurry_to(town)

    async def ring(self, call: Rang) -> Answer:
        """Someone calls a number of ours: who it was is on disk when this returns."""
        town, always = await self._place_of(call), self.senders.calls_to(call.ours)
        return await self.act(town, lambda turn: ringing.heard(turn, call, always))

    async def _place_of(self, came: Incoming | Receipt | Rang) -> MunicipalityId:
        """The municipality whose address it was sent to."""
        if not self.senders.towns:
            await self.look_around()
        town = self.senders.owner(came.channel, came.ours)
        if town is None:
            raise CannotStore("there is no municipality yet")
        return town

    async def _classify(self, text: str) -> Ranking:
        """What the text most likely means, before the writer is troubled; by Rasa where there is one that answers."""
        if not text.strip():
            return ()
        told = await self._rasa.classify(text) if self._rasa else None
        return self.runner.reader.classify(text) if told is None else told

    async def start(self) -> None:
        """Take up what was under way, and see at once to whatever is written; what was missed is fetched beside."""
        self._beside = [asyncio.create_task(asyncio.to_thread(self.runner.warm_up, self.clock.now()))]
        await self.look_around()
        if not self.share.of_many:
            await self.recover()
        for where in self.municipalities():
            await self._fetcher().begin(where, self.senders)
        await self.listen()
        fetching = asyncio.create_task(self.fetch_missed())
        self._beside += [fetching, asyncio.create_task(self._run(fetching))]
        await asyncio.sleep(0)  # the first to tick is the one that waits for what was missed

    async def listen(self) -> None:
        """Begin to hear on channels that wait for a municipality to turn them on, if one has, and cease when told.

        Of several workers one alone has such a channel, and another only when that one is gone.
        """
        await self.look_around()
        where = self.senders.home("telegram")
        for name, channel in self._listeners.items():
            if await self.share.has(name):
                self._elsewhere.discard(name)
            else:
                self._elsewhere.add(name)
            hears = where is not None and (channel.is_called or name not in self._elsewhere)
            if hears and where is not None and name not in self._listening:
                until = await self.read(where, lambda store: store.told_to_wait(name))  # noqa: B023
                channel.hold(until or self.clock.now())
                self._postman.look_again_at(where, until or self.clock.now())
                self._listening[name] = asyncio.create_task(channel.listen(self.receive))
            elif not hears and self.share.of_many and name in self._listening:
                self._listening.pop(name).cancel()

    async def fetch_missed(self) -> None:
        """What providers took for us while we were away; what has been here before changes nothing."""
        await self._fetcher().fetch_all(self.municipalities(), self.senders)

    def _fetcher(self) -> Fetcher:
        return Fetcher(self.write, self.read, self._turn, self.receive, self.channels, self.clock)

    async def recover(self) -> None:
        """After a start: look to what was under way when everything stopped."""
        for where in self.municipalities():
            await self.act(where, lambda turn: outbox.recover(turn, timedelta(0)))

    def _hurry_to(self, where: MunicipalityId) -> None:
        self._hurried.add(where)
        self._hurry.set()

    async def _run(self, fetching: asyncio.Task[None]) -> None:
        """See at once to where something was just written; the scheduler's ticks see to what comes with time."""
        async with self._ticking:  # a STOPP that was missed is heard before anything leaves
            await asyncio.wait([fetching], timeout=SECONDS_FOR_MISSED)
        while True:
            await self._hurry.wait()
            self._hurry.clear()
            places, self._hurried = self._hurried, set()
            async with self._ticking:
                await self._see_to(places, wait=True)

    async def tick(self) -> None:
        """Do everything that is due.  Safe to call at any time and from several places.

        What cannot be stored now is due at the next tick as well.
        """
        async with self._ticking:
            try:
                places = await self._places()
            except CannotStore:
                return
            self.watch.ticked = self.clock.now()
            self.watch.failing &= set(places)
            await self._see_to(places, wait=not self.share.of_many)

    async def _see_to(self, places: Iterable[MunicipalityId], *, wait: bool) -> None:
        """One municipality after the other; what fails in one is no matter of the others'."""
        for where in places:
            try:
                while await (self.step(where) if self._alone else self._wake_and_start_sending(where, wait)):
                    pass
            except Exception as wrong:
                if self._alone:
                    raise
                if isinstance(wrong, CannotStore) and is_away(wrong.__cause__):
                    return
                self.watch.failed(where, "municipality failed", wrong)
                self.watch.failing.add(where)

    async def _places(self) -> list[MunicipalityId]:
        return await self.share.places(self.clock.now()) if self.share.of_many else self.municipalities()

    async def _wake_and_start_sending(self, where: MunicipalityId, wait: bool) -> bool:
        """A batch of what is due, and its messages: answers never wait for all that is due."""
        room, apart = self._postman.room(self._elsewhere)
        pace = 0 if self.senders.is_example(where) else self.channels["sms"].can.per_second

        def job(connection: Connection) -> tuple[int, bool, list[Message] | None]:
            turn, failed = self._turn(connection, where), self.watch.in_(where)
            woken, whole = see_to(connection, turn, self.runner, MOST_IN_ONE_TURN, failed)
            return woken, whole, claim(connection, turn, room, apart, self.share.name, failed, pace)

        try:
            woken, whole, claimed = await self.write(job, where, wait=wait)
        except Elsewhere:
            return False
        (self.watch.failing.discard if whole and claimed is not None else self.watch.failing.add)(where)
        self._postman.start(where, claimed or [])
        if claimed and (until := outbox.sent_by(self.clock.now(), claimed, pace)):
            self._postman.look_again_at(where, until)
        return woken > 0

    async def step(self, where: MunicipalityId) -> bool:
        """See to a batch of what is due in one municipality; false when there was nothing."""
        woken = await self._wake(where)
        return bool(await self._send(where)) or woken > 0

    async def _wake(self, where: MunicipalityId) -> int:
        woken, _ = await self.write(lambda db: see_to(db, self._turn(db, where), self.runner), where)
        return woken

    async def _send(self, where: MunicipalityId) -> int:
        """Send a batch, one message after another."""
        claimed = await self.write(lambda db: outbox.claim(self._turn(db, where), SENDERS, by=self.share.name), where)
        await self._postman.send_in_order(where, claimed, self.clock.now())
        return len(claimed)

    async def _channel(self, where: MunicipalityId, name: str) -> Channel | None:
        """The channel of that name; none when its account has been taken out of the settings."""
        if not self.senders.knows(where):
            await self.look_around()
        if name == "telegram" and self.senders.home(name) not in (None, where):
            return None  # another's robot, to which the answer would go
        return self._phones if name == "sms" and self.senders.is_example(where) else self.channels.get(name)

    def _sender(self, where: MunicipalityId, name: str) -> str:
        """The address of ours that municipality writes from on a channel; "" where it has none of its own."""
        return next(iter(self.senders.of(where, name)), "")

    async def is_well(self) -> bool:
        """Whether what is due is seen to everywhere, and what was last written reached the disk."""
        return self.watch.how_late() < STALE_AFTER and self.watch.can_store and not self.watch.failing

    async def figures(self) -> dict[str, int]:
        """Counts for whoever watches: nothing about anyone."""
        total, before = Counter(failing=len(self.watch.failing)), self.clock.now() - LATE
        for where in self.municipalities():
            total.update(await self.read(where, lambda store: store.counts()))
            total["messages_late"] += await self.read(where, lambda store: waiting(store, before))
        return total

    async def fold(self) -> None:
        """Take what was written into the database file itself."""
        await asyncio.to_thread(fold, self._engine)

    async def close(self) -> None:
        for task in self._listening.values():
            task.cancel()
        await asyncio.gather(*self._listening.values(), return_exceptions=True)
        for task in self._beside[1:]:
            task.cancel()
        if self._beside:
            await asyncio.gather(*self._beside, self._postman.stop(), return_exceptions=True)
        await self.share.leave()
        for channel in self.channels.values():
            await channel.close()
        if self._rasa is not None:
            await self._rasa.close()
        self._writer.close()
        self._engine.dispose()
        self._reader.dispose()
