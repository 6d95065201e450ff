"""Every text is measured as people get it, in every language: letters, parts, questions, how heavy it is to read."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest

import bot.system  # noqa: F401  with every part come the texts of every part
from bot.clock import OSLO
from bot.dialog.asking import Flow
from bot.dialog.likes import kinds_in_words, times_in_words
from bot.flows import talks
from bot.kinds import KINDS
from bot.model import Errand, ErrandId, PersonId
from bot.sms_parts import parts, strangers
from bot.texts import TEXTS, Text, for_you, in_words, listed, what, with_capital
from bot.when import weekday

ENGINE = talks()
"""Putting the conversations together is what makes their texts known."""
LANGUAGES = ("nb", "nn", "da", "en")
STARTS = datetime(2026, 9, 16, 12, 30, tzinfo=OSLO)
TIMES = {"weekly": [{"day": day, "start": "12:00", "end": "21:00"} for day in ("tu", "th")]}


def _errand(kind: str) -> Errand:
    return Errand(ErrandId(1), kind, PersonId(1), "Torbjørn Haugland", STARTS, 120, place="Brumunddal")


@cache
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
        "robot": "@HamarHjelp_bot", "clock": "15.45", "back": STARTS.replace(hour=8),
        "visits": piece("pause.visits_stand"), "area": "Brumunddal",
        "options": f"1) {agreed}. 2) {agreed}", "numbers": piece("talk.or", first=1, last=2),
        "kinds": kinds_in_words(["coffee_visit", "shopping", "walk"], language),
        "times": with_capital(times_in_words(TIMES, language)), "list": agreed,
        "said": "Det var så hyggelig at du kom. Hils og takk!",
        "organisation": "Løten sanitetsforening", "kind": "prat på skjerm",
        "offer": "Måltidsvenn, Løten sanitetsforening. Onsdager kl. 12.00. Kontakt: Marit, 900 00 051.",
        "sent": "Torbjørn",
        "slot": piece("friend.every_other_week", day=weekday(2, language), clock="12.30"),
        "until": piece("friend.until_day", day=STARTS.date()), "along": piece("friend.along", coordinator="Ingrid Lie"),
    }  # fmt: skip


def own(key: str, language: str) -> dict[str, Any]:
    """Where a placeholder means something else."""
    given = values(language)
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
        "need.organisation": {"day": STARTS.date()},
        "offer.both": {"other": given["what"], "at": STARTS},
        "talk.who_writes": {"options": TEXTS["talk.or"].say(language, first="1 for Gunnhild", last="2 for Ola")},
    }  # fmt: skip
    return other.get(key, {})


PIECES = re.compile(
    r"alarm\.(?!ring|seen|duty_phone).*|kind\..*|ladder\..*|likes\..*|onboarding\.rung_on|chat\.share|turn\.someone"
    r"|friend\.(every_.*|until_day|along)|offer\.(address_.*|place|at_place)|pause\.visits_stand|reminder\.(code|entry|tomorrow)"
    r"|talk\.(counted|not_understood|or|own_question|still_there|told)|visit\.address.*"
)
"""These are only ever said inside another text."""
COUNTED = {f"{flow.name}.{ask.name}" for flow in ENGINE.flows.values() for ask in flow.asks if ask.counted}


def rendered(text: Text, language: str) -> str:
    lead = TEXTS["talk.counted"].say(language, n=7, all=7) if text.key in COUNTED else ""
    return lead + text.say(language, **{**values(language), **own(text.key, language)})


WHOLE = {
    (language, key): rendered(text, language)
    for language in LANGUAGES
    for key, text in sorted(TEXTS.items())
    if not PIECES.fullmatch(key)
}
EACH = pytest.mark.parametrize(("language", "key"), WHOLE)
IN_EACH = pytest.mark.parametrize("language", LANGUAGES)


@EACH
def test_a_text_is_in_letters_that_cost_no_more(language: str, key: str) -> None:
    assert strangers(WHOLE[language, key]) == ""


@EACH
def test_a_text_is_two_parts_at_most(language: str, key: str) -> None:
    assert parts(WHOLE[language, key]) <= 2, WHOLE[language, key]


@IN_EACH
def test_nine_of_ten_texts_are_one_part(language: str) -> None:
    texts = {key: text for (where, key), text in WHOLE.items() if where == language}
    long = {key: len(text) for key, text in texts.items() if parts(text) > 1}

    assert len(long) <= len(texts) / 10, long


@EACH
def test_a_text_asks_one_thing(language: str, key: str) -> None:
    assert re.sub(r"\? (Ring|Call) ", " ", WHOLE[language, key]).count("?") <= 1


@EACH
def test_a_text_is_plain_and_kind(language: str, key: str) -> None:
    text = WHOLE[language, key]

    assert not re.search(r"vennligst|ugyldig|https?:|www\.|\.no\b|feilmelding|!!", text, re.IGNORECASE)
    assert "  " not in text


ANSWERS = {
    "nb": "JA NEI STOPP START KLAR PAUSE AVBUD FERDIG MINE RING MEG SLETT HJELP VET IKKE SETT FRIVILLIG SPRÅK",
    "nn": "JA NEI STOPP START KLAR PAUSE AVBOD FERDIG MINE RING MEG SLETT HJELP VEIT IKKJE SETT FRIVILLIG SPRÅK",
    "da": "JA NEJ STOPP START KLAR PAUSE AFBUD FÆRDIG MINE RING MIG SLET HJÆLP VED IKKE SETT FRIVILLIG SPROG",
    "en": "JA NEI STOPP START KLAR PAUSE AVBUD FERDIG MINE RING MEG SLETT HJELP VET IKKE SETT FRIVILLIG SPRÅK",
}


@EACH
def test_capitals_are_kept_for_the_words_to_answer_with(language: str, key: str) -> None:
    words = set(re.findall(r"\b[A-ZÆØÅ]{2,}\b", WHOLE[language, key]))

    assert words <= set(ANSWERS[language].split())


def weight(texts: list[str]) -> float:
    """LIKS: words in a sentence, and how many of a hundred words have seven letters or more."""
    together = " ".join(re.sub(r"\b(kl|tlf|tel|[nN]r|No)\. ", r"\1 ", text) for text in texts)
    sentences = len(re.findall(r"[.!?:](?=\s+[A-ZÆØÅ0-9]|\s*$)", re.sub(r"(\d)\. (?=[a-z])", r"\1 ", together)))
    words = re.findall(r"[^\W\d_]+", together)
    return len(words) / sentences + 100 * sum(len(word) >= 7 for word in words) / len(words)


def of_flow(flow: str, language: str) -> list[str]:
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (where, key), text in WHOLE.items():
        groups[where, key.split(".")[0]].append(text if text[-1] in ".!?" else f"{text}.")
    return groups[language, flow]


@IN_EACH
@pytest.mark.parametrize("flow", sorted({key.split(".")[0] for _, key in WHOLE}))
def test_the_texts_of_a_flow_are_easy_to_read(flow: str, language: str) -> None:
    assert weight(of_flow(flow, language)) < 30


def test_the_first_talk_is_ten_messages_at_most() -> None:
    flow: Flow = ENGINE.flows["onboarding"]

    asked = [ask for ask in flow.asks if ask.when({"kinds": ["walk"], "right": True})]
    assert len(asked) + 1 <= 10


def test_a_person_is_never_renamed() -> None:
    thanks = TEXTS["visit.thanks"]

    assert rendered(thanks, "nb").replace("Gunnhild", "Łucja") == thanks.say(name="Łucja", what=values("nb")["what"])
