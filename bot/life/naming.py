"""What someone says of themselves by name: "Ola må melde avbud" is "jeg må melde avbud" in Ola's own words."""

from __future__ import annotations

import re
from functools import lru_cache

_SAYS = r"(?:sier|seier|sir|svarer|svarar|svare|skriver|skriv)"
_IS = (
    r"(?:dette|detta|det|her|jeg|eg|æ)\s+(?:er|e)|(?:jeg|eg|æ)\s+(?:heter|heiter)"
    r"|hilsen|helsing|hilsning|mvh|vh|klem|fra|frå"
)
_WORD_FOR_ME = r"(?:slett|sletter|slette|slet|pause|for|til|med|om|på)"


def is_named(text: str, name: str) -> bool:
    return bool(name) and _patterns(name)[0].search(text) is not None


def as_their_own(text: str, name: str) -> str:
    """The same as whoever has the name would say it: signed, it is left unsigned; told, it is "jeg"."""
    if not name:
        return text
    _, signed, object_, subject, left = _patterns(name)
    text = signed.sub(" ", object_.sub(r"\1 meg", text))
    text = left.sub(" ", subject.sub("jeg", text))
    return re.sub(r"\s+", " ", text).strip(" ,.:;-!")


@lru_cache(maxsize=256)
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    who = rf"\b{re.escape(name)}\b"
    signed = rf"\b(?:{_IS})\s+{who}|{who}\s+(?:her\b|{_SAYS}\b(?:\s+at\b)?)|^\W*{who}\s*[:,;-]|{who}\W*$"
    rules = (who, signed, rf"\b({_WORD_FOR_ME})\s+{who}", rf"{who}(?=\s+\w)", who)
    return tuple(re.compile(rule, re.IGNORECASE) for rule in rules)
