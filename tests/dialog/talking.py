"""A talk by hand: the real conversations and the reader's rules, with no database and no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import OSLO
from bot.dialog.effects import Effect
from bot.dialog.session import Question, Situation, Talk
from bot.flows import talks
from bot.model import Errand, ErrandId, Municipality, MunicipalityId, Person, PersonId, Visit, VisitState
from bot.nlu import Reader

NOW = datetime(2026, 3, 2, 10, tzinfo=OSLO)
ENGINE, READER = talks(), Reader()
TOWN = Municipality(MunicipalityId(1), "Eksempel", "Ingrid Lie", "+4762000000")
SHOPPING = Errand(ErrandId(1), "shopping", PersonId(9), "Astrid Berg", datetime(2026, 3, 5, 12, tzinfo=OSLO))
COFFEE = Errand(ErrandId(2), "coffee_visit", PersonId(8), "Birger Lund", datetime(2026, 3, 6, 11, tzinfo=OSLO))
KARI = Situation(NOW, TOWN, Person(PersonId(1), "Kari"), volunteer=True, code="4821")
STRANGER = replace(KARI, person=Person(PersonId(2), ""), volunteer=False)


def asked(*about: str, situation: Situation = KARI) -> Situation:
    """Kari, asked about the shopping and then the coffee, each as an offer, a reminder, a change or a check-in."""
    questions = zip((1, 2), about, (SHOPPING, COFFEE), strict=False)
    return replace(situation, questions=tuple(Question(n, what, errand) for n, what, errand in questions))


def agreed(*errands: Errand, situation: Situation = KARI) -> Situation:
    visits = (Visit(e.id, e.id, PersonId(1), 1, VisitState.AGREED, NOW - timedelta(days=1)) for e in errands)
    return replace(situation, visits=tuple(zip(visits, errands, strict=True)))


def hears(text: str, situation: Situation = KARI, talk: Talk | None = None) -> tuple[Talk, tuple[Effect, ...]]:
    """What comes of a message."""
    talk = talk or Talk()
    heard = READER.understand(
        text, now=situation.now, expecting=ENGINE.expecting(talk, situation), open=ENGINE.open(talk, situation)
    )
    return ENGINE.advance(talk, heard, situation)


def said(effects: tuple[Effect, ...]) -> list[str]:
    """The keys of the texts that were said."""
    return [effect.text.key for effect in effects if hasattr(effect, "text")]
