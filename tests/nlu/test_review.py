"""What a reading of the rules by other eyes found: numbers that alarmed, places that stopped, a JA said of others."""

from __future__ import annotations

import pytest

from bot.nlu import Reader
from bot.nlu.normal import key
from tests.nlu.conftest import NOW, SHOPPING

DANGER = {"emergency", "distress"}


@pytest.mark.parametrize("number", ["112", "1100", "22", "900 00 111"])
def test_the_digits_of_a_number_are_never_taken_together(number: str) -> None:
    assert key(number) == number


@pytest.mark.parametrize("text", ["12", "10", "13", "12 og 13", "du kan ringe etter 12", "ring 12", "ring 10 eller 13"])
@pytest.mark.parametrize("expecting", [None, "offer", "availability"])
def test_a_clock_time_is_no_emergency_number(reader: Reader, text: str, expecting: str | None) -> None:
    open_questions = (SHOPPING,) if expecting == "offer" else ()

    assert reader.understand(text, now=NOW, expecting=expecting, open=open_questions).intent not in DANGER


@pytest.mark.parametrize("text", ["112", "113!", "110", "ring 113", "ring 112 nå"])
def test_an_emergency_number_still_is_one(text: str) -> None:
    assert Reader().understand(text, now=NOW).intent == "emergency"
