"""The short notation of the tables of times and availability: reading the tables, and writing what was read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.dialog.events import Entity

WEDNESDAY = datetime.fromisoformat("2026-03-04T10:00:00+01:00")
_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


def table(name: str) -> Iterator[tuple[str, str, str]]:
    """Variety, message and what it says."""
    variety = ""
    for line in (Path(__file__).parent / name).read_text("utf-8").splitlines():
        if line.startswith("## "):
            variety = line[3:]
        elif " -> " in line and not line.startswith("# "):
            message, said = line.rsplit(" -> ", 1)
            yield variety, message, said


def _day(iso: str) -> str:
    day = date.fromisoformat(iso[:10])
    return f"{day.day}.{day.month}" + ("" if day.year == WEDNESDAY.year else f".{day.year % 100}")


def _clock(iso: str) -> str:
    return f"{int(iso[11:13])}.{iso[14:16]}"


def _when(value: dict[str, Any]) -> str:
    begins, ends, grain = value["from"], value["to"], value["grain"]
    if len(begins) == 10:
        return f"{_day(begins)}..{_day(ends)} {grain}" if ends else _day(begins)
    said = f"{_day(begins)} {_clock(begins)}" + (f"-{_clock(ends)}" if ends else "")
    return f"{said} part" if grain == "part" else said


def _other(other: Any) -> str:
    return _day(other) if isinstance(other, str) else ("!" if other["negated"] else "") + _when(other)


def _one_time(one: Entity) -> str:
    if one.entity == "duration":
        return f"{one.value} min"
    others = "".join(f" ({_other(other)})" for other in one.alternatives)
    return ("!" if one.negated else "") + _when(one.value) + others


def times(found: tuple[Entity, ...]) -> str:
    return " & ".join(map(_one_time, found)) or "-"


def windows(said: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The weekly windows and the rest that a line of the table stands for."""
    rest: dict[str, Any] = {"from": None, "until": None, "except": []}
    weekly: list[dict[str, Any]] = []
    for piece in said.split("; "):
        weekly += _one(piece.split(), rest)
    return sorted(weekly, key=lambda w: (_DAYS.index(w["day"]), w.get("nth", 0), w["start"])), rest


def _one(words: list[str], rest: dict[str, Any]) -> list[dict[str, Any]]:
    days, more = _named(words[0]), {"start": "08:00", "end": "21:00"}
    for at, word in enumerate(words[1:], 1):
        if word in ("from", "until"):
            rest[word] = _iso(words[at + 1])
        elif word == "except":
            a, b = words[at + 1].split("..")
            rest["except"] = [{"from": _iso(a), "to": _iso(b)}]
        elif word in ("even", "odd"):
            more["weeks"] = word
        elif word[0] in "/#":
            more["every_weeks" if word[0] == "/" else "nth"] = int(word[1:])  # type: ignore[assignment]
        elif "-" in word and words[at - 1] not in ("from", "until", "except"):
            more["start"], more["end"] = (f"{int(hour):02}:00" for hour in word.split("-"))
    return [{"day": day} | more for day in days]


def _iso(said: str) -> str:
    day, month = said.split(".")
    return f"{WEDNESDAY.year}-{int(month):02}-{int(day):02}"


def _named(said: str) -> list[str]:
    if said == "all":
        return list(_DAYS)
    named: list[str] = []
    for piece in said.split(","):
        first, _, last = piece.partition("-")
        named += _DAYS[_DAYS.index(first) : _DAYS.index(last or first) + 1]
    return named
