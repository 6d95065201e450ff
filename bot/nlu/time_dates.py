"""Dates with numbers: "17.3", "den 17.", "syttende mai", "5.-7. mars", "March 5"."""

from __future__ import annotations

from datetime import date

from bot.nlu import calendar
from bot.nlu.calendar import DAY
from bot.nlu.time_tokens import Token

_CLOCK_BEFORE = ("fra", "til", "etter", "før", "mellom", "innen", "ca", "kl", "ette", "itte")

Dated = tuple[date, date | None, int] | None


def _year(ts: list[Token], i: int) -> tuple[int, int]:
    """A year after the month, with or without a comma."""
    j = i + (ts[i].raw in (",", "."))
    if ts[j].kind == "int" and 1900 <= ts[j].number <= 2100 and len(ts[j].raw) == 4:
        return ts[j].number, j + 1
    return 0, i


def _ordinal(ts: list[Token], i: int) -> tuple[int, bool, int]:
    """The day's number, whether it is said as an ordinal, and what follows; zero for none."""
    token = ts[i]
    if token.word.nth > 0:
        return token.word.nth, True, i + 1
    if token.kind == "int" and 1 <= token.number <= 31 and len(token.raw) < 3:
        after = ts[i + 1]
        if after.raw == ".":
            return token.number, True, i + 2
        glued = after.start == token.end and after.raw.lower() in (
            "de",
            "te",
            "e",
            "nde",
            "ende",
            "ande",
            "tende",
            "dje",
            "ste",
            "th",
            "st",
            "nd",
            "rd",
        )
        return token.number, glued, i + 1 + glued
    if token.kind == "word" and 1 <= token.number <= 31:
        return token.number, False, i + 1
    return 0, False, i


def _make(day: int, month: int, year: int, today: date) -> date | None:
    return calendar.make(year, month, day) if year else calendar.next_date(day, month, today)


def month_day(ts: list[Token], i: int, today: date) -> tuple[date, int] | None:
    """ "March 5", "februar 15", "April 14, 2015"."""
    day, ordinal, j = _ordinal(ts, i + 1)
    if not day or ts[i + 1].kind != "int" or ts[j].word.unit or ts[j].key == "stykk" or ts[j].raw in ("-", "/"):
        return None
    year, k = _year(ts, j)
    found = _make(day, ts[i].word.month, year, today)
    return (found, k if year else j - (ordinal and ts[j - 1].raw == ".")) if found else None


def dated(ts: list[Token], i: int, today: date) -> Dated:
    """A date or a span of dates; the day after the last is none for a single day."""
    den = ts[i].key == "den"
    i += den + (den and ts[i + 1].raw == ".")
    if ts[i].pair:
        return _written(ts, i, today, den)
    day, ordinal, j = _ordinal(ts, i)
    if not day:
        return None
    k = j + (ts[j].key in ("i", "of", "av"))
    if ts[k].word.month:
        return _with_month(ts, day, k, today)
    if figures := _with_dash(ts, i, today):
        return figures
    return _spanning(ts, day, j, today) or _month_left_out(ts, i, day, ordinal, j, den, today)


def _with_dash(ts: list[Token], i: int, today: date) -> Dated:
    """15-02 and 25-4 are dates, as 10-12 is not."""
    day, dash, month = ts[i], ts[i + 1], ts[i + 2]
    glued = dash.raw == "-" and day.end == dash.start and dash.end == month.start and ts[i + 3].raw != "."
    if not (glued and day.kind == month.kind == "int" and 1 <= month.number <= 12 and len(month.raw) < 3):
        return None
    if not (month.raw.startswith("0") and not day.raw.startswith("0") and len(day.raw) == 2) and day.number <= 24:
        return None
    found = calendar.next_date(day.number, month.number, today)
    return (found, None, i + 3) if found else None


def _with_month(ts: list[Token], day: int, k: int, today: date) -> Dated:
    year, after = _year(ts, k + 1)
    found = _make(day, ts[k].word.month, year, today)
    if found is None:
        return None
    return found, None, after if year else k + 1


