"""How many to ask, and when to ask the next ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model import Errand, Policy
from bot.waking import add_waking, is_quiet, next_awake

WARN_BEFORE = timedelta(hours=24)
"""So long before the start a coordinator hears that nobody has said JA, however many may yet be asked."""


def wave_size(errand: Errand, held: int, policy: Policy) -> int:
    """A wave for each place that is still free."""
    return policy.wave * max(errand.places - held, 0)


def next_wave(errand: Errand, asked_at: datetime, policy: Policy) -> datetime:
    """When those just asked have had the time they may take to answer."""
    return add_waking(asked_at, policy.urgent_wait if errand.urgent else policy.wave_wait)


def may_ask(now: datetime) -> bool:
    return not is_quiet(now)


def ask_from(now: datetime) -> datetime:
    """The first moment from ``now`` on at which people may be asked."""
    return next_awake(now)


def warn_at(errand: Errand, now: datetime) -> datetime:
    """When to tell the coordinator that it is still free: a day ahead, or halfway when it is nearer."""
    posted = errand.created or now
    return max(errand.starts - WARN_BEFORE, posted + (errand.starts - posted) / 2)
