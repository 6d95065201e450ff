"""A JA is taken only for what was meant, and a plain JA at once."""

from __future__ import annotations

import pytest

from bot.dialog.events import Heard
from bot.nlu import Reader
from tests.nlu.conftest import COFFEE, NOW, SHOPPING, lines

PLAIN, NOT_PLAIN = lines("plain_yes.txt"), lines("not_a_yes.txt")


def answer(reader: Reader, text: str) -> Heard:
    return reader.understand(text, now=NOW, expecting="offer", open=(SHOPPING,))


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_yes_is_taken_at_once(reader: Reader, text: str) -> None:
    heard = answer(reader, text)

    assert (heard.intent, heard.accept, heard.unclear) == ("affirm", (1,), False)


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_nothing_else_is_ever_a_yes(reader: Reader, text: str) -> None:
    heard = answer(reader, text)

    assert heard.intent != "affirm"
    assert not heard.accept


@pytest.mark.parametrize("text", ["ja", "JA!", "jau", "👍", "nei", "kan itj"])
def test_a_bare_answer_needs_no_model(text: str) -> None:
    heard = Reader().understand(text, now=NOW, expecting="offer", open=(SHOPPING,))

    assert heard.accept or heard.decline


@pytest.mark.parametrize("line", lines("choices.txt"))
def test_two_open_questions_are_told_apart(reader: Reader, line: str) -> None:
    text, accept, decline, unclear = (part.strip() for part in line.split("|"))

    heard = reader.understand(text, now=NOW, expecting="offer", open=(SHOPPING, COFFEE))

    assert heard.accept == tuple(int(n) for n in accept.split())
    assert heard.decline == tuple(int(n) for n in decline.split())
    assert heard.unclear == bool(unclear)


def test_the_part_that_is_refused_is_declined(reader: Reader) -> None:
    heard = answer(reader, "kan ikke torsdag, men fredag etter tolv går")

    assert (heard.intent, heard.accept, heard.decline) == ("counter_offer", (), (1,))


def test_a_yes_to_nothing_open_is_still_a_yes(reader: Reader) -> None:
    assert reader.understand("ja", now=NOW).intent == "affirm"


def test_a_name_below_does_not_hide_the_yes(reader: Reader) -> None:
    assert answer(reader, "Ja, det går bra. Vennlig hilsen Kari Nordmann").accept == (1,)


def test_a_time_with_two_readings_is_no_yes(reader: Reader) -> None:
    assert not answer(reader, "ja neste torsdag").accept


@pytest.mark.parametrize(
    "text",
    [
        "Likte «Kan du handle for Astrid torsdag kl. 12.00? Svar JA eller NEI.»",
        "Liked “Ja, det passer fint”",
        "👍 til «Kan du handle for Astrid»",
        "Automatisk svar: ja, meldingen er mottatt",
        "Jeg er på ferie",
        "Kjører bil, svarer senere",
    ],
)
def test_what_no_person_wrote_is_no_answer_even_without_a_model(text: str) -> None:
    heard = Reader().understand(text, now=NOW, expecting="offer", open=(SHOPPING,))

    assert (heard.intent, heard.noise, heard.accept, heard.decline) == ("out_of_scope", True, (), ())


def test_a_number_before_the_next_no_is_not_refused(reader: Reader) -> None:
    heard = reader.understand("ja til 1 nei til 2", now=NOW, expecting="offer", open=(SHOPPING, COFFEE))

    assert [(e.value, e.negated) for e in heard.all("number")] == [(1, False), (2, True)]