def _days_before_month(ts: list[Token], j: int) -> tuple[list[int], int]:
    """The further days of "5.-7. mars", "5. til fredag 7. mars", "5., 7. og 9. mars", and where the month stands."""
    days: list[int] = []
    while len(days) < 6 and (ts[j].raw in ("-", ",") or ts[j].word.key in ("til", "og", "eller")):
        j += 1 + (ts[j + 1].word.weekday >= 0)
        day, _, j = _ordinal(ts, j)
        if not day:
            break
        days.append(day)
        if ts[j].word.month:
            return days, j
    return [], 0


def _spanning(ts: list[Token], day: int, j: int, today: date) -> Dated:
    days, k = _days_before_month(ts, j)
    if not days:
        return None
    year, after = _year(ts, k + 1)
    ends = _make(days[-1], ts[k].word.month, year, today)
    if ends is None:
        return None
    link = ts[j].word.key
    if not (ts[j].raw == "-" or link == "til" or (link == "og" and _is_between(ts, j))):
        one = _make(day, ts[k].word.month, year, today)
        return (one, None, j) if one else None
    begins = calendar.make(ends.year, ends.month, day)
    return (begins, ends + DAY, after) if begins and begins < ends and len(days) == 1 else None


def _is_between(ts: list[Token], j: int) -> bool:
    return any(token.key == "mellom" for token in ts[max(0, j - 4) : j])


def _month_left_out(ts: list[Token], i: int, day: int, ordinal: bool, j: int, den: bool, today: date) -> Dated:
    """ "den 17.", "fredag 17."; "den andre" is a choice, not a date."""
    beside = ts[i - 1 - den].word.weekday >= 0 or (ts[i - 1 - den].raw == "," and ts[i - 2 - den].word.weekday >= 0)
    spoken = ts[i].kind == "word"
    sure = den and (day >= 8 or (not spoken and (ordinal or day > 3)))
    if (
        not (sure or (i > 0 and beside and (den or (ordinal and not spoken))))
        or ts[j].word.unit
        or ts[j].key == "stykk"
    ):
        return None
    if spoken and not ordinal:
        return None
    found = calendar.next_day_of_month(day, today)
    dot = ts[j - 1].raw == "." and not _goes_on(ts, j)
    return (found, None, j - dot) if found else None


def _goes_on(ts: list[Token], j: int) -> bool:
    return ts[j].kind == "word" and not ts[j].raw[0].isupper() or ts[j].kind == "int" or ts[j].raw in (",", "-")


def _written(ts: list[Token], i: int, today: date, den: bool) -> Dated:
    """17.3, 17/3, 17.03.2026."""
    token = ts[i]
    day, month, *rest = token.pair
    j = i + 1 + (ts[i + 1].raw == "." and token.raw.count(".") == 1 and _goes_on(ts, i + 2))
    if token.kind == "dmy":
        year = rest[0] if rest[0] > 99 else 2000 + rest[0] if rest[0] < 70 else 1900 + rest[0]
        found = calendar.make(year, month, day)
        return (found, None, i + 1) if found else None
    if (
        token.kind not in ("dm", "hm")
        or not 1 <= month <= 12
        or (token.raw in ("24/7", "1/2") and not den and ts[i - 1].word.weekday < 0)
    ):
        return None
    found = calendar.next_date(day, month, today)
    if (
        found is None
        or ts[i + 1].key == "stykk"
        or ts[i + 1].word.unit
        or (token.kind == "hm" and not _is_date(ts, i, found, den))
    ):
        return None
    return found, None, j


def _is_date(ts: list[Token], i: int, found: date, den: bool) -> bool:
    """ "17.03" is a date and "17.30" a clock time; "12.10" is told by what stands before it."""
    token, before = ts[i], ts[i - 1]
    if ":" in token.raw or ts[i - 1].raw == "." and ts[i - 2].key == "kl":
        return False
    if den or token.pair[0] > 23:
        return True
    named = next((near.word.weekday for near in (before, ts[i - 2]) if i and near.word.weekday >= 0), -1)
    if named >= 0 and i > 0:
        return found.weekday() == named
    padded = token.raw[-2] == "0"
    if before.key in _CLOCK_BEFORE and i > 0 or before.raw == "-" or ts[i + 1].raw == "-":
        return padded and token.pair[1] != 5
    return padded or token.pair[1] in (11, 12)
