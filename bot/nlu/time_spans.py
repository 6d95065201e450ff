"""Weeks, weekends, months, seasons and years, this one, the next and the last."""

from __future__ import annotations

from datetime import date

from bot.nlu import calendar
from bot.nlu.calendar import DAY, WEEK, monday
from bot.nlu.time_amounts import amount
from bot.nlu.time_dates import month_day
from bot.nlu.time_day import WEEKEND, Days, Found
from bot.nlu.time_tokens import Token

_BEFORE_MONTH = frozenset(
    (
        "i",
        "in",
        "til",
        "fra",
        "hele",
        "innen",
        "etter",
        "før",
        "neste",
        "denne",
        "av",
        "fram",
        "over",
        "mellom",
        "med",
        "ut",
        "unntatt",
        "starten",
        "midten",
        "slutten",
    )
)


def month(ts: list[Token], i: int, today: date, later: int) -> Found:
    """A whole month, or its day when the number comes after it ("March 5")."""
    if found := month_day(ts, i, today):
        return Days(first=found[0]), found[1]
    month, after = ts[i].word.month, ts[i + 1].number
    if not _month_is_meant(ts, i):
        return None
    year = after if 1900 <= after <= 2100 and ts[i + 1].kind == "int" else 0
    first = date(year or today.year, month, 1)
    if not year and calendar.add_months(first, 1) <= today:
        first = date(today.year + 1, month, 1)
    first = calendar.add_months(first, 12 * later)
    return Days(first=first, last=calendar.add_months(first, 1), grain="month"), i + 1 + bool(year)


def _month_is_meant(ts: list[Token], i: int) -> bool:
    """Mai, August and Jan are people; a month stands after a preposition, with a year, or alone."""
    before, after = ts[i - 1], ts[i + 1]
    if before.key in _BEFORE_MONTH or 1900 <= after.number <= 2100 or (i == 0 and after.kind == "end"):
        return True
    listed = before.key in ("og", "eller") or before.raw in (",", "-")
    return (listed and ts[i - 2].word.month > 0) or (len(ts[i].raw) > 5 and ts[i].word.month != 8)


def week(ts: list[Token], i: int, today: date) -> Found:
    """ "uke 12", "helga", "helgene"."""
    unit = ts[i].word.unit
    if unit == "helger":
        return Days(WEEKEND, many=True), i + 1
    if unit == "helg":
        named = ts[i].raw[0].isupper() and i > 0 and ts[i - 1].key not in _BEFORE_MONTH
        wished = ts[i - 1].key in ("god", "hos")
        return None if named or wished else (weekend(today, ""), i + 1)
    j = i + 1 + (ts[i + 1].key == "nr") + (ts[i + 1].raw == ".")
    number = ts[j].number
    if not 1 <= number <= 53 or ts[j].kind == "dec" or ts[i].raw.lower().endswith("r") and ts[i].raw.lower() != "uker":
        return None
    first = calendar.week(number, today)
    last = first and first + WEEK
    if first and (ts[j + 1].raw == "-" or ts[j + 1].key in ("og", "til")) and number < ts[j + 2].number <= 53:
        last, j = first + WEEK * (ts[j + 2].number - number + 1), j + 2
    return (Days(first=first, last=last, grain="week"), j + 1) if first else None


def weekend(today: date, pick: str) -> Days:
    saturday = monday(today) + 5 * DAY
    if pick == "forrige":
        return Days(WEEKEND, first=saturday - WEEK, last=saturday - 5 * DAY)
    if pick == "neste":
        if today.weekday() >= 5:
            return Days(WEEKEND, first=saturday + WEEK, last=saturday + WEEK + 2 * DAY)
        return Days(WEEKEND, first=saturday, last=saturday + 2 * DAY, others=(saturday + WEEK,))
    return Days(WEEKEND, first=max(saturday, today), last=saturday + 2 * DAY)


def year_of(today: date, later: int) -> Days:
    first = date(today.year + later, 1, 1)
    return Days(first=max(first, today) if later == 0 else first, last=date(first.year + 1, 1, 1), grain="year")


def season(ts: list[Token], i: int, today: date) -> Found:
    first, last = calendar.season(ts[i].word.season, today)
    return Days(first=first, last=last, grain="month"), i + 1


def whole(unit: str, pick: str, today: date) -> Days:
    later = {"neste": 1, "forrige": -1}.get(pick, 0)
    if unit == "år":
        return year_of(today, later)
    if unit == "uke":
        first = monday(today) + later * WEEK
        return Days(first=first if later else today, last=first + WEEK, grain="week")
    if unit == "kvartal":
        first = calendar.add_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * later)
        return Days(first=first, last=calendar.add_months(first, 3), grain="month")
    first = calendar.add_months(today.replace(day=1), later)
    return Days(first=first if later else today, last=calendar.add_months(first, 1), grain="month")


def next_many(ts: list[Token], i: int, pick: str, today: date) -> Found:
    """ "de neste to ukene", "siste 3 dager"."""
    found = amount(ts, i)
    if found is None:
        return None
    count, unit = int(found[0]), ts[found[1]].word.unit
    if unit not in ("dag", "uke", "måned", "år") or not 0 < count < 100:
        return None
    starts = {"dag": today, "uke": monday(today), "måned": today.replace(day=1), "år": date(today.year, 1, 1)}[unit]
    step = {"dag": 1, "uke": 7}.get(unit, 0)
    months = {"måned": 1, "år": 12}.get(unit, 0)
    ahead = pick != "forrige"
    first = calendar.add_months(starts + step * DAY * (1 if ahead else -count), months * (1 if ahead else -count))
    last = calendar.add_months(first + step * DAY * count, months * count)
    return Days(
        first=first, last=last, grain={"dag": "day", "uke": "week", "måned": "month", "år": "year"}[unit]
    ), found[1] + 1


def cut(which: str, whole: Days, today: date) -> Days:
    assert whole.first is not None
    assert whole.last is not None
    if which in ("hele", "resten", "løpet"):
        return whole
    begins = whole.first.replace(day=1) if whole.grain == "month" else monday(whole.first)
    begins = begins if whole.grain in ("week", "month") else whole.first
    length = (whole.last - begins).days
    thirds = {"week": (0, 2, 3, length), "month": (0, 10, 20, length)}.get(
        whole.grain, (0, (length + 2) // 3, length - (length + 2) // 3, length)
    )
    at = {"starten": 0, "midten": 1, "midt": 1}.get(which, 2)
    first, last = begins + thirds[at] * DAY, begins + thirds[at + 1] * DAY
    return Days(first=max(first, today) if today < last else first, last=last) if first < last else whole
