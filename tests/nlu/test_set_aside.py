"""Replies no rule was written for: put together from parts, and lists that were run once before anything was mended."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.dialog.events import Heard, Open
from bot.nlu import Reader
from tests.nlu.combined import no_yeses, plain_yeses
from tests.nlu.conftest import NOW, SHOPPING, lines

DANGER = {"emergency", "distress"}
OPEN = (
    Open(1, "shopping", datetime.fromisoformat("2026-03-05T12:00:00+01:00"), "Astrid"),
    Open(2, "walk", datetime.fromisoformat("2026-03-06T11:00:00+01:00"), "Olav"),
    Open(3, "escort", datetime.fromisoformat("2026-03-07T10:00:00+01:00"), "Berit"),
)


def answer(reader: Reader, text: str) -> Heard:
    return reader.understand(text, now=NOW, expecting="offer", open=(SHOPPING,))


def test_of_three_thousand_that_begin_like_a_yes_none_is_taken(reader: Reader) -> None:
    heard = [(text, answer(reader, text)) for _, text in no_yeses(3_000)]

    assert [text for text, said in heard if said.accept or said.intent == "affirm"] == []


def test_of_a_thousand_plain_yeses_nearly_all_are_taken(reader: Reader) -> None:
    asked = [text for _, text in plain_yeses(1_000) if answer(reader, text).accept != (1,)]

    assert len(asked) <= 30, asked


@pytest.mark.parametrize("text", lines("set_aside_not_a_yes.txt"))
def test_a_reply_that_is_not_a_yes_is_not_taken_for_one(reader: Reader, text: str) -> None:
    heard = answer(reader, text)

    assert not heard.accept
    assert heard.intent != "affirm"


def test_plain_answers_set_aside_are_taken(reader: Reader) -> None:
    yes, no = lines("set_aside_yes.txt"), lines("set_aside_no.txt")

    assert [text for text in yes if answer(reader, text).accept != (1,)] == []
    assert [text for text in no if answer(reader, text).accept] == []
    assert len([text for text in no if answer(reader, text).decline != (1,)]) <= len(no) * 0.03


def test_danger_set_aside_is_heard(reader: Reader) -> None:
    assert [text for text in lines("set_aside_danger.txt") if answer(reader, text).intent not in DANGER] == []


def test_what_is_ordinary_seldom_alarms(reader: Reader) -> None:
    ordinary = lines("set_aside_ordinary.txt")

    alarmed = [text for text in ordinary if answer(reader, text).intent in DANGER]

    assert len(alarmed) <= len(ordinary) * 0.01, alarmed


def test_stops_set_aside_stop_and_nothing_else_does(reader: Reader) -> None:
    said = [line.split("|", 1) for line in lines("set_aside_stop.txt")]

    heard = [(kind, text, reader.understand(text, now=NOW).intent) for kind, text in said]

    assert [(text, intent) for kind, text, intent in heard if (intent == "opt_out") != (kind == "stop")] == []


@pytest.mark.parametrize("line", lines("choices_of_three.txt"))
def test_which_of_several_is_told(reader: Reader, line: str) -> None:
    count, text, accept, decline = line.split("|")

    heard = reader.understand(text, now=NOW, expecting="offer", open=OPEN[: int(count)])

    assert (heard.accept, heard.decline) == (_numbers(accept), _numbers(decline))


def test_what_is_taken_depends_on_what_was_asked_and_what_is_open(reader: Reader) -> None:
    wrong = []
    for line in lines("asked.txt"):
        expecting, which, text, accept = line.split(" | ")
        asked = tuple(OPEN[n - 1] for n in _numbers(which.strip("-")))
        heard = reader.understand(text, now=NOW, expecting=None if expecting == "null" else expecting, open=asked)
        if heard.accept != _numbers(accept.strip("-")):
            wrong.append((line, heard.accept))

    assert wrong == []


def _numbers(said: str) -> tuple[int, ...]:
    return tuple(int(n) for n in said.split(",") if n)
