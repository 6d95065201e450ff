"""A message as words, numbers and signs; telephone numbers and long numbers are no numbers here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.nlu.time_words import NOTHING, Word, look_up

_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)"
    r"|(?P<iso>\d{4}-\d{1,2}-\d{1,2}(?!\d))"
    r"|(?P<dmy>\d{1,2}(?P<sep>[-./])\d{1,2}(?P=sep)(?:\d{4}|\d{2})(?![\d:]))"
    r"|(?P<hms>\d{1,2}:\d\d:\d\d(?!\d))"
    r"|(?P<hm>\d{1,2}[.:]\d\d(?!\d))"
    r"|(?P<dm>\d{1,2}[./]\d{1,2}(?!\d))"
    r"|(?P<dec>\d{1,3},\d{1,2}(?!\d))"
    r"|(?P<int>\d+)"
    r"|(?P<sign>[^\w\s]|\n)"
)
_SIGNS = {"–": "-", "—": "-", "‐": "-", "−": "-", "&": "og", "+": "og"}


@dataclass(slots=True)
class Token:
    """A piece of the message: ``kind`` is word, int, hm, dm, dmy, hms, dec, sign or end."""

    kind: str
    raw: str
    start: int
    end: int
    word: Word = NOTHING
    number: int = -1
    pair: tuple[int, ...] = ()
    key: str = ""


END = Token("end", "", 0, 0)
LOOK_AHEAD = 8


def _numbers(kind: str, raw: str) -> tuple[int, ...]:
    found = tuple(int(part) for part in re.split(r"\D", raw))
    return found[::-1] if kind == "iso" else found


def _token(found: re.Match[str]) -> Token:
    kind, raw = found.lastgroup or "", found[0]
    if kind == "word":
        word = look_up(raw)
        return Token(kind, raw, found.start(), found.end(), word, word.number, (), word.key)
    if kind == "sep":
        kind = "dmy"
    token = Token(kind, raw, found.start(), found.end())
    if kind == "int":
        token.number = int(raw) if len(raw) <= 4 else -1
    elif kind == "sign":
        token.raw = _SIGNS.get(raw, raw)
        token.key = "og" if token.raw == "og" else ""
    else:
        token.pair = _numbers(kind, raw)
        token.kind = "dmy" if kind == "iso" else kind
    return token


def _parted(token: Token) -> tuple[Token, ...]:
    """ "halvåtte" is "halv åtte"."""
    at = len("halv")
    if token.word is not NOTHING or token.raw[:at].lower() != "halv":
        return (token,)
    hour = look_up(token.raw[at:])
    if not 1 <= hour.number <= 12:
        return (token,)
    cut = token.start + at
    half = Token("word", token.raw[:at], token.start, cut, look_up("halv"), key="halv")
    return half, Token("word", token.raw[at:], cut, token.end, hour, hour.number, key=hour.key)


def _hide_telephones(tokens: list[Token]) -> None:
    """Three numbers in a row, or two with six figures or more, are no times."""
    at = 0
    while at < len(tokens):
        run = at
        while (
            run < len(tokens)
            and tokens[run].kind == "int"
            and (run == at or tokens[run].start - tokens[run - 1].end == 1)
        ):
            run += 1
        figures = sum(len(token.raw) for token in tokens[at:run])
        if run - at >= 3 or (run - at == 2 and figures >= 6):
            for token in tokens[at:run]:
                token.number = -1
        at = max(run, at + 1)


def skip(ts: list[Token], i: int, keys: tuple[str, ...], most: int = 4) -> int:
    """Past a few small words, never past a whole message of them."""
    end = i + most
    while i < end and ts[i].word.key in keys:
        i += 1
    return i


def not_until(ts: list[Token], i: int) -> bool:
    """Whether the "før" standing here is that of "ikke før tolv", "har ikke tid før fredag"."""
    return any(ts[k].word.does == "not" for k in range(max(0, i - 3), i)) and all(
        ts[k].kind == "word" and ts[k].word.weekday < 0 and not ts[k].word.part for k in range(max(0, i - 2), i)
    )


_NOTHING_ELSE = frozenset("annet anna ant noe noko nokka ingenting inkje".split())


def _without_idle(found: list[Token]) -> list[Token]:
    """ "bortsett fra fredag" begins no stretch of days, and who has nothing "fore i morgen" has nothing before it."""
    return [token for before, token in pairwise([END, *found]) if not _is_idle(before, token)]


def _is_idle(before: Token, token: Token) -> bool:
    return (before.key, token.key) == ("unntatt", "fra") or (
        token.raw.lower() in {"fore", "føre"} and before.raw.lower() in _NOTHING_ELSE
    )


def tokens(text: str) -> list[Token]:
    """The pieces of the message, with a few ends after them so that looking ahead is always allowed."""
    found = _without_idle([token for match in _TOKEN.finditer(text) for token in _parted(_token(match))])
    if sum(token.kind == "int" for token in found) > 1:
        _hide_telephones(found)
    found.extend((END,) * LOOK_AHEAD)
    return found
