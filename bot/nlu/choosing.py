"""Which of the open questions a reply says: by number, by order, by errand or by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.dialog.events import Entity, Open
from bot.nlu.normal import Word, key, one_slip
from bot.nlu.phrases import name_keys
from bot.nlu.picking import OSLO
from bot.nlu.piece import CHOICE, NOWHERE, NUMBER, PICK, REST, UNKNOWN, Piece

ORDINALS = {"first": 0, "second": 1, "third": 2, "last": -1}
_LEAST_HOUR = 8
"""Lower numbers choose an errand."""
_SHORT_NAME, _LONG_NAME = 3, 5
_ERRANDS = ("escort", "walk")
_RUNS = {"first_two": slice(0, 2), "last_two": slice(1, 3), "middle": slice(1, 2)}


def of_kind(kind: Entity, start: int, open: tuple[Open, ...]) -> Piece:
    fitting = frozenset(o.n for o in open if o.kind == kind.value)
    return Piece(PICK if fitting else UNKNOWN, start, fitting)


def chosen(sections: frozenset[str], start: int, open: tuple[Open, ...]) -> Iterator[Piece]:
    """ "begge" of two, "alle tre" of three, "de to siste", "den tidligste"."""
    everyone = frozenset(o.n for o in open)
    if errands := [kind for kind in _ERRANDS if kind in sections]:
        picks = frozenset(o.n for o in open if len(open) > 1 and o.kind in errands)
        yield Piece(PICK if picks else UNKNOWN, start, picks)
    elif "both" in sections:
        yield Piece(NUMBER if len(open) == 2 else NOWHERE, start, everyone)
    elif "all" in sections or "all_three" in sections:
        known = len(open) == 3 or (len(open) > 1 and "all" in sections)
        yield Piece(NUMBER if known else NOWHERE, start, everyone)
    elif which := next((some for name, some in _RUNS.items() if name in sections), None):
        yield _run(which, start, open)
    elif when := next((when for when in ("earliest", "latest") if when in sections), None):
        by_time = sorted(open, key=lambda question: question.starts, reverse=when == "latest")
        yield Piece(NUMBER if len(open) > 1 else NOWHERE, start, frozenset(o.n for o in by_time[:1]))


def _run(which: slice, start: int, open: tuple[Open, ...]) -> Piece:
    """ "de to siste" of three, and "den midterste"."""
    numbers = sorted(question.n for question in open)
    return Piece(NUMBER if len(numbers) == 3 else NOWHERE, start, frozenset(numbers[which]))


def rest_told(pieces: Sequence[Piece], open: tuple[Open, ...]) -> list[Piece]:
    """ "ja til 2, nei til resten": the rest is whatever nothing else in the reply is about."""
    told = frozenset(n for piece in pieces if piece.what in CHOICE for n in piece.picks)
    rest = frozenset(question.n for question in open) - told
    what = NUMBER if told and rest else NOWHERE
    return [Piece(what, piece.start, rest, others=True) if piece.what == REST else piece for piece in pieces]


def ordinal(place: int, start: int, open: tuple[Open, ...]) -> Piece:
    numbers = sorted(o.n for o in open)
    if len(numbers) < 2 or place >= len(numbers):
        return Piece(NOWHERE, start)
    return Piece(NUMBER, start, frozenset((numbers[place],)))


def number(n: int, start: int, open: tuple[Open, ...]) -> Piece:
    known = any(o.n == n for o in open)
    return Piece(NUMBER if known else NOWHERE, start, frozenset((n,)) if known else frozenset())


def named(word: Word, open: tuple[Open, ...]) -> Piece:
    """The name of someone an open question is about."""
    return Piece(PICK, word.start, frozenset(o.n for o in open if is_name(word.key, o.recipient)))


def on_the_hour(word: Word, open: tuple[Open, ...]) -> Piece | None:
    """ "ok 12", when the only question is about twelve o'clock."""
    starts = open[0].starts.astimezone(OSLO) if len(open) == 1 and open[0].n < _LEAST_HOUR else None
    if starts and word.text == str(starts.hour) and starts.hour >= _LEAST_HOUR and not starts.minute:
        return Piece(PICK, word.start, frozenset((open[0].n,)))
    return None


@lru_cache(maxsize=256)
def _first_name(recipient: str) -> str:
    return key(recipient.split(" ")[0])


def is_name(said: str, recipient: str) -> bool:
    """The first name, with a slip that makes no other name: any in a long one, two letters swapped in "Olva"."""
    name = _first_name(recipient)
    if not name or said[0] != name[0]:
        return False
    if said in (name, name + "s"):
        return True
    short = min(len(name), len(said)) < _LONG_NAME
    return (
        (len(said) > _SHORT_NAME and sorted(said) == sorted(name) if short else True)
        and one_slip(said, name)
        and said not in name_keys()
    )
