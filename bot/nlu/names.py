"""What someone is called: after "jeg heter", at the end of a message, or as an answer to the question."""

from __future__ import annotations

import re

from bot.dialog.events import Entity
from bot.nlu.normal import key, words

_PART = r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?"
_CAPITAL = r"[A-ZÆØÅÄÖÉ][^\W\d_]*(?:['’-][^\W\d_]+)*"
_CALLED = re.compile(
    r"\b(?:jeg|eg|æ|æg|je|jæ|jei|e|i)\s+(?:heter|heiter|hete|heite|hæter|het)\s+"
    r"|\b(?:navnet mitt|namnet mitt|mitt navn|mitt namn|navnet|namnet|navn|namn|my name)"
    r"\s*(?:er|e|is|:)\s+"
    r"|\b(?:dette|det|detta|det her|her)\s+(?:er|e)\s+(?=(?-i:[A-ZÆØÅ]))"
    r"|\bheter\s+(?=(?-i:[A-ZÆØÅ]))|\bi am\s+(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\b(?:hilsen|helsing|hilsning|mvh|vh|klem)\b[\s,.:]*(?:fra\s+|frå\s+)?(?P<name>"
    + _CAPITAL
    + r"(?: "
    + _CAPITAL
    + r"){0,2})",
)
_NAME = re.compile(rf"{_PART}(?: {_PART}){{0,3}}")
_CALLED_SIMPLY = re.compile(
    r"^\s*(?:hei[,!.]?\s+)?(?:(?:ja|jo)[,.]?\s+)?(?:jeg er|eg er|æ e|det er|kall meg|kalles|bare)?\s*", re.IGNORECASE
)
_ORDINARY = frozenset(
    key(w)
    for w in """
        ja nei jo jau nja tja ok hei takk hallo jeg eg æ du dere de vi han hun ho er e var har hadde kan kunne
        skal ska vil ville må ikke ikkje itte itj hva kva ka hvem kven kem hvor kor når hvordan korleis hvorfor
        kvifor hvilken det den dette et en ein ei og eller men hvis om på i til fra frå med for av at som så nå
        no her der ingen noe noen noko nokon vet veit tror trur si sier svar svare stopp hjelp tilbake heter
        navn navnet namn namnet mitt mi min mine deg meg mæ dykk dokker spør spørre vær snill bra fint greit
        gjerne kanskje senere mandag tirsdag onsdag torsdag fredag lørdag søndag besøk handle tur ringe kjøre
        bor bur flyttet hjelpe frivillig gratis lyst orker robot menneske feil nummer slett pause ferdig framme
        uff uffda au oi ah huff æsj hm eh øh tja jaha åja nåja pytt fy søren herregud jøss blitt ble blei
        syk sjuk dag the what who why is not no yes my name
    """.split()
)


def called(text: str) -> Entity | None:
    """A name someone says is theirs, whatever was asked."""
    if (match := _CALLED.search(text)) and (name := _NAME.match(text, match.end())):
        return _name(text, name.start(), _end(text, name))
    if match := _SIGNED.search(text):
        return _name(text, match.start("name"), match.end("name"))
    return None


def bare_name(text: str) -> Entity | None:
    """The name in an answer to "Hva heter du?": one to four words, none of them an ordinary one."""
    start = _CALLED_SIMPLY.match(text)
    at = start.end() if start else 0
    rest = re.split(r"[,;\n(]|\.\s|\d|\sher\W*$", text[at:], maxsplit=1)[0].rstrip(" .!")
    if not _NAME.fullmatch(rest) or any(word.key in _ORDINARY for word in words(rest)):
        return None
    return _name(text, at, at + len(rest))


def _end(text: str, name: re.Match[str]) -> int:
    """Up to the first ordinary word: "Kari og bor på Løten" is Kari."""
    end = name.start()
    for word in words(name[0]):
        if word.key in _ORDINARY:
            break
        end = name.start() + word.end
    return end


def _name(text: str, start: int, end: int) -> Entity | None:
    said = text[start:end].strip(" .")
    if not said:
        return None
    written = said if any(letter.isupper() for letter in said) and not said.isupper() else said.title()
    return Entity("name", " ".join(written.split()), start, start + len(said), said)
