"""Where one person is in a talk, and what the talk must know of the world around it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.dialog.events import Open
from bot.model import Errand, ErrandId, Municipality, OfferState, Person, Visit

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parked:
    """A conversation that waits while another one is had."""

    flow: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said: the answers in order, and the question last asked.  The place is derived from these."""

    flow: str = ""
    version: int = 1
    answers: Answers = field(default_factory=dict)
    asked: str = ""
    misses: int = 0
    nudged: bool = False
    which: str = ""
    """Set when we last asked which of several questions a "ja" or a "nei" meant."""
    parked: tuple[Parked, ...] = ()
    pending: str = ""
    """What was written from a number several share, while we ask who wrote it."""
    among: tuple[int, ...] = ()
    """Those it can have been, in the order we named them."""

    def knowing(self, name: str, value: Any) -> Talk:
        return replace(self, answers={**self.answers, name: value}, misses=0, nudged=False)

    def without(self, *names: str) -> Talk:
        return replace(self, answers={k: v for k, v in self.answers.items() if k not in names})

    def beginning(self, flow: str, version: int, **answers: Any) -> Talk:
        """Begin a conversation; the one that was going on waits."""
        waiting = (Parked(self.flow, self.answers),) if self.flow and self.flow != flow else ()
        kept = tuple(p for p in self.parked if p.flow not in {flow, self.flow})
        return Talk(flow, version, answers, parked=waiting + kept, pending=self.pending, among=self.among)

    def ended(self) -> Talk:
        """End this conversation and go back to the one that waits, if any."""
        if not self.parked:
            return Talk(pending=self.pending, among=self.among)
        first, *others = self.parked
        return Talk(first.flow, answers=first.answers, parked=tuple(others), pending=self.pending, among=self.among)

    def to_json(self) -> str:
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["parked"] = [{"flow": waiting.flow, "answers": waiting.answers} for waiting in self.parked]
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | None) -> Talk:
        """Read a talk that any earlier version wrote; what it does not know of is left out."""
        if not text:
            return cls()
        data = json.loads(text)
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        parked = tuple(Parked(p["flow"], p["answers"]) for p in known.pop("parked", ()))
        return cls(**known | {"among": tuple(known.get("among", ()))}, parked=parked)


@dataclass(frozen=True, slots=True)
class Question:
    """Something we have asked outside the flow, and that a JA could mean: an offer, a reminder, a change."""

    n: int
    about: str
    errand: Errand
    asked_last: bool = False
    """Whether it reached them after the conversation they are in last moved: then what they write answers this."""

    def as_open(self) -> Open:
        return Open(self.n, self.errand.kind, self.errand.starts, self.errand.first_name)


@dataclass(frozen=True, slots=True)
class Situation:
    """The world around a talk at the moment something was heard."""

    now: datetime
    municipality: Municipality
    person: Person
    volunteer: bool = False
    recipient: bool = False
    kin: bool = False
    """A relative of someone who gets help; what they write is about that."""
    has_number: bool = True
    """Whether they can be rung."""
    paused: bool = False
    with_human: bool = False
    on_duty: bool = True
    calls_by: datetime | None = None
    """By when a coordinator calls someone who asks for one now."""
    back_at: datetime | None = None
    """When someone is at work again; None when someone is at work now."""
    questions: tuple[Question, ...] = ()
    waiting: tuple[Question, ...] = ()
    """Questions that have not reached this person yet: a JA cannot mean them."""
    visits: tuple[tuple[Visit, Errand], ...] = ()
    comes: tuple[Errand, ...] = ()
    """Visits that others make to them."""
    missed: tuple[tuple[OfferState, Errand], ...] = ()
    """Errands we asked about and that are no longer open to this person, while a JA could still mean them."""
    code: str = ""
    """Four digits that only this person has been sent."""

    @property
    def helped(self) -> bool:
        """Whether they are known by the help that is given, to them or to theirs."""
        return (self.recipient or self.kin) and not self.volunteer

    def visit(self, which: ErrandId) -> tuple[Visit, Errand] | None:
        return next((pair for pair in self.visits if pair[1].id == which), None)
