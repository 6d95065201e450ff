"""Which volunteers suit an errand, in what order they are asked and why, and for the others, why not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.matching.candidate import Candidate
from bot.matching.gates import WhyNot, lacks, reaches, why_not
from bot.matching.hours import is_free
from bot.matching.scoring import Because, Fit, Reason, fit, usual, waits
from bot.model import Errand, PersonId, Policy

__all__ = [
    "Because", "Candidate", "Fit", "Reason", "WhyNot", "is_free", "lacks", "rank", "reaches", "why_not",
]  # fmt: skip


def rank(
    candidates: Collection[Candidate], errand: Errand, now: datetime, policy: Policy, *, known_only: bool = False
) -> list[Fit]:
    """Those who may be asked: whom the coordinator wants first, then by what speaks for them."""
    often = usual(candidates, policy)
    fits = [
        fit(one, errand, now, policy, often) for one in candidates
        if one.volunteer.id != errand.recipient and why_not(one, errand, policy, known_only=known_only) is None
    ]  # fmt: skip
    return in_order(fits, errand, now)


def in_order(fits: Sequence[Fit], errand: Errand, now: datetime) -> list[Fit]:
    """Of those who count as much, who has waited longest."""

    def first(one: Fit) -> tuple[bool, float, timedelta, PersonId]:
        who = one.candidate.volunteer.id
        return who != errand.ask_first, -one.days, -waits(one.candidate, now), who

    return sorted(fits, key=first)
