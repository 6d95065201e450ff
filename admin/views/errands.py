"""An errand in a few words: what it is, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.kinds import kind_of
from bot.matching import WhyNot
from bot.model import Errand, OfferState, Status, VisitState
from bot.storage.errand_lists import Helper
from bot.texts import in_words

Said = tuple[str, str]
"""A tone and some words, for a tag."""

OVER: Mapping[Status, Said] = {
    Status.CANCELLED: ("neutral", "Avlyst"),
    Status.UNDONE: ("neutral", "Angret"),
    Status.FAILED: ("danger", "Ble ikke noe av"),
    Status.MISSED: ("danger", "Ingen tok den"),
}
ANSWERS: Mapping[OfferState, Said] = {
    OfferState.OPEN: ("info", "Ikke svart"),
    OfferState.ACCEPTED: ("success", "Ja"),
    OfferState.DECLINED: ("neutral", "Nei"),
    OfferState.COUNTERED: ("warning", "Foreslo noe annet"),
    OfferState.RESERVE: ("info", "På vent"),
    OfferState.SOLVED: ("neutral", "Ordnet av en annen"),
    OfferState.WITHDRAWN: ("neutral", "Spørres ikke lenger"),
}
NOT_ASKED: Mapping[WhyNot, str] = {
    WhyNot.NOT_APPROVED: "venter på godkjenning",
    WhyNot.STOPPED: "har sagt STOPP",
    WhyNot.NO_PLEDGE: "mangler taushetsløfte",
    WhyNot.NO_POLICE: "mangler politiattest",
    WhyNot.TOO_YOUNG: "er for unge, eller alderen er ikke bekreftet",
    WhyNot.PAUSED: "har pause",
    WhyNot.WITH_HUMAN: "snakker med en koordinator",
    WhyNot.OUT_OF_REACH: "når ikke roboten",
    WhyNot.KIND: "vil heller gjøre noe annet",
    WhyNot.DISLIKES: "vil ikke ha noe som er nevnt i oppgaven eller i «Slik kommer du inn»",
    WhyNot.TOO_FAR: "kommer seg ikke dit",
    WhyNot.TIME: "kan ikke på den tida",
    WhyNot.BUSY: "har en annen avtale da",
    WhyNot.APART: "skal ikke møte innbyggeren igjen",
    WhyNot.SAID_NO: "har sagt nei til den",
    WhyNot.UNKNOWN_FACE: "er ikke kjent for innbyggeren",
    WhyNot.ASKED_ENOUGH: "er spurt så ofte som de vil",
    WhyNot.TOLD_ENOUGH: "har fått nok meldinger i dag",
}


class Standing(Protocol):
    """What must be known of an errand to say how it stands."""

    @property
    def status(self) -> Status: ...

    @property
    def places(self) -> int: ...


def standing(errand: Standing, helpers: Sequence[Helper]) -> Said:
    """Who comes, or what became of it."""
    if errand.status in OVER:
        return OVER[errand.status]
    names = ", ".join(helper.name or "En som er slettet" for helper in helpers)
    if errand.status is Status.OPEN:
        plain = f"{len(helpers)} av {errand.places} plasser: {names}" if errand.places > 1 else names
        return ("warning", plain if helpers else "Ingen ennå")
    arrived = any(helper.state is VisitState.ARRIVED for helper in helpers)
    if errand.places > 1 and names:
        return ("success", f"{len(helpers)} av {errand.places} plasser: {names}")
    return ("success", f"{names} er framme" if arrived else names or "Ferdig")


def title(errand: Errand) -> str:
    """"Handle for Astrid"."""
    said = in_words(errand, "nb") if errand.first_name else kind_of(errand.kind).name
    return said[:1].upper() + said[1:]
