"""What is heard when this or that was asked, and what a message names."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu import FALLBACK, Reader
from tests.nlu.conftest import NOW, SHOPPING, lines


@pytest.mark.parametrize("line", lines("heard.txt"))
def test_what_is_heard(reader: Reader, line: str) -> None:
    text, expecting, intent = (part.strip() for part in line.rsplit("|", 2))
    open_questions = (SHOPPING,) if expecting in {"offer", "reminder"} else ()

    heard = reader.understand(text, now=NOW, expecting=expecting or None, open=open_questions)

    assert heard.intent == intent


@pytest.mark.parametrize(
    ("text", "expecting", "named"),
    [
        ("2380 Brumunddal", "place", [("postcode", "2380", False), ("place", "Brumunddal", False)]),
        ("eg bur på nes på hedmarken", "place", [("place", "Nes på Hedmarken", False)]),
        ("brumundal", "place", [("place", "Brumunddal", False)]),
        ("har flytta til 2340 Løten", None, [("postcode", "2340", False), ("place", "Løten", False)]),
        ("bra, er i farta", None, []),
        ("jeg kan melde meg på", "place", []),
        ("det går bra førr min del", None, []),
        ("1 og 3", "kinds", [("number", 1, False), ("number", 3, False)]),
        ("den siste", None, [("number", -1, False)]),
        ("to ganger i måneden", "frequency", []),
        ("handle, ikke kjøre", "kinds", [("kind", "shopping", False), ("kind", "transport", True)]),
        ("alt unntatt snømåking", "kinds", [("kind", "snow", True)]),
        ("nytt nummer 900 00 123", None, [("phone", "+4790000123", False)]),
        ("+46 70 123 45 67", None, [("phone", "+46701234567", False)]),
        ("kari nordmann", "name", [("name", "Kari Nordmann", False)]),
        ("Jeg heter Odd og bor i en by", None, [("name", "Odd", False)]),
        ("det er riktig", None, []),
        ("hvem er dette", "name", []),
    ],
)
def test_what_a_message_names(reader: Reader, text: str, expecting: str | None, named: list[Any]) -> None:
    heard = reader.understand(text, now=NOW, expecting=expecting)

    assert [(e.entity, e.value, e.negated) for e in heard.entities] == named


def test_positions_are_those_of_the_message(reader: Reader) -> None:
    heard = reader.understand("Hei! Jeg heter Åse Bråthen, tlf 900 00 123", now=NOW)

    assert [heard.text[e.start : e.end] for e in heard.entities] == ["Åse Bråthen", "900 00 123"]


def test_availability_is_read_where_it_is_told(reader: Reader) -> None:
    heard = reader.understand("kan bare onsdager fra nå", now=NOW)

    assert heard.intent == "change_availability"
    assert [window["day"] for window in heard.all("availability")[0].value["weekly"]] == ["we"]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_is_asked_about(reader: Reader, text: str) -> None:
    assert reader.understand(text, now=NOW).intent == FALLBACK


def test_what_is_not_understood_is_asked_about(reader: Reader) -> None:
    assert reader.understand("xkcd qwrtz plopp", now=NOW, expecting="offer", open=(SHOPPING,)).intent == FALLBACK


@pytest.mark.parametrize("text", ["a" * 5_000, "ja " * 2_000, "😀" * 500, "\x00\u202e", "1" * 3_000])
def test_any_text_is_answered(reader: Reader, text: str) -> None:
    assert not reader.understand(text, now=NOW, expecting="offer", open=(SHOPPING,)).accept or "ja" in text
