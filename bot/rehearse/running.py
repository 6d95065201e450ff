"""Runs one municipality through the real system in virtual time, with people who answer."""

from __future__ import annotations

import heapq
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import desk
from bot.channels import Incoming, Outgoing
from bot.clock import OSLO
from bot.dispatching import Asking
from bot.duty import on_duty
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import Approval, ErrandId, Kin, MunicipalityId, PersonId, Stage, Tell
from bot.nlu import Reader
from bot.nlu.places import place_of
from bot.rehearse.chance import Chance
from bot.rehearse.crowd import Coming, Crowd
from bot.rehearse.policies import Watched
from bot.rehearse.population import Population
from bot.rehearse.record import Record
from bot.rehearse.town import DUTY, Helper, Map, Neighbour, Plan, Town
from bot.replay import KEY, Remembering, SetClock
from bot.sms_parts import parts
from bot.storage.database import open_reader, open_writer
from bot.storage.post import Message
from bot.storage.store import Store, add_municipality
from bot.storage.tables import metadata
from bot.system import System

DUTY_PHONE = "+4790000001"
SEES_AFTER = timedelta(minutes=4)
RINGS_AFTER = timedelta(minutes=30)
"""So long after the start a recipient whom nobody came to rings the coordinator."""
AT_THE_DESK = timedelta(hours=7, minutes=30)
"""After the day began: when a coordinator rings those on the call list, and sees to the rest."""
UNTIL_OVER = timedelta(days=2)
ASKED_BY_PHONE = frozenset({"reminder", "check_in"})

Happening = Callable[[], Awaitable[None]]
ASKED_AT_ONCE = 1_000_000
"""No coordinator looks over what goes to many: a policy that writes to all at once is seen for what it is."""


