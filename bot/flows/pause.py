"""Take a break, and come back."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from bot.clock import OSLO
from bot.dialog.asking import Ask, End, Flow, Unclear
from bot.dialog.effects import Effect, Pause, Rest, Resume, Say
from bot.dialog.events import Entity, Heard
from bot.dialog.session import Answers, Situation
from bot.texts import Text

UNTIL = Text(
    "pause.until_day",
    "Da lar vi deg være i fred til og med {day}. God pause! Vil du tilbake før, svar KLAR.",
)
OPEN = Text("pause.open", "Da lar vi deg være i fred til du sier fra. God pause! Svar KLAR når du er tilbake.")
BACK = Text("pause.resumed", "Så fint at du er tilbake! Da spør jeg deg igjen når noe passer.")
NOT_PAUSED = Text("pause.not_paused", "Du har ikke pause nå. Du hører fra oss når noe passer for deg.")

VISITS_STAND = Text("pause.visits_stand", " Avtalene dine står foreløpig.")

READY = "ready"
_READY = re.compile(r"\W*klar( igjen| nå| no)?\W*", re.IGNORECASE)
_WHO_KNOWS = re.compile(r"v(et|eit|ed) ikk|don.t know", re.IGNORECASE)


def last_day(found: Entity) -> str | None:
    """The last day of a pause: "til påske" ends when Easter begins, "denne uka" with the week."""
    value = found.value
    end = value.get("to") or value.get("from")
    if end is None:
        return None
    day = datetime.fromisoformat(end).date() if "T" in end else date.fromisoformat(end)
    return (day - timedelta(days=1)).isoformat() if value.get("to") and "T" not in end else day.isoformat()


def read_until(heard: Heard) -> str:
    """A day, or "" for as long as they like; KLAR when they want none after all."""
    if _READY.fullmatch(heard.text):
        return READY
    found = heard.first("time")
    if found is not None and (day := last_day(found)) is not None:
        return day
    if heard.intent in {"unsure", "skip", "deny"} or _WHO_KNOWS.search(heard.text):
        return ""
    raise Unclear


def over(until: str, known: Answers) -> End | None:
    return End((Resume(), Say(BACK, "confirmation"))) if until == READY else None


def opening(heard: Heard, situation: Situation) -> Answers:
    found = heard.first("time")
    day = last_day(found) if found is not None else None
    later = day is not None and day > situation.now.astimezone(OSLO).date().isoformat()
    return {"until": day} if later else {}


def at_once(heard: Heard, situation: Situation) -> tuple[Effect, ...]:
    """Who asks for a pause has it, also when they never say how long."""
    return () if opening(heard, situation) else (Rest(),)


def lapsed(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    return (Pause(None),)


def agreed(known: Answers, situation: Situation) -> dict[str, Any]:
    coming = any(errand.ends > situation.now for _, errand in situation.visits)
    return {"visits": VISITS_STAND.say(situation.person.language) if coming else ""}


def done(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    until = date.fromisoformat(known["until"]) if known["until"] else None
    if until is None:
        return (Pause(None), Say(OPEN, "confirmation"))
    return (Pause(until), Say(UNTIL, "confirmation", {"day": until}))


def resume(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    if not situation.volunteer:
        return None
    return (Resume(), Say(BACK, "confirmation")) if situation.paused else (Say(NOT_PAUSED),)


def ask_until(**more: Any) -> Ask:
    return Ask(
        "until", "Nå har du pause.{visits} Hvor lenge vil du ha fri? Skriv den siste dagen, eller svar VET IKKE.",
        read_until, "availability",
        again="Skriv den siste dagen du vil ha fri, for eksempel 1. mai. Eller svar VET IKKE.", after=over,
        values=agreed, **more,
    )  # fmt: skip


HEARS = {"resume": resume}
FLOW = Flow(
    name="pause", version=1, starts_on=frozenset({"pause"}), opening=opening, asks=(ask_until(),), done=done,
    at_once=at_once, lapsed=lapsed, ends_on=frozenset({"resume"}),
    may_begin=lambda heard, situation: situation.volunteer,
)  # fmt: skip
