"""Each chooses the language they are written to in, by saying so."""

from __future__ import annotations

import pytest

from bot.dialog.effects import Say, Speak, Tell
from bot.dialog.events import Heard
from bot.dialog.session import Talk
from bot.flows import language
from tests.dialog.talking import ENGINE, KARI, STRANGER, hears, said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nynorsk takk", "nn"), ("kan du skrive nynorsk", "nn"), ("in English please", "en"), ("på dansk tak", "da"),
        ("ikkje engelsk, skriv heller bokmål", "nb"), ("BOKMÅL", "nb"),
    ],
)  # fmt: skip
def test_a_language_that_is_named_is_the_one_they_get(text: str, code: str) -> None:
    _, effects = ENGINE.advance(Talk(), Heard(text, "change_language"), KARI)

    assert effects == (Speak(code), Say(language.CHANGED, "confirmation"))


@pytest.mark.parametrize("text", ["SPRÅK", "jeg forstår ikke norsk", "fra dansk til engelsk", "har dere polsk"])
def test_a_language_that_is_not_plainly_named_is_asked_about(text: str) -> None:
    talk, effects = ENGINE.advance(Talk(), Heard(text, "change_language"), KARI)

    assert said(effects) == ["language.language"]
    assert hears("2", KARI, talk)[1][0] == Speak("nn")
    assert hears("engelsk", KARI, talk)[1][0] == Speak("en")
    assert hears("5", KARI, talk)[1][0] == Tell("language", text)


def test_what_is_asked_for_someone_else_is_for_a_human() -> None:
    text = "kan mannen min få det på engelsk"

    _, effects = ENGINE.advance(Talk(), Heard(text, "change_language"), KARI)

    assert effects[0] == Tell("language", text)
    assert not any(isinstance(effect, Speak) for effect in effects)


def test_the_question_that_stood_is_asked_again_in_the_new_language() -> None:
    talk = Talk("onboarding", 1, {"welcome": True, "name": "Berit"}, asked="area")

    talk, (speak, _, question) = hears("English please", STRANGER, talk)

    assert (speak, talk.asked) == (Speak("en"), "area")
    assert isinstance(question, Say)
    assert question.lead + question.text.say("en") == "2 of 7. Where do you live? Write the place or the postcode."
