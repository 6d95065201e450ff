"""When coordinators are at work, and by when one of them calls."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.clock import OSLO
from bot.model import Duty
from bot.waking import is_free_day

ANSWERS_WITHIN = timedelta(hours=2)


def on_duty(now: datetime, duty: Duty) -> bool:
    return any(start <= now < end for start, end in _hours(now.astimezone(OSLO).date(), duty))


def next_on_duty(now: datetime, duty: Duty) -> datetime:
    """``now`` when someone is at work, else when someone next comes; in a week when nobody ever does."""
    today = now.astimezone(OSLO).date()
    for days in range(15):
        for start, end in _hours(today + timedelta(days=days), duty):
            if now < end:
                return max(now, start)
    return now + timedelta(days=7)


def last_hours(before: datetime, duty: Duty) -> tuple[datetime, datetime] | None:
    """The last stretch of work that has begun by then, from when to when; None when there was none in two weeks."""
    day = before.astimezone(OSLO).date()
    for days in range(15):
        for start, end in reversed(_hours(day - timedelta(days=days), duty)):
            if start <= before:
                return start, end
    return None


def while_at_work(at: datetime, duty: Duty, since: datetime | None = None) -> datetime | None:
    """``at`` when someone is at work then, else earlier, with time left to do something; None when nobody is.

    Not before ``since``, and then only halfway to the end of the work.
    """
    if on_duty(at, duty):
        return at
    hours = last_hours(at, duty)
    if hours is None or (since is not None and since >= hours[1]):
        return None
    opened, closes = hours
    return max(opened, closes - ANSWERS_WITHIN, *((since + (closes - since) / 2,) if since else ()))


def comes_back(now: datetime, by: datetime, duty: Duty) -> datetime:
    """When whoever calls by then has come to work that day."""
    return next_on_duty(max(now, by.astimezone(OSLO).replace(hour=0, minute=0)), duty)


def answers_by(now: datetime, duty: Duty) -> datetime:
    """By when a coordinator calls someone who asks for a human now: two hours of duty, on one day."""
    start = next_on_duty(now, duty)
    for _ in range(2):
        day = start.astimezone(OSLO).date()
        end = max((end for begin, end in _hours(day, duty) if begin <= start), default=start + ANSWERS_WITHIN)
        if start + ANSWERS_WITHIN <= end:
            break
        start = next_on_duty(end, duty)
    return _next_quarter(start + ANSWERS_WITHIN)


def _next_quarter(at: datetime) -> datetime:
    """People say "før kl. 15.45", never "før kl. 15.31"."""
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at - over + timedelta(minutes=15)


def _hours(day: date, duty: Duty) -> list[tuple[datetime, datetime]]:
    if is_free_day(day):
        return []
    return [
        (datetime.combine(day, start, OSLO), datetime.combine(day, end, OSLO))
        for weekday, start, end in sorted(duty.hours)
        if weekday == day.weekday()
    ]
