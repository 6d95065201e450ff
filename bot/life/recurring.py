"""Errands that come again are made some weeks ahead, and each then has its own life."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from bot.clock import OSLO
from bot.dispatching import ask_from
from bot.errors import Refused
from bot.life.asking import look
from bot.life.errands import call_off, edit, may_be_posted
from bot.life.hindered import cannot_come
from bot.life.slots import move
from bot.life.taking import hold
from bot.life.turn import Turn
from bot.model import Errand, ErrandId, PersonId
from bot.recurring import Pairing, PairingState, Series, asked_from, to_make
from bot.waking import is_holiday

EVERY = {"weekly": 1, "biweekly": 2}
"""How many weeks lie between, by what it is called."""


def repeat(
    turn: Turn, *, weeks: int, recipient: PersonId, starts: datetime, until: date | None = None,
    ask_first: PersonId | None = None, urgent: bool = False, by: int | None = None, **values: Any,
) -> ErrandId:  # fmt: skip
    """Post an errand that comes again; returns its first occasion, which is asked about at once."""
    may_be_posted(turn, recipient, starts)
    if until is not None and until < starts.astimezone(OSLO).date():
        raise Refused("Den siste dagen er før den første.")
    which = turn.store.add_series(
        recipient=recipient, starts=starts, weeks=weeks, until=until, created_by=by, **values
    )
    turn.note("series_begun", None, recipient, series=which)
    first = _make(turn, turn.store.series(which), 1, ask_first=ask_first, urgent=urgent, next_wave=ask_from(turn.now))
    turn.store.change_series(which, made=1)
    make_ahead(turn, which)
    assert first is not None
    return first


def make_ahead(turn: Turn, which: int) -> None:
    """Make the errands whose time it is, and look again when the next one's is.  Safe to call at any time."""
    series = turn.store.series(which)
    recipient = turn.store.recipient(series.recipient)
    if series.ended is not None or recipient is None or recipient.stopped:
        turn.store.wake_at("series", which, None)
        return
    made = series.made
    for made in to_make(series, turn.now):
        _make(turn, series, made)
    turn.store.change_series(which, made=made)
    turn.store.wake_at("series", which, series.made_at(made + 1) if series.comes(made + 1) else None)


def _make(turn: Turn, series: Series, number: int, **values: Any) -> ErrandId | None:
    starts, pairing = series.occasion(number), turn.store.pairing_in(series.id)
    whom = turn.store.recipient(series.recipient)
    rests = pairing is not None and pairing.rests(starts.date())
    if whom is None or starts <= turn.now or rests or turn.store.occasion(series.id, number) is not None:
        return None
    first = pairing.substitute if pairing else _last_asked(turn, series)
    known = {"next_wave": asked_from(starts, turn.now), "ask_first": first}
    which = turn.store.add_errand(
        kind=series.kind, recipient=whom.id, starts=starts, minutes=series.minutes, details=series.details,
        places=series.places, postcode=whom.postcode, place=whom.where, created=turn.now, series=series.id,
        occasion=number, **{**known, **values},
    )  # fmt: skip
    turn.note("errand_posted", which)
    if is_holiday(starts.date()):
        turn.tell("holiday", errand=which, due=asked_from(starts, turn.now))
    if pairing is None or not come(turn, pairing, turn.store.errand(which)):
        look(turn, which)
    return which


def _last_asked(turn: Turn, series: Series) -> PersonId | None:
    """Whoever has the last occasion, or was to be asked about it first."""
    for errand in reversed(turn.store.errands_in(series.id)):
        holders = [visit.volunteer for visit in turn.store.visits_of(errand.id) if visit.active]
        return next(iter(holders), errand.ask_first)
    return None


def come(turn: Turn, pairing: Pairing, errand: Errand) -> bool:
    """Give the fixed friend their visit, when they can come."""
    if pairing.state is not PairingState.GOING or cannot_come(turn, pairing.volunteer, errand):
        return False
    return hold(turn, errand, pairing.volunteer) is not None


def change_from(turn: Turn, which: ErrandId, *, starts: datetime | None = None, **values: Any) -> None:
    """Change an occasion and all that come after it: those that are made, and those to come, by as much as the slot is.

    A fixed friend and the one they visit have agreed to it, and are told once.
    """
    one = turn.store.errand(which)
    series = turn.store.series(one.series) if one.series is not None else None
    if series is None or series.ended is not None:
        raise Refused("Oppgaven gjentas ikke.")
    by = _moved_by(turn, series, one, starts or one.starts)
    known = {name: value for name, value in values.items() if value is not None}
    turn.store.change_series(series.id, starts=_later(series.starts, by), **known)
    turn.note("series_changed", which, series.recipient, series=series.id)
    later = [each for each in turn.store.errands_in(series.id) if each.active and each.starts >= one.starts]
    moved = [(each, starts if starts and each.id == one.id else _later(each.starts, by)) for each in later]
    if (pairing := turn.store.pairing_in(series.id)) is not None:
        move(turn, pairing, moved, **values)
    else:
        for each, at in moved:
            edit(turn, each.id, starts=at if at != each.starts else None, **values)
    make_ahead(turn, series.id)


def _moved_by(turn: Turn, series: Series, one: Errand, starts: datetime) -> timedelta:
    """How far the slot is moved when one of its occasions is, which may have been moved out of it before."""
    if starts == one.starts:
        return timedelta()
    made = turn.store.made_as(one.id)
    return _local(starts) - _local(series.occasion(made[1]) if made and made[1] else one.starts)


def _local(at: datetime) -> datetime:
    return at.astimezone(OSLO).replace(tzinfo=None)


def _later(at: datetime, by: timedelta) -> datetime:
    """By so much on the clock on the wall, also across the nights it is moved."""
    return (_local(at) + by).replace(tzinfo=OSLO)


def end_series(turn: Turn, which: int) -> None:
    """It comes no more: what has been made and lies ahead is called off."""
    turn.store.change_series(which, ended=turn.now)
    turn.store.wake_at("series", which, None)
    turn.note("series_ended", None, turn.store.series(which).recipient, series=which)
    for errand in turn.store.errands_in(which):
        if errand.active and errand.starts > turn.now:
            call_off(turn, errand.id)
