"""What coordinators tell becomes examples, and no telling can undo what the rules and our own examples settle."""

from __future__ import annotations

import pytest

from bot.dialog.events import Ranking
from bot.nlu import Reader
from bot.nlu.comparing import Comparison, Figure, compare, is_held_out, reader_of
from bot.nlu.examples import Example
from bot.nlu.teaching import as_examples, without_danger

KINDS = (("affirm", "ja"), ("nlu_fallback", "hm"), ("deny", "nei"), ("pause", "fri"))
BASE = tuple(Example(f"{word} {n}", intent) for intent, word in KINDS for n in range(4))


def told(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    return [(example.text, example.intent) for example in as_examples(pairs, BASE)]


def test_names_that_were_taken_out_are_learnt_as_names() -> None:
    assert told(("hos [navn] går det ikke", "deny")) == [("hos Kari går det ikke", "deny")]


def test_nobody_teaches_what_a_ja_is() -> None:
    assert told(("trallala", "affirm"), ("hopsasa", "nlu_fallback"), ("lell", "deny")) == [("lell", "deny")]


def test_two_who_say_different_things_of_a_message_teach_nothing() -> None:
    assert told(("mæ ælle", "deny"), ("Mæ  ælle!", "pause"), ("lell", "deny")) == [("lell", "deny")]


def test_the_same_message_teaches_once_and_one_of_ours_not_at_all() -> None:
    assert told(("lell", "deny"), ("Lell.", "deny"), ("NEI 1", "pause")) == [("lell", "deny")]


def test_no_intent_is_taught_more_than_half_as_much_as_we_bring_of_it() -> None:
    assert told(("a bc", "deny"), ("d ef", "deny"), ("g hi", "deny")) == [("a bc", "deny"), ("d ef", "deny")]


class Says:
    """A classifier that always says the same."""

    def __init__(self, intent: str) -> None:
        self._ranking: Ranking = ((intent, 0.99), ("deny", 0.01))

    def classify(self, text: str) -> Ranking:
        return self._ranking


@pytest.mark.parametrize(
    ("text", "intent", "kept"),
    [
        ("hun ligger på gulvet og puster ikke", "thank", False),
        ("hun ligger på gulvet og puster ikke", "emergency", True),
        ("STOPP", "thank", False),
        ("nå får det være nok rart på en dag", "thank", True),
    ],
)
def test_what_the_rules_settle_is_not_taught_otherwise(text: str, intent: str, kept: bool) -> None:
    assert bool(without_danger([Example(text, intent)], Reader(Says("deny")))) == kept


@pytest.mark.parametrize(("intent", "kept"), [("thank", False), ("distress", False), ("emergency", True)])
def test_what_the_reader_there_is_hears_as_danger_is_not_made_light_of(intent: str, kept: bool) -> None:
    strange = [Example("det er så underlig og rart her inne nå", intent)]

    assert bool(without_danger(strange, Reader(Says("emergency")))) == kept


def held_out(words: str, intent: str) -> list[Example]:
    return [each for each in (Example(f"{words} {n}", intent) for n in range(200)) if is_held_out(each)]


UNSEEN, AFRAID = held_out("det er rart her hos meg", "deny"), held_out("underlig og rart for meg", "emergency")


def against(old: str, new: str, unseen: list[Example]) -> tuple[str, ...]:
    return compare(unseen, (), Reader(Says(old)), Reader(Says(new))).against


def test_a_reader_that_hears_less_danger_is_refused() -> None:
    assert "danger" in against("emergency", "thank", AFRAID)
    assert against("thank", "emergency", AFRAID) == ()


def test_a_reader_that_alarms_more_or_is_oftener_wrong_is_refused() -> None:
    assert against("deny", "thank", UNSEEN) == ("right",)
    assert against("deny", "emergency", UNSEEN) == ("alarms", "right")


def test_equals_are_taken_and_counted() -> None:
    found = compare(UNSEEN, (), Reader(Says("deny")), Reader(Says("deny")))

    assert found == Comparison(Figure(len(UNSEEN), len(UNSEEN), len(UNSEEN)), Figure(0, 0, 0), Figure(0, 0, 0),
                               Figure(len(UNSEEN), 0, 0), Figure(len(UNSEEN), 0, 0), ())  # fmt: skip


def test_what_is_held_out_is_not_trained_on() -> None:
    examples = [Example(f"ord{n} hei", intent) for n in range(40) for intent in ("a", "b")]
    held = {e.text.split()[0] for e in examples if is_held_out(e)}

    classifier = reader_of(examples).classifier

    assert held and not held & set(classifier.lexicon.listed)  # type: ignore[union-attr]
