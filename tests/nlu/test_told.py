"""Every word in capitals that a text of ours tells people to answer with is heard as the one who asked for it wants."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import bot.dialog
import bot.flows
import bot.life
from bot.nlu import Reader
from bot.texts import TEXTS, translations
from tests.nlu.conftest import COFFEE, NOW, SHOPPING

LANGUAGES = ("nb", "nn", "da", "en")
TOLD = re.compile(r"\b[A-ZÆØÅ]{2,}(?: (?:[A-ZÆØÅ]{2,}|\{(?:n|code)\}))*")
NOT_READ_HERE = {"SETT", "SMS"}
"""The duty phone's answer is taken before anyone is understood; SMS is the name of a channel."""
ANY_TIME = {
    "STOPP": "opt_out",
    "HJELP": "help", "HJÆLP": "help",
    "RING MEG": "human", "RING MIG": "human",
    "MINE": "list_my_tasks",
    "AVBUD": "cancel_task", "AVBOD": "cancel_task", "AFBUD": "cancel_task",
    "PAUSE": "pause",
    "SPRÅK": "change_language", "SPROG": "change_language",
    "SLETT MEG": "delete_my_data", "SLET MIG": "delete_my_data",
    "SLETT {code}": "delete_my_data", "SLET {code}": "delete_my_data",
}  # fmt: skip
NOTHING_ASKED = {
    "START": "resume", "KLAR": "resume", "FRIVILLIG": "register", "FERDIG": "task_done", "FÆRDIG": "task_done",
}  # fmt: skip
ASKED_JA_OR_NEI = {"JA": "affirm", "NEI": "deny", "NEJ": "deny"}
NUMBERED = {"JA {n}": ((2,), ()), "NEI {n}": ((), (2,)), "NEJ {n}": ((), (2,))}
HOW_LONG = {"VET IKKE": {"unsure", "deny"}, "VEIT IKKJE": {"unsure", "deny"}, "VED IKKE": {"unsure", "deny"}}
"""A pause is for as long as they like after any of these."""
STATES = (None, "offer", "reminder", "yes_no", "name", "place", "kinds", "availability", "dislikes", "feedback")


def told() -> Iterator[str]:
    for package in (bot.dialog, bot.flows, bot.life):
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
    for language in LANGUAGES:
        for text in (*translations(language).values(), *(text.nb for text in TEXTS.values())):
            yield from TOLD.findall(text)


def test_we_know_who_listens_to_each_word_we_tell_people_to_answer_with() -> None:
    known = (ANY_TIME, NOTHING_ASKED, ASKED_JA_OR_NEI, NUMBERED, HOW_LONG)

    assert set(told()) - NOT_READ_HERE == set().union(*known)


@pytest.mark.parametrize("word", ANY_TIME)
@pytest.mark.parametrize("expecting", STATES)
def test_what_may_be_said_any_time_is_heard_any_time(word: str, expecting: str | None) -> None:
    open_questions = (SHOPPING,) if expecting in {"offer", "reminder", "feedback"} else ()

    heard = Reader().understand(word.format(code="4821"), now=NOW, expecting=expecting, open=open_questions)

    assert heard.intent == ANY_TIME[word]


@pytest.mark.parametrize("word", NOTHING_ASKED)
@pytest.mark.parametrize("written", ["{}", "{}!"])
def test_what_is_said_when_nothing_is_asked(word: str, written: str) -> None:
    for text in (word, word.lower(), word.capitalize()):
        assert Reader().understand(written.format(text), now=NOW).intent == NOTHING_ASKED[word]


@pytest.mark.parametrize("word", ASKED_JA_OR_NEI)
@pytest.mark.parametrize("expecting", ["offer", "reminder", "yes_no", "feedback"])
def test_ja_and_nei_answer_what_was_asked(word: str, expecting: str) -> None:
    heard = Reader().understand(word, now=NOW, expecting=expecting, open=(SHOPPING,))

    assert heard.intent == ASKED_JA_OR_NEI[word]
    assert (heard.accept or heard.decline) == (1,)


@pytest.mark.parametrize("word", NUMBERED)
def test_the_number_of_a_question_picks_it(word: str) -> None:
    heard = Reader().understand(word.format(n=2), now=NOW, expecting="offer", open=(SHOPPING, COFFEE))

    assert (heard.accept, heard.decline) == NUMBERED[word]


@pytest.mark.parametrize("word", HOW_LONG)
def test_who_does_not_know_how_long_says_so(reader: Reader, word: str) -> None:
    assert reader.understand(word, now=NOW, expecting="availability").intent in HOW_LONG[word]


@pytest.mark.parametrize("text", ["klar", "KLAR", "Klar!", "jeg er klar", "æ e klar"])
def test_who_is_back_says_klar_and_who_is_asked_says_yes_with_it(text: str) -> None:
    asked = Reader().understand(text, now=NOW, expecting="offer", open=(SHOPPING,))

    assert Reader().understand(text, now=NOW).intent == "resume"
    assert (asked.intent, asked.accept) == ("affirm", (1,))
