"""What someone would rather not meet, looked for in what an errand says of itself."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bot.kinds import ErrandKind, kind_of
from bot.model import Errand, Volunteer
from bot.spelling import key
from bot.texts import TEXTS

_STEM = 4
_PARTS = re.compile(r"[,.;:/+&\n]|\b(?:og|eller|men|så|and|or)\b", re.IGNORECASE)
_ENDING = re.compile(r"ing(en|a|er|ane|ene)?$")
_IDLE = frozenset(
    key(word)
    for word in """
        nei nej ikke ikkje itte itj ingen inga ingenting uten utan helst vil ville kan kunne orker orkar liker likar
        gjerne bare berre noe noko noen nokon mye mykje litt for med hos til opp ned ute som har hatt jeg meg det den
        dette der takk ting folk hjelpe hjelp annet anna andet ærend sammen saman not don't please help with for
    """.split()
)
"""Words that name nothing anyone could refuse."""


def disliked(who: Volunteer, errand: Errand) -> bool:
    """Whether something they would rather not meet is named in the errand, or is the errand itself.

    "hunder" finds "hund" in the details, "snømåking" the kind that is asked for as "måke snø"; but "lange turer"
    refuses no other turer.
    """
    clauses = [clause for part in _PARTS.split(who.dislikes) if (clause := _telling(part))]
    details = _telling(errand.details) if clauses else ()
    if any(_alike(word, named) for clause in clauses for word in clause for named in details):
        return True
    itself = _itself(kind_of(errand.kind), who.person.language) if clauses else ()
    return any(all(any(_is_in(named, word) for named in itself) for word in clause) for clause in clauses)


@cache
def _itself(kind: ErrandKind, language: str) -> tuple[str, ...]:
    """What a kind is called, and how it is asked for, in bokmål and in theirs."""
    asked, called = (TEXTS[f"kind.{kind.code}{part}"].ours(language) for part in ("", "_name"))
    return _telling(f"{kind.name} {kind.phrase} {called} {asked}")


@lru_cache(maxsize=4_096)
def _telling(text: str) -> tuple[str, ...]:
    """The words that tell something, as the reader folds them."""
    words = (key(word) for word in re.findall(r"\w{3,}", re.sub(r"\{\w+\}", "", text)))
    return tuple(word for word in words if word not in _IDLE)


def _alike(word: str, other: str) -> bool:
    return word == other or (min(len(word), len(other)) >= _STEM and word[:_STEM] == other[:_STEM])


def _is_in(named: str, word: str) -> bool:
    """Whether a word has one of the kind's own in it: "snømåking" has "snø", "bilkjøring" has "kjøre"."""
    word = _ENDING.sub("", word)
    stem = named.rstrip("aeiou") if len(named) == _STEM else named[:_STEM]
    inside = len(stem) == _STEM and stem in word
    return word.startswith(stem) or inside or (len(word) >= _STEM and word in named)
