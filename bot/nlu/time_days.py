"""Days as they are said: which kind of days a word begins, and the small words before them."""

from __future__ import annotations

from datetime import date

from bot.nlu.calendar import DAY
from bot.nlu.time_again import again, any_time, even_or_odd
from bot.nlu.time_counted import away, counted, day_of_month, feast, nth_of
from bot.nlu.time_dates import dated, month_day
from bot.nlu.time_day import ALL_DAYS, WORKDAYS, Days, Found
from bot.nlu.time_spans import cut, month, next_many, season, week, weekend, whole, year_of
from bot.nlu.time_tokens import Token, skip


def base(ts: list[Token], i: int, today: date) -> Found:
    """The days that begin with this word."""
    token = ts[i]
    word = token.word
    if word.key in _BY_KEY and (found := _BY_KEY[word.key](ts, i, today)):
        return found
    if word.days is not None:
        return Days(first=today + word.days * DAY), i + 1
    if word.weekday >= 0 and (not word.short or short_is_meant(ts, i)):
        return weekday_named(ts, i)
    if token.number >= 0 or word.nth or token.pair:
        return _two_letters(ts, i) or counted(ts, i, today)
    if word.month and not (word.feast and month_day(ts, i, today) is None):
        return month(ts, i, today, 0)
    if word.feast and ts[i - 1].key != "god":
        return feast(word.feast, i + 1, today)
    if word.unit in ("uke", "helg", "helger"):
        return week(ts, i, today)
    if word.key == "hverdag":
        return Days(WORKDAYS, many=True), i + 1
    if word.key in ("partall", "oddetall"):
        return even_or_odd(ts, i)
    return _two_letters(ts, i)


def _two_letters(ts: list[Token], i: int) -> Found:
    """ "ma-fr"."""
    day = _TINY.get(ts[i].raw.lower(), -1)
    other = ts[i + 2] if ts[i + 1].raw == "-" else ts[i - 2] if ts[i - 1].raw == "-" else None
    pair = {ts[i].raw.lower(), other.raw.lower()} if other else set()
    return (Days((day,), many=True), i + 1) if day >= 0 and pair <= _TINY.keys() and pair - {"ti", "to"} else None


def _st_hans(ts: list[Token], i: int, today: date) -> Found:
    j = i + 1 + (ts[i + 1].raw == ".")
    return feast("sankthansaften", j + 1, today) if ts[j].raw.lower().startswith("hans") else None


def short_is_meant(ts: list[Token], i: int) -> bool:
    """ "man", "tor" and "tir" are words and names too: a day only beside another day, a date or a clock time."""
    after, before = ts[i + 1], ts[i - 1]
    if (after.raw == "." and ts[i].word.key == "") or (after.key == "dag?" and ts[i].raw.lower() != "fri"):
        return True
    if before.kind == "end" and after.kind == "end":
        return ts[i].raw.lower() not in _ALSO_WORDS
    beside = [after, ts[i + 2]] if after.raw in ("-", ",", "/") or after.key in ("og", "eller", "til") else [after]
    if i > 1 and (before.raw in ("-", ",", "/") or before.key in ("og", "eller", "til")):
        beside.append(ts[i - 2])
    return any(_is_beside(ts, i, near) for near in beside)


def _is_beside(ts: list[Token], i: int, near: Token) -> bool:
    if near.kind == "int":
        return near.number >= 0 and (near is ts[i + 1] or ts[i + 3].word.month > 0)
    word = near.word
    if near is ts[i + 1] and near.key in ("etter", "før", "fra", "mellom"):
        return ts[i].raw.lower() not in _ALSO_WORDS
    short_day = word.weekday >= 0 and word.short
    return short_day or near.kind in ("dm", "hm", "dmy") or word.month > 0 or word.key == "kl" or bool(word.part)


def weekday_named(ts: list[Token], i: int) -> Found:
    word = ts[i].word
    j = i + 1 + (word.short and (ts[i + 1].raw == "." or ts[i + 1].key == "dag?"))
    pick = ""
    if ts[j].key == "som" and ts[j + 1].key == "kommer":
        pick, j = "nær", j + 2
    elif ts[j].key == "nær":
        pick, j = "nær", j + 1
    usual = ts[i - 1].key == "om" and ts[i].raw.lower().endswith(("en", "an", "n"))
    return Days((word.weekday,), pick, many=word.many or usual), j


def _after_i(ts: list[Token], i: int, today: date) -> Found:
    """What "i" begins: i dag, i morra, i helga, i mars, i påska, i sommer."""
    j = i + 1
    key, word = ts[j].key, ts[j].word
    if key == "over":
        return _over(ts, j, today)
    if key in _TODAY_AND_ON:
        return Days(first=today + _TODAY_AND_ON[key] * DAY), j + 1
    if word.days is not None:
        return Days(first=today + word.days * DAY), j + 1
    if key == "morges?" or (word.part and not word.many and word.weekday < 0):
        return Days(first=today), j
    if word.unit == "år" or key == "fjor?":
        return year_of(today, 0 if word.unit == "år" else -1), j + 1
    return _in_a_stretch(ts, i, j, today)


