"""Nynorsk, Danish and English say all that bokmål says, and what they ask people to write is understood."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from bot.dialog.asking import Ask, Choice, Unclear
from bot.dialog.effects import Pause
from bot.dialog.events import Heard
from bot.dialog.likes import FREQUENCIES, KIND_CHOICES, TRANSPORTS, kinds_in_words, times_in_words
from bot.dialog.session import Talk
from bot.flows import language, onboarding, profile
from bot.kinds import KINDS
from bot.model import Errand, ErrandId, PersonId
from bot.texts import TEXTS, how_to, listed, translations, what
from bot.when import write_day, write_moment
from tests.dialog.talking import ENGINE, KARI, NOW, hears, said
from tests.trained import reader

OTHERS = sorted(path.name.removesuffix(".toml") for path in files("bot.languages").iterdir() if ".toml" in path.name)
IN_EACH = pytest.mark.parametrize("other", OTHERS)
NOON = datetime(2026, 3, 5, 11, tzinfo=UTC)
SHOPPING = Errand(ErrandId(1), "shopping", PersonId(9), "Astrid Berg", NOON)


def test_these_are_the_languages() -> None:
    assert OTHERS == ["da", "en", "nn"]


@IN_EACH
def test_a_language_has_every_text_and_no_other(other: str) -> None:
    assert set(translations(other)) == set(TEXTS)


@IN_EACH
def test_a_text_names_the_same_things_in_every_language(other: str) -> None:
    differing = {key: text for key, text in translations(other).items() if _named(text) != _named(TEXTS[key].nb)}

    assert differing == {}


def _named(text: str) -> list[str]:
    return sorted({name.lower() for _, name, _, _ in string.Formatter().parse(text) if name})


@IN_EACH
def test_spaces_around_pieces_are_kept(other: str) -> None:
    for key, text in translations(other).items():
        assert (text[:1] == " ", text[-1:] == " ") == (TEXTS[key].nb[:1] == " ", TEXTS[key].nb[-1:] == " "), key


BOKMAL = """
    jeg ikke hva hvor hvem hvordan hvilken hvilket noe noen nå fra uke måned sjelden være gjøre komme kommer skriver
    sier tar får gjelder svarte eksempel flere mer bare dere dem adressen minutter ringe spørre følge kjøre sammen
    trenger vite meldinger avtaler avtalene melding påminnelsen forsto hjelpen lørdag tirsdag mandag hverdager igjen
    endret flyttet slettet avbud oppgaver sted navn egne penger forrige morgen fortsatt seinere jobb hun
