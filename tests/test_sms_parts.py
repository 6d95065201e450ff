"""What a text costs."""

from __future__ import annotations

import pytest

from bot.sms_parts import ALPHABET, parts, strangers


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0), ("a", 1), ("æ" * 160, 1), ("ø" * 161, 2), ("å" * 306, 2), ("a" * 307, 3),
        ("€" * 80, 1), ("€" * 81, 2), ("’" * 70, 1), ("’" * 71, 2), ("a" * 133 + "’", 2), ("😀" * 35, 1),
        ("😀" * 36, 2), ("a" * 66 + "😀" + "a" * 66, 3), ("a" * 152 + "€" + "a" * 152, 3),
        ("a" * 152 + "€" + "a" * 151, 2),
    ],
)  # fmt: skip
def test_a_text_is_as_many_parts_as_the_network_makes_of_it(text: str, count: int) -> None:
    assert parts(text) == count


def test_the_letters_that_cost_are_named_once() -> None:
    assert strangers("Hei – “Kari” – sånn går det") == "–“”"


def test_the_alphabet_has_the_places_it_has() -> None:
    assert len(ALPHABET) == 127
