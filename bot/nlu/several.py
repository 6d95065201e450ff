"""Which of several questions a reply says yes to, and which no: by number, by name, by day, in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.nlu.piece import (
    BUT,
    CHOICE,
    DO,
    ELSEWHERE,
    FINE,
    IF,
    INTRO,
    KIND,
    MAYBE,
    MILD,
    NO,
    NUMBER,
    ONLY,
    PAUSE,
    PICK,
    STRONG_NO,
    YES,
    Piece,
)

ASSENT = frozenset((YES, DO, FINE))
DISSENT = frozenset((NO, STRONG_NO))
ECHO = [YES, PICK, YES]
"""Not yet an answer: "ja, Odd ja" knows who Odd is."""
_STOP = Piece(PAUSE, -1)
_TO = re.compile(r"\b(?:til|te|tell)\b", re.IGNORECASE)
_TAKES_BACK = re.compile(r"[.!\n]|\b(?:forresten|beklager|unnskyld|sorry)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A sign, yes or no, or a choice; it is ``named`` when every question in it was, not only something they share."""

    sign: str
    numbers: frozenset[int] = frozenset()
    named: bool = False

    @property
    def sure(self) -> bool:
        return self.named or len(self.numbers) == 1

    def narrowed(self, other: Part) -> Part:
        return Part("", self.numbers & other.numbers, self.named or other.named)

    def and_too(self, other: Part, joined: bool) -> Part:
        named = (self.named and other.named) or (joined and self.sure and other.sure)
        return Part("", self.numbers | other.numbers, named)


def chosen_of(
    text: str, says: frozenset[str], pieces: Sequence[Piece], everyone: frozenset[int]
) -> tuple[frozenset[int], frozenset[int]] | None:
    """The questions a reply says yes to and no to: "ja til 1 nei til 2", "torsdag kan jeg, men ikke fredag".

    None when that cannot be told.
    """
    clauses = _clauses(pieces)
    if _corrects(text, pieces) or _refuses_only_so_many(says, pieces, everyone) or any(map(_leaves_open, clauses)):
        return None
    accept, decline = set[int](), set[int]()
    sign = ""
    for clause in clauses:
        row = _row(clause)
        if not row or (row[0].sign == "" and row[-1].sign == "" and len(row) > 1) or _echoes(clause):
            return None
        pairs = _pairs(row, {"yes": "no", "no": "yes"}.get(sign, "yes"))
        if pairs is None or any(sign == "yes" and not part.sure for sign, part in pairs):
            return None
        for sign, part in pairs:
            (accept if sign == "yes" else decline).update(part.numbers)
    if accept == everyone:
        accept -= decline
    elif decline == everyone:
        decline -= accept
    if accept & decline:
        return None
    if ONLY in says:
        decline |= everyone - accept
    return frozenset(accept), frozenset(decline)


def settled_of(
    text: str, pieces: Sequence[Piece], everyone: frozenset[int]
) -> tuple[frozenset[int], frozenset[int]] | None:
    """What is settled though something else is left for later: "1 går fint, 2 må jeg tenke på".

    None when nothing is left, or when what is left could touch what is settled.
    """
    clauses = _sentences(pieces)
    waiting = [clause for clause in clauses if _waits(clause)]
    settled = [clause for clause in clauses if _is_settled(clause)]
    if not waiting or not settled or len(waiting) + len(settled) < len(clauses):
        return None
    said = [piece for clause in settled for piece in (*clause, _STOP)]
    told = chosen_of(text, frozenset(piece.what for piece in said), said, everyone)
    left = frozenset[int]().union(*(piece.picks for clause in waiting for piece in clause))
    return told if told and not left & (told[0] | told[1]) else None


