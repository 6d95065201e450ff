"""What a reply says to the questions that are open: taken only when every word of it is understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from bot.dialog.events import Open
from bot.nlu.normal import Word
from bot.nlu.piece import (
    ASK,
    BUT,
    CHOICE,
    DO,
    ELSEWHERE,
    FINE,
    IF,
    INTRO,
    IS,
    KIND,
    MAYBE,
    MILD,
    NO,
    NOWHERE,
    NUMBER,
    ONLY,
    PAUSE,
    PICK,
    SIDE,
    STRONG_NO,
    TALK,
    WEAK,
    WITH,
    YES,
    Picks,
    Piece,
)  # fmt: skip
from bot.nlu.pieces import pieces_of

_ASSENT = frozenset((YES, DO, FINE))
_DISSENT = frozenset((NO, STRONG_NO))
_TO = re.compile(r"\b(?:til|te|tell)\b", re.IGNORECASE)
_TAKES_BACK = re.compile(r"[.!\n]|\b(?:forresten|beklager|unnskyld|sorry)\b", re.IGNORECASE)
_ECHO = [YES, PICK, YES]
_PLAIN = _ASSENT | _DISSENT | CHOICE | {WEAK, PAUSE}


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
    def outright(self) -> bool:
        """Says JA or NEI in so many words, and means it although nothing was asked."""
        return bool(self.says & {YES, NO})

    @property
    def refuses(self) -> bool:
        """A NEI with words beside it, none of them a yes, a doubt, a question or another time."""
        return NO in self.says and not self.says & (_ASSENT | {WEAK, ASK, MAYBE, BUT, IF, WITH, ELSEWHERE})

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


def read_reply(text: str, message: tuple[Word, ...], picks: Picks, open: tuple[Open, ...]) -> Reply:
    """Weigh a reply; ``picks`` are the times found in it, each with the open questions it fits."""
    pieces = pieces_of(text, message, picks, open)
    says = frozenset(piece.what for piece in pieces)
    says = _without_greeting(says, pieces)
    if SIDE in says and _says_yes_by_itself(pieces):
        says -= {SIDE}
    if says & {DO, FINE} and not (len(open) > 1 and says & CHOICE):
        says -= {TALK}
    if BUT in says and _goes_on_agreeing(pieces):
        # "Ja men det går fint" begins with no reservation.
        says -= {BUT}
    if says & {YES, DO, STRONG_NO} or (len(open) > 1 and NUMBER in says):
        # Beside a JA these change nothing; alone they are no answer.
        says -= {MILD}
    if says & {DO, FINE, STRONG_NO, NO}:
        says -= {IS}
    if says & _DISSENT and says <= _DISSENT | {BUT, PAUSE, INTRO}:
        says -= {BUT, INTRO}
    if len(open) > 1 and says & CHOICE and says <= _PLAIN | {BUT, ONLY}:
        everyone = frozenset(question.n for question in open)
        if _corrects(text, pieces) or _refuses_only_so_many(says, pieces, everyone):
            return Reply(says)
        return _several(says, pieces, everyone)
    if not says <= _PLAIN:
        return Reply(says, decline=_refused(pieces))
    return _one(says, pieces, open)


def _without_greeting(says: frozenset[str], pieces: Sequence[Piece]) -> frozenset[str]:
    """ "Hei, ja" answers; "ja hei" and "ja, det er Turid" pick up the telephone, and "ja takk for sist" only thanks."""
    straight = [what for what, _ in groupby(piece.what for piece in pieces if piece.what != MILD)]
    said = [what for what, _ in groupby(piece.what for piece in pieces if piece.what != PAUSE)]
    answers = [pair for pair in pairwise([*said, ""]) if pair[0] in _ASSENT and pair != (YES, INTRO)]
    kindly = (YES, KIND) in pairwise(straight) and says & _ASSENT == {YES}
    if (says & _ASSENT and not answers) or kindly:
        return says
    return says - {INTRO, KIND}


def _says_yes_by_itself(pieces: Sequence[Piece]) -> bool:
    """Whether one clause says yes to it in so many words, and none of its words is only of the side kind."""
    clauses = _between(pieces, frozenset((PAUSE,)))
    mixed = any(SIDE in whats and whats & CHOICE for whats in clauses)
    return not mixed and any({DO, FINE} & whats and SIDE not in whats for whats in clauses)


def _goes_on_agreeing(pieces: Sequence[Piece]) -> bool:
    """A yes on both sides of every "men", and nothing that takes it back."""
    parts = _between(pieces, frozenset((BUT,)))
    return all(whats & {YES, DO, FINE} and whats <= _ASSENT | {PAUSE, MILD} for whats in parts) and bool(
        parts[-1] & _ASSENT
    )


def _between(pieces: Sequence[Piece], marks: frozenset[str]) -> list[frozenset[str]]:
    """What is said on each side of the marks."""
    parts: list[set[str]] = [set()]
    for piece in pieces:
        if piece.what in marks:
            parts.append(set())
        else:
            parts[-1].add(piece.what)
    return [frozenset(part) for part in parts]


def _one(says: frozenset[str], pieces: Sequence[Piece], open: tuple[Open, ...]) -> Reply:
    """A reply to the only question, or one that does not say which."""
    answer = "" if [piece.what for piece in pieces] == _ECHO else _polarity(says)
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
        return "yes" if says >= {DO, FINE} else "" if says & (_ASSENT | {WEAK}) else "no"
    return "yes" if says & _ASSENT else "weak" if WEAK in says else ""


def _several(says: frozenset[str], pieces: Sequence[Piece], everyone: frozenset[int]) -> Reply:
    """A reply that says which: "ja til 1 nei til 2", "torsdag kan jeg, men ikke fredag"."""
    accept, decline = set[int](), set[int]()
    sign = ""
    for clause in _clauses(pieces):
        row = _row(clause)
        if not row or (row[0].sign == "" and row[-1].sign == "" and len(row) > 1) or _echoes(clause):
            return Reply(says)
        pairs = _pairs(row, {"yes": "no", "no": "yes"}.get(sign, "yes"))
        if pairs is None or any(sign == "yes" and not part.sure for sign, part in pairs):
            return Reply(says)
        for sign, part in pairs:
            (accept if sign == "yes" else decline).update(part.numbers)
    if accept == everyone:
        accept -= decline
    if accept & decline:
        return Reply(says)
    if ONLY in says:
        decline |= everyone - accept
    return Reply(says, "yes" if accept else "no", tuple(sorted(accept)), tuple(sorted(decline)))


def _corrects(text: str, pieces: Sequence[Piece]) -> bool:
    """ "Fredag. Nei, torsdag" takes it back and chooses anew, where "ja til 1, nei til 2" says both."""
    for n, piece in enumerate(pieces):
        chosen = [p for p in pieces[:n] if p.what in CHOICE]
        after = [p for p in pieces[n + 1 : n + 4] if p.what != INTRO]
        if piece.what != NO or not chosen or not any(p.what in CHOICE for p in after[:2]):
            continue
        meant = next(p for p in after if p.what in CHOICE)
        if _TO.search(text, piece.start, meant.start):
            continue
        agreed = any(p.what in _ASSENT for p in pieces[:n])
        if not agreed or after[0].what == PAUSE or _TAKES_BACK.search(text, chosen[-1].start, meant.start):
            return True
    return False


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
    return [piece.what for piece in clause if piece.what != PAUSE] == _ECHO


def _clauses(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Parts that each choose: "men" divides them, and so does the comma of "1, ikke 2"."""
    clauses: list[list[Piece]] = [[]]
    for n, piece in enumerate(pieces):
        following = [after.what for after in pieces[n + 1 : n + 3]]
        refuses = piece.what == PAUSE and len(following) == 2 and following[0] in _DISSENT and following[1] in CHOICE
        if piece.what == BUT or (refuses and any(p.what in CHOICE for p in clauses[-1])):
            clauses.append([])
        else:
            clauses[-1].append(piece)
    return [clause for clause in clauses if any(piece.what != PAUSE for piece in clause)]


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
        elif piece.what in _ASSENT | _DISSENT:
            sign = "yes" if piece.what in _ASSENT else "no"
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


def _refused(pieces: Sequence[Piece]) -> tuple[int, ...]:
    """What an answer that is not plain says no to outright: "kan ikke torsdag, men fredag går"."""
    refused = set[int]()
    said = [piece for piece in pieces if piece.what != PAUSE]
    if _is_condition(pieces):
        return ()
    for before, after in pairwise(said):
        if before.what in _DISSENT and after.what in CHOICE:
            refused |= after.picks
        elif before.what in CHOICE and after.what == STRONG_NO:
            refused |= before.picks
    return tuple(sorted(refused)) if len(refused) == 1 else ()


def _is_condition(pieces: Sequence[Piece]) -> bool:
    """Whether what is refused is only supposed: "ja hvis 2 ikke går"."""
    clauses = _between(pieces, frozenset((PAUSE, BUT)))
    return any(IF in whats and whats & _DISSENT for whats in clauses)
