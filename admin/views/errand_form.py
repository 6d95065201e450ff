"""The form of an errand: its fields, and what is seen beside it while it is filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from admin.forms import Chosen, Fields, Form
from admin.views.decided import ANSWER
from admin.views.errands import NOT_ASKED
from admin.views.starting import Start
from bot.kinds import KINDS
from bot.life.foreseeing import Foreseen
from bot.life.free_text import MOST, cheap
from bot.sms_parts import parts as sms_parts

Choices = list[tuple[str, str]]
LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240, 360)
USUAL = 60
REPEATS = (("weekly", "Hver uke"), ("biweekly", "Annenhver uke"))
REASONS = 4


def _short(text: str) -> str:
    if sms_parts(cheap(text)) > MOST:
        raise ValueError
    return text


class Changed(Fields):
    """What can be changed when an errand is out."""

    when: Annotated[str, Field(min_length=1, max_length=200)]
    minutes: Annotated[int, Field(ge=5, le=1440)] = USUAL
    details: Annotated[str, Field(max_length=600), AfterValidator(_short)] = ""
    sure: str = ""
    """The time at night that whoever types it has been asked about."""
    every: str = ""
    """Whether all that come after it are changed too."""


class Posted(Changed):
    """A new errand."""

    recipient: int
    kind: Annotated[str, Field(pattern="|".join(KINDS))]
    places: Annotated[int, Field(ge=1, le=50)] = 1
    urgent: str = ""
    ask_first: Chosen = None
    need: Chosen = None
    """The wish it is made from."""
    agreed: str = ""
    """Whoever that wish is about knows of it and wants it, as a coordinator has heard."""
    repeat: Annotated[str, Field(pattern="^(|weekly|biweekly)$")] = ""


TOLD = {  # in the order of the fields, which is the order of the summary
    "recipient": "Velg hvem som skal få hjelp.",
    "kind": "Velg hva som skal gjøres.",
    "when": "Skriv når, for eksempel torsdag kl. 12.",
    "sure": "Se over tida én gang til.",
    "minutes": "Velg hvor lenge det varer.",
    "details": "Skriv litt kortere. Beskjeden skal få plass i en SMS eller to.",
    "places": "Skriv et antall, for eksempel 2.",
    "ask_first": "Velg en frivillig.",
    "repeat": "Velg hvor ofte.",
    "every": "Velg om det gjelder flere.",
    "agreed": "Hør om den det gjelder, vet om det og vil ha besøk. Så krysser du av.",
    "decided": ANSWER,
    "need": "Ønsket finnes ikke. Begynn på nytt fra lista over ønsker.",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is shown beside the form while it is filled in."""

    when: datetime | None = None
    trouble: str = ""
    text: str = ""
    parts: int = 0
    fits: int | None = None
    asked_at: datetime | None = None
    why: tuple[str, ...] = ()
    """Why nobody suits, the commonest reasons first."""
    nobody: bool = False
    """Nobody is written to: nothing they have been told is different."""


def seen_as(start: Start, foreseen: Foreseen | None, *, typed: bool = True) -> Seen:
    if foreseen is None:
        return Seen(start.at, start.trouble if typed else "")
    text = foreseen.text
    return Seen(
        start.at, "", text, sms_parts(text), foreseen.fits, foreseen.asked_at, why_nobody(foreseen), nobody=not text
    )


def why_nobody(foreseen: Foreseen) -> tuple[str, ...]:
    if foreseen.fits:
        return ()
    return tuple(f"{many} {NOT_ASKED[reason]}" for reason, many in foreseen.not_asked[:REASONS])


def lengths(form: Form[Any]) -> Choices:
    own = form.value("minutes")
    choices = sorted({*LENGTHS, *([int(own)] if own.isdecimal() and len(own) < 5 else [])})
    return [(str(minutes), _lasting(minutes)) for minutes in choices]


def _lasting(minutes: int) -> str:
    hours, left = divmod(minutes, 60)
    whole = f"{hours} {'time' if hours == 1 else 'timer'}"
    return f"{minutes} minutter" if not hours else f"{whole} og {left} minutter" if left else whole


def number_in(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 5 else None


def minutes_in(form: Form[Any]) -> int:
    return number_in(form.value("minutes")) or USUAL
