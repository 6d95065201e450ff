"""The lines `handslag parse` reads and the lines it writes."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.nlu.parse import parse_lines
from tests.nlu.conftest import EXAMPLES

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
    "line", ["7" * 5_000, "[" * 100_000, '{"n":' + "7" * 5_000 + "}", "\ufeffja", '{"text":' * 9_999]
)
def test_nothing_written_plainly_is_refused(model: Path, line: str) -> None:
    answers = parse(model, "ja", line)

    assert answers[1]["text"] == line
    assert "error" not in answers[1]


def test_the_mark_that_some_editors_begin_a_file_with_is_no_part_of_the_message(model: Path) -> None:
    assert parse(model, "\ufeffja")[0]["text"] == "ja"


def test_half_a_character_is_read_as_one_that_is_missing(model: Path) -> None:
    (answer,) = parse(model, '{"text":"ja \\ud800"}')

    assert answer["text"] == "ja \ufffd"
    assert "error" not in answer


NOON = "2026-03-05T12:00:00+01:00"


@pytest.mark.parametrize(
    "wrong",
    [
        '{"text": 7}',
        '{"text": "ja", "now": "i morgen"}',
        '{"text": "ja", "now": "2026-03-04T10:00:00"}',
        '{"text": "ja", "now": 0}',
        '{"text": "ja", "now": ""}',
        '{"text": "fredag", "now": "0001-01-01T00:00:00+01:00"}',
        '{"text": "fredag", "now": "9999-12-31T23:00:00-01:00"}',
        '{"text": "ja", "expecting": "cake"}',
        '{"text": "ja", "open": [{"n": 1}]}',
        '{"text": "ja", "open": 3}',
        '{"text": "ja", "open": 0}',
        '{"text": "ja", "open": "ja"}',
        f'{{"text": "ja", "open": [{{"n": "x", "kind": "shopping", "starts": "{NOON}"}}]}}',
        f'{{"text": "ja", "open": [{{"n": true, "kind": "shopping", "starts": "{NOON}"}}]}}',
        f'{{"text": "ja", "open": [{{"n": {"7" * 5_000}, "kind": "shopping", "starts": "{NOON}"}}]}}',
        f'{{"text": "ja", "open": [{{"n": 1, "kind": 2, "starts": "{NOON}"}}]}}',
        json.dumps({"text": "ja", "open": [{"n": 1, "kind": "walk", "starts": NOON}] * 2}),
        '{"text": "ja", "open": [{"n": 1, "kind": "walk", "starts": "9999-12-31T23:59:59-12:00"}]}',
        '{"text": "ja \\ud800", "now": "\\ud800"}',
    ],
)
def test_a_line_that_cannot_be_is_answered_with_why_and_the_next_is_read(model: Path, wrong: str) -> None:
    out = StringIO()
    refused = parse_lines(["ja\n", wrong + "\n", "nei\n"], out, model=model)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]

    assert refused == 1
    assert [answer["intent"]["name"] for answer in answers] == ["affirm", "nlu_fallback", "deny"]
    assert answers[1]["error"].startswith("line 2: ")
    assert answers[1]["entities"] == [] and answers[1].get("offers", {"accept": []})["accept"] == []
    assert answers[1]["text"].encode()


def handslag(*said: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "bot", *said], input=stdin, capture_output=True, check=False)


def test_the_command_reads_what_is_no_text_at_all_and_ends_with_two_when_a_line_could_not_be(model: Path) -> None:
    found = handslag("parse", "--model", str(model), stdin=b'\xff\xfe ja\n{"text": 7}\nnei\n')

    assert len(found.stdout.splitlines()) == 3
    assert found.returncode == 2 and b"Traceback" not in found.stderr


@pytest.mark.parametrize("command", [("parse",), ("evaluate", "--data", str(EXAMPLES / "affirm.yml"))])
@pytest.mark.parametrize("content", [b"no reader", b"PK\x03\x04 cut off", b"\x93NUMPY", b"", None])
def test_what_is_no_reader_is_said_in_one_line(tmp_path: Path, command: tuple[str, ...], content: bytes | None) -> None:
    file = tmp_path if content is None else tmp_path / "a.npz"
    if content is not None:
        file.write_bytes(content)

    found = handslag(*command, "--model", str(file))

    assert found.returncode == 2
    assert found.stderr.startswith(f"{file}: ".encode()) and found.stderr.count(b"\n") == 1