""".split()
SHARED = frozenset(("får", "vite", "igjen", "komme"))
"""Good nynorsk too."""


def test_nynorsk_is_nynorsk() -> None:
    found = {
        key: word for key, text in translations("nn").items()
        for word in re.findall(r"\w+", text.lower()) if word in set(BOKMAL) - SHARED
    }  # fmt: skip

    assert found == {}


MENUS: list[tuple[str, tuple[Choice, ...]]] = [
    ("onboarding.kinds", KIND_CHOICES), ("onboarding.frequency", FREQUENCIES), ("onboarding.transport", TRANSPORTS),
    ("onboarding.change", onboarding.CHANGES), ("onboarding.change_too", onboarding.CHANGES_TOO),
    ("profile.part", profile.PARTS), ("profile.kinds", KIND_CHOICES),
    ("profile.frequency", FREQUENCIES), ("language.language", language.LANGUAGES),
]  # fmt: skip


@IN_EACH
@pytest.mark.parametrize(("key", "choices"), MENUS)
def test_what_a_menu_calls_a_choice_chooses_it(other: str, key: str, choices: tuple[Choice, ...]) -> None:
    labels = re.findall(r"\d ([^,.]+)[,.]", translations(other)[key])
    ask = _ask(key)

    assert len(labels) == len(choices)
    for label, choice in zip(labels, choices, strict=True):
        told = ask.read(Heard(label, "inform"))
        assert told == choice.value or set(told) == set(choice.value), label


def _ask(key: str) -> Ask:
    flow, name = key.split(".")
    ask = ENGINE.flows[flow].ask(name)
    assert ask is not None
    return ask


def _examples() -> Iterator[tuple[str, str, str]]:
    for other in OTHERS:
        for key, text in translations(other).items():
            example = re.search(r"(?:til dømes|for eksempel|for example) ([^.]+\.?[^.]*)\.", text)
            if example and key in _ASKED:
                yield other, key.removesuffix("_again"), example[1]


_ASKED = {
    f"{flow.name}.{ask.name}{more}" for flow in ENGINE.flows.values() for ask in flow.asks for more in ("", "_again")
}


@pytest.mark.parametrize(("other", "key", "example"), list(_examples()))
def test_an_example_is_understood(other: str, key: str, example: str) -> None:
    ask = _ask(key)

    try:
        ask.read(reader().understand(example, now=NOW, expecting=ask.expects))
    except Unclear:
        pytest.fail(f"{example!r} is not understood in {key}")


WORDS = [
    ("STOPP", "opt_out"), ("START", "resume"), ("KLAR", "resume"), ("PAUSE", "pause"), ("MINE", "list_my_tasks"),
    ("FRIVILLIG", "register"), ("HJELPE", "register"), ("SPRÅK", "change_language"), ("SPROG", "change_language"),
    ("HJELP", "help"),
    ("HJÆLP", "help"), ("RING MEG", "human"), ("RING MIG", "human"), ("SLETT MEG", "delete_my_data"),
    ("SLET MIG", "delete_my_data"), ("AVBUD", "cancel_task"), ("AVBOD", "cancel_task"), ("AFBUD", "cancel_task"),
    ("FERDIG", "task_done"), ("FÆRDIG", "task_done"), ("JA", "affirm"), ("NEI", "deny"), ("NEJ", "deny"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "intent"), WORDS)
def test_the_words_to_answer_with_are_understood(word: str, intent: str) -> None:
    assert reader().understand(word, now=NOW).intent == intent


@pytest.mark.parametrize("word", ["VET IKKE", "VEIT IKKJE", "VED IKKE"])
def test_a_pause_without_an_end_may_be_asked_for_in_every_language(word: str) -> None:
    assert hears(word, KARI, Talk("pause", 1, {}, asked="until"))[1][0] == Pause(None)


@pytest.mark.parametrize("word", ["SLETT 4821", "SLET 4821"])
def test_the_digits_erase_in_every_language(word: str) -> None:
    talk, _ = ENGINE.advance(Talk(), Heard("slett meg", "delete_my_data"), KARI)

    assert said(hears(word, KARI, talk)[1]) == []


@pytest.mark.parametrize(
    ("other", "moment", "errand", "kinds", "times"),
    [
        ("nn", "torsdag 5. mars kl. 12.00", "handle for Astrid", "besøk, handle og tur", "laurdag og søndag kl. 12-21"),
        ("da", "torsdag 5. marts kl. 12.00", "købe ind for Astrid", "besøg, købe ind og gåtur",
         "lørdag og søndag kl. 12-21"),
        ("en", "Thursday 5 March at 12.00", "shop for Astrid", "visits, shopping and walks",
         "Saturday and Sunday 12-21"),
    ],
)  # fmt: skip
def test_code_puts_things_into_words_as_the_language_does(
    other: str, moment: str, errand: str, kinds: str, times: str
) -> None:
    weekend = [{"day": day, "start": "12:00", "end": "21:00"} for day in ("sa", "su")]

    assert write_moment(NOON, other) == moment
    assert what(SHOPPING, other) == errand
    assert kinds_in_words(["coffee_visit", "meal_company", "shopping", "walk", "escort"], other) == kinds
    assert times_in_words({"weekly": weekend}, other) == times
    assert "Astrid" in how_to(SHOPPING, other) != how_to(SHOPPING, "nb")


def test_all_seven_days_in_nynorsk() -> None:
    days = [write_day(date(2026, 3, day), "nn").split()[0] for day in range(2, 9)]

    assert listed(days, "nn") == "måndag, tysdag, onsdag, torsdag, fredag, laurdag og søndag"
    assert kinds_in_words(tuple(KINDS), "nn") == "kva som helst"
    assert times_in_words({"weekly": []}, "nn") == "når som helst"