def _in_a_stretch(ts: list[Token], i: int, j: int, today: date) -> Found:
    key, word = ts[j].key, ts[j].word
    if key in ("midten", "midt", "starten", "slutten", "løpet") or (key == "forrige" and ts[j + 1].key == "i"):
        return _stretch(ts, j, today)
    if word.season:
        ours = word.season == "vår" and ts[j].raw.lower() == "vår" and ts[j + 1].kind not in ("end", "sign")
        return None if ours else season(ts, j, today)
    if ts[i].key == "in" and (then := away(ts, j, today)):
        return Days(first=then[0], shift=(then[0] - today).days), then[1]
    if word.unit == "uke" and ts[j].raw.lower() in _THE_WEEK and ts[j + 1].number < 0:
        how_often = ts[i - 1].word.unit != "" or ts[i - 1].key in ("ganger", "stykk")
        return None if how_often else (Days(WORKDAYS, many=True), j + 1)
    known = word.month or word.feast or word.unit in ("helg", "helger", "uke")
    if known or key in ("neste", "denne", "nær", "den", "forrige", "partall", "oddetall"):
        return base(ts, j, today)
    return None


def _picked(ts: list[Token], i: int, today: date, pick: str = "") -> Found:
    """After "neste", "denne", "førstkommende", "forrige", "nå på" and "til"."""
    pick, j = pick or ts[i].key, i + 1
    if ts[i].word.nth and (found := nth_of(ts, j, (ts[i].word.nth,), today)):
        return found
    j = skip(ts, j, ("på", "den", "denne", "nær", "i") if pick == "nå" else ("på", "den", "denne", "nær"))
    word = ts[j].word
    if word.weekday >= 0 and (not word.short or short_is_meant(ts, j)) and not word.many:
        again = pick == "neste" and ts[j + 1].key == "igjen"
        k = j + 1 + again
        return Days((word.weekday,), "igjen" if again else "nær" if pick in ("nå", "til") else pick), k
    if pick == "nå":
        return None
    if word.unit == "helg":
        return weekend(today, pick), j + 1
    if word.unit in ("uke", "måned", "år", "kvartal") and (pick != "til" or word.unit in ("uke", "måned", "år")):
        return whole(word.unit, "neste" if pick in ("til", "nær") else pick, today), j + 1
    if word.month:
        return month(ts, j, today, int(ts[j + 1].key == "igjen"))
    if word.season:
        return season(ts, j, today)
    if word.part and pick == "denne":
        return Days(first=today), j
    if pick in ("neste", "forrige", "nær") and (many := next_many(ts, j, pick, today)):
        return many
    return base(ts, j, today) if pick == "til" and word.key not in ("til", "nå") else None


def _last(ts: list[Token], i: int, today: date) -> Found:
    """ "sist i uka" is the end of it; "sist uke" the one before."""
    ends = ts[i].raw.lower() == "sist" and ts[i + 1].key == "i"
    return (_stretch(ts, i, today) if ends else None) or _picked(ts, i, today)


def _shifted(ts: list[Token], i: int, today: date) -> Found:
    """ "om en uke", "om åtte dager"."""
    j = i + 1 + (ts[i + 1].key == "ca") + (ts[i + 1].key == "ca" and ts[i + 2].raw == ".")
    found = away(ts, j, today)
    return (Days(first=found[0], shift=(found[0] - today).days), found[1]) if found else None


def _stretch(ts: list[Token], i: int, today: date) -> Found:
    """The beginning, the middle, the end, the rest or the whole of a week or a month."""
    which, j = ts[i].key, skip(ts, i + 1, _OF)
    word = ts[j].word
    if which == "hele" and word.key == "tida":
        return Days(ALL_DAYS, many=True), j + 1
    if which == "hele" and word.weekday >= 0 and not word.short:
        return weekday_named(ts, j)
    if word.unit in ("uke", "måned", "år"):
        return cut(which, whole(word.unit, "denne", today), today), j + 1
    if word.key in _STRETCHES or word.unit == "dag":
        return None
    found = base(ts, j, today)
    return (cut(which, found[0], today), found[1]) if found and found[0].last and found[0].first else None


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
    if day := day_of_month(ts, i + 1, today):
        return day
    found = dated(ts, i, today)
    if found:
        return Days(first=found[0], last=found[1], pick="datert"), found[2]
    if ts[i + 1].raw.lower() in ("her", "herre"):
        return _picked(ts, i + 1, today, "denne")
    if (
        ts[i + 1].key in ("neste", "forrige", "nær")
        or ts[i + 1].word.nth
        or (ts[i + 1].word.weekday >= 0 and not ts[i + 1].word.short)
    ):
        return base(ts, i + 1, today)
    return None


_TINY = {"ma": 0, "ti": 1, "on": 2, "to": 3, "fr": 4, "lø": 5, "sø": 6}
_ALSO_WORDS = ("man", "tor", "mon")
_TODAY_AND_ON = {"dag?": 0, "morgen?": 1, "går?": -1, "forgårs?": -2}
_THE_WEEK = ("uka", "uken", "veka", "vekå", "vekka", "ukå", "veko")
_OF = ("av", "i", "den", "in", "på")
_STRETCHES = ("hele", "resten", "starten", "midten", "slutten", "midt", "til", "over", "nå")
_BY_KEY = {
    "i": _after_i,
    "in": _after_i,
    "neste": _picked,
    "denne": _picked,
    "nær": _picked,
    "forrige": _last,
    "nå": _picked,
    "til": _picked,
    "om": _shifted,
    "over": _over,
    "den": _den,
    "hver": again,
    "annenhver": again,
    "alle": again,
    "hele": _stretch,
    "resten": _stretch,
    "starten": _stretch,
    "midten": _stretch,
    "slutten": _stretch,
    "når": any_time,
    "st": _st_hans,
    "sensomhelst": any_time,
    "midt": _stretch,
}
