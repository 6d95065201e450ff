"""Who would suit if they stretched a little: a coordinator may ask them on the telephone, and the robot may not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.matching.candidate import Candidate
from bot.matching.gates import WhyNot, why_not
from bot.matching.scoring import Fit, fit, usual
from bot.model import Errand, Policy

STRETCHED: Mapping[WhyNot, Callable[[Candidate], Candidate]] = {
    WhyNot.TOO_FAR: lambda one: replace(one, volunteer=replace(one.volunteer, postcode="")),
    WhyNot.TIME: lambda one: replace(one, volunteer=replace(one.volunteer, availability=None)),
    WhyNot.ASKED_ENOUGH: lambda one: replace(one, asked_lately=0),
    WhyNot.TOLD_ENOUGH: lambda one: replace(one, unprompted_today=0),
}
"""The gates that only say what they would rather, each with what opens it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One who would suit but for ``why``."""

    fit: Fit
    why: tuple[WhyNot, ...]


def who_could_stretch(
    candidates: Collection[Candidate], errand: Errand, now: datetime, policy: Policy, *, known_only: bool = False
) -> list[Stretch]:
    """Those with the fewest things in the way first, and of them whom the robot would ask first."""
    often = usual(candidates, policy)
    found = (_stretched(one, errand, policy, known_only) for one in candidates)
    could = [Stretch(fit(one, errand, now, policy, often), why) for one, why in found if why]
    return sorted(could, key=lambda one: (len(one.why), -one.fit.days, one.fit.candidate.volunteer.id))


def _stretched(
    one: Candidate, errand: Errand, policy: Policy, known_only: bool
) -> tuple[Candidate, tuple[WhyNot, ...]]:
    """What opens for them, and what was shut; nothing when something stays so."""
    why: tuple[WhyNot, ...] = ()
    while (shut := why_not(one, errand, policy, known_only=known_only)) is not None:
        if shut not in STRETCHED or shut in why:
            return one, ()
        one, why = STRETCHED[shut](one), (*why, shut)
    return one, why
