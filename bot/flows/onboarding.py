"""The first talk: someone wants to help and tells us what suits them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.dialog.asking import (
    Choice,
    End,
    Flow,
    Redo,
    availability,
    name_of,
    one_of,
    place,
    some_of,
    telephone,
    words,
    yes_no,
)
from bot.dialog.effects import Effect, Register, Say
from bot.dialog.events import Heard
from bot.dialog.likes import FREQUENCIES, KIND_CHOICES, TRANSPORTS, kinds_in_words, times_in_words
from bot.dialog.session import Answers, Situation
from bot.kinds import kind_of
from bot.numbers import spoken
from bot.texts import Text, with_capital

GOODBYE = Text("onboarding.goodbye", "Helt i orden. Takk for at du svarte.")
WELCOME = Text(
    "onboarding.registered",
    "Takk, {name}! {Coordinator} ringer deg innen fem dager. Da tar dere en prat, og så er du klar til å starte.",
)
RUNG_ON = Text("onboarding.rung_on", ", tlf. {number}")
WANTS_TO, SURE = frozenset({"register", "find_tasks"}), 0.95
NEARLY = re.compile(r"\b(?:feil|gal[te]?|nesten|bortsett|unntatt|utenom|men|ikk?j?e helt|mangler)\b")
CHANGES = (
    Choice("name", "Navn", ("namn", "navn", "name")),
    Choice("area", "Sted", ("sted", "stad", "bor", "bur", "postnummer", "place", "live")),
    Choice("kinds", "Oppgaver", ("oppgåve", "opgave", "hva", "kva", "task", "what")),
    Choice("times", "Tider", ("tid", "når", "dag", "time", "when", "day")),
    Choice("frequency", "Hvor ofte", ("ofte", "often")),
)
CHANGES_TOO = (*CHANGES, Choice("phone", "Telefon", ("nummer", "telefon", "phone", "number")))


def opening(heard: Heard, situation: Situation) -> Answers:
    """Whoever writes without a number, as on Telegram, must be asked for one to be rung on."""
    return {} if situation.has_number else {"numberless": True}


def is_numberless(known: Answers) -> bool:
    return "numberless" in known


def goes_out(known: Answers) -> bool:
    return "kinds" not in known or any(kind_of(kind).needs_travel for kind in known["kinds"])


def was_wrong(known: Answers) -> bool:
    return known.get("right") is False and not is_numberless(known)


def was_wrong_too(known: Answers) -> bool:
    return known.get("right") is False and is_numberless(known)


def redo(chosen: str, known: Answers) -> Redo:
    return Redo(("right", "change", "change_too", chosen))


def wants_to(heard: Heard) -> bool:
    """ "Jeg vil bli frivillig" is a yes to whether one will."""
    likeliest, sure = heard.ranking[0] if heard.ranking else (heard.intent, heard.confidence)
    return likeliest in WANTS_TO and sure >= SURE and heard.intent != "deny"


def is_not_right(heard: Heard) -> bool:
    return heard.intent != "affirm" and NEARLY.search(heard.text.lower()) is not None


def plainly_wants_to(heard: Heard, situation: Situation) -> bool:
    """Who gets help, and their kin, are not recruited by a message that may be about the help."""
    return not situation.volunteer and (not situation.helped or heard.confidence >= 1.0)


def summed_up(known: Answers, situation: Situation) -> Mapping[str, Any]:
    language = situation.person.language
    area = known["area"]["place"] or known["area"]["postcode"]
    times = with_capital(times_in_words(known["times"], language))
    if is_numberless(known):
        area += RUNG_ON.say(language, number=spoken(known["phone"]))
    return {**known, "area": area, "kinds": kinds_in_words(known["kinds"], language), "times": times}


def register(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    name = known["name"].split()[0]
    values = {"name": name, "coordinator": situation.municipality.coordinator}
    return (Register(known), Say(WELCOME, "confirmation", values))


FLOW = Flow(
    name="onboarding", version=1, starts_on=WANTS_TO,
    may_begin=plainly_wants_to,
    opening=opening, nudge_after=timedelta(hours=24), expires_after=timedelta(days=30),
    asks=(
        yes_no("welcome", "Hei! Jeg er en robot som skriver for {coordinator} i {municipality}, tlf. {phone}. "
               "Vil du hjelpe folk nær deg? Svar JA eller NEI. STOPP avslutter.",
               again="Vil du hjelpe folk nær deg? Svar JA eller NEI.", kind="welcome", also_yes=wants_to,
               on_no=End((Say(GOODBYE, "confirmation"),))),
        name_of("name", "Vi lagrer svarene dine. Du kan få dem slettet. Hva heter du?",
                again="Skriv bare navnet ditt, for eksempel Kari Moen."),
        place("area", "Hvor bor du? Skriv sted eller postnummer.",
              again="Det stedet fant jeg ikke. Skriv postnummeret ditt, for eksempel 2317."),
        some_of("kinds", "Hva har du lyst til?", KIND_CHOICES, expects="kinds",
                again="Svar med ett eller flere tall, for eksempel 1 og 3."),
        availability("times", "Når passer det? Skriv for eksempel tirsdag formiddag.",
                     again="Skriv en eller flere dager, for eksempel mandag og onsdag etter kl. 12."),
        one_of("frequency", "Hvor ofte kan vi spørre?", FREQUENCIES, expects="frequency",
               again="Svar 1 for hver uke, 2 for hver måned eller 3 for sjelden."),
        one_of("transport", "Hvordan kommer du fram om vinteren?", TRANSPORTS, expects="transport", when=goes_out,
               again="Svar 1 for bil, 2 for buss, 3 for til fots eller 4 om du heller vil ringe folk."),
        words("dislikes", "Noe du ikke vil? For eksempel trapper, røyk, hund.", expects="dislikes", may_skip=True),
        telephone("phone", "Hvilket telefonnummer kan vi ringe deg på?", when=is_numberless,
                  again="Det nummeret forsto jeg ikke. Skriv åtte tall, for eksempel 900 00 123."),
        yes_no("right", "Jeg har skrevet opp {name}, {area}: {kinds}. {times}. Stemmer det? Svar JA eller NEI.",
               again="Stemmer det jeg skrev? Svar JA eller NEI.", values=summed_up, also_no=is_not_right),
        one_of("change", "Hva skal jeg rette?", CHANGES, when=was_wrong, after=redo, counted=False),
        one_of("change_too", "Hva skal jeg rette?", CHANGES_TOO, when=was_wrong_too, after=redo, counted=False),
    ),
    done=register,
)  # fmt: skip
