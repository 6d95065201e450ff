"""Couples write of themselves by name, and it is read as their own words."""

from __future__ import annotations

import pytest

from bot.life.naming import as_their_own, is_named


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Ola må melde avbud", "jeg må melde avbud"), ("Ola sier ja", "ja"), ("ja, hilsen Ola", "ja"),
        ("JA Ola", "JA"), ("Ola: nei", "nei"), ("OLA kan ikke", "jeg kan ikke"), ("Ja, Ola kan", "Ja, jeg kan"),
        ("slett Ola", "slett meg"), ("pause for Ola til påske", "pause for meg til påske"),
        ("dette er Ola, jeg må melde avbud", "jeg må melde avbud"), ("jeg er Ola", ""), ("Ola", ""),
        ("Olaug kommer", "Olaug kommer"), ("ja", "ja"),
    ],
)  # fmt: skip
def test_what_someone_says_by_name_is_said_in_their_own_words(text: str, own: str) -> None:
    assert as_their_own(text, "Ola") == own


def test_nobody_is_named_by_a_name_they_have_not_got() -> None:
    assert is_named("ja fra Ola", "Ola")
    assert not is_named("ja fra Olaug", "Ola")
    assert not is_named("ja", "")
