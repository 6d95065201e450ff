"""Two ways of saying one day, made one: "torsdag 5. mars", "fredag neste uke", "tirsdag om åtte dager"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.nlu.time_day import Days


def alike(a: Days, b: Days) -> bool:
    return bool(a.weekdays) == bool(b.weekdays) or a.first is not None and b.first is not None


def merge(a: Days, b: Days, today: date) -> Days | None:
    """Two ways of saying one day: "torsdag 5. mars", "fredag neste uke", "tirsdag om åtte dager"."""
    if a.edge and b.edge or b.edge:
        return None
    for one, other in ((a, b), (b, a)):
        named = len(one.weekdays) == 1 and one.first is None and not one.nths
        if named and other.weeks:
            return replace(one, many=True, weeks=other.weeks)
        if other.every and not other.weekdays and (one.weekdays or one.many):
            return replace(one, many=True, every=other.every)
        if other.shift is not None and named and one.weekdays[0] == today.weekday():
            return replace(one, weekdays=(), first=_later(replace(one, first=today), other.shift))
        if other.shift is not None and (named or one.first is not None and one.single) and not one.many:
            return (
                replace(one, shift=other.shift) if named else replace(one, first=_later(one, other.shift), shift=None)
            )
        if named and not one.many and other.first is not None and (joined := _weekday_in(one, other, today)):
            return replace(joined, edge=a.edge)
    return None


def _later(days: Days, shift: int) -> date:
    assert days.first is not None
    return date.fromordinal(days.first.toordinal() + shift)


def _weekday_in(named: Days, other: Days, today: date) -> Days | None:
    assert other.first is not None
    weekday = named.weekdays[0]
    if other.last is None:
        if other.weekdays:
            return None
        if other.first.weekday() == weekday:
            return other
        nearest = date.fromordinal(today.toordinal() + ((weekday - today.weekday()) % 7 or 7))
        return replace(other, others=(nearest,))
    if other.pick == "datert" and other.first.weekday() == weekday:
        return other
    if (other.last - other.first).days > 10 or other.grain not in ("week", "day"):
        return None
    start = other.first.toordinal()
    if other.grain == "week" or other.weekdays:
        start -= other.first.weekday()
    return Days(first=date.fromordinal(start + (weekday - date.fromordinal(start).weekday()) % 7))
