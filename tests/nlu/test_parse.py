"""The lines `handslag parse` reads and the lines it writes."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.nlu.parse import parse_lines

ASKED = {
    "text": "kan ikke torsdag, men fredag etter tolv går",
    "now": "2026-03-04T10:00:00+01:00",
    "expecting": "offer",
    "open": [{"n": 1, "kind": "shopping", "starts": "2026-03-05T12:00:00+01:00", "recipient": "Astrid"}],
}


def parse(model: Path, *lines: str, rules_off: bool = False) -> list[dict[str, Any]]:
    out = StringIO()
    parse_lines([line + "\n" for line in lines], out, model=model, rules_off=rules_off)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_example_of_the_contract(model: Path) -> None:
    (answer,) = parse(model, json.dumps(ASKED))

    assert answer["intent"]["name"] == "counter_offer"
    assert answer["offers"] == {"accept": [], "decline": [1], "unclear": False}
    (time,) = [e for e in answer["entities"] if e["entity"] == "time" and "negated" not in e]
    assert (time["start"], time["end"]) == (22, 39)
    assert time["value"]["from"] == "2026-03-06T12:00:00+01:00"


def test_plain_text_has_no_offers(model: Path) -> None:
    (answer,) = parse(model, "ja takk")

    assert answer["intent"] == {"name": "affirm", "confidence": 1.0}
    assert "offers" not in answer


@pytest.mark.parametrize("line", ["42", '"ja"', "{ja", '{"svar":"ja"}', "[]"])
def test_only_an_object_with_text_is_json(model: Path, line: str) -> None:
    assert parse(model, line)[0]["text"] == line


def test_an_empty_line_is_not_understood(model: Path) -> None:
    assert parse(model, "")[0]["intent"]["name"] == "nlu_fallback"


def test_without_the_rules_the_model_speaks_alone(model: Path) -> None:
    (answer,) = parse(model, json.dumps({**ASKED, "text": "ja takk"}), rules_off=True)

    assert answer["entities"] == []
    assert 0 < answer["intent"]["confidence"] < 1
    assert sum(pair["confidence"] for pair in answer["intent_ranking"]) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": 7},
        {"text": "ja", "now": "i morgen"},
        {"text": "ja", "now": "2026-03-04T10:00:00"},
        {"text": "ja", "expecting": "cake"},
        {"text": "ja", "open": [{"n": 1}]},
        {"text": "ja", "open": 3},
        {"text": "ja", "open": [{"n": "x", "kind": "shopping", "starts": "2026-03-05T12:00:00+01:00"}]},
    ],
)
def test_a_line_that_cannot_be_is_named(model: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="line 2"):
        parse(model, "ja", json.dumps(wrong))
