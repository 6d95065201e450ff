"""Whom to ring when nobody more can be asked, and why nobody else is asked, in the words of a coordinator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from admin.views.errands import NOT_ASKED
from admin.views.lately import Lately
from admin.views.naming import called
from admin.views.reasons import in_words
from admin.words import telephone
from bot.life.nobody_left import NobodyLeft, Rung, nobody_left
from bot.life.turn import Turn
from bot.matching import WhyNot
from bot.model import Errand, ErrandId, PersonId, Status

REASONS, RUNG, NAMED = 4, 8, 2
SOONEST = 3
"""Of so many errands it is said on I dag; the rest say it on their own page."""
TOPICS = ("errands", "people", "talks", "matters")
"""What is said there rests on these."""
WOULD_RATHER: Mapping[WhyNot, str] = {
    WhyNot.TOO_FAR: "kommer seg ikke dit på egen hånd",
    WhyNot.TIME: "kan helst på andre tider",
    WhyNot.ASKED_ENOUGH: "er spurt så ofte som ønsket",
    WhyNot.TOLD_ENOUGH: "har fått nok meldinger i dag",
}


@dataclass(frozen=True, slots=True)
class ToRing:
    """One line of those who may be rung."""

    id: PersonId
    name: str
    phone: str
    why: str


@dataclass(frozen=True, slots=True)
class Left:
    """Nobody more can be asked: why the others are not, and whom to ring."""

    why: tuple[str, ...] = ()
    ring: tuple[ToRing, ...] = ()


def left(turn: Turn, errand: Errand, most: int = RUNG) -> Left | None:
    """None while someone can be asked, or it is too late to find anyone."""
    if errand.status is not Status.OPEN or errand.postponed is not None or errand.starts <= turn.now:
        return None
    found = nobody_left(turn, errand)
    return None if found is None else _left(turn, errand, found, most)


def _left(turn: Turn, errand: Errand, found: NobodyLeft, most: int) -> Left:
    numbers = ((one, turn.store.telephone(one.who)) for one in found.ring)
    ring = list(islice(((one, number) for one, number in numbers if number), most))
    names = called(turn.store, [one.who for one, _ in ring])
    why = tuple(f"{many} {NOT_ASKED[reason]}" for reason, many in found.others[:REASONS])
    return Left(
        why, tuple(ToRing(one.who, names[one.who], telephone(no), _why(one, errand.first_name)) for one, no in ring)
    )


def _why(one: Rung, whom: str) -> str:
    rather = " · ".join(WOULD_RATHER[why] for why in one.why) or "er spurt, men har ikke svart"
    because = in_words(((reason.because.value, reason.value) for reason in one.because), whom)
    return f"{rather} · {because}" if because else rather


@dataclass(frozen=True, slots=True)
class InShort:
    """What I dag says of it in a line, and what can be opened below."""

    said: str
    more: tuple[str, ...] = ()


def in_matters(turn: Turn, lately: Lately) -> dict[ErrandId, InShort]:
    """What is said on I dag of the errands that begin soonest."""
    return lately.found("nobody left", turn.store, turn.now, TOPICS, lambda: _in_matters(turn))


def _in_matters(turn: Turn) -> dict[ErrandId, InShort]:
    unfilled = turn.store.errands_among(matter.errand for matter in turn.store.matters("unfilled"))
    ahead = [one for one in unfilled.values() if one.starts > turn.now]
    soonest = sorted(ahead, key=lambda one: one.starts)[:SOONEST]
    found = ((one, left(turn, one, NAMED)) for one in soonest)
    return {one.id: _in_short(what) for one, what in found if what is not None}


def _in_short(what: Left) -> InShort:
    ring = f" Ring {' eller '.join(one.name for one in what.ring)}." if what.ring else ""
    more = (*(f"{one.name}, {one.phone}: {one.why}" for one in what.ring), *what.why)
    return InShort(f"Ingen flere kan spørres nå.{ring}", more)
