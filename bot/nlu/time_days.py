"""Days as they are said, before anyone asks which date it is: weekdays, dates, weeks, feasts, and days that come again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.nlu import calendar
from bot.nlu.calendar import DAY, WEEK, monday
from bot.nlu.time_amounts import amount
from bot.nlu.time_dates import dated, month_day
from bot.nlu.time_tokens import Token

WORKDAYS, WEEKEND, ALL_DAYS = (0, 1, 2, 3, 4), (5, 6), (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Days:
    """``first`` is the date when the words alone decide it; else ``weekdays`` and ``pick`` wait for the clock.

    ``many`` marks what comes again and again; ``last`` is the day after the last, none for a single day.
    """

    weekdays: tuple[int, ...] = ()
    pick: str = ""
    many: bool = False
    first: date | None = None
    last: date | None = None
    grain: str = "day"
    others: tuple[date, ...] = ()
    every: int = 0
    nths: tuple[int, ...] = ()
    weeks: str = ""
    shift: int | None = None
    edge: str = ""

    @property
    def single(self) -> bool:
        return not self.many and self.last is None and self.shift is None


Found = tuple[Days, int] | None


def base(ts: list[Token], i: int, today: date) -> Found:
    """The days that begin with this word."""
    token = ts[i]
    word = token.word
    if word.key in _BY_KEY and (found := _BY_KEY[word.key](ts, i, today)):
        return found
    if word.days is not None:
        return Days(first=today + word.days * DAY), i + 1
    if word.weekday >= 0 and (not word.short or _short_is_meant(ts, i)):
        return _weekday(ts, i)
    if token.number >= 0 or word.nth or token.pair:
        return _counted(ts, i, today)
    if word.month and not (word.feast and month_day(ts, i, today) is None):
        return _month(ts, i, today, 0)
    if word.feast and ts[i - 1].key != "god":
        return _feast(word.feast, i + 1, today)
    if word.unit in ("uke", "helg", "helger"):
        return _week(ts, i, today)
    if word.key == "hverdag":
        return Days(WORKDAYS, many=True), i + 1
    if word.key in ("partall", "oddetall"):
        return _even_or_odd(ts, i)
    return None


def _short_is_meant(ts: list[Token], i: int) -> bool:
    """ "man", "tor" and "tir" are words and names too: a day only beside another day, a date or a clock time."""
    after, before = ts[i + 1], ts[i - 1]
    if after.raw == "." and ts[i].word.key == "":
        return True
    if before.kind == "end" and after.kind == "end":
        return ts[i].raw.lower() not in ("man", "tor", "mon")
    beside = [after, ts[i + 2]] if after.raw in ("-", ",", "/") or after.key in ("og", "eller", "til") else [after]
    if i > 1 and (before.raw in ("-", ",", "/") or before.key in ("og", "eller", "til")):
        beside.append(ts[i - 2])
    return any(
        (near.word.weekday >= 0 and near.word.short) or near.kind in ("dm", "hm", "dmy") or near.word.month > 0
        or (near.kind == "int" and near.number >= 0 and (near is after or ts[i + 3].word.month > 0)) or near.key == "kl" or bool(near.word.part)
        for near in beside
    )  # fmt: skip


def _weekday(ts: list[Token], i: int) -> Found:
    word = ts[i].word
    j = i + 1 + (word.short and ts[i + 1].raw == ".")
    pick = ""
    if ts[j].key == "som" and ts[j + 1].key == "kommer":
        pick, j = "nær", j + 2
    elif ts[j].key == "nær":
        pick, j = "nær", j + 1
    usual = ts[i - 1].key == "om" and ts[i].raw.lower().endswith(("en", "an", "n"))
    return Days((word.weekday,), pick, many=word.many or usual), j


def _feast(name: str, j: int, today: date, year: int = 0) -> Found:
    found = calendar.feast(name, today, year)
    return (Days(first=found[0], last=found[1]), j) if found else None


def _even_or_odd(ts: list[Token], i: int) -> Found:
    word = ts[i].raw.lower()
    whole = word.startswith(("part", "odde")) and len(word) > 8
    if not whole and ts[i + 1].word.unit != "uke":
        return None
    weeks = "even" if ts[i].key == "partall" else "odd"
    return Days(many=True, weeks=weeks), i + 1 + (not whole)


def _counted(ts: list[Token], i: int, today: date) -> Found:
    """A date, a feast or a weekday with a number before it, or so many days ago or from now."""
    nths, j = _nths(ts, i)
    if nths:
        if ts[j].word.feast in ("juledag", "påskedag", "pinsedag", "advent"):
            return _feast(ts[j].word.feast + (str(nths[0]) if nths[0] > 1 else ""), j + 1, today)
        if ts[j].word.weekday == 6 and ts[j + 1].key in ("i", "in") and ts[j + 2].word.feast == "advent":
            return _feast("advent" + (str(nths[0]) if nths[0] > 1 else ""), j + 3, today)
        if found := _quarter(ts, j, nths[0], today) or _nth_of(ts, j, nths, today):
            return found
    if found_date := dated(ts, i, today):
        first, last, k = found_date
        return Days(first=first, last=last), k
    return _ago_or_on(ts, i, today)


def _nths(ts: list[Token], i: int) -> tuple[tuple[int, ...], int]:
    """ "første", "1.", "første og tredje"."""
    nths: list[int] = []
    while True:
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


def _quarter(ts: list[Token], j: int, nth: int, today: date) -> Found:
    if ts[j].word.unit != "kvartal" or not 1 <= nth <= 4:
        return None
    year = ts[j + 1].number if 1900 <= ts[j + 1].number <= 2100 else 0
    first = date(year or today.year, 3 * nth - 2, 1)
    if not year and calendar.add_months(first, 3) <= today:
        first = date(today.year + 1, first.month, 1)
    return Days(first=first, last=calendar.add_months(first, 3), grain="month"), j + 1 + bool(year)


def _nth_of(ts: list[Token], j: int, nths: tuple[int, ...], today: date) -> Found:
    """ "mandag i april", "uka i oktober", "dag i mars" after an ordinal."""
    word = ts[j].word
    if ts[j + 1].key not in ("i", "av", "in"):
        nearest = word.weekday >= 0 and not word.short and nths == (1,)
        return (Days((word.weekday,), "nær"), j + 1) if nearest else None
    k = j + 2 + (ts[j + 2].key in ("den", "denne", "neste", "hver", "alle"))
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


def _month(ts: list[Token], i: int, today: date, later: int) -> Found:
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


_BEFORE_MONTH = frozenset(("i", "in", "til", "fra", "hele", "innen", "etter", "før", "neste", "denne", "av", "fram", "over", "mellom", "med"))


def _month_is_meant(ts: list[Token], i: int) -> bool:
    """Mai, August and Jan are people; a month stands after a preposition, with a year, or alone."""
    before, after = ts[i - 1], ts[i + 1]
    if before.key in _BEFORE_MONTH or 1900 <= after.number <= 2100 or (i == 0 and after.kind == "end"):
        return True
    listed = before.key in ("og", "eller") or before.raw in (",", "-")
    return (listed and ts[i - 2].word.month > 0) or (len(ts[i].raw) > 5 and ts[i].word.month != 8)


def _week(ts: list[Token], i: int, today: date) -> Found:
    """ "uke 12", "helga", "helgene"."""
    unit = ts[i].word.unit
    if unit == "helger":
        return Days(WEEKEND, many=True), i + 1
    if unit == "helg":
        named = ts[i].raw[0].isupper() and i > 0 and ts[i - 1].key not in _BEFORE_MONTH
        wished = ts[i - 1].key in ("god", "hos")
        return None if named or wished else (_weekend(today, ""), i + 1)
    j = i + 1 + (ts[i + 1].key == "nr") + (ts[i + 1].raw == ".")
    number = ts[j].number
    if not 1 <= number <= 53 or ts[j].kind == "dec" or ts[i].raw.lower().endswith("r") and ts[i].raw.lower() != "uker":
        return None
    first = calendar.week(number, today)
    last = first and first + WEEK
    if first and ts[j + 1].raw == "-" and 1 <= ts[j + 2].number <= 53:
        last, j = first + WEEK * max(1, ts[j + 2].number - number + 1), j + 2
    return (Days(first=first, last=last, grain="week"), j + 1) if first else None


def _weekend(today: date, pick: str) -> Days:
    saturday = monday(today) + 5 * DAY
    if pick == "forrige":
        return Days(WEEKEND, first=saturday - WEEK, last=saturday - 5 * DAY)
    if pick == "neste":
        if today.weekday() >= 5:
            return Days(WEEKEND, first=saturday + WEEK, last=saturday + WEEK + 2 * DAY)
        return Days(WEEKEND, first=saturday, last=saturday + 2 * DAY, others=(saturday + WEEK,))
    return Days(WEEKEND, first=max(saturday, today), last=saturday + 2 * DAY)


def _after_i(ts: list[Token], i: int, today: date) -> Found:
    """What "i" begins: i dag, i morra, i helga, i mars, i påska, i sommer."""
    j = i + 1
    key, word = ts[j].key, ts[j].word
    if key == "over" and ts[j + 1].key in ("i", "morgen?"):
        j += 1 + (ts[j + 1].key == "i")
        return (Days(first=today + 2 * DAY), j + 1) if ts[j].key == "morgen?" else None
    if key == "morgen?" or key in ("dag?", "går?", "forgårs?"):
        return Days(first=today + {"morgen?": 1, "dag?": 0, "går?": -1, "forgårs?": -2}[key] * DAY), j + 1
    if word.days is not None:
        return Days(first=today + word.days * DAY), j + 1
    if key == "morges?" or (word.part and not word.many and word.weekday < 0):
        return Days(first=today), j
    if word.unit == "år" or key == "fjor?":
        return _year(today, 0 if word.unit == "år" else -1), j + 1
    if key in ("midten", "midt", "starten", "slutten") or (key == "forrige" and ts[j + 1].key == "i"):
        return _stretch(ts, j, today)
    if word.season:
        return _season(ts, j, today) if key != "vår" or ts[j + 1].kind in ("end", "sign") else None
    if ts[i].key == "in" and (then := away(ts, j, today)):
        return Days(first=then[0], shift=(then[0] - today).days), then[1]
    if key in ("neste", "denne", "nær", "den", "forrige") or word.month or word.feast or word.unit in ("helg", "helger", "uke"):
        return base(ts, j, today)
    if key in ("partall", "oddetall"):
        return _even_or_odd(ts, j)
    return None


def _year(today: date, later: int) -> Days:
    first = date(today.year + later, 1, 1)
    return Days(first=max(first, today) if later == 0 else first, last=date(first.year + 1, 1, 1), grain="year")


def _season(ts: list[Token], i: int, today: date) -> Found:
    first, last = calendar.season(ts[i].word.season, today)
    return Days(first=first, last=last, grain="month"), i + 1


def _picked(ts: list[Token], i: int, today: date, pick: str = "") -> Found:
    """After "neste", "denne", "førstkommende", "forrige", "nå på" and "til"."""
    pick, j = pick or ts[i].key, i + 1
    if ts[i].word.nth and (found := _nth_of(ts, j, (ts[i].word.nth,), today)):
        return found
    while ts[j].key in ("på", "den", "denne", "nær") or (ts[j].key == "i" and pick == "nå"):
        j += 1
    word = ts[j].word
    if word.weekday >= 0 and (not word.short or _short_is_meant(ts, j)) and not word.many:
        again = pick == "neste" and ts[j + 1].key == "igjen"
        k = j + 1 + again
        return Days((word.weekday,), "igjen" if again else "nær" if pick in ("nå", "til") else pick), k
    if pick == "nå":
        return None
    if word.unit == "helg":
        return _weekend(today, pick), j + 1
    if word.unit in ("uke", "måned", "år", "kvartal") and (pick != "til" or word.unit in ("uke", "måned", "år")):
        return _unit(word.unit, "neste" if pick in ("til", "nær") else pick, today), j + 1
    if word.month:
        return _month(ts, j, today, int(ts[j + 1].key == "igjen"))
    if word.season:
        return _season(ts, j, today)
    if word.part and pick == "denne":
        return Days(first=today), j
    if pick in ("neste", "forrige", "nær") and (many := _next_many(ts, j, pick, today)):
        return many
    return base(ts, j, today) if pick == "til" and word.key not in ("til", "nå") else None


def _unit(unit: str, pick: str, today: date) -> Days:
    later = {"neste": 1, "forrige": -1}.get(pick, 0)
    if unit == "år":
        return _year(today, later)
    if unit == "uke":
        first = monday(today) + later * WEEK
        return Days(first=first if later else today, last=first + WEEK, grain="week")
    if unit == "kvartal":
        first = calendar.add_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * later)
        return Days(first=first, last=calendar.add_months(first, 3), grain="month")
    first = calendar.add_months(today.replace(day=1), later)
    return Days(first=first if later else today, last=calendar.add_months(first, 1), grain="month")


def _next_many(ts: list[Token], i: int, pick: str, today: date) -> Found:
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
    return Days(first=first, last=last, grain={"dag": "day", "uke": "week", "måned": "month", "år": "year"}[unit]), found[1] + 1


def _shifted(ts: list[Token], i: int, today: date) -> Found:
    """ "om en uke", "om åtte dager"."""
    j = i + 1 + (ts[i + 1].key == "ca") + (ts[i + 1].key == "ca" and ts[i + 2].raw == ".")
    found = away(ts, j, today)
    return (Days(first=found[0], shift=(found[0] - today).days), found[1]) if found else None


def _stretch(ts: list[Token], i: int, today: date) -> Found:
    """The beginning, the middle, the end, the rest or the whole of a week or a month."""
    which, j = ts[i].key, i + 1
    while ts[j].key in ("av", "i", "den", "in", "på"):
        j += 1
    if which == "hele" and ts[j].word.unit == "dag":
        return None
    if ts[j].word.unit in ("uke", "måned", "år"):
        whole: Days | None = _unit(ts[j].word.unit, "denne", today)
        k = j + 1
    else:
        found = base(ts, j, today)
        whole, k = found if found else (None, j)
    if whole is None or whole.first is None or whole.last is None:
        return None
    return _cut(which, whole, today), k


def _cut(which: str, whole: Days, today: date) -> Days:
    assert whole.first is not None and whole.last is not None
    if which in ("hele", "resten"):
        return whole
    begins = whole.first.replace(day=1) if whole.grain == "month" else monday(whole.first)
    thirds = (0, 2, 3, (whole.last - begins).days) if whole.grain == "week" else (0, 10, 20, (whole.last - begins).days)
    at = {"starten": 0, "midten": 1, "midt": 1}.get(which, 2)
    return Days(first=max(begins + thirds[at] * DAY, today), last=begins + thirds[at + 1] * DAY)


def _over(ts: list[Token], i: int, today: date) -> Found:
    """ "over helga", "over påske": the first day after; "over i morgen"."""
    j = i + 1
    if ts[j].key in ("i", "morgen?"):
        j += ts[j].key == "i"
        return (Days(first=today + 2 * DAY), j + 1) if ts[j].key == "morgen?" else None
    if ts[j].word.unit == "helg" or ts[j].word.feast:
        found = base(ts, j, today)
        if found and found[0].last:
            return Days(first=found[0].last), found[1]
    return None


def _den(ts: list[Token], i: int, today: date) -> Found:
    found = dated(ts, i, today)
    if found:
        return Days(first=found[0], last=found[1]), found[2]
    if ts[i + 1].raw.lower() in ("her", "herre"):
        return _picked(ts, i + 1, today, "denne")
    if ts[i + 1].key in ("neste", "forrige", "nær") or ts[i + 1].word.nth or (ts[i + 1].word.weekday >= 0 and not ts[i + 1].word.short):
        return base(ts, i + 1, today)
    return None


def _again(ts: list[Token], i: int, today: date) -> Found:
    """ "hver tirsdag", "annenhver uke", "alle hverdager", "hver tredje onsdag"."""
    every, j = 2 if ts[i].key == "annenhver" else 1, i + 1
    if ts[i].key != "annenhver" and ts[j].key == "hver":
        every, j = (2 if ts[i].word.nth == 2 else 1), j + 1
    if ts[i].key == "hver" and (ts[j].word.nth > 1 or (ts[j].kind == "int" and ts[j + 1].raw == ".")):
        every = ts[j].word.nth if ts[j].word.nth > 1 else ts[j].number
        j += 1 + (ts[j].kind == "int")
    word = ts[j].word
    if ts[i].key == "alle" and word.key == "den":
        word, j = ts[j + 1].word, j + 1
    if every in (7, 14) and word.unit == "dag":
        return Days(many=True, every=every // 7), j + 1
    if word.nth and every == 1 and ts[i].key == "hver":
        return None
    return _each(ts, j, every, today)


def _each(ts: list[Token], j: int, every: int, today: date) -> Found:
    word = ts[j].word
    if word.weekday >= 0:
        return Days((word.weekday,), many=True, every=every), j + (0 if word.part else 1)
    if word.key == "hverdag":
        return Days(WORKDAYS, many=True, every=every), j + 1
    if word.unit == "dag":
        return Days(ALL_DAYS, many=True), j + 1
    if word.unit in ("helg", "helger"):
        return Days(WEEKEND, many=True, every=every), j + 1
    if word.unit in ("uke", "måned") and word.number < 0:
        if ts[j + 1].word.unit == "dag" and word.unit == "uke":
            return Days(ALL_DAYS, many=True), j + 2
        return (Days(many=True, every=every), j + 1) if word.unit == "uke" else None
    if word.part:
        return Days(ALL_DAYS, many=True), j
    return None


def _any_time(ts: list[Token], i: int, today: date) -> Found:
    if ts[i].key == "sensomhelst":
        return Days(ALL_DAYS, many=True), i + 1
    follows = ts[i + 1].key == "som" and ts[i + 2].key == "helst"
    return (Days(ALL_DAYS, many=True), i + 3) if follows else None


_BY_KEY = {
    "i": _after_i, "in": _after_i, "neste": _picked, "denne": _picked, "nær": _picked, "forrige": _picked, "nå": _picked,
    "til": _picked, "om": _shifted, "over": _over, "den": _den, "hver": _again, "annenhver": _again, "alle": _again,
    "hele": _stretch, "resten": _stretch, "starten": _stretch, "midten": _stretch, "slutten": _stretch,
    "når": _any_time, "sensomhelst": _any_time, "midt": _stretch,
}  # fmt: skip
