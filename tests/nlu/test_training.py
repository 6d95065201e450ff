"""Training gives the same file for the same examples, says what is wrong with them, and is measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from bot.nlu.evaluation import calibration_error, coverage, evaluate
from bot.nlu.examples import Example, read_examples
from bot.nlu.training import train
from tests.nlu.conftest import EXAMPLES

FEW = [("ja takk gjerne", "yes"), ("ja det vil jeg", "yes"), ("ja det går", "yes"), ("gjerne for meg", "yes"),
       ("nei takk", "no"), ("nei det går ikke", "no"), ("kan ikke", "no"), ("ikke nå nei", "no")]  # fmt: skip


def write(path: Path, rows: list[tuple[str, str]] = FEW) -> Path:
    path.write_text("".join(json.dumps({"text": t, "intent": i, "dialect": "V"}) + "\n" for t, i in rows))
    return path


def test_the_same_examples_give_the_same_bytes(tmp_path: Path) -> None:
    data = write(tmp_path / "few.jsonl")

    for name in ("a.npz", "b.npz"):
        train(data, tmp_path / name, seed=3)

    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_any_two_labels_will_do(tmp_path: Path) -> None:
    model = train(write(tmp_path / "few.jsonl"), tmp_path / "model.npz")

    assert model.classify("ja gjerne det")[0][0] == "yes"


def test_the_model_stays_small(model: Path) -> None:
    assert model.stat().st_size <= 1.5e6


def test_a_model_is_measured(tmp_path: Path) -> None:
    data = write(tmp_path / "few.jsonl")
    train(data, tmp_path / "model.npz")

    figures = evaluate(tmp_path / "model.npz", data)

    assert figures["n"] == len(FEW)
    assert figures["accuracy"] == 1.0
    assert figures["by_variety"] == {"V": {"n": len(FEW), "accuracy": 1.0}}
    assert set(figures) >= {"macro_f1", "coverage_at_98", "ece", "accuracy_one_typo", "accuracy_three_typos",
                            "p50_ms", "p99_ms", "per_intent"}  # fmt: skip


def test_coverage_counts_the_surest_first() -> None:
    assert coverage([0.9, 0.8, 0.7, 0.6], [True, True, False, True]) == 0.5


def test_being_as_sure_as_right_is_no_error() -> None:
    assert calibration_error([0.5, 0.5], [True, False]) == 0.0
    assert calibration_error([1.0, 1.0], [True, False]) == 0.5


def test_both_forms_of_rasa_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: yes\n  examples:\n  - text: |\n      ja [Kari](name)\n'
        "    metadata: {variety: nn}\n- intent: no\n  examples: |\n    - nei\n    - aldri\n"
        "- synonym: x\n  examples: |\n    - y\n"
    )

    assert read_examples(tmp_path) == (
        Example("ja Kari", "yes", "nn"), Example("nei", "no"), Example("aldri", "no"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.jsonl", '{"text":"ja","intent":"yes"}\n{oi', 2),
        ("a.jsonl", '{"text":"ja","intent":"yes"}\n\n{"text":"ja"}', 3),
        ("a.jsonl", '{"text":"ja","intent":"yes"}\n' + "[" * 100_000, 2),
        ("a.jsonl", '{"text":"ja","intent":"yes","n":' + "7" * 5_000 + "}", 1),
        ("a.jsonl", '{"text":"ja \\ud800","intent":"yes"}', 1),
        ("a.jsonl", '{"text":"","intent":"yes"}\n{"text":" ","intent":"no"}', 1),
        ("a.yml", "nlu:\n" + "[" * 100_000, 2),
        ("a.yml", "nlu:\n- intent: [\n", 3),
        ("a.yml", "nlu:\n- intent: a/b\n  examples: |\n    - x\n", 2),
        ("a.yml", "nlu:\n- intent: a\n  examples: {x: y}\n", 3),
    ],
)
def test_wrong_examples_are_named_by_file_and_line(tmp_path: Path, name: str, text: str, line: int) -> None:
    (tmp_path / name).write_text(text)

    with pytest.raises(ValueError, match=rf"{name}:{line}: "):
        read_examples(tmp_path)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no training examples"):
        read_examples(tmp_path)


def test_one_intent_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two intents"):
        train(write(tmp_path / "one.jsonl", FEW[:4]), tmp_path / "model.npz")


@pytest.mark.parametrize("wrong", ["[" * 100_000, "", '{"text":"","intent":"a"}\n{"text":"","intent":"b"}'])
def test_a_reader_is_replaced_by_a_whole_one_only(tmp_path: Path, wrong: str) -> None:
    out, data = tmp_path / "model.npz", tmp_path / "wrong.jsonl"
    out.write_bytes(b"the reader there is")
    data.write_text(wrong)

    with pytest.raises(ValueError, match=r"wrong\.jsonl"):
        train(data, out)

    assert out.read_bytes() == b"the reader there is"
    assert {file.name for file in tmp_path.iterdir()} == {"model.npz", "wrong.jsonl"}


def test_a_model_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, data = tmp_path / "model.npz", write(tmp_path / "few.jsonl")
    out.write_bytes(b"the reader there is")

    def full(file: IO[bytes], **_: object) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numpy.savez_compressed", full)
    with pytest.raises(OSError, match="No space"):
        train(data, out)

    assert out.read_bytes() == b"the reader there is"
    assert {file.name for file in tmp_path.iterdir()} == {"model.npz", "few.jsonl"}


@pytest.mark.parametrize("said", ["--data {data}", "--data {data} --out {folder}", "--data {data} --out {data}/a.npz"])
def test_the_command_says_in_one_line_where_it_cannot_write(tmp_path: Path, said: str) -> None:
    installed = tmp_path / "reader.npz"
    installed.write_bytes(b"the reader there is")
    data = write(tmp_path / "few.jsonl")

    found = subprocess.run(
        [sys.executable, "-m", "bot", "train", *said.format(data=data, folder=tmp_path).split()],
        capture_output=True, check=False, env={**os.environ, "HANDSLAG_DATA_DIR": str(tmp_path)},
    )  # fmt: skip

    assert found.returncode == 2
    assert found.stderr.count(b"\n") == 1 and b"Traceback" not in found.stderr
    assert installed.read_bytes() == b"the reader there is"


def test_the_examples_that_ship_can_be_read() -> None:
    assert len({example.intent for example in read_examples(EXAMPLES)}) >= 40
