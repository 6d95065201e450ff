"""I can't after all: withdraw from an agreement, asked about only when several could be meant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.clock import OSLO
from bot.dialog.asking import Ask, End, Flow, yes_no
from bot.dialog.effects import Cancel, Effect, Say, Tell
from bot.dialog.events import Heard
from bot.dialog.session import Answers, Situation
from bot.dialog.visits_meant import by_number, days_of, named_in, next_of_each, one_of_them, read_which
from bot.model import Errand
from bot.texts import Text

KEPT = Text("cancel.kept", "Så bra, da står avtalen.")
NONE = Text("cancel.none", "Du har ingen avtaler å melde avbud til.")
_HOW_LONG_AFTER = timedelta(hours=2)


def upcoming(situation: Situation) -> list[Errand]:
    return [
        errand for _, errand in situation.visits
        if errand.postponed is not None or errand.ends + _HOW_LONG_AFTER > situation.now
    ]  # fmt: skip


def meant(heard: Heard, errands: list[Errand]) -> list[Errand]:
    """Those a message can mean, by kind, name or day; all when it names none; of what comes again, the next."""
    days = {day for e in heard.all("time") for day in days_of(e.value)}
    hits = named_in(heard, errands)
    on_day = [e for e in hits if e.starts.astimezone(OSLO).date() in days]
    return on_day or next_of_each(hits)


def opening(heard: Heard, situation: Situation) -> Answers:
    which = [errand.id for errand in meant(heard, upcoming(situation))]
    if len(which) > 1:
        return {"choices": which, "said": heard.text}
    sure = {"sure": True} if heard.intent == "cancel_task" else {}
    return {"choices": which, "said": heard.text, "which": 1} | sure


def options(known: Answers, situation: Situation) -> dict[str, Any]:
    pairs = (pair for which in known["choices"] if (pair := situation.visit(which)))
    return by_number((errand for _, errand in pairs), situation.person.language)


def the_one(known: Answers, situation: Situation) -> dict[str, Any]:
    pair = situation.visit(known["choices"][0])
    return {"what": pair[1], "when": pair[1].starts} if pair else {"what": "", "when": ""}


def done(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    return (Cancel(known["choices"][known["which"] - 1]),)


def lapsed(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    """Someone wants out of something, and never said of what: a human finds out."""
    standing = [which for which in known["choices"] if situation.visit(which)]
    return (Tell("cancel_unclear", known.get("said", ""), standing[0]),) if standing else ()


def nothing_to_cancel(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    idle = situation.volunteer and not upcoming(situation) and not situation.questions
    return (Say(NONE),) if idle else None


HEARS = {"cancel_task": nothing_to_cancel}
FLOW = Flow(
    name="cancel", version=1, starts_on=frozenset({"cancel_task", "deny"}), opening=opening, done=done,
    nudge_after=timedelta(hours=1), expires_after=timedelta(hours=2), lapsed=lapsed,
    may_begin=lambda heard, situation: bool(upcoming(situation)),
    asks=(
        Ask("which", "Hvilken avtale gjelder det? {options}. Svar med tallet.", read_which, None,
            again="Dette er avtalene: {options}. Svar med tallet foran.", after=one_of_them,
            values=options, kind="which"),
        yes_no("sure", "Du skal {what} {when}. Skal jeg melde avbud for deg? Svar JA eller NEI.",
               when=lambda known: len(known["choices"]) == 1, values=the_one, on_no=End((Say(KEPT, "confirmation"),))),
    ),
)  # fmt: skip
