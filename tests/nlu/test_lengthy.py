"""What is longer than is read is no answer, and danger and a STOPP are heard to its end."""

from __future__ import annotations

import time

import pytest

from bot.nlu import Reader
from bot.nlu.lengthy import LONGEST
from tests.nlu.conftest import COFFEE, NOW, SHOPPING

TALK = "og så gikk vi en tur langs mjøsa og det var så fint vær at vi tok med kaffe og satt på benken "
LONG = TALK * 20
BOUND_MS = 500
"""Ten times what it may take where nothing else runs: other tests share these cores."""


@pytest.mark.parametrize(
    "text",
    ["ja" + "!" * 1_700 + " men ikke torsdag", "ja\n" + " " * 1_700 + "neida", "nei" + "." * 1_700 + " jo forresten",
     "2" + " " * 1_700 + "eller 1", "ja til 1, nei til 2" + "!" * LONGEST],
)  # fmt: skip
@pytest.mark.parametrize("open", [(SHOPPING,), (SHOPPING, COFFEE)])
def test_nobody_says_yes_or_no_with_more_than_is_read(reader: Reader, text: str, open: tuple) -> None:  # type: ignore[type-arg]
    heard = reader.understand(text, now=NOW, expecting="offer", open=open)

    assert heard.intent not in {"affirm", "deny"}
    assert (heard.accept, heard.decline, heard.unclear) == ((), (), True)
    assert heard.text == text


@pytest.mark.parametrize("before", [1, 1.6, 2])
@pytest.mark.parametrize(
    ("said", "intent"),
    [("hjelp det brenner på kjøkkenet", "emergency"), ("jeg orker ikke leve lenger", "distress"),
     ("nå vil jeg ikke ha flere meldinger fra dere, meld meg av", "opt_out"),
     ("ikke send meg mer", "opt_out"), ("stryk meg fra lista", "opt_out"), ("slutt å sende meg meldinger", "opt_out")],
)  # fmt: skip
def test_what_must_be_heard_is_heard_at_the_end(reader: Reader, said: str, intent: str, before: float) -> None:
    text = LONG[: int(before * LONGEST)] + said

    assert reader.understand(text, now=NOW, expecting="offer", open=(SHOPPING,)).intent == intent


def test_danger_is_heard_in_the_middle_of_all_that_can_be_sent(reader: Reader) -> None:
    for at in range(LONGEST - 60, 4_000, 37):
        text = f"{TALK * 45}"[:at] + " hun falt og ligger bevisstløs på gulvet " + (TALK * 45)[at:4_050]

        assert reader.understand(text, now=NOW).intent == "emergency", at


def test_a_stop_after_a_full_stop_is_heard(reader: Reader) -> None:
    assert reader.understand(LONG + ". STOPP!", now=NOW, expecting="offer", open=(SHOPPING,)).intent == "opt_out"


def test_an_ordinary_end_is_no_alarm(reader: Reader) -> None:
    assert reader.understand(LONG + "hilsen Kari", now=NOW).intent not in {"emergency", "distress", "opt_out"}


def test_a_reaction_that_quotes_something_long_is_noise(reader: Reader) -> None:
    assert reader.understand(f"Likte «{LONG} ring 113, det brenner»", now=NOW).noise


@pytest.mark.parametrize("text", [TALK * 110, "ja det brenner nei " * 530, "hjelp, 12.30 " * 800, "å" * 10_000])
def test_ten_thousand_characters_are_read_in_no_time(reader: Reader, text: str) -> None:
    began = time.thread_time()
    reader.understand(text[:10_000], now=NOW, expecting="offer", open=(SHOPPING,))

    assert (time.thread_time() - began) * 1_000 < BOUND_MS
