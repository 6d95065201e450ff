"""Codes to doors and key boxes, found in what a coordinator typed: none is ever written in a message.

Numbers that show the way stay: flats, floors, houses, telephones, clock times, amounts.
"""

from __future__ import annotations

import re

from bot.nlu.places import place_of

_FEW = 3
"""So many digits can be a code."""
NEAR = 40
"""So many letters before a number a door may be named."""
_FIGURE = r"(?:null|en|ett|to|tre|fire|fem|seks|sju|syv|åtte|ni|zero|one|two|three|four|five|six|seven|eight|nine)"
_NUMBER = re.compile(
    rf"(?:(?<!\w)|(?<=kode)|(?<=koden))[#*]*\d(?:[ ./-]{{0,3}}\d)*[#*]*|\b{_FIGURE}(?:[ ,-]+{_FIGURE}){{2,}}\b",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"kode|\bcode|\bpin\b|\bpin-|passord|password|\btast|keypad|(?:nøkkel|nøgle)(?:boks|skap|safe)|\bsafe"
    r"|key ?(?:box|safe)|lockbox|\balarm|lås(?:en|a|et)?\b",
    re.IGNORECASE,
)
"""Where one of these stands, digits that show no way are a code."""
_IS_CODE = re.compile(
    r"(?:kode\w*|\bcode|\bpin|\bpin-?kode\w*|passord\w*|\btast\w*)(?:\W+(?:er|is|på|nr|nummer|inn|med|døra|porten|heter|:))*"
    r"\W*$",
    re.IGNORECASE,
)
_DOOR = re.compile(r"\b(?:\w*dør|\w*port|inngang|oppgang|\w*lås|heis)\w*", re.IGNORECASE)
_SHOWS_WAY = re.compile(
    r"(?:\b(?:leil(?:ighet)?(?:en|s?nummer|snr)?|hybel(?:en)?|rom(?:met)?|avd(?:eling)?|oppgang(?:en)?|inngang(?:en)?"
    r"|blokk(?:a|en)?|bygg(?:et)?|hus(?:et)?(?:nummer)?|nr|nummer|etasje|etg|seksjon|bolig(?:nummer)?|plass|parkering\w*"
    r"|buss(?:en)?|linje|ring på|knapp(?:en)?|ringeklokk[ea]n?|flat|floor|room|number|no|postboks"
    r"|tlf|telefon|mobil|kl|klokk[ea]n?|rema)"
    r"|(?:gata|gate|gaten|gt|veien|vei|vegen|veg|vn|plassen|stien|sti|bakken|bakke|haugen|svingen|tunet|torget|torg"
    r"|ringen|kroken|lia|åsen|jordet|grenda|brygga|kaia|stredet|smuget|gården|løkka|moen|dalen|lunden|allé|alle))"
    r"[\s.:]*$",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\s*(?:[.,]?\s*(?:etasje|etg|kr\b|kroner|g\b|kg|gram|hg\b|l\b|liter|dl\b|cl\b|ml\b|meter|m\b|km\b|min|time|stk|pk\b"
    r"|pakke|pose|boks|glass|år\b|prosent|%|grader|gang|trinn|trapp|person|minutt|floor|januar|februar|mars|april|mai"
    r"|juni|juli|august|september|oktober|november|desember)|,-)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[.:][0-5]\d(?:\s?-\s?(?:[01]?\d|2[0-3])[.:][0-5]\d)?")
_TELEPHONE = re.compile(r"[2-9]\d{7}|[2-9]\d{2} \d{2} \d{3}|[2-9]\d(?: \d{2}){3}")
_DATE = re.compile(r"\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|\d{4}-\d{2}-\d{2}")
_YEAR, _SINCE = re.compile(r"(?:19|20)\d\d"), re.compile(r"\b(?:født(?: i)?|siden|fra|år)\s*$", re.IGNORECASE)
_SPELLED = re.compile(r"\d(?:[ ./-]{1,3}\d){2,}")
"""One figure at a time, as nothing but a code is written."""


def without_codes(text: str, instead: str, *, way_in: bool = False) -> str:
    """The text with ``instead`` for every code.  ``way_in``: it tells how one gets in, so any number may be one."""
    secret = _SECRET.search(text) is not None

    sent, at = "", 0
    while (found := _NUMBER.search(text, at)) is not None:
        code = _is_code(found, secret=secret, way_in=way_in)
        end = found.end() if code else _stays_until(found)
        sent += text[at : found.start()] + (instead if code else text[found.start() : end])
        at = end
    return sent + text[at:]


def _stays_until(found: re.Match[str]) -> int:
    """Only the first figures after a flat or a street are its number."""
    first = re.match(r"\d+(?= )", found[0])
    if first is None or _TELEPHONE.fullmatch(found[0]) or not _SHOWS_WAY.search(found.string[: found.start()]):
        return found.end()
    return found.start() + first.end()


def _is_code(found: re.Match[str], *, secret: bool, way_in: bool) -> bool:
    before, number, after = found.string[: found.start()], found[0], found.string[found.end() :]
    many = sum(letter.isdigit() for letter in number)
    if not many:
        return secret
    if _IS_CODE.search(before) or set("#*") & set(number):
        return True
    if many < _FEW or _shows_way(before, number, after):
        return False
    at_a_door = 4 <= many <= 6 and _DOOR.search(before[-NEAR:]) is not None
    return secret or way_in or at_a_door or _SPELLED.fullmatch(number) is not None


def _shows_way(before: str, number: str, after: str) -> bool:
    if _SHOWS_WAY.search(before) or _MEASURE.match(after) or (_YEAR.fullmatch(number) and _SINCE.search(before)):
        return True
    if any(shape.fullmatch(number) for shape in (_CLOCK, _TELEPHONE, _DATE)) or before.endswith("+"):
        return True
    place = place_of(number) if number.isdecimal() and len(number) == 4 else None
    return place is not None and after.lstrip(" ,").casefold().startswith(place.casefold())
