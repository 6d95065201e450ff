"""Every text is measured as people get it, in every language: letters, parts, questions, how heavy it is to read."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Any

import pytest

import bot.system  # noqa: F401  with every part come the texts of every part
from bot.dialog.asking import Flow
from bot.flows import talks
from bot.life import samples
from bot.life.samples import counted, is_piece, weight
from bot.sms_parts import parts, strangers
from bot.texts import TEXTS, Text

ENGINE = talks()
"""Putting the conversations together is what makes their texts known."""
LANGUAGES = ("nb", "nn", "da", "en")
COUNTED = counted(ENGINE)


def rendered(text: Text, language: str) -> str:
    return samples.rendered(text, language, values(language), COUNTED)


@cache
def values(language: str) -> dict[str, Any]:
    return samples.values(language)


WHOLE = {
    (language, key): rendered(text, language)
    for language in LANGUAGES
    for key, text in sorted(TEXTS.items())
    if not is_piece(key)
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
