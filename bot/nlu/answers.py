"""What a reply says to the questions that are open: taken only when every word of it is understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.dialog.events import Entity, Open
from bot.nlu.kinds import find_kinds
from bot.nlu.normal import Word, key
from bot.nlu.phrases import Phrases, read_phrases

_SIGNED = re.compile(
    r"[\s,.!-]*\b(?:vennlig hilsen|venleg helsing|beste hilsen|hilsen|helsing|hilsning|mvh|vh|klem fra)\b"
    r"[\s,.:]*(?:fra\s+|frå\s+)?[^\W\d_]*(?:[ -][^\W\d_]+){0,2}[\s.!]*$", re.I)  # fmt: skip
_SMILE = re.compile(r"[:;8]-?[)D]|<3")
_INVISIBLE = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff♀♂]")
_THUMBS_UP, _THUMBS_DOWN = "👍👌✅🙋🆗", "👎❌🙅⛔"
_KINDLY = "😊🙂😀😃😄☺❤🤗🎉👋🌸😁🥰😍🌷🌹🌞☀💐😉💕💛👏✨🌻💖💙☕"

YES, DO, FINE, WEAK, NO, STRONG_NO = "yes", "do", "fine", "weak", "no", "cannot"
BUT, IF, MAYBE, WITH, ASK, ELSEWHERE, UNKNOWN = "but", "if", "maybe", "with", "ask", "elsewhere", "unknown"
PICK, NUMBER, PAUSE = "pick", "number", "pause"
NOWHERE, INVERTED, GOES = "nowhere", "inverted", "goes"
_ASSENT = frozenset((YES, DO, FINE))
_DISSENT = frozenset((NO, STRONG_NO))
_CHOICE = frozenset((PICK, NUMBER))
_PLAIN = _ASSENT | _DISSENT | _CHOICE | {WEAK, PAUSE}
_CAUTION = (ASK, INVERTED, GOES, IF, WITH, MAYBE, BUT, STRONG_NO, NO, DO, FINE, YES, WEAK)
_ORDINALS = {"first": 0, "second": 1, "third": 2, "last": -1}
_ALONE = {"1": 1, "en": 1, "ein": 1, "et": 1, "eit": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5}


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing a reply says; ``picks`` are the numbers of the questions it can be about."""

    what: str
    start: int
    picks: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reply:
    """``says`` holds everything found; ``answer`` is yes, no, weak, or nothing certain."""

    says: frozenset[str]
    answer: str = ""
    accept: tuple[int, ...] = ()
    decline: tuple[int, ...] = ()

    @property
    def assents(self) -> bool:
        return bool(self.says & (_ASSENT | {WEAK}))

    @property
    def dissents(self) -> bool:
        return bool(self.says & _DISSENT)

    @property
    def plain(self) -> bool:
        return bool(self.says) and self.says <= _PLAIN

    @property
    def nowhere(self) -> bool:
        """A plain choice of a question that is not there: "3" when two are open."""
        return NOWHERE in self.says and self.says <= _PLAIN | {NOWHERE}

    @property
    def reserved(self) -> bool:
        """A condition, another time or someone brought along."""
        return bool(self.says & {BUT, IF, WITH, ELSEWHERE})


@cache
def _phrases() -> Phrases:
    return read_phrases("answers.txt")


def read_reply(
    text: str, message: tuple[Word, ...], picks: Sequence[tuple[Entity, frozenset[int]]], open: tuple[Open, ...]
) -> Reply:
    """Weigh a reply; ``picks`` are the times found in it, each with the open questions it fits."""
    signed = _SIGNED.search(text) if len(message) > 1 else None
    end = signed.start() if signed and signed.start() > 0 else len(text)
    found = [*_marks(text[:end]), *_times(picks), *_spoken(text, [w for w in message if w.end <= end], picks, open)]
    pieces = list(_upright(sorted(found, key=lambda piece: piece.start)))
    says = frozenset(piece.what for piece in pieces)
    chooses = bool(says & _CHOICE)
    if len(open) > 1 and chooses and says <= _PLAIN | {BUT}:
        return _several(says, pieces)
    if not says <= _PLAIN:
        return Reply(says, decline=_refused(pieces))
    return _one(says, pieces, open)


