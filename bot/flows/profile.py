"""Something about a volunteer is different now: times, errands, place, how often."""

from __future__ import annotations

import re

from bot.dialog.asking import Choice, Flow, availability, one_of, place, some_of
from bot.dialog.effects import Change, Effect, Say, Tell
from bot.dialog.events import Heard
from bot.dialog.likes import FREQUENCIES, HOW_OFTEN, KIND_CHOICES, kinds_in_words, times_in_words
from bot.dialog.session import Answers, Situation
from bot.dialog.weeks import counted_from
from bot.texts import Text

CHANGED = Text("profile.changed", "Takk! Da har jeg skrevet opp: {what}.")
BY_HUMAN = Text("profile.by_human", "Det skriver {coordinator} inn for deg. Er noe uklart, ringer vi deg.")
PARTS = (
    Choice("times", "Tider", ("tid", "når", "dag", "time", "when", "day")),
    Choice("kinds", "Oppgaver", ("oppgåve", "opgave", "hva", "kva", "task", "what")),
    Choice("area", "Sted", ("sted", "stad", "bor", "bur", "flytt", "adresse", "place", "live", "moved")),
    Choice("frequency", "Hvor ofte", ("ofte", "often")),
    Choice("contact", "Navn eller nummer", ("navn", "namn", "nummer", "telefon", "mobil", "name", "number", "phone")),
)
_CONTACT = re.compile(r"nummer|namn|navn|telefon|mobil|e-?post|mail|adresse", re.IGNORECASE)
_BY_INTENT = {"change_availability": "times", "change_skills": "kinds"}


def opening(heard: Heard, situation: Situation) -> Answers:
    """What the first message already told: "kan bare onsdager fra nå" leaves nothing to ask."""
    known: Answers = {}
    if part := _BY_INTENT.get(heard.intent):
        known["part"] = part
    times = heard.first("availability")
    if heard.intent == "change_availability" and times is not None:
        known["times"] = counted_from(times.value, situation.now)
    if heard.intent == "change_contact":
        code, where = heard.first("postcode"), heard.first("place")
        if code is not None or where is not None:
            known["part"] = "area"
            known["area"] = {"postcode": str(code.value) if code else "", "place": str(where.value) if where else ""}
        elif heard.first("phone") or heard.first("name") or _CONTACT.search(heard.text):
            known["part"] = "contact"
            known["words"] = heard.text
    return known


def in_words(part: str, known: Answers, language: str) -> str:
    """What was changed, said back."""
    match part:
        case "times":
            return times_in_words(known["times"], language)
        case "kinds":
            return kinds_in_words(known["kinds"], language)
        case "area":
            return str(known["area"]["place"] or known["area"]["postcode"])
        case _:
            return HOW_OFTEN[known["frequency"]].say(language)


def done(known: Answers, situation: Situation) -> tuple[Effect, ...]:
    part = known["part"]
    if part == "contact":
        say = Say(BY_HUMAN, "confirmation", {"coordinator": situation.municipality.coordinator})
        return (Tell("new_contact", known.get("words", "")), say)
    said = in_words(part, known, situation.person.language)
    return (Change({part: known[part]}), Say(CHANGED, "confirmation", {"what": said}))


FLOW = Flow(
    name="profile", version=1, starts_on=frozenset({"change_availability", "change_skills", "change_contact"}),
    may_begin=lambda heard, situation: situation.volunteer, opening=opening,
    asks=(
        one_of("part", "Hva er nytt?", PARTS, counted=False),
        availability("times", "Når passer det nå? Skriv for eksempel tirsdag formiddag.",
                     again="Skriv en eller flere dager, for eksempel mandag og onsdag etter kl. 12.",
                     when=lambda known: known["part"] == "times", counted=False),
        some_of("kinds", "Hva har du lyst til nå?", KIND_CHOICES, expects="kinds",
                again="Svar med ett eller flere tall, for eksempel 1 og 3.",
                when=lambda known: known["part"] == "kinds", counted=False),
        place("area", "Hvor bor du nå? Skriv sted eller postnummer.",
              again="Det stedet fant jeg ikke. Skriv postnummeret ditt, for eksempel 2317.",
              when=lambda known: known["part"] == "area", counted=False),
        one_of("frequency", "Hvor ofte kan vi spørre nå?", FREQUENCIES, expects="frequency",
               when=lambda known: known["part"] == "frequency", counted=False),
    ),
    done=done,
)  # fmt: skip
