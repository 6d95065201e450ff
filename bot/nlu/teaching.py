"""What coordinators have said was meant, as examples: what the rules settle, nobody can teach otherwise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from bot.nlu import FALLBACK, Reader
from bot.nlu.examples import Example
from bot.nlu.judging import DANGER
from bot.nlu.masking import filled
from bot.nlu.normal import words

NEVER_TAUGHT = frozenset({"affirm", FALLBACK})
"""What is a JA is in the rules, and there alone."""
LARGEST_SHARE = 0.5
"""So many of an intent, for each of the examples we bring, may come from one installation."""
NOT_IN_THE_LEXICON = "typo"
"""The words of these examples are not listed in the model: one of them may be a name that nobody saw."""
_ANY_DAY = datetime(2026, 3, 3, 9, tzinfo=UTC)


def said(example: Example) -> str:
    """Two messages that differ in spelling alone are the same message."""
    return " ".join(word.key for word in words(example.text))


def as_examples(told: Iterable[tuple[str, str]], base: Sequence[Example]) -> tuple[Example, ...]:
    """Masked messages with what was meant, the last told first, without what may not be taught.

    A message we bring is ours; two that say different things of the same message are both left out.
    """
    ours = {said(example) for example in base}
    found = [Example(filled(text), intent, NOT_IN_THE_LEXICON) for text, intent in told if intent not in NEVER_TAUGHT]
    means = defaultdict(set)
    for example in found:
        means[said(example)].add(example.intent)
    once = {said(e): e for e in reversed(found) if len(means[said(e)]) == 1 and said(e) not in ours}
    return tuple(_few_of_each(reversed(once.values()), base))


def without_danger(taught: Iterable[Example], reader: Reader) -> tuple[Example, ...]:
    """Those that do not make light of what this reader hears as danger, nor gainsay the rules."""
    rules = Reader()
    return tuple(e for e in taught if _agrees(rules, e) and _heard(reader, e) not in DANGER - {e.intent})


def _agrees(rules: Reader, example: Example) -> bool:
    settled = _heard(rules, example)
    return settled in {FALLBACK, example.intent}


def _heard(reader: Reader, example: Example) -> str:
    return reader.understand(example.text, now=_ANY_DAY).intent


def _few_of_each(taught: Iterable[Example], base: Sequence[Example]) -> Iterator[Example]:
    brought, taken = Counter(example.intent for example in base), Counter[str]()
    for example in taught:
        if taken[example.intent] < LARGEST_SHARE * brought[example.intent]:
            taken[example.intent] += 1
            yield example
