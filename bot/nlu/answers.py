"""What a reply says to the questions that are open: taken only when every word of it is understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    SETTLES,
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
from bot.nlu.several import ASSENT, DISSENT, ECHO, chosen_of, settled_of

_OPENS_NOTHING = frozenset((ASK, IF, MAYBE, WITH, ELSEWHERE, NOWHERE, ONLY, SETTLES, NO, STRONG_NO))
"""What none of the words before a last clause that says yes may be."""
_SO_YES = re.compile(r"(?:så|saa) j(?:a|o|au)\b", re.IGNORECASE)
_SO_IT = re.compile(r"(?:så|saa) (?:det|dette|den|denne|de|d)\b", re.IGNORECASE)
_COULD = frozenset((DO, FINE, ASK, IF, WITH, ELSEWHERE, PICK, NUMBER, NO, STRONG_NO))
_AGREES = frozenset((YES, DO, FINE, PICK, MILD, KIND, INTRO))
_PLAIN = ASSENT | DISSENT | CHOICE | {WEAK, PAUSE}


@dataclass(frozen=True, slots=True)
class Reply:
    """``says`` holds everything found; ``answer`` is yes, no, weak, or nothing certain."""

    says: frozenset[str]
    answer: str = ""
    accept: tuple[int, ...] = ()
    decline: tuple[int, ...] = ()

    @property
    def assents(self) -> bool:
        return bool(self.says & (ASSENT | {WEAK}))

    @property
    def dissents(self) -> bool:
        return bool(self.says & DISSENT)

    @property
    def outright(self) -> bool:
        """Says JA or NEI in so many words, and means it although nothing was asked."""
        return bool(self.says & {YES, NO})

    @property
    def refuses(self) -> bool:
        """A NEI with words beside it, none of them a yes, a doubt, a question or another time."""
        return NO in self.says and not self.says & (ASSENT | {WEAK, ASK, MAYBE, BUT, IF, WITH, ELSEWHERE})

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
    pieces = _without_echo(pieces_of(text, message, picks, open))
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
    if says & DISSENT and says <= DISSENT | {BUT, PAUSE, INTRO}:
        says -= {BUT, INTRO}
    if len(open) > 1 and says & CHOICE and says <= _PLAIN | {BUT, ONLY}:
        told = chosen_of(text, says, pieces, frozenset(question.n for question in open))
        return Reply(says) if told is None else _chosen(says, *told)
    if len(open) > 1 and MAYBE in says:
        told = settled_of(text, pieces, frozenset(question.n for question in open))
        if told is not None:
            return _chosen(says, *told)
    return _one(says, pieces, open) if says <= _PLAIN else _not_plain(text, says, pieces, open)


def _chosen(says: frozenset[str], accept: frozenset[int], decline: frozenset[int]) -> Reply:
    return Reply(says, "yes" if accept else "no", tuple(sorted(accept)), tuple(sorted(decline)))


def _without_echo(pieces: list[Piece]) -> list[Piece]:
    """ "Handle for Astrid? Ja, det gjør jeg" repeats what was asked, and then answers it."""
    asked = next((n for n, piece in enumerate(pieces) if piece.what == ASK), 0)
    echo, rest = pieces[:asked], pieces[asked + 1 :]
    repeats = echo and {piece.what for piece in echo} <= CHOICE | {PAUSE, MILD} and CHOICE & {p.what for p in echo}
    return rest if repeats and rest and rest[0].what in {YES, NO, DO, FINE} else pieces


def _not_plain(text: str, says: frozenset[str], pieces: Sequence[Piece], open: tuple[Open, ...]) -> Reply:
    """A reply with words we do not know, or that are neither yes nor no."""
    if len(open) == 1 and _ends_in_a_yes(text, pieces):
        return Reply(says, "yes", (open[0].n,))
    if len(open) == 1 and _ends_in_a_no(pieces):
        return Reply(says, "no", (), (open[0].n,))
    return Reply(says, decline=_refused(pieces))


def _without_greeting(says: frozenset[str], pieces: Sequence[Piece]) -> frozenset[str]:
    """ "Hei, ja" answers; "ja hei" and "ja, det er Turid" pick up the telephone, and "ja takk for sist" only thanks."""
    straight = [what for what, _ in groupby(piece.what for piece in pieces if piece.what != MILD)]
    said = [what for what, _ in groupby(piece.what for piece in pieces if piece.what != PAUSE)]
    answers = [pair for pair in pairwise([*said, ""]) if pair[0] in ASSENT and pair != (YES, INTRO)]
    kindly = (YES, KIND) in pairwise(straight) and says & ASSENT == {YES}
    if (says & ASSENT and not answers) or kindly:
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
    return all(whats & {YES, DO, FINE} and whats <= ASSENT | {PAUSE, MILD} for whats in parts) and bool(
        parts[-1] & ASSENT
    )


def _ends_in_a_yes(text: str, pieces: Sequence[Piece]) -> bool:
    """ "Leste det to ganger, men ja, jeg tar det": what comes before is only the way to it, when a JA is said and none
    of it is a doubt, a question, a condition or another time."""
    pieces = [replace(p, what=YES) if _SO_YES.match(text, p.start) else p for p in pieces]
    said = [piece for piece in pieces if piece.what != PAUSE]
    if len(said) > 1 and _SO_YES.match(text, said[-1].start):
        return not {piece.what for piece in said} & (_OPENS_NOTHING | {BUT})
    ends = [n for n, piece in enumerate(pieces) if piece.what == BUT or (piece.what == PAUSE and not piece.joins)]
    last = next((n for n in reversed(ends) if any(p.what not in {PAUSE, YES} for p in pieces[n + 1 :])), -1)
    turn = next((n for n, piece in enumerate(pieces) if piece.what == BUT), last)
    last = turn if all(p.what in {BUT, YES, PAUSE} for p in pieces[turn : last + 1]) else last
    before, after = pieces[: max(last, 0)], {piece.what for piece in pieces[last + 1 :]} - {PAUSE}
    if last <= 0 or not after <= _AGREES or {p.what for p in before} & (_OPENS_NOTHING | {BUT}):
        return False
    turns = BUT in {piece.what for piece in pieces[last : last + 2]}
    said_ja = YES in (after if turns else {piece.what for piece in pieces})
    concludes = any(_SO_IT.match(text, piece.start) for piece in pieces[last : last + 2])
    return {YES, FINE} <= after or (DO in after and (said_ja or concludes))


def _ends_in_a_no(pieces: Sequence[Piece]) -> bool:
    """ "Skulle gjerne, men det lar seg ikke gjøre", with nothing before it that could, would, or asks."""
    *before, last = _between(pieces, frozenset((BUT,)))
    said = frozenset[str]().union(*before)
    return bool(said and last & DISSENT and last <= DISSENT | {MILD, KIND, PAUSE}) and not said & _COULD


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
    answer = "" if [piece.what for piece in pieces] == ECHO else _polarity(says)
    if says <= {NUMBER, PAUSE} and len(open) == 1 and any(p.what == NUMBER for p in pieces):
        answer = "yes"
    if len(open) != 1:
        return Reply(says, answer)
    only = (open[0].n,)
    return Reply(says, answer, only if answer == "yes" else (), only if answer == "no" else ())


def _polarity(says: frozenset[str]) -> str:
    """Yes, no or nothing certain: "nei det går fint, jeg kommer" is a yes, "nei, ok" is neither."""
    if STRONG_NO in says:
        return "" if says & ASSENT else "no"
    if NO in says:
        return "yes" if says >= {DO, FINE} else "" if says & (ASSENT | {WEAK}) else "no"
    return "yes" if says & ASSENT else "weak" if WEAK in says else ""


def _refused(pieces: Sequence[Piece]) -> tuple[int, ...]:
    """What an answer that is not plain says no to outright: "kan ikke torsdag, men fredag går"."""
    refused = set[int]()
    said = [piece for piece in pieces if piece.what != PAUSE]
    if _is_condition(pieces):
        return ()
    for before, after in pairwise(said):
        if before.what in DISSENT and after.what in CHOICE:
            refused |= after.picks
        elif before.what in CHOICE and after.what == STRONG_NO:
            refused |= before.picks
    return tuple(sorted(refused)) if len(refused) == 1 else ()


def _is_condition(pieces: Sequence[Piece]) -> bool:
    """Whether what is refused is only supposed: "ja hvis 2 ikke går"."""
    clauses = _between(pieces, frozenset((PAUSE, BUT)))
    return any(IF in whats and whats & DISSENT for whats in clauses)
