"""The people of a rehearsal: what each does about a message, and when.  They know nothing of any policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp

from bot.clock import OSLO
from bot.kinds import kind_of
from bot.model import WEEKDAYS
from bot.rehearse.chance import Chance
from bot.rehearse.population import Behaviour
from bot.rehearse.record import Asked, Made, Record
from bot.rehearse.town import Helper, Neighbour, Plan, distance
from bot.waking import add_waking, next_awake
from bot.when import write_moment

REMEMBERED = timedelta(days=14)
"""So long an ask that was declined or left makes the next JA less likely."""
_NUMBER = re.compile(r"\bJA (\d+)\b")
_OPTION = re.compile(r"\b(\d+)\) ")

Words = Callable[[datetime], str]
"""What someone writes when its time has come; "" when they have nothing to say any more."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Something someone will do: write to us, when ``words`` has any then."""

    at: datetime
    helper: Helper
    words: Words


@dataclass
class Mind:
    """What one volunteer has in mind."""

    vain: list[datetime] = field(default_factory=list)
    """When they declined or left what they were asked."""
    asked: dict[int, str] = field(default_factory=dict)
    """Errands they have been asked about and not answered, and the number to answer with."""
    said_yes: set[int] = field(default_factory=set)
    visits: set[int] = field(default_factory=set)
    confirmed: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    """Whom they have been to."""
    meant: Plan | None = None
    """What the last thing they wrote was about."""


