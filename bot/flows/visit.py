"""The visit itself: on my way, late, there, finished, nobody home; and how it went."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.dialog.effects import Arrive, BeLate, Effect, Fail, Finish, Say, Tell
from bot.dialog.events import Heard
from bot.dialog.session import Situation
from bot.model import Errand
from bot.reminding import details_at
from bot.texts import Text, in_words

ON_MY_WAY = Text("visit.on_my_way", "Så bra! God tur.")
LATE = Text("visit.late", "Takk for at du sa fra. Jeg gir beskjed.")
ARRIVED = Text("visit.arrived", "Så fint! Svar FERDIG når du er ferdig.")
THANKS = Text("visit.thanks", "Tusen takk for at du tok deg tid til å {what}, {name}! Det betyr mye.")
FAILED = Text(
    "visit.failed",
    "Takk for at du sa fra. {Coordinator} ordner resten og ringer deg. Haster det, ring legevakta på 116 117.",
)
CHECK_IN = Text("visit.check_in", "Hei {name}! Gikk det bra å {what}? Svar JA eller NEI, eller skriv hva som skjedde.")
CONCERN = Text(
    "visit.concern",
    "Takk for at du sa fra. {Coordinator} får vite det og ringer deg. Haster det, ring legevakta på 116 117.",
)
NONE = Text("visit.none", "Du har ingen avtaler nå.")
LIST = Text("visit.list", "Dette har du sagt ja til: {list}.")
ABOUT = Text(
    "visit.about",
    "Det gjelder dette: {what} {when}{place}. Det tar cirka {minutes} minutter. {address}",
)
ADDRESS = Text("visit.address", "Adressen får du {when}, hvis du sier ja.")
ADDRESS_AGREED = Text("visit.address_agreed", "Adressen får du {when}.")
ADDRESS_SENT = Text("visit.address_sent", "Adressen har du fått.")

_ASKS_ADDRESS = re.compile(r"\b(?:adress\w*|bor|bur|oppgang\w*)\b", re.IGNORECASE)
_EARLY = timedelta(minutes=30)
_BEFORE, _AFTER = timedelta(hours=3), timedelta(hours=30)


def now_about(situation: Situation) -> Errand | None:
    """The visit that "framme" and "ferdig" mean: the one nearest in time, if any is near."""
    near = [
        errand for _, errand in situation.visits
        if errand.starts - _BEFORE <= situation.now <= errand.ends + _AFTER
    ]  # fmt: skip
    return min(near, key=lambda errand: abs(errand.starts - situation.now), default=None)


def begun(situation: Situation) -> Errand | None:
    """The visit that "ferdig" means: the last one that has begun."""
    since = [
        errand for _, errand in situation.visits
        if errand.starts - _EARLY <= situation.now <= errand.ends + _AFTER
    ]  # fmt: skip
    return max(since, key=lambda errand: errand.starts, default=None)


def on_my_way(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    return (Say(ON_MY_WAY),) if now_about(situation) else None


def late(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    errand = now_about(situation)
    return None if errand is None else (BeLate(errand.id, heard.text), Say(LATE, "other", {}, errand.id))


def arrived(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    errand = now_about(situation)
    return None if errand is None else (Arrive(errand.id), Say(ARRIVED, "other", {}, errand.id))


def finished(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    errand = begun(situation)
    return None if errand is None else (Finish(errand.id),)


def failed(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    errand = begun(situation)
    return None if errand is None else (Fail(errand.id, heard.text),)


def concern(heard: Heard, situation: Situation) -> tuple[Effect, ...]:
    errand = now_about(situation)
    values = {"coordinator": situation.municipality.coordinator}
    return (Tell("concern", heard.text, errand.id if errand else None), Say(CONCERN, "other", values))


def mine(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    if not situation.volunteer:
        return None
    coming = [errand for _, errand in situation.visits if errand.ends > situation.now]
    if not coming:
        return (Say(NONE),)
    language = situation.person.language
    said = [f"{in_words(errand, language)} {in_words(errand.starts, language)}" for errand in coming[:4]]
    return (Say(LIST, "other", {"list": ". ".join(said)}),)


def about(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    """Where, when, how long: what may be told now, and when the rest comes."""
    coming = [errand for _, errand in situation.visits if errand.ends > situation.now]
    asked = [question.errand for question in situation.questions if question.about == "offer"]
    errand = _meant(heard.text, coming, asked)
    if errand is None:
        return None
    return (_about(errand, situation, agreed=errand in coming),)


def _meant(text: str, coming: Sequence[Errand], asked: Sequence[Errand]) -> Errand | None:
    """Whoever is named; when an address is asked for, what they have said yes to; else what is asked."""
    named = [errand for errand in (*asked, *coming) if errand.first_name and errand.first_name.lower() in text.lower()]
    agreed = coming if _ASKS_ADDRESS.search(text) else ()
    return next(iter((*named, *agreed, *asked, *coming)), None)


def _about(errand: Errand, situation: Situation, *, agreed: bool) -> Say:
    language = situation.person.language
    comes = details_at(errand.starts, situation.municipality.policy)
    address = ADDRESS_SENT if agreed and comes <= situation.now else ADDRESS_AGREED if agreed else ADDRESS
    values = {
        "what": errand, "when": errand.starts, "minutes": errand.minutes,
        "place": f", {errand.place}" if errand.place else "", "address": address.say(language, when=comes),
    }  # fmt: skip
    return Say(ABOUT, "other", values, errand.id)


HEARS = {
    "on_my_way": on_my_way, "running_late": late, "arrived": arrived, "task_done": finished, "task_failed": failed,
    "concern": concern, "list_my_tasks": mine, "ask_task_details": about,
}  # fmt: skip
