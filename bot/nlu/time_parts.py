"""Parts of the day: "på formiddagen", "midt på dagen", "tidlig", "utpå kvelden"."""

from __future__ import annotations

from bot.nlu.time_mention import Mention
from bot.nlu.time_tokens import Token

_BEFORE_PART = ("på", "om", "tidlig", "sent", "den", "utover", "alle", "hver", "denne")


def part_of_day(ts: list[Token], i: int, got: Mention) -> tuple[str, bool, bool, int] | None:
    """Part of day, whether it is said of many days, whether it is early, and what follows."""
    j, usual, early = i, False, False
    if ts[j].key in ("etter", "ette", "før", "for") and ts[j + 1].key == "middag":
        return ("ettermiddag" if ts[j].key.startswith("ette") else "formiddag"), False, False, j + 2
    while j < i + 5 and (ts[j].key in _BEFORE_PART or (ts[j].key == "til" and ts[j + 1].word.part)):
        usual = usual or ts[j].key in ("alle", "hver")
        early = early or ts[j].key == "tidlig"
        j += 1
    if ts[j].key == "hele" and ts[j + 1].word.unit == "dag":
        return "hel", usual, False, j + 2
    if ts[j].key in ("midt", "midten") and ts[j + 1].key in ("på", "i") and ts[j + 2].word.unit == "dag":
        return "midt", usual, False, j + 3
    if (
        ts[j].word.unit == "dag"
        and ts[j].raw.lower() in ("dagen", "dan", "dag'n", "dagan")
        and ts[j - 1].key == "på"
        and j > i - 1
    ):
        return ("morgen" if early else "dagtid"), usual, early, j + 1
    if ts[j].key == "middag" and got.days:
        return "midt", usual, False, j + 1
    word = ts[j].word
    if word.part and word.weekday < 0 and not (word.days is not None and j != i):
        if ts[j].key == "morgen?" and ts[j - 1].key == "i":
            return None
        return word.part, usual or word.many, early, j + 1
    if ts[i].key == "tidlig" and got.ends > got.begins:
        return "", False, True, i + 1
    return None