class Crowd:
    """Everyone who is written to."""

    def __init__(self, behaviour: Behaviour, chance: Chance, helpers: tuple[Helper, ...], record: Record) -> None:
        self._of = behaviour
        self._chance = chance
        self._record = record
        self._helpers = helpers
        self._minds = {helper.n: Mind() for helper in helpers}

    def reads(self, helper: Helper, kind: str, plan: Plan | None, text: str, now: datetime) -> Iterator[Coming]:
        """A volunteer reads a message."""
        mind = self._minds[helper.n]
        if kind == "which" and mind.meant is not None:
            yield from self._says_which(helper, mind.meant, text, now)
        if plan is None:
            return
        match kind:
            case "offer":
                yield from self._is_asked(helper, plan, text, now)
            case "solved" | "cancelled":
                mind.asked.pop(plan.n, None)
            case "confirmation" if plan.n in mind.said_yes:
                yield from self._agreed(helper, plan, now)
            case "reminder" | "check_in" if "JA" in text and self._replies(helper, plan, kind):
                at = self._after(helper, plan, kind, now)
                if kind == "check_in" or at < plan.starts:
                    yield Coming(at, helper, lambda _: self._confirms(mind, plan, kind))

    def _confirms(self, mind: Mind, plan: Plan, kind: str) -> str:
        if plan.n not in mind.visits:
            return ""
        mind.confirmed |= {plan.n} if kind == "reminder" else set()
        return self._writes(mind, plan, "JA")

    def _is_asked(self, helper: Helper, plan: Plan, text: str, now: datetime) -> Iterator[Coming]:
        self._record.asked.append(Asked(now, helper.n, plan.n))
        mind = self._minds[helper.n]
        mind.said_yes.discard(plan.n)
        at = self._after(helper, plan, "offer", now)
        if not self._replies(helper, plan, "offer") or at >= plan.starts:
            mind.vain.append(now)
            return
        yes = self._chance.happens(self.likely(helper, plan, now), "yes", helper.n, plan.n)
        number = _NUMBER.search(text)
        mind.asked[plan.n] = f" {number.group(1)}" if number else ""
        yield Coming(at, helper, lambda then: self._answers(mind, plan, yes, then))

    def _answers(self, mind: Mind, plan: Plan, yes: bool, now: datetime) -> str:
        number = mind.asked.pop(plan.n, None)
        if number is None:
            return ""
        if yes:
            mind.said_yes.add(plan.n)
        else:
            mind.vain.append(now)
        return self._writes(mind, plan, ("JA" if yes else "NEI") + number)

    def likely(self, helper: Helper, plan: Plan, now: datetime) -> float:
        """How likely a JA is to one who answers."""
        of, mind = self._of, self._minds[helper.n]
        fit = of.fit.liked if plan.kind == helper.kinds[0] else of.fit.other
        known = of.fit.known if plan.neighbour.n in mind.known else 1.0
        travels = distance(helper.place, plan.neighbour.place) if kind_of(plan.kind).needs_travel else 0.0
        weekday = of.weekdays.get(WEEKDAYS[plan.starts.astimezone(OSLO).weekday()], 1.0)
        tired = of.kept_after_vain_ask ** sum(at > now - REMEMBERED for at in mind.vain)
        return float(of.says_yes * fit * known * (1 - of.lost_a_km) ** travels * weekday * tired)

    def _replies(self, helper: Helper, plan: Plan, to: str) -> bool:
        return not self._chance.happens(self._of.never_reply, "never replies", helper.n, plan.n, to)

    def _after(self, helper: Helper, plan: Plan, to: str, now: datetime) -> datetime:
        sigmas = self._of.reply_sigma * self._chance.normal("reply time", helper.n, plan.n, to)
        return add_waking(now, timedelta(minutes=self._of.reply_minutes * exp(min(sigmas, 6))))

    def _writes(self, mind: Mind, plan: Plan, words: str) -> str:
        mind.meant = plan
        return words

    def _says_which(self, helper: Helper, plan: Plan, text: str, now: datetime) -> Iterator[Coming]:
        """They find what they meant in the list, and answer with its number."""
        about = (plan.neighbour.name.split()[0], write_moment(plan.starts, "nb"))
        parts = _OPTION.split(text)[1:]
        options = zip(parts[::2], parts[1::2], strict=True)
        number = next((n for n, words in options if all(part in words for part in about)), "1")
        yield Coming(now + timedelta(minutes=1), helper, lambda _: number)

    def _agreed(self, helper: Helper, plan: Plan, now: datetime) -> Iterator[Coming]:
        mind = self._minds[helper.n]
        mind.said_yes.discard(plan.n)
        mind.visits.add(plan.n)
        self._record.first_filled.setdefault(plan.n, now)
        if self._chance.happens(self._of.cancel, "cancels", helper.n, plan.n):
            at = next_awake(now + (plan.starts - now) * self._chance.of("cancels at", helper.n, plan.n))
            if at < plan.starts:
                yield Coming(at, helper, lambda _: self._cancels(mind, plan))

    def _cancels(self, mind: Mind, plan: Plan) -> str:
        mind.visits.discard(plan.n)
        return self._writes(mind, plan, "AVBUD")

    def comer(self, plan: Plan) -> Helper | None:
        """Who has said that they come."""
        return next((helper for helper in self._helpers if plan.n in self._minds[helper.n].visits), None)

    def visits(self, helper: Helper, plan: Plan) -> bool:
        """Its time has come: false when they do not show up after all."""
        mind, of = self._minds[helper.n], self._of
        self._record.held.add(plan.n)
        likely = of.no_show_confirmed if plan.n in mind.confirmed else of.no_show
        if self._chance.happens(likely, "no show", helper.n, plan.n):
            mind.visits.discard(plan.n)
            return False
        self._record.made.append(Made(plan.starts, helper.n, plan.neighbour.n))
        mind.known.add(plan.neighbour.n)
        return True

    def rings_about(self, neighbour: Neighbour, plan: Plan) -> bool:
        """A recipient has heard who comes: whether they ring the coordinator about it."""
        met = [mind for mind in self._minds.values() if neighbour.n in mind.known]
        strange = bool(met) and all(plan.n not in mind.visits for mind in met)
        about = ("rings about a stranger", neighbour.n, plan.n)
        return neighbour.prefers_known and strange and self._chance.happens(self._of.ring_about_stranger, *about)
