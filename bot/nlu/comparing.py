"""Whether a reader that has learnt from use is no worse than the one there is, on messages neither was trained on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import sqrt
from zlib import crc32

from bot.dialog.events import Open
from bot.nlu import Reader
from bot.nlu.examples import Example
from bot.nlu.judging import DANGER
from bot.nlu.teaching import said
from bot.nlu.training import fit

FIFTH = 5
CHANCE = 2.0
"""Differences of so many standard deviations are made by training itself, whatever it is trained on."""
_ANY_DAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
_ASKED = Open(1, "shopping", datetime(2026, 3, 5, 11, tzinfo=UTC), "Astrid")
_MAY_ALARM = DANGER | {"concern"}
_MAY_BE_JA = frozenset(
    "affirm arrived change_skills find_tasks inform on_my_way register reserve resume task_done".split()
)
"""What a JA to a question can be put as: "jeg vil gjerne hjelpe"."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of ``of`` messages, by the reader there is and by the new one."""

    of: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was measured, and by name what speaks against the new reader."""

    right: Figure
    taught: Figure
    """Of those coordinators have told us of, right."""
    danger: Figure
    """Of messages that tell of danger, heard as such."""
    alarms: Figure
    """Of those that do not, heard as danger."""
    false_yes: Figure
    """Of those that are no JA, taken for one."""
    against: tuple[str, ...]


def is_held_out(example: Example) -> bool:
    """A fifth, whatever else there is to train on; messages that differ in spelling alone stay together."""
    return crc32(said(example).encode()) % FIFTH == 0


def seen(examples: Iterable[Example]) -> list[Example]:
    return [example for example in examples if not is_held_out(example)]


def reader_of(examples: Iterable[Example], seed: int = 0) -> Reader:
    """One that has not seen what is held out."""
    return Reader(fit(seen(examples), seed))


def compare(base: Sequence[Example], taught: Sequence[Example], old: Reader, new: Reader) -> Comparison:
    """Danger missed and a false JA weigh more than everything else: not one more is let through."""
    unseen = [example for example in (*base, *taught) if is_held_out(example)]
    own = [example for example in taught if is_held_out(example)]
    danger = [_hears_danger(reader, [e for e in unseen if e.intent in DANGER]) for reader in (old, new)]
    alarms = [_hears_danger(reader, [e for e in unseen if e.intent not in _MAY_ALARM]) for reader in (old, new)]
    no = [e for e in unseen if e.intent not in _MAY_BE_JA]
    false = [[bool(reader.understand(e.text, now=_ANY_DAY, expecting="offer", open=(_ASKED,)).accept) for e in no]
             for reader in (old, new)]  # fmt: skip
    right = [_right(reader, unseen) for reader in (old, new)]
    wrong = {
        "danger": sum(danger[1]) < sum(danger[0]),
        "false_yes": sum(false[1]) > sum(false[0]),
        "alarms": _more_than_chance(alarms[1], alarms[0]),
        "right": _more_than_chance(right[0], right[1]),
    }
    return Comparison(
        _figure(right), _figure([_right(reader, own) for reader in (old, new)]), _figure(danger), _figure(alarms),
        _figure(false), tuple(name for name, is_so in wrong.items() if is_so),
    )  # fmt: skip


def _right(reader: Reader, examples: Sequence[Example]) -> list[bool]:
    return [reader.classify(example.text)[0][0] == example.intent for example in examples]


def _hears_danger(reader: Reader, examples: Sequence[Example]) -> list[bool]:
    return [reader.understand(example.text, now=_ANY_DAY).intent in DANGER for example in examples]


def _figure(both: Sequence[Sequence[bool]]) -> Figure:
    return Figure(len(both[0]), sum(both[0]), sum(both[1]))


def _more_than_chance(more: Sequence[bool], fewer: Sequence[bool]) -> bool:
    """Whether one holds for more messages than the other by more than chance explains."""
    only = [sum(a and not b for a, b in zip(x, y, strict=True)) for x, y in ((more, fewer), (fewer, more))]
    return only[0] - only[1] > CHANCE * sqrt(only[0] + only[1])
