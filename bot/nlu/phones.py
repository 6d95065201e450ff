"""Telephone numbers as people type them, in the one form the world agrees on (E.164)."""

from __future__ import annotations

import re

from bot.dialog.events import Entity

_NUMBER = re.compile(r"(?<![\w+])(?:(?:\+|00)(?P<country>47)?)?[ .-]?\d(?:[ .-]?\d){6,13}(?!\w)")
_NORWEGIAN = re.compile(r"[2-9]\d{7}")


def e164(typed: str) -> str | None:
    """+47 before eight Norwegian digits; a foreign number only when it says which country."""
    digits = re.sub(r"\D", "", typed)
    foreign = typed.strip().startswith(("+", "00"))
    digits = digits.removeprefix("00") if typed.strip().startswith("00") else digits
    local = digits.removeprefix("47") if len(digits) == 10 else digits
    if _NORWEGIAN.fullmatch(local):
        return f"+47{local}"
    return f"+{digits}" if foreign and not digits.startswith("47") and 8 <= len(digits) <= 15 else None


def find_phones(text: str) -> tuple[Entity, ...]:
    found = []
    for match in _NUMBER.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if number := e164(match[0]):
            found.append(Entity("phone", number, start, match.end(), text[start : match.end()]))
    return tuple(found)
