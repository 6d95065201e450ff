"""What someone would rather not meet, looked for in what is said of an errand and of the home it is in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from bot.kinds import ErrandKind, kind_of
from bot.model import Errand, Volunteer
from bot.spelling import fold, key
from bot.texts import TEXTS

_STEM = 4
_PARTS = re.compile(r"[,.;:\n]|\b(?:men|but)\b|(?<!ikke )(?<!ikkje )(?<!itte )\bså\b", re.IGNORECASE)
_AND = re.compile(r"[/+&]|\b(?:og|eller|and|or)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:'\w+)?")
_ENDING = re.compile(r"ing(en|a|er|ane|ene)?$")
_INFLECTED = re.compile(r"(?:e|a|n|s|en|et|er|ar|ene|ane)?")


def _keys(words: str) -> frozenset[str]:
    return frozenset(map(key, words.split()))


_NO = _keys("ikke ikkje itte itj ingen inga uten utan verken korkje not without")
_SOME, _OR = _keys("noe noko noen nokon slags any"), _keys("eller or")
_REFUSES = _NO | _keys(
    """
    aldri slippe slipper sleppe slepp unngå unngår dårlig dårleg mindre lite redd redde allergisk allergi hater hatar
    misliker mislikar bortsett unntatt unnateke utenom utanom don't never avoid except
    """
)
_LIKES = _keys("liker likar elsker elskar gjerne tåler toler greit fint ok okei okay bra hyggelig koselig love")
_IDLE = _REFUSES | _LIKES | _SOME | _OR | _keys(
    """
    nei nej ingenting helst vil ville kan kunne orker orkar bare berre mye mykje mange litt for fra frå med hos til opp
    ned ute som har hatt jeg meg det den dette der takk ting folk hjelpe hjelp annet anna andet alt alle ellers ærend
    sammen saman glad glade lide please help with
    """
)
"""Words that name nothing anyone could refuse."""
_FOND = re.compile(r"\bglade?\s+i\b|\bi\s+like\b|\bkan\s+(?:godt\s+)?lide\b", re.IGNORECASE)
_NOT_BAD = re.compile(
    r"\b(?:ikke|ikkje|itte|itj|ingen|ingenting)\s+(?:(?:noe|noko|noen|så|veldig)\s+)?"
    r"(?:problem|imot\b|i\s+mot\b|mot\b|redd|allergi)",
    re.IGNORECASE,
)
_ANIMALS = {"dog": "hund bikkje valp dog", "cat": "katt kat cat"}
_ANY_ANIMAL = _keys("dyr kjæledyr husdyr pets")


def disliked(who: Volunteer, errand: Errand, home: str = "") -> bool:
    """Whether something they would rather not meet is named in the errand, or of the home, or is the errand itself.

    "hunder" finds "hund" in the details, "snømåking" the kind that is asked for as "måke snø"; but "lange turer"
    refuses no other turer, "jeg liker hunder" no dog, and "ingen hund" is none.
    """
    if not (clauses := _refused(who.dislikes)):
        return False
    met = (*_met(errand.details), *_met(home))
    if any(_alike(word, named) for clause in clauses for word in clause for named in met):
        return True
    itself = _itself(kind_of(errand.kind), who.person.language)
    return any(all(any(_is_in(named, key(word)) for named in itself) for word in clause) for clause in clauses)


@lru_cache(maxsize=4_096)
def _refused(dislikes: str) -> tuple[tuple[str, ...], ...]:
    """What someone refuses, clause by clause: not what they say that they like, nor what they join to that."""
    clauses = []
    for part in _PARTS.split(dislikes):
        likes = False
        for clause in _AND.split(part):
            likes = _is_liked(clause, likes=likes)
            if not likes and (telling := _telling(_WORD.findall(clause))):
                clauses.append(telling)
    return tuple(clauses)


def _is_liked(clause: str, *, likes: bool) -> bool:
    """``likes`` is whether what it is joined to is."""
    said = set(map(key, _WORD.findall(clause)))
    if said & _REFUSES:
        return _NOT_BAD.search(clause) is not None
    return likes or bool(said & _LIKES) or _FOND.search(clause) is not None


@lru_cache(maxsize=64)
def _met(text: str) -> tuple[str, ...]:
    return tuple(word for part in _PARTS.split(text) for word in _telling(list(_there(_WORD.findall(part)))))


def _there(words: Sequence[str]) -> Iterator[str]:
    """What is there: "ingen hund eller katt" tells of neither, "ikke glem hunden" of a dog."""
    no = gone = False
    for word in words:
        said = key(word)
        if said in _NO or (no and said in _SOME) or (gone and said in _OR):
            no, gone = True, False
        elif no:
            no, gone = False, True
        else:
            gone = False
            yield word


@cache
def _itself(kind: ErrandKind, language: str) -> tuple[str, ...]:
    """What a kind is called, and how it is asked for, in bokmål and in theirs."""
    asked, called = (TEXTS[f"kind.{kind.code}{part}"].ours(language) for part in ("", "_name"))
    words = re.sub(r"\{\w+\}", "", f"{kind.name} {kind.phrase} {called} {asked}")
    return tuple(map(key, _telling(_WORD.findall(words))))


def _telling(words: Sequence[str]) -> tuple[str, ...]:
    """The words that tell something, with double letters as they were written."""
    return tuple(fold(word) for word in words if len(word) >= 3 and key(word) not in _IDLE)


@lru_cache(maxsize=20_000)
def _alike(word: str, other: str) -> bool:
    if _same(word, other):
        return True
    animal = _animal(other)
    return bool(animal) and (key(word) in _ANY_ANIMAL or animal == _animal(word))


@lru_cache(maxsize=4_096)
def _animal(word: str) -> str:
    return next((name for name, words in _ANIMALS.items() if any(_same(word, one) for one in words.split())), "")


def _same(word: str, other: str) -> bool:
    """The same word in another form.  "katt" and "katten" begin alike, and do not when double letters are one."""
    short, long = sorted((key(word), key(other)), key=len)
    if len(short) >= _STEM and short[:_STEM] == long[:_STEM]:
        return True
    if min(len(word), len(other)) >= _STEM and key(word[:_STEM]) == key(other[:_STEM]):
        return True
    return long.startswith(short) and _INFLECTED.fullmatch(long, len(short)) is not None


def _is_in(named: str, word: str) -> bool:
    """Whether a word has one of the kind's own in it: "snømåking" has "snø", "bilkjøring" has "kjøre"."""
    word = _ENDING.sub("", word)
    stem = named.rstrip("aeiou") if len(named) == _STEM else named[:_STEM]
    inside = len(stem) == _STEM and stem in word
    return word.startswith(stem) or inside or (len(word) >= _STEM and word in named)
