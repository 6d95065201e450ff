"""UTSETT, for ice and snow above all: the visit is kept, at another time that a coordinator finds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.dialog.asking import Ask, Flow
from bot.dialog.effects import Effect, HandOver, Postpone, Tell
from bot.dialog.events import Heard
from bot.dialog.proposing import proposed_among, times_in
from bot.dialog.putting_off import coming, is_slippery, meant, says_so
from bot.dialog.session import Answers, Situation
from bot.dialog.visits_meant import by_number, one_of_them, read_which
from bot.model import Errand
from bot.texts import Text

KEPT = Text(
    "postpone.kept",
    "Takk for at du sa fra, {name}. Da utsetter vi avtalen {when}. {Coordinator} sier fra om en ny tid.",
)
KEPT_THEN = Text(
    "postpone.kept_then",
    "Takk, {name}. Da utsetter vi avtalen. {Coordinator} ser om {then} passer, og svarer deg.",
)
ALREADY = Text("postpone.already", "Avtalen {when} er utsatt, {name}. {Coordinator} sier fra om en ny tid.")
RECIPIENT = Text(
    "postpone.recipient",
    "{name} må utsette avtalen {when}. {Coordinator} sier fra om en ny tid. Lurer du på noe? Ring {phone}.",
)
VOLUNTEER = Text(
    "postpone.volunteer",
    "Hei {name}! Du skal ikke {what} {when} likevel. {Coordinator} sier fra om en ny tid.",
)
MOVED = Text(
    "postpone.moved", "Hei {name}! Den nye tida går fint: Du skal {what} {when}. Kan du ikke likevel, svar AVBUD."
)


def may_begin(heard: Heard, situation: Situation) -> bool:
    if not coming(situation):
        return False
    if heard.intent != "counter_offer":
        return is_slippery(heard, situation)
    offered = any(question.about == "offer" for question in situation.questions)
    return says_so(heard) or not offered


def opening(heard: Heard, situation: Situation) -> Answers:
    which = [errand.id for errand in meant(heard, situation)]
    only = {"which": 1} if len(which) == 1 else {}
    return {"choices": which, "said": heard.text, "times": times_in(heard)} | only


def _found(which: int, situation: Situation) -> Errand | None:
    return next((errand for errand in coming(situation) if errand.id == which), None)


def options(known: Answers, situation: Situation) -> dict[str, Any]:
    errands = (errand for which in known["choices"] if (errand := _found(which, situation)))
    return by_number(errands, situation.person.language)


def done(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    errand = _found(known["choices"][known["which"] - 1], situation)
    if errand is None:
        return ()
    if errand.places > 1:
        return (HandOver("asked"),)  # what many come to is not one's to put off
    return (Postpone(errand.id, known["said"], proposed_among(known["times"], errand)),)


def lapsed(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    """Someone would put something off, and never said what: a human finds out."""
    standing = [which for which in known["choices"] if _found(which, situation)]
    return (Tell("postpone_unclear", known.get("said", ""), standing[0]),) if standing else ()


FLOW = Flow(
    name="postpone", version=1, starts_on=frozenset({"counter_offer", "out_of_scope", "nlu_fallback"}),
    may_begin=may_begin, opening=opening, done=done, nudge_after=timedelta(hours=1), expires_after=timedelta(hours=2),
    lapsed=lapsed,
    asks=(
        Ask("which", "Hvilken avtale vil du utsette? {options}. Svar med tallet.", read_which, None,
            after=one_of_them,
            values=options, kind="which"),
    ),
)  # fmt: skip
