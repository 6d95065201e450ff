"""A text as people get it: with what may stand for each placeholder, as long as it may reasonably be."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from bot.clock import OSLO
from bot.dialog.engine import Engine
from bot.dialog.likes import kinds_in_words, times_in_words
from bot.kinds import KINDS
from bot.model import Errand, ErrandId, PersonId
from bot.texts import TEXTS, Text, for_you, in_words, listed, what, with_capital
from bot.when import weekday

STARTS = datetime(2026, 9, 16, 12, 30, tzinfo=OSLO)
TIMES = {"weekly": [{"day": day, "start": "12:00", "end": "21:00"} for day in ("tu", "th")]}


def _errand(kind: str) -> Errand:
    return Errand(ErrandId(1), kind, PersonId(1), "Torbjørn Haugland", STARTS, 120, place="Brumunddal")


def values(language: str) -> dict[str, Any]:
    """What stands for each placeholder, as long as it may reasonably be."""

    def piece(key: str, **more: Any) -> str:
        return TEXTS[key].say(language, **more)

    longest = max((_errand(kind) for kind in KINDS), key=lambda errand: len(what(errand, language)))
    agreed = f"{what(longest, language)} {in_words(STARTS, language)}"
    return {
        "name": "Gunnhild", "coordinator": "frivilligkoordinator Ingrid Lie", "municipality": "Eksempel kommune",
        "phone": "62 00 00 00", "what": longest, "when": STARTS, "for_you": for_you(_errand("phone_call"), language),
        "minutes": 120, "place": piece("offer.place", place="Brumunddal"),
        "address": piece("offer.address_later", when=STARTS), "n": 2,
        "why": piece("alarm.unconfirmed", what=longest, when=STARTS), "recipient": "Torbjørn Haugland",
        "street": "Nordre Skolevegen 14, 2380 Brumunddal",
        "entry": piece("reminder.entry", entry="Ring på hos Haugland"), "details": " Melk, brød og avisa.",
        "day": piece("reminder.tomorrow"), "code": "482 913",
        "robot": "@HamarHjelp_bot", "clock": "15.45", "first": "10.00", "last": "15.00",
        "then": STARTS, "back": STARTS.replace(hour=8),
        "visits": piece("pause.visits_stand"), "area": "Brumunddal",
        "options": f"1) {agreed}. 2) {agreed}", "numbers": piece("talk.or", first=1, last=2),
        "kinds": kinds_in_words(["coffee_visit", "shopping", "walk"], language),
        "times": with_capital(times_in_words(TIMES, language)), "list": agreed,
        "about": f": klesvask {in_words(STARTS, language)}", "said": "Det var så hyggelig at du kom. Hils og takk!",
        "organisation": "Løten sanitetsforening", "kind": "prat på skjerm",
        "offer": "Måltidsvenn, Løten sanitetsforening. Onsdager kl. 12.00. Kontakt: Marit, 900 00 051.",
        "sent": "Torbjørn", "words": piece("pledge.words"),
        "slot": piece("friend.every_other_week", day=weekday(2, language), clock="12.30"),
        "until": piece("friend.until_day", day=STARTS.date()), "along": piece("friend.along", coordinator="Ingrid Lie"),
    }  # fmt: skip


def _otherwise(key: str, language: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Where a placeholder means something else."""
    other: dict[str, dict[str, Any]] = {
        "alarm.ring": {"who": "Gunnhild, tlf. 900 00 001"}, "pause.until_day": {"day": date(2026, 9, 16)},
        "people.data": {"who": "Gunnhild Torgersen, Brumunddal", "kinds": with_capital(given["kinds"])},
        "people.forgotten_shared": {"names": "Torbjørn"},
        "talk.started_all": {"names": listed(["Gunnhild", "Torbjørn"], language)},
        "profile.changed": {"what": times_in_words(TIMES, language)}, "reminder.visitor_kin": {"recipient": "Torbjørn"},
        "reminder.caller_kin": {"recipient": "Torbjørn"}, "reminder.changed_details": {"details": "Melk og brød."},
        **{f"friend.{name}": {"day": STARTS.date()} for name in ("begun", "begun_recipient", "begun_kin", "goes_on")},
        **{f"friend.{name}": {"recipient": "Torbjørn"} for name in ("trial_kin", "fits_kin")},
        "care.greeting": {"recipient": "Torbjørn"}, "club.visitor_kin": {"recipient": "Torbjørn"},
        "friend.begun_kin": {"recipient": "Torbjørn", "day": STARTS.date()},
        "need.organisation": {"day": STARTS.date()}, "pledge.anew": {"day": STARTS.date()},
        "offer.both": {"other": given["what"], "at": STARTS},
        "alarm.look": {"who": "Gunnhild"}, "onboarding.rung_on": {"number": "900 00 001"}, "talk.counted": {"all": 7},
        "talk.or": {"first": "1, 2", "last": "3"}, "likes.monthly": {"which": "første", "days": "tirsdag"},
        "likes.between": {"days": "tirsdag", "start": "12", "end": "21"}, "likes.not_from": {"first": 16, "last": 18},
        "talk.who_writes": {"options": TEXTS["talk.or"].say(language, first="1 for Gunnhild", last="2 for Ola")},
    }  # fmt: skip
    return other.get(key, {})


PIECES = re.compile(
    r"alarm\.(?!ring|seen|duty_phone).*|kind\..*|ladder\..*|likes\..*|onboarding\.rung_on|chat\.share|turn\.someone"
    r"|friend\.(every_.*|until_day|along)|offer\.(address_.*|place|at_place)|pledge\.words|need\.about|pause\.visits_stand|reminder\.(code|entry|tomorrow)"
    r"|talk\.(counted|not_understood|or|own_question|still_there|told)|visit\.address.*"
)
"""These are only ever said inside another text."""


def counted(engine: Engine) -> Collection[str]:
    """The texts that "1 av 7." stands before."""
    return {f"{flow.name}.{ask.name}" for flow in engine.flows.values() for ask in flow.asks if ask.counted}


def sample(text: Text, language: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What stands for the placeholders of one text, of what ``values`` gives."""
    return {**given, **_otherwise(text.key, language, given)}


def rendered(text: Text, language: str, given: Mapping[str, Any], led: Collection[str]) -> str:
    """The text as someone may get it; ``led`` are those that ``counted`` gives."""
    lead = TEXTS["talk.counted"].say(language, n=7, all=7) if text.key in led else ""
    return lead + text.say(language, **sample(text, language, given))


def is_piece(key: str) -> bool:
    """Whether a text is only ever said inside another."""
    return PIECES.fullmatch(key) is not None


def weight(texts: list[str]) -> float:
    """LIKS: words in a sentence, and how many of a hundred words have seven letters or more."""
    together = " ".join(re.sub(r"\b(kl|tlf|tel|[nN]r|No)\. ", r"\1 ", text) for text in texts)
    sentences = len(re.findall(r"[.!?:](?=\s+[A-ZÆØÅ0-9]|\s*$)", re.sub(r"(\d)\. (?=[a-z])", r"\1 ", together)))
    words = re.findall(r"[^\W\d_]+", together)
    return len(words) / max(sentences, 1) + 100 * sum(len(word) >= 7 for word in words) / max(len(words), 1)
