"""Every text is measured as people get it: letters, parts, questions, and how heavy it is to read."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime
from typing import Any

import pytest

from bot.clock import OSLO
from bot.dialog.asking import Flow
from bot.kinds import KINDS
from bot.model import Errand, ErrandId, PersonId
from bot.sms_parts import parts, strangers
from bot.system import talks
from bot.texts import TEXTS, Text, in_words, what

ENGINE = talks()
"""Putting the conversations together is what makes their texts known."""
STARTS = datetime(2026, 9, 16, 12, 30, tzinfo=OSLO)


def _errand(kind: str) -> Errand:
    return Errand(ErrandId(1), kind, PersonId(1), "Torbjørn Haugland", STARTS, 120, place="Brumunddal")


LONGEST = max((_errand(kind) for kind in KINDS), key=lambda errand: len(what(errand, "nb")))
AGREED = f"{what(LONGEST, 'nb')} {in_words(STARTS, 'nb')}"
VALUES: dict[str, Any] = {
    "name": "Gunnhild", "coordinator": "frivilligkoordinator Ingrid Lie", "municipality": "Eksempel kommune",
    "phone": "62 00 00 00", "what": LONGEST, "when": STARTS, "for_you": "ringe deg for en prat", "minutes": 120,
    "place": ", Brumunddal", "address": f"Adressen får du {in_words(STARTS, 'nb')}.", "n": 2,
    "why": f"Ikke svart på påminnelse: {AGREED}.", "recipient": "Torbjørn Haugland",
    "street": "Nordre Skolevegen 14, 2380 Brumunddal", "entry": " Slik kommer du inn: Ring på hos Haugland.",
    "details": " Melk, brød og avisa.", "day": "I morgen", "code": "4821", "clock": "15.45",
    "back": "torsdag 17. september kl. 08.00", "options": f"1 {AGREED}. 2 {AGREED}", "numbers": "1 eller 2",
    "area": "Brumunddal", "kinds": "besøk, handle og tur", "times": "Tirsdag og torsdag kl. 12-21", "list": AGREED,
}  # fmt: skip
OWN: dict[str, dict[str, Any]] = {
    "alarm.ring": {"who": "Gunnhild, tlf 900 00 001"}, "pause.until_day": {"day": date(2026, 9, 16)},
    "people.data": {"who": "Gunnhild Torgersen, Brumunddal", "kinds": "Besøk, handle og tur"},
    "profile.changed": {"what": "tirsdag og torsdag kl. 12-21"}, "reminder.visitor_kin": {"recipient": "Torbjørn"},
    "reminder.caller_kin": {"recipient": "Torbjørn"}, "talk.who_writes": {"options": "1 for Gunnhild eller 2 for Ola"},
    "reminder.changed_details": {"details": "Melk, brød og avisa."},
}  # fmt: skip
"""Where a placeholder means something else."""
PIECES = re.compile(
    r"alarm\.(?!ring|seen).*|likes\..*|offer\.(address_.*|place)|reminder\.(entry|tomorrow)"
    r"|talk\.(not_understood|or|own_question|still_there)|visit\.address.*"
)
"""These are only ever said inside another text."""
LEADS = {f"{flow.name}.{ask.name}": "7 av 7. " for flow in ENGINE.flows.values() for ask in flow.asks if ask.counted}


def rendered(text: Text) -> str:
    if text.key == "talk.or":
        return text.nb
    return LEADS.get(text.key, "") + text.say(**{**VALUES, **OWN.get(text.key, {})})


WHOLE = {key: rendered(text) for key, text in sorted(TEXTS.items()) if not PIECES.fullmatch(key)}
EACH = pytest.mark.parametrize("key", WHOLE)


@EACH
def test_a_text_is_in_letters_that_cost_no_more(key: str) -> None:
    assert strangers(WHOLE[key]) == ""


@EACH
def test_a_text_is_two_parts_at_most(key: str) -> None:
    assert parts(WHOLE[key]) <= 2, WHOLE[key]


def test_nine_of_ten_texts_are_one_part() -> None:
    long = {key: len(text) for key, text in WHOLE.items() if parts(text) > 1}

    assert len(long) <= len(WHOLE) / 10, long


@EACH
def test_a_text_asks_one_thing(key: str) -> None:
    assert WHOLE[key].replace("Lurer du på noe? Ring", "").count("?") <= 1


@EACH
def test_a_text_is_plain_and_kind(key: str) -> None:
    assert not re.search(r"vennligst|ugyldig|https?:|www\.|\.no\b|feilmelding|!!", WHOLE[key], re.IGNORECASE)
    assert "  " not in WHOLE[key]


@EACH
def test_capitals_are_kept_for_the_words_to_answer_with(key: str) -> None:
    words = set(re.findall(r"\b[A-ZÆØÅ]{2,}\b", TEXTS[key].nb))

    assert words <= set(
        "JA NEI STOPP START KLAR PAUSE AVBUD FERDIG MINE RING MEG SLETT HJELP HJELPE VET IKKE SETT".split()
    )


def weight(texts: list[str]) -> float:
    """LIKS: words in a sentence, and how many of a hundred words have seven letters or more."""
    together = " ".join(re.sub(r"\bkl\. ", "kl ", text) for text in texts)
    sentences = len(re.findall(r"[.!?:](?=\s+[A-ZÆØÅ0-9]|\s*$)", re.sub(r"(\d)\. (?=[a-z])", r"\1 ", together)))
    words = re.findall(r"[^\W\d_]+", together)
    return len(words) / sentences + 100 * sum(len(word) >= 7 for word in words) / len(words)


@pytest.mark.parametrize("flow", sorted({key.split(".")[0] for key in WHOLE}))
def test_the_texts_of_a_flow_are_easy_to_read(flow: str) -> None:
    assert weight([text if text[-1] in ".!?" else f"{text}." for text in _of(flow)]) < 30


def _of(flow: str) -> list[str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, text in WHOLE.items():
        groups[key.split(".")[0]].append(text)
    return groups[flow]


def test_the_first_talk_is_ten_messages_at_most() -> None:
    flow: Flow = ENGINE.flows["onboarding"]

    asked = [ask for ask in flow.asks if ask.when({"kinds": ["walk"], "right": True})]
    assert len(asked) + 1 <= 10


def test_a_person_is_never_renamed() -> None:
    assert rendered(TEXTS["visit.thanks"]).replace("Gunnhild", "Łucja") == TEXTS["visit.thanks"].say(name="Łucja")
