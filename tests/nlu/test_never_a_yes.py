"""What means something else altogether is never a JA to the one thing that is open, however agreeable its words are."""

from __future__ import annotations

import pytest

from bot.dialog.events import Open
from bot.nlu import Reader
from bot.nlu.examples import read_examples
from tests.nlu.conftest import EXAMPLES, NOW, SHOPPING

MAY_BE_A_JA = frozenset(("affirm", "register", "find_tasks", "inform"))
"""Whoever is asked whether they can shop tomorrow and writes "skriv meg opp" has answered."""
WITH_A_YES_IN_THEM = {
    "er klar", "I'm coming", "ok takk", "greit, takk", "flott, takk", "supert, takk", "great, thanks",
    "kjempefint, takk takk",
}  # fmt: skip


def test_no_example_of_another_intent_is_a_yes(reader: Reader) -> None:
    others = [e.text for e in read_examples(EXAMPLES) if e.intent not in MAY_BE_A_JA]

    taken = {text for text in others if accepts(reader, text, SHOPPING)}

    assert taken - WITH_A_YES_IN_THEM == set()


@pytest.mark.parametrize(
    "text",
    ["ja det er ugreit", "jeg er uinteressert", "æ græt heile dagen", "jeg kan hjelpe med skjemaer", "god mårra på dæ",
     "takk for meg", "mange takk for at de kom", "setter pris på det", "send meg listen", "Formiddagan e best"],
)  # fmt: skip
def test_a_word_of_its_own_is_no_slip_of_a_yes(reader: Reader, text: str) -> None:
    assert not accepts(reader, text, SHOPPING)


@pytest.mark.parametrize(
    ("alone", "beside"), [("Klar igjen!", "Ja, klar igjen!"), ("Er på plass", "Ja, jeg er på plass")]
)
def test_what_is_no_answer_alone_changes_nothing_beside_a_yes(reader: Reader, alone: str, beside: str) -> None:
    assert not accepts(reader, alone, SHOPPING)
    assert accepts(reader, beside, SHOPPING)


@pytest.mark.parametrize("text", ["Nå går jeg", "jeg kommer nå", "Det er ordnet", "ja det er gjort"])
def test_another_time_than_the_one_asked_about_is_asked_about(reader: Reader, text: str) -> None:
    assert not accepts(reader, text, SHOPPING)


def accepts(reader: Reader, text: str, question: Open) -> bool:
    return bool(reader.understand(text, now=NOW, expecting="offer", open=(question,)).accept)
