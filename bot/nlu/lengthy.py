"""A message longer than is read: its beginning is what it says, but danger and a STOPP are heard to its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.dialog.events import Heard, Open
from bot.nlu.judging import FALLBACK

LONGEST = 1_600
TO_THE_END = ("emergency", "distress", "opt_out")
"""What is heard wherever it stands, the gravest first."""
# Telegram's longest message is 4 096 characters, an SMS is shorter.
_REST = 4_096 - LONGEST
_STRETCH, _OVERLAP = 240, 70
_LAST_WORDS = (4, 6, 12)
_SENTENCE_ENDS = ".!?\n"


def rest_of(text: str) -> str:
    """What follows the beginning, from a little before it ends; of more than anyone can send, the last of it."""
    return text[max(LONGEST - _OVERLAP, len(text) - _REST) :]


def stretches(rest: str) -> Iterator[str]:
    """All of it, in pieces that share some words with the next."""
    for start in range(0, len(rest), _STRETCH - _OVERLAP):
        yield rest[_word_at(rest, start) : start + _STRETCH]


def ends_of(rest: str) -> Iterator[str]:
    """What is said last: the sentence, and the last words where nobody dictates a full stop."""
    last = rest[-_STRETCH:]
    trimmed = last.rstrip(_SENTENCE_ENDS + " ")
    yield last[max(trimmed.rfind(mark) for mark in _SENTENCE_ENDS) + 1 :]
    yield from (" ".join(last.split()[-count:]) for count in _LAST_WORDS)


def without_answer(heard: Heard, open: tuple[Open, ...]) -> Heard:
    """As it was heard, but no JA, no NEI and no choice: nobody has read it to the end."""
    if heard.intent in {"affirm", "deny"}:
        return Heard(heard.text, FALLBACK, 0.0, entities=heard.entities, unclear=bool(open))
    unclear = heard.unclear or bool(heard.accept or heard.decline)
    return replace(heard, accept=(), decline=(), unclear=unclear)


def _word_at(text: str, at: int) -> int:
    """Where the word begins that stands here, if it is not longer than words are."""
    return max(at - _OVERLAP, text.rfind(" ", 0, at)) + 1 if at else 0
