"""Messages no example was taken from: what was asked goes with them, as it does in use."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.nlu import FALLBACK, Reader
from bot.nlu.examples import read_examples
from bot.nlu.normal import words
from tests.nlu.conftest import EXAMPLES, NOW, SHOPPING, lines

Row = tuple[str, str, str | None, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    found = [[part.strip() for part in line.split("|", 3)] for line in lines("set_aside.txt")]
    return [(variety, intent, expecting or None, text) for variety, intent, expecting, text in found]


@pytest.fixture(scope="module")
def heard(reader: Reader, rows: list[Row]) -> list[tuple[Row, str]]:
    return [(row, understood(reader, row)) for row in rows]


def test_nearly_all_is_understood_and_what_is_not_is_mostly_asked_about(heard: list[tuple[Row, str]]) -> None:
    wrong = [(row, got) for row, got in heard if got != row[1]]

    assert len(wrong) <= len(heard) * 0.03, wrong
    assert sum(got != FALLBACK for _, got in wrong) <= len(heard) * 0.02, wrong


def test_no_variety_is_left_behind(heard: list[tuple[Row, str]]) -> None:
    said = Counter(variety for (variety, *_), _ in heard)
    right = Counter(row[0] for row, got in heard if got == row[1])

    assert {variety: right[variety] / said[variety] for variety in said if right[variety] < 0.93 * said[variety]} == {}


def test_nothing_set_aside_is_trained_on(rows: list[Row]) -> None:
    taught = {folded(example.text) for example in read_examples(EXAMPLES)}

    assert [text for *_, text in rows if folded(text) in taught] == []


def understood(reader: Reader, row: Row) -> str:
    _, _, expecting, text = row
    open_questions = (SHOPPING,) if expecting in {"offer", "reminder"} else ()
    return reader.understand(text, now=NOW, expecting=expecting, open=open_questions).intent


def folded(text: str) -> str:
    return " ".join(word.key for word in words(text))
