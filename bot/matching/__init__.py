"""Which volunteers suit an errand, in what order they are asked and why, and for the others, why not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.matching.candidate import Candidate
from bot.matching.gates import WhyNot, lacks, reaches, why_not
from bot.matching.hours import is_free
from bot.matching.scoring import Because, Fit, Reason, Usual, fit, usual
from bot.model import Errand, PersonId, Policy

__all__ = [
    "Because", "Candidate", "Fit", "Reason", "WhyNot", "in_order", "is_free", "lacks", "rank", "reaches", "suited",
    "why_not",
]  # fmt: skip


def rank(
    candidates: Collection[Candidate], errand: Errand, now: datetime, policy: Policy, *, known_only: bool = False,
    often: Usual | None = None, asked: Collection[PersonId] = (),
) -> list[Fit]:  # fmt: skip
    """Those who may be asked, in the order they are.  ``often`` is how often a JA comes here; else by their answers."""
    often = often or usual(candidates, policy)
    return in_order(suited(candidates, errand, now, policy, often, known_only=known_only), errand, asked=asked)


def suited(
    candidates: Iterable[Candidate], errand: Errand, now: datetime, policy: Policy, often: Usual, *, known_only: bool
) -> list[Fit]:
    """Those who may be asked."""
    return [
        fit(one, errand, now, policy, often) for one in candidates
        if one.volunteer.id != errand.recipient and why_not(one, errand, policy, known_only=known_only) is None
    ]  # fmt: skip


def in_order(fits: Iterable[Fit], errand: Errand, *, asked: Collection[PersonId] = ()) -> list[Fit]:
    """Who has been ``asked`` before comes last, whom the coordinator wants first; then by what speaks for them, and of
    those who count as much, who has waited longest.
    """

    def first(one: Fit) -> tuple[bool, bool, float, float, PersonId]:
        who = one.candidate.volunteer.id
        return who in asked, who != errand.ask_first, -one.days, -one.waited, who

    return sorted(fits, key=first)
