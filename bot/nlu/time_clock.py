"""Clock times as they are said: "halv åtte", "kvart på ti", "fra 10 til 14", "etter tolv", and what hour is meant."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.nlu.time_tokens import Token, not_until, skip

OPENS, CLOSES = 8 * 60, 21 * 60
NOON = 12 * 60
PARTS = {"morgen": (480, 600), "formiddag": (540, 720), "midt": (660, 840), "ettermiddag": (720, 1020),
         "kveld": (1020, 1260), "dagtid": (480, 960), "natt": (1320, 1800), "hel": (480, 1260)}  # fmt: skip
_MEALS = {"lunsj": 720, "frokost": 540, "jobb": 960, "skole": 840}


@dataclass(frozen=True, slots=True)
class Point:
    """A time as said: twelve-hour unless ``exact``; ``sure`` when it can be nothing but a clock time."""

    minute: int
    exact: bool
    sure: bool
    meridiem: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """``way`` is at, span, from or until; ``asks`` marks "itte", which may be after or not."""

    way: str
    first: Point
    last: Point | None = None
    asks: bool = False

    @property
    def sure(self) -> bool:
        return self.first.sure or (self.last is not None and self.last.sure)


def _hour(token: Token) -> Point | None:
    """A whole hour, or hours and minutes written as one number or with a sign between."""
    if token.kind in ("hm", "hms"):
        hour, minute = token.pair[:2]
        if hour > 24 or minute > 59:
            return None
        return Point(hour % 24 * 60 + minute, hour > 12 or token.raw.startswith("0"), ":" in token.raw)
    number = token.number
    if not 0 <= number <= 2400 or (number == 0 and token.kind == "word"):
        return None
    if number <= 24 and len(token.raw) < 3 or token.kind == "word" and number <= 24:
        return Point(number * 60, number > 12 or number == 0 or token.raw.startswith("0"), False)
    hour, minute = divmod(number, 100)
    if token.kind != "int" or len(token.raw) < 3 or hour > 24 or minute > 59:
        return None
    return Point(hour * 60 + minute, hour > 12 or token.raw.startswith("0"), False)


def _counted(token: Token) -> bool:
    """What follows a number that counts something else: "2 kg", "to dager"."""
    word = token.word
    return (
        word.key == "stykk"
        or (bool(word.unit) and word.key != "tida" and word.key != "h")
        or token.raw in ("%", "$", "€")
    )


def _around_the_hour(ts: list[Token], i: int) -> tuple[int, int] | None:
    """Minutes off the hour: "halv", "kvart på", "fem over halv"; and where the hour stands."""
    token = ts[i]
    if token.key == "halv":
        return (30, i + 2) if ts[i + 1].key == "over" and ts[i + 1].raw.lower() == "past" else (-30, i + 1)
    if token.key == "kvart":
        off, j = 15, i + 1
    elif 1 <= token.number <= 29 and (token.kind == "word" or len(token.raw) < 3):
        off, j = token.number, i + 1
        if ts[j].word.unit == "minutt":
            j += 1
    else:
        return None
    sign = {"over": 1, "på": -1, "før": -1, "i": -1 if token.key == "kvart" else 0}.get(ts[j].key, 0)
    if ts[j].raw.lower() == "to" and token.key == "kvart":
        sign = -1
    if not sign:
        return None
    if ts[j + 1].key == "halv":
        return sign * off - 30, j + 2
    return sign * off, j + 1


def _skip_about(ts: list[Token], i: int) -> int:
    i = skip(ts, i, ("ca", "presis"))
    return skip(ts, i + 1, ("ca", "presis")) if ts[i].raw == "." and ts[i - 1].key == "ca" else i


def point(ts: list[Token], i: int) -> tuple[Point, int] | None:
    i = _skip_about(ts, i)
    said = ts[i].key == "kl" or (ts[i].raw.lower() == "at" and ts[i + 1].number > 0)
    if said:
        i += 1
        i += ts[i].raw in (".", ":")
        i = _skip_about(ts, i)
    if ts[i].key == "midnatt" or ts[i].raw.lower() == "noon":
        return Point(1440 if ts[i].key == "midnatt" else NOON, True, True), i + 1
    if said and ts[i].kind == "dec" and ts[i].pair[0] < 24 and ts[i].pair[1] < 60 and len(ts[i].raw) > 3:
        return Point(ts[i].pair[0] * 60 + ts[i].pair[1], ts[i].pair[0] > 12, True), i + 1
    found = _point(ts, i)
    if found is None or (_counted(ts[found[1]]) and not said):
        return None
    got, j = found
    if said and j == i + 1 and (more := _minutes_said(ts, j)) is not None and got.minute % 60 == 0:
        got, j = replace(got, minute=got.minute + more[0]), more[1]
    return _suffix(replace(got, sure=True) if said else got, ts, j)


def _minutes_said(ts: list[Token], j: int) -> tuple[int, int] | None:
    """The minutes of "klokka 17 30", "klokka tolv tretti", "klokka femten null null"."""
    token, after = ts[j], ts[j + 1]
    if token.number == 0 and after.number == 0 and token.kind == "word":
        return 0, j + 2
    figures = token.kind == "int" and len(token.raw) == 2 and token.number < 60
    words = token.kind == "word" and token.number in (15, 30, 45)
    if not (figures or words) or ts[j - 1].kind not in ("int", "word") or len(ts[j - 1].raw) > 2 and figures:
        return None
    return None if _counted(after) or after.word.month or after.raw in (".", "/", "-") else (token.number, j + 1)


def _point(ts: list[Token], i: int) -> tuple[Point, int] | None:
    off = _around_the_hour(ts, i)
    if off is not None:
        minutes, j = off
        j += ts[j].key == "kl"
        hour = _hour(ts[j])
        small = ts[i].number in (5, 10, 20, 25) or ts[i].number < 0 or ts[i + 1].word.unit == "minutt"
        if hour and hour.minute % 60 == 0 and hour.minute >= 60 and not _counted(ts[j + 1]):
            sure = small or ts[i - 1].key == "kl" or ts[i + 1].key == "over"
            if sure:
                return Point((hour.minute + minutes) % 1440, hour.exact, True), j + 1
    hour = _hour(ts[i])
    return (hour, i + 1) if hour else None


def _suffix(got: Point, ts: list[Token], j: int) -> tuple[Point, int]:
    """ "-tida", "h", "pm", "presis"."""
    k = j + (ts[j].raw == "-")
    if ts[k].key == "tida" and ts[k].start - ts[j - 1].end <= 1:
        return replace(got, sure=True), k + 1
    if ts[j - 1].key == "tidspunkt":
        return replace(got, sure=True), j
    if ts[j].key in ("h", "oclock") or (ts[j].key in ("pm", "am")):
        return replace(got, sure=True, meridiem=ts[j].key if ts[j].key in ("pm", "am") else ""), j + 1
    if ts[j].key == "presis" and got.sure:
        return got, j + 1
    return got, j


def _and_on(ts: list[Token], i: int) -> int:
    """ "og utover", "og senere", "eller senere", "og framover": how many words, or none."""
    j = i + (ts[i].key in ("og", "eller"))
    return j + 1 - i if ts[j].key in ("utover", "senere") and (j > i or ts[j].key == "utover") else 0


def _end(ts: list[Token], i: int, links: tuple[str, ...]) -> tuple[Point, int] | None:
    """The end of a span after "til", "-", "og"."""
    j = i
    if ts[j].key == "fram":
        j += 1
    if ts[j].raw == "-" or ts[j].key in links or (ts[j].raw.lower() == "to" and "til" in links):
        return point(ts, j + 1)
    return None


def clock(ts: list[Token], i: int) -> tuple[Clock, int] | None:
    """The clock time that begins here, with its "fra", "etter", "mellom" and the like."""
    key = ts[i].key
    if key == "fra":
        j = i + 1 + 2 * (ts[i + 1].key == "og" and ts[i + 2].key == "med")
        return _from(ts, j, ("til", "og"))
    if key == "starten" and ts[i + 1].key == "kl":
        return _from(ts, i + 1, ("til", "og"))
    if key == "mellom":
        return _between(ts, i + 1)
    if key in ("etter", "ette", "itte"):
        return _after(ts, i)
    if key in ("før", "innen") or (key == "for" and ts[i + 1].key == "kl"):
        return _before(ts, i)
    if key == "fram" and ts[i + 1].key == "til":
        return _way("until", point(ts, i + 2), True)
    if key == "til":
        found = point(ts, i + 1)
        return _way("until", found, False)
    return _plain(ts, i)


def _way(way: str, found: tuple[Point, int] | None, anchored: bool) -> tuple[Clock, int] | None:
    if found is None:
        return None
    got, j = found
    return Clock(way, replace(got, sure=True) if anchored else got), j


def _from(ts: list[Token], i: int, links: tuple[str, ...]) -> tuple[Clock, int] | None:
    found = point(ts, i)
    if found is None:
        return None
    first, j = found
    end = _end(ts, j, ("til",))
    if end:
        return Clock("span", replace(first, sure=True), end[0]), end[1]
    named_one = ts[i].kind == "word" and ts[i].number == 1 and not first.sure
    j += _and_on(ts, j)
    return Clock("from", replace(first, sure=not named_one)), j


def _between(ts: list[Token], i: int) -> tuple[Clock, int] | None:
    found = point(ts, i)
    end = _end(ts, found[1], ("og", "til")) if found else None
    return (Clock("span", replace(found[0], sure=True), end[0]), end[1]) if found and end else None


def _after(ts: list[Token], i: int) -> tuple[Clock, int] | None:
    meal = _MEALS.get(ts[i + 1].key)
    if meal is not None and ts[i].key != "itte":
        return Clock("from", Point(meal, True, True)), i + 2
    found = point(ts, i + 1)
    if found is None:
        return None
    first, j = found
    k = j + (ts[j].key in ("men", "og"))
    if ts[k].key == "før" and (end := point(ts, k + 1)):
        return Clock("span", replace(first, sure=True), end[0]), end[1]
    word_one = ts[i + 1].kind == "word" and ts[i + 1].number == 1
    return Clock("from", replace(first, sure=first.sure or not word_one), asks=ts[i].key == "itte"), j


def _before(ts: list[Token], i: int) -> tuple[Clock, int] | None:
    meal = _MEALS.get(ts[i + 1].key)
    if meal is not None and meal == NOON:
        return Clock("until", Point(meal, True, True)), i + 2
    found = _way("until", point(ts, i + 1), True)
    if found and ts[i].key == "før" and not_until(ts, i):
        return Clock("from", found[0].first), found[1]
    return found


def _plain(ts: list[Token], i: int) -> tuple[Clock, int] | None:
    found = point(ts, i)
    if found is None:
        return None
    first, j = found
    if ts[j].word.many and ts[j].word.weekday >= 0 and ts[j + 1].key in ("i", "hver"):
        return None  # "to torsdager i måneden"
    end = _end(ts, j, ("til",))
    if end and ts[end[1]].key == "i" and ts[end[1] + 1].kind == "int":
        end = None
    if end:
        return Clock("span", first, end[0]), end[1]
    more = _and_on(ts, j)
    if more:
        return Clock("from", replace(first, sure=True)), j + more
    return Clock("at", first), j


def minute(said: Point, part: str) -> int:
    """The minute of the day meant: one to eight is the afternoon unless the part of day says otherwise."""
    at = said.minute
    if said.exact:
        return at
    if said.meridiem:
        return at % NOON + (NOON if said.meridiem == "pm" else 0)
    if part == "kveld":
        return at + NOON
    if part == "ettermiddag":
        return at + NOON if at < NOON else at
    if part in ("morgen", "formiddag"):
        return at + NOON if at < 60 else at
    if part == "natt":
        return at - NOON if at >= NOON else at + NOON if at >= 540 else at
    return at + NOON if at < OPENS else at


def span(clock: Clock, part: str) -> tuple[int, int | None]:
    """From and to in minutes of the day, open ends filled with the ends of the part or of the day."""
    first = minute(clock.first, part)
    opens, closes = PARTS.get(part, (OPENS, CLOSES))
    if clock.way == "at":
        return first, None
    if clock.way == "from":
        return first, closes if first < closes else max(CLOSES, first + 60)
    if clock.way == "until":
        return (opens if opens < first else min(OPENS, first - 60)), first
    return _ends(clock, first, part)


def _ends(clock: Clock, first: int, part: str) -> tuple[int, int]:
    assert clock.last is not None
    last = clock.last.minute if clock.last.exact else minute(clock.last, part)
    if not clock.last.exact:
        last = next((at for at in (clock.last.minute, clock.last.minute + NOON) if at > first), last)
    early = clock.first.minute
    if not clock.first.exact and early >= 360 and early < first and (last <= first or last > CLOSES):
        first = early
        last = clock.last.minute if clock.last.minute > early else last
    return first, last if last > first else last + 1440