class Rehearsal:
    """One seed and one policy."""

    def __init__(self, folder: Path, people: Population, town: Town, chance: Chance, asks: Asking) -> None:
        self.record = Record()
        self._asks = Watched(asks)
        self._people = people
        self._town = town
        self._crowd = Crowd(people.behaviour, chance, town.helpers, self.record)
        self._clock = SetClock(town.begins.astimezone(UTC))
        self._sent: list[Outgoing] = []
        self._coming: list[tuple[datetime, int, Happening]] = []
        self._count = count()
        self._helpers: dict[PersonId, Helper] = {}
        self._neighbours: dict[PersonId, Neighbour] = {}
        self._who: dict[int, PersonId] = {}
        self._whom: dict[int, PersonId] = {}
        self._plans: dict[ErrandId, Plan] = {}
        self._errands: dict[int, ErrandId] = {}
        url = f"sqlite:///{folder / 'rehearsal.sqlite3'}"
        writer = open_writer(url, durable=False)
        metadata.create_all(writer)
        self._system = System(
            writer=writer, reader=open_reader(url), master=KEY, clock=self._clock, understanding=Reader(),
            channels={name: Remembering(name, self._takes) for name in ("sms", "call")}, alone=True,
            asks=self._asks, far=Map(people.places).far,
        )  # fmt: skip
        self._where = MunicipalityId(1)

    async def play(self) -> Record:
        """From the first morning until the last visit is over."""
        await self._begin()
        end = max((plan.ends for plan in self._town.plans), default=self._town.ends) + UNTIL_OVER
        while (due := await self._next()) is not None and due <= end:
            self._clock.at = max(self._clock.at, due)
            while self._coming and self._coming[0][0] <= self._clock.at:
                await heapq.heappop(self._coming)[2]()
            await self._system.step(self._where)
            await self._deliver()
        await self._system.close()
        self.record.feasible = {self._plans[which].n for which in self._asks.feasible}
        return self.record

    async def _next(self) -> datetime | None:
        due = await self._system.read(self._where, lambda store: (store.next_wake(), store.next_message_at()))
        coming = self._coming[0][0] if self._coming else None
        return min((at for at in (*due, coming) if at is not None), default=None)

    def _then(self, at: datetime, happening: Happening) -> None:
        heapq.heappush(self._coming, (at.astimezone(UTC), next(self._count), happening))

    async def _begin(self) -> None:
        await self._system.write(
            lambda connection: add_municipality(
                connection, self._people.name, self._clock.at, example=False, coordinator="Ingrid Lie",
                phone="+4762000000", night=DUTY_PHONE, policy={"second_look": ASKED_AT_ONCE},
            )
        )  # fmt: skip
        await self._system.act(self._where, self._write_up_neighbours)
        for helper in self._town.helpers:
            self._then(helper.joins, partial(self._joins, helper))
        for plan in self._town.plans:
            self._then(plan.posted, partial(self._posts, plan))
            self._then(plan.starts, partial(self._starts, plan))
        day = self._town.begins
        while day < self._town.ends + timedelta(days=14):
            if on_duty(day, DUTY):
                self._then(day + AT_THE_DESK, partial(self._act, self._clear_the_desk))
            day += timedelta(days=1)

    async def _act(self, job: Callable[[Turn], None]) -> None:
        await self._system.act(self._where, job)

    def _write_up_neighbours(self, turn: Turn) -> None:
        for of in self._town.neighbours:
            tell = Tell(of.tell)
            kin = Kin("Elin Lie", of.phone) if tell is Tell.KIN else None
            who = desk.add_recipient(
                turn, of.name, of.phone if tell is Tell.SMS else "", tell=tell, kin=kin,
                postcode=of.place.postcode, street="Storgata 1",
            )  # fmt: skip
            self._neighbours[who], self._whom[of.n] = of, who

    async def _joins(self, of: Helper) -> None:
        def join(turn: Turn) -> None:
            who = desk.add_person(turn, of.name, of.phone)
            today = turn.now.astimezone(OSLO).date()
            turn.store.add_volunteer(
                who, stage=Stage.APPROVED.value, skills=of.kinds, availability=of.times, postcode=of.place.postcode,
                place=place_of(of.place.postcode) or "", transport=of.transport, frequency=of.often,
                approval=Approval(today, today, today, today), registered=turn.now, waiting_since=turn.now,
            )  # fmt: skip
            self._helpers[who], self._who[of.n] = of, who

        await self._act(join)

    async def _posts(self, plan: Plan) -> None:
        def post(turn: Turn) -> None:
            which = desk.post(
                turn, kind=plan.kind, recipient=self._whom[plan.neighbour.n], starts=plan.starts,
                minutes=plan.minutes, urgent=plan.urgent,
            )  # fmt: skip
            self._plans[which], self._errands[plan.n] = plan, which

        await self._act(post)

    async def _starts(self, plan: Plan) -> None:
        helper = self._crowd.comer(plan)
        if helper is None or self._crowd.visits(helper, plan):
            return

        async def ring() -> None:
            self.record.touches += 1
            await self._act(lambda turn: desk.cannot_come(turn, self._errands[plan.n], self._who[helper.n]))

        self._then(plan.starts + RINGS_AFTER, ring)

    def _clear_the_desk(self, turn: Turn) -> None:
        """A coordinator rings those on the call list, and sees to what has been told."""
        for message in turn.store.call_list():
            self._read_aloud(turn, message)
        for matter in turn.store.matters():
            self.record.touches += 1
            if matter.kind == "handover" and matter.person is not None:
                desk.hand_back(turn, self._system.runner, matter.person)
            else:
                desk.see_to(turn, matter.id)

    def _read_aloud(self, turn: Turn, message: Message) -> None:
        try:
            if message.person in self._helpers and message.kind in ASKED_BY_PHONE:
                desk.answer_call(turn, self._system.runner, message.id, "JA")
            else:
                desk.called(turn, message.id)
        except Refused:
            desk.called(turn, message.id)

    def _takes(self, channel: str, message: Outgoing) -> None:
        self._sent.append(message)

    async def _deliver(self) -> None:
        """Give everyone what was sent to them, and let them think of what to do about it."""
        if not self._sent:
            return
        sent, self._sent = self._sent, []

        def look(store: Store) -> list[Message]:
            return [store.message(int(message.ref)) for message in sent]

        for message in await self._system.read(self._where, look):
            self._count_message(message)
            self._reads(message)

    def _count_message(self, message: Message) -> None:
        self.record.messages += 1
        if message.channel == "sms":
            self.record.sms_parts += parts(message.text)
        else:
            self.record.touches += 1

    def _reads(self, message: Message) -> None:
        now, plan = self._clock.at, self._plans.get(message.errand) if message.errand is not None else None
        if message.kind == "alarm":
            self._then(now + SEES_AFTER, partial(self._says, DUTY_PHONE, "SETT"))
        if message.person is None:
            return
        helper, neighbour = self._helpers.get(message.person), self._neighbours.get(message.person)
        if helper is not None and message.channel == "sms":
            for coming in self._crowd.reads(helper, message.kind, plan, message.text, now):
                self._then(coming.at, partial(self._does, coming))
        elif neighbour is not None and message.kind == "visitor" and plan is not None:
            self.record.touches += self._crowd.rings_about(neighbour, plan)

    async def _does(self, coming: Coming) -> None:
        words = coming.words(self._clock.at)
        if words:
            await self._says(coming.helper.phone, words)

    async def _says(self, number: str, words: str) -> None:
        await self._system.receive(Incoming("sms", f"rehearsal-{next(self._count)}", number, words), self._where)


async def run(people: Population, town: Town, chance: Chance, asks: Asking) -> Record:
    with TemporaryDirectory() as folder:
        return await Rehearsal(Path(folder), people, town, chance, asks).play()
