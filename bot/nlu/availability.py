"""When someone can, week after week: "hverdager etter 12, men ikke onsdag", as windows between 08.00 and 21.00."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from bot.dialog.events import Entity
from bot.nlu.calendar import DAY, OSLO
from bot.nlu.time_busy import busy
from bot.nlu.time_clock import CLOSES, OPENS, PARTS, span
from bot.nlu.time_day import ALL_DAYS, Days
from bot.nlu.time_mention import Mention
from bot.nlu.time_mentions import heard
from bot.nlu.time_sharing import links
from bot.nlu.time_tokens import Token
from bot.nlu.times import resolve

_NAMES = ("mo", "tu", "we", "th", "fr", "sa", "su")
_NOBODY: frozenset[date] = frozenset()
Hours = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Slot:
    """Some days of the week, their hours when said, and which weeks."""

    days: tuple[int, ...]
    hours: Hours | None = None
    every: int = 0
    nths: tuple[int, ...] = ()
    weeks: str = ""
    spreads: bool = True


@dataclass(slots=True)
class _Said:
    """What has been gathered so far, mention by mention."""

    slots: list[Slot] = field(default_factory=list)
    leading: list[Hours] = field(default_factory=list)
    not_slots: list[Slot] = field(default_factory=list)
    excepted: list[tuple[date, date]] = field(default_factory=list)
    begins: date | None = None
    until: date | None = None
    every: int = 0
    weeks: str = ""
    after_but: int = 0


def find_availability(text: str, now: datetime) -> Entity | None:
    """The one availability the message tells of, or none when it names no days or parts of the day that come again."""
    today = now.astimezone(OSLO).date()
    ts, found = heard(text, today)
    said = _Said(begins=_from_now_on(ts, today))
    for at, one in enumerate(found):
        _hear(said, ts, one, found[at - 1] if at else None, today)
    weekly = _weekly(said)
    if not weekly:
        return None
    begins, ends = ts[found[0].begins].start, ts[found[-1].ends - 1].end
    value = {
        "weekly": weekly,
        "from": said.begins and said.begins.isoformat(),
        "until": said.until and said.until.isoformat(),
        "except": [{"from": a.isoformat(), "to": b.isoformat()} for a, b in said.excepted],
    }
    return Entity("availability", value, begins, ends, text[begins:ends])


def _from_now_on(ts: list[Token], today: date) -> date | None:
    return today if any(a.key == "fra" and b.key == "nå" for a, b in pairwise(ts)) else None


def _hear(said: _Said, ts: list[Token], one: Mention, before: Mention | None, today: date) -> None:
    slot = _slot(ts, one)
    hours = _hours(one) or ((OPENS, CLOSES) if ts[one.begins].key == "hele" else None)
    between = ts[before.ends : one.begins] if before else []
    linked = before is not None and links(between)
    if one.negated or busy(ts, one):
        _refuse(said, one, slot, hours, today)
    elif slot is not None and ts[one.begins].key in ("når", "sensomhelst"):
        _any_time(said, hours or (OPENS, CLOSES))
    elif slot is not None:
        if slot.days and any(token.key == "men" for token in between):
            _leave_out(said, slot.days)
        _add(said, replace(slot, hours=hours), linked)
        said.leading = [hours] if one.hours_first and hours else said.leading
    elif one.days is not None:
        _date(said, ts, one, one.days, today)
    elif hours is not None:
        _only_hours(said, hours, linked)


def _slot(ts: list[Token], one: Mention) -> Slot | None:
    days = one.days
    if days is None or days.edge in ("innen", "fram til", "til og med"):
        return None
    first = ts[one.begins]
    if first.key in ("hele", "resten") and days.grain == "week":
        return Slot(ALL_DAYS)
    monthly = bool(days.nths) and days.pick == "måned"
    if not days.weekdays:
        return Slot((), every=days.every, weeks=days.weeks) if days.many else None
    if days.first is not None and not (monthly or days.many or len(days.weekdays) > 1):
        return None
    named = _through(days, one.until)
    every = days.every if days.every > 1 else 0
    return Slot(named, None, every, days.nths if monthly else (), days.weeks, first.key not in ("annenhver", "hver"))


def _through(days: Days, until: Days | None) -> tuple[int, ...]:
    """Monday to Thursday; round the end of the week when they say so."""
    if until is None or not until.weekdays:
        return days.weekdays
    first, last = days.weekdays[0], until.weekdays[-1]
    return tuple((first + n) % 7 for n in range((last - first) % 7 + 1))


def _hours(one: Mention) -> Hours | None:
    part = one.part or ("morgen" if one.early else "")
    if one.clock:
        begins, ends = span(one.clock, part)
        return begins, ends if ends is not None else min(begins + 60, CLOSES)
    return PARTS.get(part)


def _refuse(said: _Said, one: Mention, slot: Slot | None, hours: Hours | None, today: date) -> None:
    if slot is not None and slot.days:
        said.not_slots.append(replace(slot, hours=hours))
    elif one.days is not None and (when := _dates(one, one.days, today)):
        said.excepted.append(when)
    elif hours is not None:
        said.not_slots.append(Slot(ALL_DAYS, hours))


def _dates(one: Mention, days: Days, today: date) -> tuple[date, date] | None:
    if days.first is None and not days.weekdays:
        return None
    first, last, _ = resolve(days, today, _NOBODY, False)
    if one.until is not None:
        end = one.until.first or first + ((one.until.weekdays[0] - first.weekday()) % 7) * DAY
        last = one.until.last or end + DAY
    return first, last or first + DAY


def _add(said: _Said, slot: Slot, linked: bool) -> None:
    if not slot.days:
        said.slots = [replace(s, every=slot.every or s.every, weeks=slot.weeks or s.weeks) for s in said.slots]
        said.every, said.weeks = slot.every, slot.weeks
        if slot.hours:
            _only_hours(said, slot.hours, linked)
        return
    if slot.hours is not None and linked:
        _cover(said, slot.hours)
    if slot.spreads and linked and (slot.every or slot.weeks):
        said.slots = [s if s.every or s.weeks else replace(s, every=slot.every, weeks=slot.weeks) for s in said.slots]
    slot = replace(slot, every=slot.every or said.every, weeks=slot.weeks or said.weeks)
    if slot.hours is None and said.leading:
        said.slots += [replace(slot, hours=hours) for hours in said.leading]
    else:
        said.slots.append(slot)


def _leave_out(said: _Said, days: tuple[int, ...]) -> None:
    """ "hverdager, men onsdag først etter to": Wednesday is no longer one of the first."""
    if any(set(days) < set(slot.days) for slot in said.slots):
        said.slots = [replace(slot, days=tuple(day for day in slot.days if day not in days)) for slot in said.slots]
        said.after_but = len(said.slots)


def _cover(said: _Said, hours: Hours) -> bool:
    """Hours said last hold for all the days before that have none, but not for what was said before a "men"."""
    before, after = said.slots[: said.after_but], said.slots[said.after_but :]
    said.slots = before + [slot if slot.hours else replace(slot, hours=hours) for slot in after]
    return any(slot.hours is None for slot in after)


def _any_time(said: _Said, hours: Hours) -> None:
    """ "mandag når som helst", "når som helst i helgene": the whole of the days said before or after."""
    if said.slots and _cover(said, hours):
        return
    if said.slots or not said.leading:
        said.leading = [hours]


def _only_hours(said: _Said, hours: Hours, linked: bool) -> None:
    if not said.slots:
        said.leading.append(hours)
    elif not _cover(said, hours) and linked:
        last = said.slots[-1].hours
        said.slots += [replace(slot, hours=hours) for slot in said.slots if slot.hours == last]


def _date(said: _Said, ts: list[Token], one: Mention, days: Days, today: date) -> None:
    """From when, until when."""
    when = _dates(one, days, today)
    if when is None:
        return
    first, after = when
    towards = ts[one.begins].key == "til" or ts[one.begins - 1].key == "til"
    if days.edge == "fra":
        said.begins = first
        said.until = after - DAY if one.until else said.until
    elif days.edge == "etter":
        said.begins = after
    elif days.edge == "til og med" or (days.edge == "innen"):
        said.until = after - DAY
    elif days.edge in ("fram til", "før") or towards:
        said.until = first
    elif days.last is not None or one.until:
        goes_on = said.until is not None and first == said.until + DAY
        said.begins, said.until = said.begins if goes_on else first, after - DAY


def _weekly(said: _Said) -> list[dict[str, Any]]:
    slots = list(said.slots)
    if not slots and (said.leading or said.not_slots or said.weeks or said.every > 1):
        slots = [Slot(ALL_DAYS, hours, said.every, weeks=said.weeks) for hours in said.leading or (None,)]
    windows = {}
    for slot in slots:
        for day in slot.days:
            for begins, ends in _without(_by_day(slot.hours), day, said.not_slots):
                for window in _windows(slot, day, begins, ends):
                    windows[tuple(window.items())] = window
    return sorted(
        windows.values(), key=lambda window: (_NAMES.index(window["day"]), window.get("nth", 0), window["start"])
    )


def _by_day(hours: Hours | None) -> Hours:
    """Within 08.00 and 21.00, whatever was said."""
    return (max(hours[0], OPENS), min(hours[1], CLOSES)) if hours else (OPENS, CLOSES)


def _windows(slot: Slot, day: int, begins: int, ends: int) -> Iterator[dict[str, Any]]:
    window: dict[str, Any] = {"day": _NAMES[day], "start": _clock(begins), "end": _clock(ends)}
    if slot.every > 1:
        window["every_weeks"] = slot.every
    if slot.weeks:
        window["weeks"] = slot.weeks
    yield from (window | {"nth": nth} for nth in slot.nths) if slot.nths else (window,)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _without(hours: Hours, day: int, refused: list[Slot]) -> list[Hours]:
    """What is left of the hours when those refused on that day are taken out."""
    left = [hours] if hours[0] < hours[1] else []
    for slot in refused:
        if day in slot.days:
            begins, ends = slot.hours or (OPENS, CLOSES)
            left = [piece for a, b in left for piece in ((a, min(b, begins)), (max(a, ends), b)) if piece[0] < piece[1]]
    return left
