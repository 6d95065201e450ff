"""Days with a number before them: dates, the n-th weekday of a month, second feast days, so many days from now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.nlu import calendar
from bot.nlu.calendar import DAY, WEEK, monday
from bot.nlu.time_again import again
from bot.nlu.time_amounts import amount
from bot.nlu.time_dates import dated
from bot.nlu.time_day import Days, Found
from bot.nlu.time_tokens import Token


def feast(name: str, j: int, today: date, year: int = 0) -> Found:
    found = calendar.feast(name, today, year)
    return (Days(first=found[0], last=found[1]), j) if found else None


def counted(ts: list[Token], i: int, today: date) -> Found:
    """A date, a feast or a weekday with a number before it, or so many days ago or from now."""
    if ts[i].word.nth == 2 and ts[i + 1].key == "hver":
        return again(ts, i, today)
    nths, j = _nths(ts, i)
    if nths:
        if ts[j].word.feast in ("juledag", "påskedag", "pinsedag", "advent"):
            return feast(ts[j].word.feast + (str(nths[0]) if nths[0] > 1 else ""), j + 1, today)
        if ts[j].word.weekday == 6 and ts[j + 1].key in ("i", "in") and ts[j + 2].word.feast == "advent":
            return feast("advent" + (str(nths[0]) if nths[0] > 1 else ""), j + 3, today)
        if found := _quarter(ts, j, nths[0], today) or nth_of(ts, j, nths, today):
            return found
    if found_date := dated(ts, i, today):
        first, last, k = found_date
        return Days(first=first, last=last, pick="datert"), k
    return _ago_or_on(ts, i, today)


def next_of_month(ts: list[Token], i: int, before: Days) -> Found:
    """The 17. of "den 16. og 17."."""
    if ts[i].kind != "int" or ts[i + 1].raw != "." or before.first is None or before.last is not None:
        return None
    found = calendar.next_day_of_month(ts[i].number, before.first)
    return (Days(first=found, pick="datert"), i + 2) if found else None


def day_of_month(ts: list[Token], i: int, today: date) -> Found:
    """The rest of "den 15. i neste måned", "den første i måneden"."""
    dot = ts[i].kind == "int" and ts[i + 1].raw == "."
    day = ts[i].word.nth if ts[i].word.nth > 0 else ts[i].number if dot else 0
    j = i + 1 + dot
    if not 1 <= day <= 31 or ts[j].key not in ("i", "in"):
        return None
    ahead = ts[j + 1].key == "neste"
    k = j + 1 + (ahead or ts[j + 1].key in ("denne", "den"))
    if ts[k].word.unit != "måned" or ts[k].number >= 0:
        return None
    begins = calendar.add_months(today.replace(day=1), 1) if ahead else today
    found = calendar.next_day_of_month(day, begins)
    return (Days(first=found), k + 1) if found else None


def _nths(ts: list[Token], i: int) -> tuple[tuple[int, ...], int]:
    """ "første", "1.", "første og tredje"."""
    nths: list[int] = []
    while len(nths) < 4:
        if ts[i].word.nth:
            nths.append(ts[i].word.nth)
            i += 1
        elif ts[i].kind == "int" and 0 < ts[i].number < 6 and ts[i + 1].word.feast:
            nths.append(ts[i].number)
            i += 1
        elif ts[i].kind == "int" and 0 < ts[i].number < 6 and ts[i + 1].raw == ".":
            nths.append(ts[i].number)
            i += 2
        else:
            return (), i
        if ts[i].key in ("og", "eller") or ts[i].raw == ",":
            i += 1
        else:
            return tuple(nths), i
    return (), i


def _quarter(ts: list[Token], j: int, nth: int, today: date) -> Found:
    if ts[j].word.unit != "kvartal" or not 1 <= nth <= 4:
        return None
    year = ts[j + 1].number if 1900 <= ts[j + 1].number <= 2100 else 0
    first = date(year or today.year, 3 * nth - 2, 1)
    if not year and calendar.add_months(first, 3) <= today:
        first = date(today.year + 1, first.month, 1)
    return Days(first=first, last=calendar.add_months(first, 3), grain="month"), j + 1 + bool(year)


def nth_of(ts: list[Token], j: int, nths: tuple[int, ...], today: date) -> Found:
    """ "mandag i april", "uka i oktober", "dag i mars" after an ordinal."""
    word = ts[j].word
    each_month = ts[j + 1].key == "hver" and ts[j + 2].word.unit == "måned"
    if ts[j + 1].key not in ("i", "av", "in") and not each_month:
        nearest = word.weekday >= 0 and not word.short and nths == (1,)
        return (Days((word.weekday,), "nær"), j + 1) if nearest else None
    k = j + 2 + (not each_month and ts[j + 2].key in ("den", "denne", "neste", "hver", "alle"))
    if ts[k].word.unit == "måned" and word.weekday >= 0:
        again = word.many or len(nths) > 1 or ts[k - 1].key in ("hver", "alle")
        ahead = int(ts[k - 1].key == "neste")
        first = calendar.next_nth_weekday(word.weekday, nths[0], today, ahead)
        return Days((word.weekday,), "måned", first=first, many=again, nths=nths), k + 1
    month = ts[k].word.month
    if not month:
        return None
    year = ts[k + 1].number if 1900 <= ts[k + 1].number <= 2100 else 0
    found = _nth_in_month(word.weekday, word.unit, month, nths[0], today, year)
    return (replace(found, nths=nths), k + 1 + bool(year)) if found else None


def _nth_in_month(weekday: int, unit: str, month: int, nth: int, today: date, year: int) -> Days | None:
    for candidate in (year,) if year else (today.year, today.year + 1):
        begins = date(candidate, month, 1)
        ends = calendar.add_months(begins, 1)
        days: Days | None = None
        if weekday >= 0 and (day := calendar.nth_weekday(candidate, month, weekday, nth)):
            days = Days((weekday,), first=day)
        elif unit == "dag":
            days = Days(first=begins + (nth - 1) * DAY if nth > 0 else ends - DAY)
        elif unit == "helg" and (day := calendar.nth_weekday(candidate, month, 5, nth)):
            days = Days(first=day, last=day + 2 * DAY)
        elif unit == "uke":
            first = monday(begins + 6 * DAY) + (nth - 1) * WEEK if nth > 0 else monday(ends - 7 * DAY)
            days = Days(first=first, last=first + WEEK, grain="week")
        if days and days.first and (year or days.first >= today):
            return days
    return None


def _ago_or_on(ts: list[Token], i: int, today: date) -> Found:
    """ "to dager siden", "tre uker fra nå"; "åtte dager" after a weekday."""
    days = away(ts, i, today)
    if days is None:
        return None
    then, j = days
    if ts[j].key == "siden":
        ago = away(ts, i, today, -1)
        return (Days(first=ago[0]), j + 1) if ago else None
    if ts[j].key == "fra" and (ts[j + 1].key == "nå" or ts[j + 1].word.days == 0):
        return Days(first=then), j + 2
    if ts[j].key == "fra" and ts[j + 1].key == "i" and ts[j + 2].key == "dag?":
        return Days(first=then), j + 3
    return (Days(first=then, shift=(then - today).days), j) if ts[i - 1].word.weekday >= 0 and i else None


def away(ts: list[Token], i: int, today: date, ahead: int = 1) -> tuple[date, int] | None:
    """The day so many days, weeks, months or years from today; eight days are a week, as people count them."""
    found = amount(ts, i)
    if found is None or found[0] > 1000:
        return None
    count, j = found
    unit = ts[j].word.unit
    j += 1 + (ts[j + 1].key == "tida" or (ts[j].raw[-1:] == "s" and ts[j + 1].raw == "ti"))
    if unit == "dag":
        return today + ahead * timedelta(7 if count == 8 else int(count)), j
    if unit == "uke":
        return today + ahead * timedelta(int(7 * count)), j
    if unit in ("måned", "år"):
        return calendar.add_months(today, ahead * int(count * (1 if unit == "måned" else 12))), j
    return None
