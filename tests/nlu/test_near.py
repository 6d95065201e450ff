"""A word is found a slip away without looking at the whole list, and so is every other."""

from __future__ import annotations

import pytest

from bot.nlu.near import Near
from bot.nlu.normal import one_slip
from bot.nlu.phrases import name_keys

LISTED = sorted(name_keys())
NEAR = Near(LISTED, 4)


def slips(word: str) -> set[str]:
    """Each letter wrong, missing, twice, or swapped with the next."""
    places = range(len(word))
    return {word[:n] + wrong + word[n + 1 :] for n in places for wrong in ("", "x", word[n] * 2)} | {
        word[:n] + word[n + 1 : n + 2] + word[n] + word[n + 2 :] for n in places
    }


@pytest.mark.parametrize("word", [word for word in LISTED if len(word) >= 4][::8])
def test_all_that_are_a_slip_away_are_found_and_no_others(word: str) -> None:
    for typed in slips(word) - set(LISTED):
        assert NEAR.all(typed) == tuple(known for known in LISTED if len(known) >= 4 and one_slip(typed, known)), typed


def test_a_listed_word_is_itself_and_a_short_or_a_long_one_no_slip() -> None:
    assert NEAR.all("kari") == ("kari",)
    assert NEAR.all("x") == NEAR.all("x" * 50) == ()
    assert Near([], 5).all("kari") == ()
