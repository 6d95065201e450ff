"""The examples that ship: enough of each intent, in all varieties, and none said twice."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from bot.nlu.examples import Example, read_examples
from bot.nlu.normal import key, words
from bot.nlu.phrases import first_names
from bot.nlu.time_words import look_up
from tests.nlu.conftest import EXAMPLES

VARIETIES = {"nb", "nn", "dialect", "typo", "da", "en"}
REPLIES = {"affirm", "deny", "unsure", "later", "counter_offer", "cancel_task", "reserve"}
DANGER = {"emergency", "concern", "distress"}


@pytest.fixture(scope="module")
def examples() -> tuple[Example, ...]:
    return read_examples(EXAMPLES)


def test_nothing_is_said_twice(examples: tuple[Example, ...]) -> None:
    said: defaultdict[str, list[str]] = defaultdict(list)
    for example in examples:
        folded = " ".join(word.key for word in words(example.text)) or example.text
        said[folded].append(f"{example.intent}: {example.text}")

    assert [same for same in said.values() if len(same) > 1] == []


def test_another_name_weekday_or_number_is_no_new_example(examples: tuple[Example, ...]) -> None:
    said: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for example in examples:
        if example.variety != "typo" and " " in (mould := _mould(example.text)):
            said[example.intent, mould].append(example.text)

    assert [same for same in said.values() if len(same) > 1] == []


def _mould(text: str) -> str:
    """The message with what could be exchanged in it blotted out."""
    names = frozenset(key(name) for name in first_names().split()[2:])
    return " ".join(
        "navn" if word.text[0].isupper() and word.key in names
        else "dag" if look_up(word.text).weekday >= 0 and not look_up(word.text).short
        else "0" if word.text.isdecimal() else word.key
        for word in words(text)
    )  # fmt: skip


def test_there_are_enough_of_each_intent(examples: tuple[Example, ...]) -> None:
    count = Counter(example.intent for example in examples)

    assert len(count) == 42
    assert {i: n for i, n in count.items() if n < (170 if i in REPLIES | DANGER else 150)} == {}


def test_every_intent_is_said_in_every_variety(examples: tuple[Example, ...]) -> None:
    count = Counter((example.intent, example.variety) for example in examples)
    intents = {example.intent for example in examples}

    assert {example.variety for example in examples} == VARIETIES
    assert [(i, v) for i in intents for v in VARIETIES if count[i, v] < (5 if v in {"da", "en"} else 14)] == []


def test_a_file_is_named_after_its_intent() -> None:
    for file in EXAMPLES.glob("*.yml"):
        assert {example.intent for example in read_examples(file)} == {file.stem}
