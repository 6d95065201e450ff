"""Words with a slip, and words of nynorsk and dialect, are heard as the word that was meant."""

from __future__ import annotations

import pytest

from bot.nlu.lexicon import Lexicon

KNOWN = Lexicon.of(["jeg kan handle torsdag", "handle torsdag", "handel på torget"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("torsdga", "torsdag"),
        ("tosdag", "torsdag"),
        ("hanlde", "handle"),
        ("handel", "handel"),
        ("ikjke", "ike"),
        ("kjem", "komer"),
        ("kan", "kan"),
        ("kna", "kna"),
        ("traktor", "traktor"),
    ],
)
def test_the_word_that_was_meant(written: str, meant: str) -> None:
    assert KNOWN.meant(written) == meant


def test_of_two_words_a_slip_away_the_most_used_is_meant() -> None:
    assert Lexicon(["torsken", "torsten"]).meant("torsen") == "torsken"
    assert Lexicon(["torsten", "torsken"]).meant("torsen") == "torsten"