def _sentences(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """What stands between commas, full stops and "men", without what is only kind."""
    clauses: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.what == BUT or (piece.what == PAUSE and not piece.joins):
            clauses.append([])
        elif piece.what not in {MILD, KIND, INTRO}:
            clauses[-1].append(piece)
    return [clause for clause in clauses if clause]


def _waits(clause: Sequence[Piece]) -> bool:
    whats = {piece.what for piece in clause}
    first = next((piece.what for piece in clause if piece.what not in ASSENT), "")
    return MAYBE in whats and bool(whats & CHOICE) and not whats & {IF, ELSEWHERE} and first in CHOICE


def _is_settled(clause: Sequence[Piece]) -> bool:
    whats = {piece.what for piece in clause}
    return bool(whats & CHOICE and whats & (ASSENT | DISSENT)) and whats <= CHOICE | ASSENT | DISSENT | {PAUSE}


def _corrects(text: str, pieces: Sequence[Piece]) -> bool:
    """ "Fredag. Nei, torsdag" takes it back and chooses anew, where "ja til 1, nei til 2" says both."""
    for n, piece in enumerate(pieces):
        chosen = [p for p in pieces[:n] if p.what in CHOICE]
        after = [p for p in pieces[n + 1 : n + 4] if p.what != INTRO]
        if piece.what != NO or not chosen or _told_in_turn(pieces) or not any(p.what in CHOICE for p in after[:2]):
            continue
        meant = next(p for p in after if p.what in CHOICE)
        if _TO.search(text, piece.start, meant.start):
            continue
        agreed = any(p.what in ASSENT for p in pieces[:n])
        if not agreed or after[0].what == PAUSE or _TAKES_BACK.search(text, chosen[-1].start, meant.start):
            return True
    return False


def _leaves_open(clause: Sequence[Piece]) -> bool:
    """ "Ikke Astrid, Olav" turns one down, and may choose the other."""
    said = [piece for piece in clause if piece.what in CHOICE | ASSENT | DISSENT or piece.what == PAUSE]
    whats = [PAUSE if piece.what == PAUSE and not piece.joins else piece.what for piece in said]
    if not whats or whats[0] != STRONG_NO or {NO, *ASSENT} & set(whats):
        return False
    return any(a in CHOICE and b == PAUSE and c in CHOICE for a, b, c in zip(whats, whats[1:], whats[2:], strict=False))


def _told_in_turn(pieces: Sequence[Piece]) -> bool:
    """ "1 ja, 2 nei, 3 ja": each with its answer after it."""
    said = [piece.what for piece in pieces if piece.what != PAUSE]
    in_turn = all(a in CHOICE for a in said[::2]) and all(b in ASSENT | DISSENT for b in said[1::2])
    return in_turn and not len(said) % 2


def _refuses_only_so_many(says: frozenset[str], pieces: Sequence[Piece], everyone: frozenset[int]) -> bool:
    """ "Kan ikke ta begge" may well take one, and so may "ikke bare 1"; "ingen av dem" takes none."""
    if STRONG_NO not in says or NO in says:
        return False
    none = {piece.start for piece in pieces if piece.what == STRONG_NO}
    return ONLY in says or any(
        p.what == NUMBER and p.picks == everyone and p.start not in none and p.start > min(none) for p in pieces
    )


def _echoes(clause: Sequence[Piece]) -> bool:
    """ "Ja, Odd ja" knows who Odd is."""
    return [piece.what for piece in clause if piece.what != PAUSE] == ECHO


def _clauses(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Parts that each choose: "men" divides them, and so does the comma of "1, ikke 2", "Olav, resten ikke" and
    "jeg tar 1, 2 går ikke"."""
    clauses: list[list[Piece]] = [[]]
    for n, piece in enumerate(pieces):
        following = pieces[n + 1 : n + 3]
        ahead = takewhile(lambda p: p.what != BUT and (p.joins or p.what != PAUSE), pieces[n + 1 :])
        refuses = len(following) == 2 and following[0].what in DISSENT and following[1].what in CHOICE
        turns = refuses or any(p.others for p in following[:1])
        parts = turns and any(p.what in CHOICE for p in clauses[-1])
        if piece.what == BUT or (piece.what == PAUSE and (parts or (_is_whole(clauses[-1]) and _is_whole([*ahead])))):
            clauses.append([])
        else:
            clauses[-1].append(piece)
    return [clause for clause in clauses if any(piece.what != PAUSE for piece in clause)]


def _is_whole(clause: Sequence[Piece]) -> bool:
    """Whether it says both which, and yes or no."""
    whats = {piece.what for piece in clause}
    return bool(whats & CHOICE and whats & (ASSENT | DISSENT))


def _row(clause: Sequence[Piece]) -> list[Part]:
    """Signs and choices in order.  An "og" adds, and so does the comma of "1, 2"; otherwise the next one narrows."""
    row: list[Part] = []
    before: Part | None = None
    last, pause, joined = Part(""), None, False
    for piece in clause:
        if piece.what == PAUSE:
            pause = piece if pause is None or piece.joins else pause
        elif piece.what in CHOICE:
            chosen = Part("", piece.picks, piece.what == NUMBER)
            if not row or row[-1].sign:
                before, last = None, chosen
            elif pause is None:
                last = last.narrowed(chosen)
                row.pop()
            else:
                before, last, joined = row.pop(), chosen, pause.joins
            row.append(before.and_too(last, joined) if before else last)
            pause = None
        elif piece.what in ASSENT | DISSENT:
            sign = "yes" if piece.what in ASSENT else "no"
            if not row or row[-1].sign != sign:
                row.append(Part(sign))
            pause = None
    return row


def _pairs(row: list[Part], unsaid: str) -> list[tuple[str, Part]] | None:
    """Each choice with its sign, said before it or after it; None when that cannot be told."""
    signs, choices = [part.sign for part in row if part.sign], [part for part in row if not part.sign]
    if not choices or any(not part.numbers for part in choices):
        return None
    if not signs:
        return [(unsaid, part) for part in choices]
    if len(set(signs)) == 1:
        return [(signs[0], part) for part in choices]
    if len(signs) == len(choices):
        return list(zip(signs, choices, strict=True))
    return None
