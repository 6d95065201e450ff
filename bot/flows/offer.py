"""One small errand, yes or no: what is asked, and what each answer is met with."""

from __future__ import annotations

from bot.dialog.effects import Counter, Effect, Say, StandBy
from bot.dialog.events import Heard
from bot.dialog.proposing import is_all, proposed
from bot.dialog.putting_off import says_so
from bot.dialog.session import Question, Situation
from bot.texts import Text

ASK = Text("offer.ask", "Hei {name}! Kan du {what} {when}{place}? Det tar cirka {minutes} minutter. Svar JA eller NEI.")
ASK_BETWEEN = Text(
    "offer.ask_between",
    "Hei {name}! Kan du {what} {when}{place}? Alle tider fra {first} til {last} passer. Svar JA, NEI eller en tid.",
)
ASK_NUMBERED = Text(
    "offer.ask_numbered",
    "Nr. {n}: Kan du {what} {when}{place}? Det tar cirka {minutes} minutter. Svar JA {n} eller NEI {n}.",
)
AGAIN = Text(
    "offer.again",
    "Hei {name}! Det ble ledig likevel. Kan du {what} {when}{place}? Svar JA eller NEI.",
)
PLACE = Text("offer.place", " ({place})")
CONFIRMED = Text(
    "offer.confirmed",
    "Så fint, {name}! Da skal du {what} {when}. {address} Kan du ikke likevel, svar AVBUD.",
)
ADDRESS_LATER = Text("offer.address_later", "Adressen får du {when}.")
ADDRESS_NOW = Text("offer.address_now", "Adressen kommer nå.")
ADDRESS_NONE = Text("offer.address_none", "Nummeret får du {when}.")
AT_PLACE = Text("offer.at_place", "Det er her: {place}.")
DECLINED = Text(
    "offer.declined",
    "Helt i orden. Da har du sagt nei til å {what} {when}. Takk for at du svarte!",
)
SOLVED = Text(
    "offer.solved",
    "Nå har en annen sagt ja til å {what} {when}. Du trenger ikke gjøre noe. Takk for at vi fikk spørre!",
)
SOLVED_THEN = Text(
    "offer.solved_then",
    "Nå har en annen sagt ja til å {what} en annen tid, {when}. Du trenger ikke gjøre noe. Takk for at vi fikk spørre!",
)
FULL = Text(
    "offer.full", "Nå er alle plassene {when} tatt. Du trenger ikke gjøre noe. Takk for at vi fikk spørre!"
)
WAITING = Text(
    "offer.waiting",
    "Takk! Noen andre svarte først, men du står på vent: {what} {when}. Blir det ledig, spør jeg deg.",
)
GONE = Text("offer.gone", "Takk for at du vil! Nå har en annen sagt ja. Jeg spør deg igjen en annen gang.")
WITHDRAWN = Text("offer.withdrawn", "Ingen trenger å {what} {when} likevel. Du trenger ikke gjøre noe.")
CHANGED = Text(
    "offer.changed",
    "Det er endret, {name}. Kan du {what} {when}? Det tar cirka {minutes} minutter. Svar JA eller NEI.",
)
BOTH = Text("offer.both", "Du skal {other} {at}. Rekker du å {what} {when} også? Svar JA eller NEI.")
SAME_TIME = Text("offer.same_time", "Da spør jeg andre om å {what} {when}, for det er samtidig.")
LATER = Text("offer.later", "Det er greit. Svar JA eller NEI når du vet det.")
COUNTERED = Text(
    "offer.countered", "Takk! Jeg spør {coordinator} om det går, og så får du svar. Ingenting er avtalt ennå."
)
STANDING_BY = Text("offer.standing_by", "Takk, da står du på vent. Trengs det, spør jeg deg igjen.")


def meant(heard: Heard, situation: Situation) -> Question | None:
    """The one they could do otherwise: the only one asked about, or the only one they would not do as it was put."""
    offers = [question for question in situation.questions if question.about == "offer"]
    refused = [question for question in offers if question.n in heard.decline]
    return only_offer(situation) or (refused[0] if len(refused) == 1 else None)


def only_offer(situation: Situation) -> Question | None:
    offers = [question for question in situation.questions if question.about == "offer"]
    return offers[0] if len(offers) == 1 else None


def later(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    return (Say(LATER),) if situation.questions else None


def counter(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    question = meant(heard, situation)
    if question is None or (says_so(heard) and situation.visits):
        return None
    sure = len(situation.questions) == 1 and is_all(heard)
    return (Counter(question.errand.id, heard.text, proposed(heard, question.errand), sure),)


def stand_by(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    question = only_offer(situation)
    if question is None:
        return None
    return (StandBy(question.errand.id), Say(STANDING_BY, "waiting", {}, question.errand.id))


HEARS = {"later": later, "unsure": later, "counter_offer": counter, "reserve": stand_by}
