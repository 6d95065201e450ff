"""Danger is heard whatever was asked, jokes are not, and STOPP is STOPP however it is typed."""

from __future__ import annotations

import pytest

from bot.nlu import Reader
from bot.nlu.danger import danger_in
from bot.nlu.normal import words
from tests.nlu.conftest import NOW, SHOPPING, lines

DANGER = {"emergency", "distress"}
MOST_FALSE_ALARMS = 0.05  # of a list made of the replies most easily mistaken


@pytest.mark.parametrize("line", lines("danger.txt"))
def test_danger_is_heard(reader: Reader, line: str) -> None:
    text = line.split(": ", 1)[1]

    assert reader.understand(text, now=NOW, expecting="offer", open=(SHOPPING,)).intent in DANGER


def test_ordinary_replies_seldom_alarm(reader: Reader) -> None:
    ordinary = lines("ordinary.txt")

    alarmed = [text for text in ordinary if reader.understand(text, now=NOW).intent in DANGER]

    assert len(alarmed) <= MOST_FALSE_ALARMS * len(ordinary), alarmed


@pytest.mark.parametrize("text", ["jeg dør av latter", "avtalen falt ut av kalenderen", "drukner i arbeid"])
def test_a_figure_of_speech_is_no_danger(reader: Reader, text: str) -> None:
    assert reader.understand(text, now=NOW).intent not in DANGER


@pytest.mark.parametrize(
    "text", ["hun ligger på gulvet", "ring 113", "vil ikke leve lenger", "det brenner", "hu puster itte"]
)
def test_the_red_list_needs_no_model(text: str) -> None:
    assert danger_in(words(text))


@pytest.mark.parametrize("text", lines("stop.txt"))
def test_stop_is_heard_however_it_is_typed(reader: Reader, text: str) -> None:
    assert reader.understand(text, now=NOW, expecting="offer", open=(SHOPPING,)).intent == "opt_out"


@pytest.mark.parametrize("text", ["slutter på jobb klokka fire", "stopper ved butikken først", "stor takk", "slett"])
def test_a_word_like_stop_is_not_stop(text: str) -> None:
    assert Reader().understand(text, now=NOW).intent != "opt_out"


@pytest.mark.parametrize("line", lines("danger_pairs.txt"))
def test_what_calms_a_figure_of_speech_calms_no_cry(reader: Reader, line: str) -> None:
    figure, cry = line.split("|")

    assert reader.understand(figure, now=NOW).intent not in DANGER
    assert reader.understand(cry, now=NOW).intent in DANGER
