"""Lives through the story of the example municipality, with the rules and the robot that everyone else meets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot import desk, outbox
from bot.channels import Incoming
from bot.clock import OSLO
from bot.errors import Unreachable
from bot.example import people, story
from bot.example.story import Plot
from bot.life.situating import situate
from bot.life.turn import Turn
from bot.model import Approval, ErrandId, OfferState, PersonId
from bot.runner import Runner
from bot.storage.post import Message

NIGHT = people.number(1)
SET_UP = {"coordinator": "Ingrid Lie", "phone": "+4762000000", "night": NIGHT, "standin": people.number(2)}
ANSWERS_AFTER, SEES_AFTER, ENDS_AFTER = timedelta(minutes=25), timedelta(minutes=4), timedelta(minutes=12)
YES = ("Ja", "JA", "ja det kan jeg", "Ja, gjerne", "ja")
NO = ("Nei", "nei, dessverre", "Nei takk")
DEAD_NUMBER = people.number(318)

Happening = Callable[[Turn], None]


class Life:
    """The story as it goes: what is yet to happen, and everyone it is about."""

    def __init__(self, runner: Runner, turn: Turn) -> None:
        self._runner = runner
        self._end = turn
        self._today = turn.now.astimezone(OSLO).date()
        self._yet: list[tuple[datetime, int, Happening]] = []
        self._count = 0
        self._helpers: list[PersonId] = []
        self._neighbours: list[PersonId] = []

    def play(self) -> None:
        """Everything up to now in its order, each timer and message at its own time."""
        self._plan()
        while self._yet and self._yet[0][0] <= self._end.now:
            when, _, happening = self._yet.pop(0)
            self._until(when)
            happening(self._at_that_time(when))
        self._until(self._end.now)

    def _plan(self) -> None:
        for n, helper in enumerate(people.helpers(self._today.year)):
            self._at(3 * n - 200 if n < story.APPROVED else n - 60, time(12), self._enrols(n, helper))
        for neighbour in people.neighbours():
            self._at(-40, time(13), self._adds(neighbour))
        for day in range(-13, -2):
            self._at(day, time(15, 45), self._clears_the_desk)
        for n, plot in enumerate(story.PLOTS):
            self._at(plot.posted, time(12, 10 + n), self._posts(plot))
        for day, clock, last, words in story.SAID:
            self._at(day, clock, self._hears(people.number(last), words))
        for n, until in story.ON_PAUSE:
            self._at(-6, time(14), self._pauses(n, until))

    def _at(self, day: int, clock: time, happening: Happening) -> None:
        self._then(datetime.combine(self._today + timedelta(days=day), clock, OSLO), happening)

    def _then(self, when: datetime, happening: Happening) -> None:
        self._count += 1
        self._yet.append((when, self._count, happening))
        self._yet.sort()

    def _until(self, when: datetime) -> None:
        store = self._end.store
        while (due := min(filter(None, (store.next_wake(), store.next_message_at())), default=when)) < when:
            self._tick(self._at_that_time(due))
        self._tick(self._at_that_time(when))

    def _at_that_time(self, when: datetime) -> Turn:
        """Each its own turn: what a fortnight has sent is not to be looked over as if one act had sent it."""
        return replace(self._end, now=when, moved_from={}, planned={}, bulk=[])

    def _tick(self, turn: Turn) -> None:
        for subject, which, _ in turn.store.due_wakes(turn.now, most=100):
            turn.store.wake_at(subject, which, None)
            self._runner.wake(turn, subject, which)
        for message in outbox.claim(turn, most=100):
            dead = message.channel == "sms" and message.to == DEAD_NUMBER
            outbox.settle(turn, message, outbox.Outcome(f"example-{message.id}", Unreachable("dead") if dead else None))
            self._seen_by_the_duty_phone(turn, message)

    def _seen_by_the_duty_phone(self, turn: Turn, message: Message) -> None:
        if message.kind == "alarm" and message.to == NIGHT:
            self._then(turn.now + SEES_AFTER, self._hears(NIGHT, "SETT"))

    def _hears(self, number: str, words: str) -> Happening:
        """An SMS, heard as any other."""

        def hear(turn: Turn) -> None:
            self._count += 1
            event = turn.store.add_event(Incoming("sms", f"example-{self._count}", number, words), turn.now)
            if event is not None:
                self._runner.hear(turn, event)

        return hear

    def _says(self, turn: Turn, who: PersonId, words: str) -> None:
        self._hears(turn.store.addresses(who)["sms"], words)(turn)

    def _enrols(self, n: int, helper: people.Helper) -> Happening:
        """Written up after a talk in the shopping centre; most are approved on the spot."""

        def enrol(turn: Turn) -> None:
            of = helper
            who = desk.enrol(turn, self._runner, of.name, of.phone, ask=False, born=of.born, **of.values)
            self._helpers.append(who)
            if n < story.APPROVED:
                day = turn.now.astimezone(OSLO).date()
                seen = day if n % 2 else None
                until = seen and seen + timedelta(days=3 * 365)
                desk.approve(turn, who, Approval(day, day, day, seen, until), quiet=True)

        return enrol

    def _adds(self, neighbour: people.Neighbour) -> Happening:
        def add(turn: Turn) -> None:
            of = neighbour
            self._neighbours.append(
                desk.add_recipient(turn, of.name, of.phone, tell=of.tell, kin=of.kin, **of.values)
            )

        return add

    def _pauses(self, n: int, until: int | None) -> Happening:
        last = None if until is None else self._today + timedelta(days=until)
        return lambda turn: desk.pause(turn, self._helpers[n], last)

    def _clears_the_desk(self, turn: Turn) -> None:
        """A coordinator rings those on the call list, and sees to what has been told."""
        for message in turn.store.call_list():
            desk.called(turn, message.id)
        for matter in turn.store.matters():
            if matter.kind != "new_volunteer":
                desk.see_to(turn, matter.id)

    def _posts(self, plot: Plot) -> Happening:
        starts = datetime.combine(self._today + timedelta(days=plot.day), plot.clock, OSLO)

        def post(turn: Turn) -> None:
            which = desk.post(
                turn, kind=plot.kind, recipient=self._neighbours[plot.whom], starts=starts, minutes=plot.minutes,
                details=plot.details, places=plot.places,
            )  # fmt: skip
            for n, answer in enumerate(plot.comes.split(), 1):
                self._then(turn.now + n * ANSWERS_AFTER, self._answers(which, answer))
            self._then(starts - timedelta(days=1), self._answers_reminder_after(which))
            self._then(starts + timedelta(minutes=plot.minutes) + ENDS_AFTER, self._ends(which, plot.ends))

        return post

    def _answers(self, which: ErrandId, answer: str) -> Happening:
        def reply(turn: Turn) -> None:
            match answer:
                case "ja" | "nei":
                    self._answers_offer(turn, which, YES if answer == "ja" else NO)
                case "avbud":
                    self._says(turn, _holders(turn, which)[0], "Jeg kan ikke komme likevel")
                case _:
                    desk.call_off(turn, which)

        return reply

    def _answers_offer(self, turn: Turn, which: ErrandId, words: tuple[str, ...]) -> None:
        """The next who was asked; with several questions open they name the one they mean."""
        asked = [offer.volunteer for offer in turn.store.offers_of(which) if offer.state is OfferState.OPEN]
        open_to = {who: situate(turn, who).questions for who in asked}
        for who in sorted(asked, key=lambda who: len(open_to[who]))[:1]:
            numbers = [question.n for question in open_to[who] if question.errand.id == which]
            alone = len(open_to[who]) == 1
            self._says(turn, who, words[which % len(words)] if alone else f"{words[0]} {numbers[0]}")

    def _answers_reminder_after(self, which: ErrandId) -> Happening:
        """The reminder came at five; most answer when they have had their dinner."""

        def plan(turn: Turn) -> None:
            day = turn.now.astimezone(OSLO).date()
            self._then(datetime.combine(day, time(18, 5 + which % 50), OSLO), answer)

        def answer(turn: Turn) -> None:
            for who in _holders(turn, which):
                if len(situate(turn, who).questions) == 1 and which % 6:
                    self._says(turn, who, YES[which % 2])

        return plan

    def _ends(self, which: ErrandId, words: str) -> Happening:
        def end(turn: Turn) -> None:
            for who in _holders(turn, which):
                self._says(turn, who, words)

        return end


def _holders(turn: Turn, which: ErrandId) -> list[PersonId]:
    return [visit.volunteer for visit in turn.store.visits_of(which) if visit.active]
