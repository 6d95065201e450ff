"""Which other time someone proposes for an errand on Thursday at twelve, and whether they say nothing more."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import OSLO
from bot.dialog.events import Heard
from bot.dialog.proposing import is_all, proposed
from bot.dialog.session import Question
from tests.dialog.talking import SHOPPING
from tests.trained import reader

MONDAY = datetime(2026, 3, 2, 10, tzinfo=OSLO)


def heard(text: str) -> Heard:
    return reader().understand(text, now=MONDAY, expecting="offer", open=(Question(1, "offer", SHOPPING).as_open(),))


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("ikke tolv men fjorten går", 5, 14),
        ("ja, men ikke før klokka to", 5, 14),
        ("ikke torsdag, men fredag klokka ett går", 6, 13),
        ("Jeg kan fredag i stedet", 6, 12),
    ],
)
def test_the_time_that_is_not_refused_is_proposed(text: str, day: int, hour: int) -> None:
    assert proposed(heard(text), SHOPPING) == datetime(2026, 3, day, hour, tzinfo=OSLO)


@pytest.mark.parametrize("text", ["ja, hvis jeg kan ta med hunden", "klokka tolv går, men ikke trapper"])
def test_no_other_time_is_none(text: str) -> None:
    assert proposed(heard(text), SHOPPING) is None


@pytest.mark.parametrize(
    "text", ["ikke tolv men fjorten går", "Kan ikke kl 12, men kl 14 går fint", "ikkje tolv, men klokka 14 passar"]
)
def test_a_clock_time_and_nothing_more_is_all_they_say(text: str) -> None:
    assert is_all(heard(text))


@pytest.mark.parametrize(
    "text",
    [
        "ja, hvis det kan bli kl 14", "kan jeg komme kl 14?", "ja, men ikke før klokka to", "13 eller 14 går",
        "kl 14 går, men jeg bærer ikke opp trappa", "Jeg kan fredag i stedet",
    ],
)  # fmt: skip
def test_a_condition_a_question_or_more_than_one_time_is_more(text: str) -> None:
    assert not is_all(heard(text))
