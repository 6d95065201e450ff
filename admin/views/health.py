"""Whether everything works: a list for whoever runs the system, without anything about anyone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin.views.log import guarded
from admin.words import lasting, short
from bot.model import Municipality
from bot.numbers import is_mobile
from bot.storage.trail import Checked

LATE = timedelta(seconds=30)
QUIET_FOR = timedelta(days=3)
WORST_FIRST = ("danger", "warning", "success", "info")


@dataclass(frozen=True, slots=True)
class Health:
    """One thing, how it is, and what to do about it."""

    tone: str
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Signs:
    """What is looked at."""

    town: Municipality
    connected: bool
    last_in: datetime | None
    late: timedelta
    can_store: bool
    fails: bool
    counts: Mapping[str, int]
    moved: timedelta
    now: datetime
    log: Checked | None = None


def health(signs: Signs) -> list[Health]:
    """What is wrong stands first."""
    found = [*_sms(signs), *_robot(signs), *_phones(signs), *_clock(signs), _log(signs), _backup()]
    return sorted(found, key=lambda one: WORST_FIRST.index(one.tone))


def _sms(signs: Signs) -> Iterator[Health]:
    if signs.connected:
        yield Health("success", "SMS", "Koblet til. Roboten sender og tar imot.")
    else:
        yield Health("warning", "SMS", "Ikke koblet til. Meldingene går til telefonene under Prøv samtalen.")
    if signs.last_in is None:
        yield Health("info", "Sist hørt fra noen", "Ingen har skrevet ennå.")
    else:
        silent = signs.connected and signs.now - signs.last_in > QUIET_FOR
        words = "Det er lenge siden. Send en SMS selv, og se at den kommer." if silent else ""
        tone = "warning" if silent else "success"
        yield Health(tone, "Sist hørt fra noen", f"{short(signs.last_in)} {words}".strip())


def _robot(signs: Signs) -> Iterator[Health]:
    if not signs.can_store:
        yield Health("danger", "Roboten", "Får ikke lagret. Se etter om disken er full.")
    elif signs.late > LATE:
        yield Health("danger", "Roboten", f"Har ikke sett etter på {lasting(signs.late)}. Start den på nytt.")
    elif signs.fails:
        yield Health("danger", "Roboten", "Går, men får ikke gjort alt den skal her. Si fra til den som drifter den.")
    else:
        yield Health("success", "Roboten", "Går, og ser etter hvert sekund.")
    dead = signs.counts.get("events_dead", 0)
    if dead:
        words = "1 melding gikk i stå" if dead == 1 else f"{dead} meldinger gikk i stå"
        yield Health("danger", "Meldinger som gikk i stå", f"{words} og må ses på av et menneske, under I dag.")
    else:
        yield Health("success", "Meldinger som gikk i stå", "Ingen.")


def _phones(signs: Signs) -> Iterator[Health]:
    if is_mobile(signs.town.night):
        yield Health("success", "Vakttelefon", "Satt. Prøv den gjerne: ta den fram under Prøv samtalen.")
    else:
        yield Health("danger", "Vakttelefon", "Ikke satt. Fare utenom vakttid når ingen før neste morgen.")
    if not signs.town.duty.hours:
        yield Health("warning", "Vakttid", "Ikke satt. Den som vil snakke med et menneske, må vente en uke.")
    if not signs.town.phone:
        yield Health("danger", "Telefon til koordinator", "Ikke satt. De frivillige har ingen å ringe.")


def _clock(signs: Signs) -> Iterator[Health]:
    if signs.moved > LATE:
        yield Health("info", "Klokka", f"Er flyttet {lasting(signs.moved)} fram, under Prøv samtalen.")


def _log(signs: Signs) -> Health:
    tone, words = guarded(signs.log)
    return Health(tone, "Loggen over hvem som har sett hva", words)


def _backup() -> Health:
    return Health(
        "info", "Sikkerhetskopi",
        "Kjør «handslag backup» hver natt. Ta vare på nøkkelfila et annet sted enn kopiene: "
        "uten den kan de ikke åpnes.",
    )  # fmt: skip
