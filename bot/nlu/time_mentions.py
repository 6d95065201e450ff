"""Each place in a message where a time is named: its days, its part of day and its clock time, put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from bot.nlu.calendar import DAY
from bot.nlu.time_amounts import minutes
from bot.nlu.time_clock import clock
from bot.nlu.time_counted import away, next_of_month
from bot.nlu.time_day import Days
from bot.nlu.time_days import base
from bot.nlu.time_meant import is_meant
from bot.nlu.time_mention import Mention
from bot.nlu.time_merge import alike, merge
from bot.nlu.time_negation import negated
from bot.nlu.time_parts import part_of_day
from bot.nlu.time_tokens import LOOK_AHEAD, Token, not_until, skip, tokens


@lru_cache(maxsize=8)
def heard(text: str, today: date) -> tuple[list[Token], list[Mention]]:
    """The pieces of a message and the times named in it, refused or not; asked for twice for each message."""
    ts = tokens(text)
    return ts, negated(ts, mentions(ts, today))


def mentions(ts: list[Token], today: date) -> list[Mention]:
    found: list[Mention] = []
    i, last = 0, len(ts) - LOOK_AHEAD
    while i < last:
        one = _mention(ts, i, today) if _may_begin(ts[i]) or ts[i + 1].raw == "-" else None
        one = one or (_one_more(ts, i, found[-1]) if found else None)
        if one is None:
            i += 1
        else:
            found.append(one)
            i = one.ends
    return found


def _one_more(ts: list[Token], i: int, before: Mention) -> Mention | None:
    """A number after "eller": "klokka ti eller elleve", "den 16. eller 17."."""
    if not (before.ends == i - 1 and ts[i - 1].key in ("og", "eller") and ts[i].number >= 0):
        return None
    if before.days and before.days.pick == "datert" and not before.clock:
        found_day = next_of_month(ts, i, before.days)
        return Mention(i, found_day[1], days=found_day[0]) if found_day else None
    if not before.clock:
        return None
    found = clock(ts, i)
    ended = found and (ts[found[1]].kind in ("end", "sign") or ts[found[1]].word.does != "" or ts[found[1]].key != "")
    return Mention(i, found[1], clock=found[0]) if found and ended else None


def _may_begin(token: Token) -> bool:
    word = token.word
    return (
        bool(word.key)
        or token.number >= 0
        or word.weekday >= 0
        or bool(token.pair)
        or bool(word.part)
        or word.nth != 0
        or word.month > 0
        or bool(word.feast)
        or bool(word.unit)
        or word.days is not None
    )


def _mention(ts: list[Token], i: int, today: date) -> Mention | None:
    if found := _from_now(ts, i) or _next_to(ts, i, today):
        return found
    got = Mention(i, i)
    while True:
        j = _filler(ts, got) if got.ends > i else i
        more = _with_days(ts, j, got, today) or _with_part(ts, j, got) or _with_clock(ts, j, got)
        if more is None or more is got:
            break
        got = more
    if got.ends == i or not is_meant(ts, got):
        return None
    return got


def _filler(ts: list[Token], got: Mention) -> int:
    """Past the small words inside one time: "fredag, kl 12", "torsdag den 5.", "tolv på lørdag"."""
    j = got.ends
    weekday = ts[j + 1].word.weekday
    same_day = got.days and got.days.single and got.days.first and got.days.first.weekday() == weekday
    if ts[j].raw in (",", "(") and (weekday < 0 or same_day):
        j += 1
    j = skip(ts, j, ("på", "presis"))
    return j + (ts[j].key == "om" and ts[j + 1].word.part != "")


def _from_now(ts: list[Token], i: int) -> Mention | None:
    """ "om to timer", "om ti minutt", "ti minutter fra nå"; "akkurat nå"."""
    if ts[i].key in ("om", "innen", "in"):
        j = i + 1
        j = skip(ts, j, ("ca",))
        j += ts[j].raw == "." and ts[j - 1].key == "ca"
        found = minutes(ts, j)
        return Mention(i, found[1], moment=found[0]) if found and ts[i].key != "innen" else None
    alone = i == 0 and ts[i + 1].kind in ("end", "sign") and ts[i + 2].kind == "end"
    if (
        ts[i].key == "nå"
        and (alone or ts[i - 1].key == "presis")
        and ts[i + 1].key != "på"
        and ts[i].raw.lower() != "no"
    ):
        return Mention(i, i + 1, right_now=True)
    if ts[i].key in ("neste", "forrige") and (found := minutes(ts, i + 1)) and ts[i].word.unit == "":
        ahead = ts[i].key == "neste"
        return Mention(i, found[1], moment=0 if ahead else -found[0], moment_ends=found[0] if ahead else 0)
    if ts[i].number >= 0 and (found := minutes(ts, i)):
        j = found[1]
        if ts[j].key == "fra" and ts[j + 1].key == "nå":
            return Mention(i, j + 2, moment=found[0])
        if ts[j].key == "siden":
            return Mention(i, j + 1, moment=-found[0])
    return None


def _next_to(ts: list[Token], i: int, today: date) -> Mention | None:
    """ "dagen før påske", "kvelden før 17. mai", "dagen etter skjærtorsdag"."""
    token, way = ts[i], ts[i + 1].key
    day = token.word.unit == "dag" and token.raw.lower() in ("dagen", "dan")
    if way not in ("før", "etter") or not (day or (token.word.part and not token.word.many)):
        return None
    found = base(ts, i + 2, today)
    if found is None or found[0].first is None or (token.word.part and way == "etter"):
        return None
    days, k = found
    first = found[0].first - DAY if way == "før" else days.last or found[0].first + DAY
    return Mention(i, k, days=Days(first=first), part=token.word.part)


def _with_days(ts: list[Token], j: int, got: Mention, today: date) -> Mention | None:
    edge, k = _edge(ts, j)
    found = base(ts, k, today) or (_after_so_long(ts, k, edge, today) if edge else None)
    if found is None:
        return None
    days, k = found
    if edge and not days.edge:
        days = replace(days, edge=edge)
    if got.days is not None:
        merged = merge(got.days, days, today) if not got.until else None
        return replace(got, days=merged, ends=k) if merged else got
    until = _until(ts, k, days, today)
    if until:
        return replace(got, days=replace(days, edge="" if edge == "mellom" else edge), until=until[0], ends=until[1])
    if edge == "mellom":
        return None
    named = ts[k - 1].word
    part = got.part or (named.part if named.weekday >= 0 or named.days is not None else "")
    return replace(got, days=days, part=part, ends=k, hours_first=bool(got.part or got.clock))


def _after_so_long(ts: list[Token], k: int, edge: str, today: date) -> tuple[Days, int] | None:
    """ "innen to uker", "etter fem dager"."""
    found = away(ts, k, today) if edge in ("innen", "etter") else None
    return (Days(first=found[0], edge="innen" if edge == "innen" else "fra"), found[1]) if found else None


def _edge(ts: list[Token], j: int) -> tuple[str, int]:
    """ "fra og med", "innen", "før", "etter", "fram til" before days."""
    key = ts[j].key
    if key == "etter" and ts[j].raw.lower().startswith("tidl"):
        return "fra", skip(ts, j + 1, ("på",))
    if key == "før" and not_until(ts, j):
        return "fra", j + 1 + (ts[j + 1].key == "på")
    if key == "fram" and ts[j + 1].key == "til":
        return "fram til", j + 2
    if key == "ut" and (ts[j + 1].word.month or ts[j + 1].word.unit in ("uke", "måned", "år")):
        return "til og med", j + 1
    if key not in ("fra", "innen", "før", "etter", "mellom", "ette") and not (key == "til" and ts[j + 1].key == "og"):
        return "", j
    j += 1
    if ts[j].key == "og" and ts[j + 1].key == "med":
        j += 2
    j = skip(ts, j, ("på",))
    return {"til": "til og med", "ette": "etter"}.get(key, key), j


def _until(ts: list[Token], k: int, days: Days, today: date) -> tuple[Days, int] | None:
    """The other end of "mandag til onsdag", "5. mars - 3. april", "mellom mandag og fredag"."""
    if days.first is not None and days.last is not None and days.grain != "month" or days.shift is not None:
        return None
    to = (
        ts[k].key == "til"
        or (ts[k].key == "og" and days.edge == "mellom")
        or (ts[k].raw == "t" and ts[k + 1].raw == ".")
    )
    if not (to or ts[k].raw == "-"):
        return None
    j = k + 1
    if ts[j].key == "og" and ts[j + 1].key == "med":
        j += 2
    found = base(ts, j, today)
    if found is None or found[0].shift is not None or ((ts[k].raw == "-" or days.many) and not alike(days, found[0])):
        return None
    fuller = base(ts, found[1], today)
    merged = merge(found[0], fuller[0], today) if fuller else None
    return (merged, fuller[1]) if fuller and merged else found


def _with_part(ts: list[Token], j: int, got: Mention) -> Mention | None:
    if got.part or got.moment is not None:
        return None
    found = part_of_day(ts, j, got)
    if found is None:
        return None
    part, usual, early, k = found
    if not part:
        return replace(got, early=True, ends=k) if not got.early and got.ends > got.begins else None
    return replace(got, part=part, usual=usual, early=got.early or early, ends=k)


def _with_clock(ts: list[Token], j: int, got: Mention) -> Mention | None:
    if got.clock or got.moment is not None or (got.days and not _has_hours(got)):
        return None
    found = clock(ts, j)
    if found is None:
        return None
    return replace(got, clock=found[0], ends=found[1])


def _has_hours(got: Mention) -> bool:
    """A week, a month or "om tre dager" goes with no clock time."""
    days = got.days
    return days is None or days.single or days.many or got.until is not None or days.grain == "day"