def _upright(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """"torsdag kan jeg" and "fredag går" say yes; "kan jeg ..." asks."""
    before = PAUSE
    for piece in pieces:
        if piece.what in {INVERTED, GOES}:
            otherwise = ASK if piece.what == INVERTED else UNKNOWN
            yield Piece(FINE if before in _CHOICE else otherwise, piece.start)
        else:
            yield piece
        before = piece.what


def _one(says: frozenset[str], pieces: Sequence[Piece], open: tuple[Open, ...]) -> Reply:
    """A reply to the only question, or one that does not say which."""
    answer = _polarity(says)
    if says <= {NUMBER, PAUSE} and len(open) == 1 and any(p.what == NUMBER for p in pieces):
        answer = "yes"
    if len(open) != 1:
        return Reply(says, answer)
    only = (open[0].n,)
    return Reply(says, answer, only if answer == "yes" else (), only if answer == "no" else ())


def _polarity(says: frozenset[str]) -> str:
    """Yes, no or nothing certain: "nei det går fint, jeg kommer" is a yes, "nei, ok" is neither."""
    if STRONG_NO in says:
        return "" if says & _ASSENT else "no"
    if NO in says:
        return "yes" if DO in says else "" if says & {YES, FINE, WEAK} else "no"
    return "yes" if says & _ASSENT else "weak" if WEAK in says else ""


def _several(says: frozenset[str], pieces: Sequence[Piece]) -> Reply:
    """A reply that says which: "ja til 1 nei til 2", "torsdag kan jeg, men ikke fredag"."""
    accept, decline = set[int](), set[int]()
    sign = ""
    for clause in _clauses(pieces):
        row = _row(clause)
        if not row or (row[0][0] == "" and row[-1][0] == "" and len(row) > 1):
            return Reply(says)
        pairs = _pairs(row, {"yes": "no", "no": "yes"}.get(sign, "yes"))
        if pairs is None:
            return Reply(says)
        for sign, numbers in pairs:
            (accept if sign == "yes" else decline).update(numbers)
    if accept & decline:
        return Reply(says)
    return Reply(says, "yes" if accept else "no", tuple(sorted(accept)), tuple(sorted(decline)))


def _clauses(pieces: Sequence[Piece]) -> list[list[Piece]]:
    clauses: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.what == BUT:
            clauses.append([])
        else:
            clauses[-1].append(piece)
    return clauses


def _row(clause: Sequence[Piece]) -> list[tuple[str, frozenset[int]]]:
    """Signs and choices in order: ("yes", none) or ("", {1, 2}).  A comma or "og" adds, otherwise it narrows."""
    row: list[tuple[str, frozenset[int]]] = []
    paused = False
    for piece in clause:
        if piece.what == PAUSE:
            paused = True
        elif piece.what in _CHOICE:
            if row and row[-1][0] == "":
                row[-1] = ("", row[-1][1] | piece.picks if paused else row[-1][1] & piece.picks)
            else:
                row.append(("", piece.picks))
            paused = False
        elif piece.what in _ASSENT | _DISSENT:
            sign = "yes" if piece.what in _ASSENT else "no"
            if not row or row[-1][0] != sign:
                row.append((sign, frozenset()))
            paused = False
    return row


def _pairs(row: list[tuple[str, frozenset[int]]], unsaid: str) -> list[tuple[str, frozenset[int]]] | None:
    """Each choice with its sign, said before it or after it; None when that cannot be told."""
    signs, choices = [s for s, _ in row if s], [numbers for s, numbers in row if not s]
    if not choices or any(not numbers for numbers in choices):
        return None
    if not signs:
        return [(unsaid, numbers) for numbers in choices]
    if len(set(signs)) == 1:
        return [(signs[0], numbers) for numbers in choices]
    if len(signs) == len(choices):
        return list(zip(signs, choices, strict=True))
    return None


def _refused(pieces: Sequence[Piece]) -> tuple[int, ...]:
    """What an answer that is not plain says no to outright: "kan ikke torsdag, men fredag går"."""
    refused = set[int]()
    said = [piece for piece in pieces if piece.what != PAUSE]
    for before, after in zip(said, said[1:], strict=False):
        if before.what in _DISSENT and after.what in _CHOICE:
            refused |= after.picks
        elif before.what in _CHOICE and after.what == STRONG_NO:
            refused |= before.picks
    return tuple(sorted(refused)) if len(refused) == 1 else ()


def _marks(text: str) -> Iterator[Piece]:
    """Punctuation and emoji.  One we do not know makes the reply one we do not know."""
    for match in re.finditer(r"[.…]{2,}|…|[,.;\n/&+?]", text):
        # "ja..." hesitates.
        hesitates = len(match[0]) > 1 or match[0] == "…"
        yield Piece(MAYBE if hesitates else ASK if match[0] == "?" else PAUSE, match.start())
    for at, letter in enumerate(_INVISIBLE.sub(" ", _SMILE.sub("  ", text))):
        if letter in _THUMBS_UP:
            yield Piece(YES, at)
        elif letter in _THUMBS_DOWN:
            yield Piece(NO, at)
        elif unicodedata.category(letter) == "So" and letter not in _KINDLY:
            yield Piece(UNKNOWN, at)


def _times(picks: Sequence[tuple[Entity, frozenset[int]]]) -> Iterator[Piece]:
    for entity, fitting in picks:
        yield Piece(PICK if fitting else ELSEWHERE, entity.start, fitting)


def _spoken(
    text: str, message: list[Word], picks: Sequence[tuple[Entity, frozenset[int]]], open: tuple[Open, ...]
) -> Iterator[Piece]:
    if len(message) == 1 and len(open) > 1 and message[0].key in _ALONE:
        yield _number(_ALONE[message[0].key], message[0].start, open)
        return
    rest = [w for w in message if not any(e.start <= w.start < e.end for e, _ in picks)]
    names = [_phrases().names(word.key) for word in rest]
    kinds = {e.start: e for e in find_kinds(text, tuple(rest))}
    at = 0
    while at < len(rest):
        word = rest[at]
        length, sections = _phrases().longest(names, at)
        if length:
            yield from _listed(sections, word.start, open)
        elif kind := kinds.get(word.start):
            fitting = frozenset(o.n for o in open if o.kind == kind.value)
            yield Piece(PICK if fitting else UNKNOWN, word.start, fitting)
            length = sum(word.start <= w.start < kind.end for w in rest)
        else:
            yield _named(word, open)
        at += max(length, 1)


def _listed(sections: frozenset[str], start: int, open: tuple[Open, ...]) -> Iterator[Piece]:
    everyone = frozenset(o.n for o in open)
    if what := next((what for what in _CAUTION if what in sections), None):
        yield Piece(what, start)
    elif "and" in sections:
        yield Piece(PAUSE, start)
    elif "neither" in sections:
        yield Piece(STRONG_NO, start)
        yield Piece(NUMBER, start, everyone)
    elif "both" in sections:
        yield Piece(NUMBER if len(open) > 1 else NOWHERE, start, everyone)
    for name, ordinal in _ORDINALS.items():
        if name in sections:
            yield _ordinal(ordinal, start, open)


def _ordinal(ordinal: int, start: int, open: tuple[Open, ...]) -> Piece:
    numbers = sorted(o.n for o in open)
    if len(numbers) < 2 or ordinal >= len(numbers):
        return Piece(NOWHERE, start)
    return Piece(NUMBER, start, frozenset((numbers[ordinal],)))


def _number(n: int, start: int, open: tuple[Open, ...]) -> Piece:
    known = any(o.n == n for o in open)
    return Piece(NUMBER if known else NOWHERE, start, frozenset((n,)) if known else frozenset())


def _named(word: Word, open: tuple[Open, ...]) -> Piece:
    """A number, or the name of someone an open question is about."""
    if word.text.isdecimal():
        return _number(int(word.text), word.start, open)
    fitting = frozenset(o.n for o in open if _is_name(word.key, o.recipient))
    return Piece(PICK if fitting else UNKNOWN, word.start, fitting)


def _is_name(said: str, recipient: str) -> bool:
    name = key(recipient.split(" ")[0]) if recipient else ""
    return bool(name) and said in {name, name + "s"}
