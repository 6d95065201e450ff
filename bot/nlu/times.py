"""Times and lengths of time in a message, as dates and clock times in Norway."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.dialog.events import Entity
from bot.nlu.calendar import DAY, OSLO, at
from bot.nlu.time_amounts import minutes
from bot.nlu.time_clock import CLOSES, NOON, OPENS, PARTS, Clock, span
from bot.nlu.time_day import Days
from bot.nlu.time_mention import Mention
from bot.nlu.time_mentions import heard
from bot.nlu.time_sharing import shared
from bot.nlu.time_tokens import LOOK_AHEAD, Token

Value = dict[str, Any]
Read = tuple[Value, tuple[Any, ...]] | None
Resolved = tuple[date, date | None, tuple[date, ...]]
_NOBODY: frozenset[date] = frozenset()


def find_times(text: str, now: datetime, about: frozenset[date] = _NOBODY) -> tuple[Entity, ...]:
    """Every time and length of time in the message, in the order said.

    ``about`` are the dates open questions are about: a weekday named on that day may mean today,
    and a clock time alone is on the day asked about when there is one such day.
    """
    here = now.astimezone(OSLO)
    ts, named = heard(text, here.date())
    said = shared(ts, named)
    found = [entity for one in said if not one.again and (entity := _entity(text, ts, one, here, about))]
    found += _durations(text, ts, said)
    return tuple(sorted(found, key=lambda entity: entity.start))


def read_when(text: str, now: datetime) -> tuple[datetime, datetime | None] | None:
    """Start, and end when given, of what a coordinator wrote under "Når?"; none without a certain clock time."""
    certain = [
        one
        for one in find_times(text, now)
        if one.entity == "time" and one.value["grain"] == "minute" and not one.negated
    ]
    if len(certain) != 1 or certain[0].alternatives:
        return None
    value = certain[0].value
    return datetime.fromisoformat(value["from"]), value["to"] and datetime.fromisoformat(value["to"])


def names_a_day(text: str, now: datetime) -> bool:
    """Whether more than a clock time or a part of the day is named: "kl. 12" alone says no date."""
    return any(not one.bare for one in heard(text, now.astimezone(OSLO).date())[1])


def _entity(text: str, ts: list[Token], one: Mention, now: datetime, about: frozenset[date]) -> Entity | None:
    try:
        read = _value(one, now, about)
    except (OverflowError, ValueError):  # a year beyond the calendar
        return None
    if read is None:
        return None
    value, others = read
    start, end = ts[one.begins].start, ts[one.ends - 1].end
    if one.clock and one.clock.asks and not one.negated:
        others = (*others, {"from": value["from"], "to": None, "grain": "minute", "negated": True})
    gaps = tuple((ts[a].start, ts[b].start) for a, b in one.gaps if a < b)
    return Entity("time", value, start, end, text[start:end], one.negated, others, gaps)


def _value(one: Mention, now: datetime, about: frozenset[date]) -> Read:
    if one.right_now or one.moment is not None:
        return _minutes(
            _from_now(now, one.moment or 0), None if one.moment_ends is None else _from_now(now, one.moment_ends)
        ), ()
    part = "" if one.part == "hel" else one.part or ("morgen" if one.early else "")
    if one.clock:
        return _clock_value(one, one.clock, part, now, about)
    if one.days is None and not part:
        return None
    if one.days is None:
        return _part_value(_day_of_part(part, now, about), part), ()
    first, last, others = resolve(one.days, now.date(), about, False)
    if one.until:
        last = _end(one.until, first)
    first, last, grain = _edges(one.days, first, last, now.date())
    if part and last is None:
        return _part_value(first, part), _dates(others)
    return _days(first, last, "day" if one.until else grain), _dates(others)


def _from_now(now: datetime, minutes: int) -> datetime:
    return (now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(OSLO).replace(second=0, microsecond=0)


def _end(until: Days, first: date) -> date:
    """The day after the last, which comes after the first."""
    if until.first is None:
        return first + ((until.weekdays[0] - first.weekday()) % 7 + 1) * DAY
    last = until.last or until.first + DAY
    last = last if last > first else last.replace(year=last.year + 1)
    return max(last, first + DAY)


def resolve(days: Days, today: date, about: frozenset[date], ahead: bool) -> Resolved:
    """First day, the day after the last, other days it may be; ``ahead`` when a clock time is still to come today."""
    if days.first is not None:
        return days.first, days.last, days.others
    weekday = days.weekdays[0]
    away = (weekday - today.weekday()) % 7
    others: tuple[date, ...] = ()
    if days.pick == "forrige":
        return today - ((today.weekday() - weekday) % 7 or 7) * DAY, None, ()
    if away == 0 and not (days.pick == "denne" or (days.pick != "neste" and (ahead or today in about))):
        away = 7
    if days.pick == "neste" and today.weekday() < weekday:
        others = (today + (away + 7) * DAY,)
    if days.pick == "igjen":
        away += 7
    return today + (away + (days.shift or 0)) * DAY, None, others


def _edges(days: Days, first: date, last: date | None, today: date) -> tuple[date, date | None, str]:
    """What "innen", "før", "etter" and "fra" make of the days."""
    if days.edge in ("innen", "til og med") and (last or first + DAY) > today:
        return today, last or first + DAY, "day"
    if days.edge in ("før", "fram til") and first > today:
        return today, first, "day"
    if days.edge == "etter":
        return last or first + DAY, None, "day"
    return first, last, days.grain


def _clock_value(one: Mention, clock: Clock, part: str, now: datetime, about: frozenset[date]) -> Read:
    begins, ends = span(clock, part)
    today = now.date()
    ahead = at(today, ends if clock.way == "until" and ends else begins) > now
    others: tuple[date, ...] = ()
    if one.days is None:
        day = next(iter(about)) if len(about) == 1 and min(about) >= today else today if ahead else today + DAY
    else:
        day, last, others = resolve(one.days, today, about, ahead)
        if last is not None or one.until:
            return None
        if day == today and not ahead and not part and _later_today(clock, begins, ends):
            begins, ends = begins + NOON, ends and ends + (NOON if clock.way == "span" else 0)
    if part == "natt" and begins < OPENS and at(day, begins) <= now:
        day += DAY
    if clock.way == "until" and one.days is not None and one.days.edge == "innen":
        return None
    return _minutes(at(day, begins), at(day, ends) if ends is not None else None), _dates(others)


def _later_today(clock: Clock, begins: int, ends: int | None) -> bool:
    """ "i dag klokka åtte" said at ten is the evening."""
    last = ends if clock.way == "span" and ends else begins
    return clock.way != "until" and not clock.first.exact and begins < NOON and last + NOON <= CLOSES


def _day_of_part(part: str, now: datetime, about: frozenset[date]) -> date:
    if len(about) == 1 and min(about) >= now.date():
        return min(about)
    return now.date() if at(now.date(), PARTS[part][1]) > now else now.date() + DAY


def _part_value(day: date, part: str) -> Value:
    begins, ends = PARTS[part]
    return {"from": at(day, begins).isoformat(), "to": at(day, ends).isoformat(), "grain": "part"}


def _minutes(begins: datetime, ends: datetime | None) -> Value:
    return {"from": begins.isoformat(), "to": ends and ends.isoformat(), "grain": "minute"}


def _days(first: date, last: date | None, grain: str) -> Value:
    return {"from": first.isoformat(), "to": last and last.isoformat(), "grain": grain}


def _dates(others: tuple[date, ...]) -> tuple[Any, ...]:
    return tuple(other.isoformat() for other in others)


def _durations(text: str, ts: list[Token], said: list[Mention]) -> list[Entity]:
    """Lengths of time that are no part of a time said."""
    found: list[Entity] = []
    taken = {k for one in said for k in range(one.begins, one.ends)}
    i, last = 0, len(ts) - LOOK_AHEAD
    while i < last:
        length = minutes(ts, i) if i not in taken else None
        if length and length[0] > 0 and length[1] - 1 not in taken:
            start, end = ts[i].start, ts[length[1] - 1].end
            found.append(Entity("duration", length[0], start, end, text[start:end]))
            i = length[1]
        else:
            i += 1
    return found
