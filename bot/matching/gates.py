"""What rules someone out for an errand, and for each who is ruled out, why."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from bot.clock import OSLO
from bot.kinds import kind_of
from bot.matching.candidate import Candidate
from bot.matching.dislikes import disliked
from bot.matching.hours import is_free
from bot.model import Errand, Policy, Stage, Volunteer

WITHIN_KM = {"bus": 10.0, "foot": 1.5}
"""How far someone comes in winter."""


class WhyNot(StrEnum):
    """Why someone is not asked, in the order it is looked at."""

    NOT_APPROVED = "not_approved"
    STOPPED = "stopped"
    NO_PLEDGE = "no_pledge"
    NO_POLICE = "no_police"
    TOO_YOUNG = "too_young"
    PAUSED = "paused"
    WITH_HUMAN = "with_human"
    OUT_OF_REACH = "out_of_reach"
    KIND = "kind"
    DISLIKES = "dislikes"
    TOO_FAR = "too_far"
    TIME = "time"
    BUSY = "busy"
    APART = "apart"
    SAID_NO = "said_no"
    UNKNOWN_FACE = "unknown_face"
    ASKED_ENOUGH = "asked_enough"
    TOLD_ENOUGH = "told_enough"


def why_not(
    candidate: Candidate, errand: Errand, policy: Policy, *, known_only: bool = False
) -> WhyNot | None:
    """The first gate this volunteer does not pass, or None."""
    who = candidate.volunteer
    return (
        _not_ready(who, errand, policy)
        or _not_written_to(candidate)
        or _not_wanted(candidate, errand)
        or _not_able(candidate, errand)
        or _not_now(candidate, policy, unknown=known_only and not candidate.visits)
    )


def lacks(who: Volunteer, errand: Errand, policy: Policy) -> WhyNot | None:
    """What a coordinator must have seen to before this volunteer may do it, and has not, or not any more."""
    if who.stage is not Stage.APPROVED:
        return WhyNot.NOT_APPROVED
    if who.approval.pledge is None:
        return WhyNot.NO_PLEDGE
    if errand.kind in policy.police.kinds and not _police_holds(who, errand.starts.astimezone(OSLO).date()):
        return WhyNot.NO_POLICE
    return None if _is_old_enough(who, errand, policy) else WhyNot.TOO_YOUNG


def _not_ready(who: Volunteer, errand: Errand, policy: Policy) -> WhyNot | None:
    lacking = lacks(who, errand, policy)
    if who.person.stopped and lacking is not WhyNot.NOT_APPROVED:
        return WhyNot.STOPPED
    if lacking is not None:
        return lacking
    return WhyNot.PAUSED if who.paused else None


def _not_written_to(candidate: Candidate) -> WhyNot | None:
    if candidate.with_human:
        return WhyNot.WITH_HUMAN
    return WhyNot.OUT_OF_REACH if candidate.out_of_reach else None


def _is_old_enough(who: Volunteer, errand: Errand, policy: Policy) -> bool:
    """Where nothing is known of their birth, whoever approved them has seen to it."""
    if who.born is None:
        return True
    years, least = errand.starts.astimezone(OSLO).year - who.born, max(kind_of(errand.kind).min_age, policy.min_age)
    return years > least or (years == least == policy.min_age and who.approval.of_age is not None)


def _police_holds(who: Volunteer, day: date) -> bool:
    seen, expires = who.approval.police_seen, who.approval.police_expires
    return seen is not None and (expires is None or day <= expires)


def _not_wanted(candidate: Candidate, errand: Errand) -> WhyNot | None:
    if errand.kind not in candidate.volunteer.skills:
        return WhyNot.KIND
    return WhyNot.DISLIKES if disliked(candidate.volunteer, errand, candidate.home) else None


def _not_able(candidate: Candidate, errand: Errand) -> WhyNot | None:
    who = candidate.volunteer
    if not reaches(who, errand, candidate.km):
        return WhyNot.TOO_FAR
    if who.availability is not None and not is_free(who.availability, errand.starts, errand.ends):
        return WhyNot.TIME
    if not candidate.busy or who.organisation:
        return None
    ends = errand.ends
    return WhyNot.BUSY if any(start < ends and errand.starts < end for start, end in candidate.busy) else None


def _not_now(candidate: Candidate, policy: Policy, *, unknown: bool) -> WhyNot | None:
    if candidate.apart:
        return WhyNot.APART
    if candidate.said_no:
        return WhyNot.SAID_NO
    if unknown:
        return WhyNot.UNKNOWN_FACE
    if candidate.asked_lately >= candidate.volunteer.frequency.times:
        return WhyNot.ASKED_ENOUGH
    return WhyNot.TOLD_ENOUGH if candidate.unprompted_today >= policy.unprompted_a_day else None


def reaches(who: Volunteer, errand: Errand, km: float | None = None) -> bool:
    """By car all of the municipality; by bus and on foot so far.

    Where nobody knows how far it is, by bus the same postal region, and on foot the same place.
    """
    kind = kind_of(errand.kind)
    if not kind.needs_travel:
        return True
    if who.transport == "phone" or (kind.needs_car and who.transport != "car"):
        return False
    if not who.postcode or not errand.postcode or who.transport == "car":
        return True
    if km is not None:
        return km <= WITHIN_KM[who.transport]
    same = 2 if who.transport == "bus" else 3
    return who.postcode[:same] == errand.postcode[:same] or bool(who.place and who.place == errand.place)
