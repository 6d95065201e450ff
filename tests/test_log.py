"""What a log line holds, and that nothing about people or secrets gets into one."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import log

CANARY = "Kanarifugl Testesen"
NUMBER = "+4790000123"


class Lines(io.StringIO):
    def read_all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    @property
    def last(self) -> dict[str, Any]:
        return self.read_all()[-1]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook)
    before, level = root.handlers[:], root.level
    lines = Lines()
    log.configure("DEBUG", lines)
    yield lines
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks
    structlog.reset_defaults()


def test_a_line_says_what_happened_and_in_which_turn(lines: Lines) -> None:
    with structlog.contextvars.bound_contextvars(turn=17, person=4):
        structlog.get_logger().info("heard", channel="sms", intent="accept", confidence=0.93, ms=1.5)

    said = lines.last
    assert said.pop("timestamp").endswith("Z")
    assert said == {
        "event": "heard", "level": "info", "turn": 17, "person": 4, "channel": "sms", "intent": "accept",
        "confidence": 0.93, "ms": 1.5,
    }  # fmt: skip


def test_what_is_not_on_the_list_is_dropped_and_counted(lines: Lines) -> None:
    structlog.get_logger().info("heard", text=CANARY, sender=NUMBER, word="kanarifugl", channel="sms")

    assert lines.last["dropped"] == 3
    assert "kanarifugl" not in lines.getvalue().lower()
    assert NUMBER not in lines.getvalue()


WORDS = [CANARY, "Kanarifugl", NUMBER, "90000123", "4790000123", "ja takk", "a" * 61, "<b>", ""]
VALUES = [*WORDS, [CANARY], {"a": CANARY}, b"x"]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("field", ["code", "kind", "reason_code"])
def test_a_listed_field_holds_only_a_plain_value(lines: Lines, field: str, value: object) -> None:
    structlog.get_logger().info("failed", **{field: value})

    assert field not in lines.last
    assert lines.last["dropped"] == 1


@pytest.mark.parametrize("value", ["21610", "sms", "coffee_visit", "2026.3-rc1", 7, 0.5, True, None])
def test_a_plain_value_is_kept(lines: Lines, value: object) -> None:
    structlog.get_logger().info("sent", code=value)

    assert lines.last["code"] == value


@pytest.mark.parametrize("event", [CANARY, f"sent to {NUMBER}", "heard: ja takk", "", "x" * 61])
def test_what_happened_is_a_phrase_and_never_a_message(lines: Lines, event: str) -> None:
    structlog.get_logger().info(event)

    assert (lines.last["event"], lines.last["dropped"]) == ("unnamed", 1)


def fail() -> None:
    try:
        raise KeyError(CANARY)
    except KeyError as missing:
        raise ValueError(f"no such person: {CANARY}") from missing


@pytest.mark.parametrize("how", ["exception", "exc_info", "given"])
def test_an_error_is_its_types_and_places(lines: Lines, how: str) -> None:
    log = structlog.get_logger()
    try:
        fail()
    except ValueError as error:
        if how == "exception":
            log.exception("failed")
        else:
            log.error("failed", exc_info=True if how == "exc_info" else error)

    first, cause = lines.last["errors"]
    assert (first["type"], cause["type"]) == ("ValueError", "KeyError")
    assert first["at"][-1].startswith("tests/test_log.py:")
    assert first["at"][-1].endswith(" fail")
    assert CANARY not in lines.getvalue()


def test_errors_in_a_ring_come_to_an_end(lines: Lines) -> None:
    one, two = ValueError(), KeyError()
    one.__cause__, two.__cause__ = two, one

    structlog.get_logger().error("failed", exc_info=one)

    assert [error["type"] for error in lines.last["errors"]] == ["ValueError", "KeyError"]


def test_of_a_library_only_its_name_and_place_are_told(lines: Lines) -> None:
    logging.getLogger("some.library").warning("POST https://api.eksempel.no/bot%s", CANARY)
    try:
        fail()
    except ValueError:
        logging.getLogger("some.library").exception("could not send %s", CANARY)

    first, second = lines.read_all()
    assert (first["event"], first["level"]) == ("a library spoke", "warning")
    assert first["logger"].startswith("some.library:")
    assert [error["type"] for error in second["errors"]] == ["ValueError", "KeyError"]
    assert CANARY not in lines.getvalue()


def test_a_library_that_only_chats_is_not_heard(lines: Lines) -> None:
    logging.getLogger("some.library").info("connected")

    assert lines.getvalue() == ""


def test_a_warning_is_a_line_without_its_words(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"old way for {CANARY}", DeprecationWarning, stacklevel=1)

    assert lines.last["logger"].startswith("py.warnings")
    assert CANARY not in lines.getvalue()


@pytest.mark.parametrize("level", ["INFO", "WARNING", "ERROR"])
def test_the_level_decides_what_is_said(lines: Lines, level: str) -> None:
    log.configure(level, lines)

    for name in ("debug", "info", "warning", "error"):
        getattr(structlog.get_logger(), name)("heard")

    expected = ["info", "warning", "error"][["INFO", "WARNING", "ERROR"].index(level) :]
    assert [line["level"] for line in lines.read_all()] == expected


def test_a_process_that_crashes_does_not_say_what_it_held() -> None:
    code = f"from bot import log; log.configure(); secret = {CANARY!r}; raise RuntimeError(secret)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert json.loads(done.stderr)["errors"][0]["type"] == "RuntimeError"
    assert CANARY not in done.stderr + done.stdout


def test_a_thread_that_crashes_does_not_say_what_it_held(lines: Lines) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    assert lines.last["event"] == "a thread crashed"
    assert CANARY not in lines.getvalue()


def test_on_a_terminal_a_line_is_for_people_and_holds_no_more(lines: Lines) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    log.configure("INFO", terminal)
    structlog.get_logger().info("heard", channel="sms", text=CANARY)

    assert "heard" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")
    assert CANARY not in terminal.getvalue()
