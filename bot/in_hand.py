"""What this process has claimed and is handing over, aged by a clock that nobody can set."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

from bot.model import MunicipalityId

Claim = tuple[str, MunicipalityId, int]
"""The worker that has claimed it, and which message."""
_since: dict[Claim, float] = {}


def take(claim: Claim) -> None:
    _since[claim] = monotonic()


def let_go(claim: Claim) -> None:
    _since.pop(claim, None)


def is_held(claim: Claim, at_most: timedelta) -> bool:
    """Whether it is still on its way; not for ever, since nobody may have been able to write down what came of it."""
    return claim in _since and monotonic() - _since[claim] < at_most.total_seconds()
