"""How often the classifier is right about messages it was never shown, and how it bears slips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.nlu.evaluation import measure
from bot.nlu.examples import Example, read_examples
from bot.nlu.intents import Model
from bot.nlu.normal import words
from tests.nlu.conftest import EXAMPLES, lines

SET_ASIDE = [Example(text, intent, variety) for variety, intent, text in
             (line.split(" | ", 2) for line in lines("set_aside.txt"))]  # fmt: skip


def folded(example: Example) -> str:
    return " ".join(word.key for word in words(example.text))


@pytest.fixture(scope="module")
def figures(model: Path) -> dict[str, Any]:
    return measure(Model.load(model), SET_ASIDE)


def test_none_of_them_is_an_example() -> None:
    assert {folded(e) for e in SET_ASIDE} & {folded(e) for e in read_examples(EXAMPLES)} == set()


def test_nineteen_of_twenty_are_understood(figures: dict[str, Any]) -> None:
    assert figures["accuracy"] >= 0.95
    assert figures["coverage_at_98"] >= 0.88


def test_every_way_of_writing_is_understood(figures: dict[str, Any]) -> None:
    assert {v: f["accuracy"] for v, f in figures["by_variety"].items() if f["accuracy"] < 0.92} == {}


def test_a_slip_costs_little(figures: dict[str, Any]) -> None:
    assert figures["accuracy"] - figures["accuracy_one_typo"] <= 0.02
    assert figures["accuracy"] - figures["accuracy_three_typos"] <= 0.08
