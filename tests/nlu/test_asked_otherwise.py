"""What was asked decides what an answer can mean, and a choice taken back is no choice."""

from __future__ import annotations

import pytest

from bot.nlu import Reader
from bot.nlu.phrases import read_sections
from tests.nlu.conftest import COFFEE, NOW, SHOPPING


@pytest.mark.parametrize(
    ("expecting", "text"),
    [("availability", "torsdag passer"), ("availability", "jeg kan torsdag"), ("availability", "når som helst"),
     ("transport", "jeg kjører"), ("transport", "1"), ("kinds", "ja handle"), ("kinds", "1"), ("frequency", "1"),
     ("place", "2317"), ("name", "Klart"), ("name", "Jo")],
)  # fmt: skip
def test_the_answer_to_another_question_takes_no_offer(reader: Reader, expecting: str, text: str) -> None:
    heard = reader.understand(text, now=NOW, expecting=expecting, open=(SHOPPING,))

    assert (heard.accept, heard.decline, heard.unclear) == ((), (), False)


@pytest.mark.parametrize("expecting", ["availability", "transport", "kinds", "frequency", "place", "name", "dislikes"])
@pytest.mark.parametrize("text", ["ja", "Ja!", "ja takk", "ja det kan jeg"])
def test_a_bare_ja_to_another_question_takes_no_offer(reader: Reader, expecting: str, text: str) -> None:
    assert reader.understand(text, now=NOW, expecting=expecting, open=(SHOPPING,)).accept == ()


@pytest.mark.parametrize("expecting", ["availability", "transport", "frequency", "place"])
@pytest.mark.parametrize("text", ["ja til handlinga", "ja til handlinga på torsdag", "ja jeg kan handle for Astrid"])
def test_a_ja_that_names_the_offer_takes_it_whatever_was_asked(reader: Reader, expecting: str, text: str) -> None:
    assert reader.understand(text, now=NOW, expecting=expecting, open=(SHOPPING,)).accept == (1,)


@pytest.mark.parametrize(
    "text",
    ["ja fredag. Nei forresten torsdag", "fredag\nnei torsdag", "handling. nei kaffe", "Astrid. Nei Odd",
     "den første. Nei den siste", "ja 1 beklager 2", "ja til 1. nei, 2", "begge\nnei 1", "kan ikke ta begge",
     "ikke bare 1", "vi ses torsdag", "Odd og jeg kommer"],
)  # fmt: skip
def test_a_choice_taken_back_is_asked_about(reader: Reader, text: str) -> None:
    heard = reader.understand(text, now=NOW, expecting="offer", open=(SHOPPING, COFFEE))

    assert (heard.accept, heard.decline) == ((), ())


@pytest.mark.parametrize("text", ["pass", "jeg sier pass", "pass denne gangen"])
def test_pass_is_a_no(reader: Reader, text: str) -> None:
    assert reader.understand(text, now=NOW, expecting="offer", open=(SHOPPING,)).decline == (1,)


@pytest.mark.parametrize(
    "text",
    ["ja jeg er booket", "det er bestilt", "det er allerede gjort", "Da er det ordnet", "jeg er der", "stemmer det",
     "er alt i orden", "de sier ja", "alt går bra", "ja :(", "det kan jeg vel få til", "jeg tar en tur ut"],
)  # fmt: skip
def test_what_says_nothing_to_the_question_is_asked_about(reader: Reader, text: str) -> None:
    assert not reader.understand(text, now=NOW, expecting="offer", open=(SHOPPING,)).accept


@pytest.mark.parametrize("text", ["ja jeg har ikke bil", "ja litt feil", "ja takk nei", "ja det skal stå Løten"])
def test_only_the_rules_say_yes_to_is_that_right(reader: Reader, text: str) -> None:
    assert reader.understand(text, now=NOW, expecting="yes_no").intent != "affirm"


def test_no_line_of_the_answers_stands_twice() -> None:
    for name, found in read_sections("answers.txt").items():
        assert len(found) == len(set(found)), name
