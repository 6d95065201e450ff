"""What is typed freely costs no more than it must, and reads as whole sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.life.free_text import cheap, in_messages, mended, sentence
from bot.sms_parts import parts, strangers


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Husk “panten” – i gangen…", 'Husk "panten" - i gangen...'), ("«Hei»\u00a0sa hun", '"Hei" sa hun'),
        ("• melk\t• brød", "- melk - brød"), ("Takk 😊", "Takk"), ("2 × 1½ liter, 20°", "2 x 1 1/2 liter, 20 grader"),
        ("Café på Šentele hos Łucja", "Café på Šentele hos Łucja"), ("to\nlinjer", "to\nlinjer"), ("👍🏽", ""),
        ("Takk ❤️", "Takk"), ("a\u030a ja", "å ja"),
    ],
)  # fmt: skip
def test_signs_are_folded_and_letters_never(typed: str, sent: str) -> None:
    assert cheap(typed) == sent


@given(some.text(some.characters(exclude_categories=("L", "M", "N", "C"))))
def test_no_sign_makes_a_text_dear(text: str) -> None:
    assert strangers(cheap(text)) == ""


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Melk", "Melk."), ("Melk.", "Melk."), ("I gangen!", "I gangen!"), ("Melk, ", "Melk."), ("Vent...", "Vent..."),
        ("", ""),
    ],
)  # fmt: skip
def test_a_sentence_ends_once(typed: str, sent: str) -> None:
    assert sentence(typed) == sent


@pytest.mark.parametrize(
    ("met", "sent"),
    [
        ("I gangen!.", "I gangen!"), ("Hva?.", "Hva?"), ("Inn..", "Inn."), ("Vent....", "Vent..."),
        ("Vent... Inn.", "Vent... Inn."),
    ],
)  # fmt: skip
def test_two_stops_are_one(met: str, sent: str) -> None:
    assert mended(met) == sent


def test_pieces_stand_together_while_there_is_room() -> None:
    assert in_messages(["Her er adressen.", "", "Melk."]) == ["Her er adressen. Melk."]
    assert in_messages(["a" * 200, "b" * 105, "c"]) == [f"{'a' * 200} {'b' * 105}", "c"]


@given(some.lists(some.text("abcæ .š", max_size=400), max_size=4))
def test_no_message_is_more_than_two_parts_and_no_word_is_lost(pieces: list[str]) -> None:
    whole = [" ".join(piece[n : n + 60] for n in range(0, len(piece), 60)) for piece in pieces]
    messages = in_messages(whole)

    assert all(parts(message) <= 2 for message in messages)
    assert " ".join(messages).split() == " ".join(whole).split()
