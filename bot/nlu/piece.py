"""What a reply can say, one thing at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.dialog.events import Entity

YES, DO, FINE, WEAK, NO, STRONG_NO = "yes", "do", "fine", "weak", "no", "cannot"
BUT, IF, MAYBE, WITH, ASK, ELSEWHERE, UNKNOWN = "but", "if", "maybe", "with", "ask", "elsewhere", "unknown"
PICK, NUMBER, PAUSE = "pick", "number", "pause"
NOWHERE, INVERTED, GOES, MILD, INTRO, SIDE = "nowhere", "inverted", "goes", "mild", "intro", "side"
TALK, REST = "talk", "rest"
ONLY, EXCEPT, KIND, IS, TAKES, BEFORE_NUMBER = "only", "except", "kind", "is", "takes", "before_number"
SETTLES, ALL_BUT = "settles", "all_but"
CHOICE = frozenset((PICK, NUMBER))


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing a reply says; ``picks`` are the numbers of the questions it can be about.

    A pause is a comma or the like, or an "og", which joins.  The others are those nothing else is said of: "resten".
    """

    what: str
    start: int
    picks: frozenset[int] = frozenset()
    joins: bool = False
    others: bool = False


Picks = Sequence[tuple[Entity, frozenset[int]]]
"""Times, each with the open questions it fits."""
