"""Which volunteers suit an errand, and for each who does not, why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.clock import OSLO
from bot.kinds import kind_of
from bot.model import WEEKDAYS, Availability, Candidate, Errand, Policy, Stage, Volunteer, Window


class WhyNot(StrEnum):
    """Why someone is not asked, in the order it is looked at."""

    NOT_APPROVED = "not_approved"
    STOPPED = "stopped"
    NO_PLEDGE = "no_pledge"
    NO_POLICE = "no_police"
    TOO_YOUNG = "too_young"
    PAUSED = "paused"
    KIND = "kind"
    DISLIKES = "dislikes"
    TOO_FAR = "too_far"
    TIME = "time"
    BUSY = "busy"
    UNKNOWN_FACE = "unknown_face"
    ASKED_ENOUGH = "asked_enough"
    TOLD_ENOUGH = "told_enough"


def rank(
    candidates: Iterable[Candidate], errand: Errand, now: datetime, policy: Policy, *, known_only: bool = False
) -> list[Candidate]:
    """Those who may be asked: whom the coordinator wants first, then who has waited longest."""
    others = [c for c in candidates if c.volunteer.id != errand.recipient]
    fit = [c for c in others if why_not(c, errand, now, policy, known_only=known_only) is None]
    return sorted(fit, key=lambda c: _waiting(c, errand, now))


def _waiting(candidate: Candidate, errand: Errand, now: datetime) -> tuple[bool, datetime, int]:
    who = candidate.volunteer
    since = who.waiting_since or who.registered or now
    return (who.id != errand.ask_first, since, who.id)


def why_not(
    candidate: Candidate, errand: Errand, now: datetime, policy: Policy, *, known_only: bool = False
) -> WhyNot | None:
    """The first gate this volunteer does not pass, or None."""
    who = candidate.volunteer
    return (
        _not_ready(who, errand, policy)
        or _not_wanted(who, errand)
        or _not_able(candidate, errand)
        or _not_now(candidate, now, policy, unknown=known_only and not candidate.visited)
    )


def _not_ready(who: Volunteer, errand: Errand, policy: Policy) -> WhyNot | None:
    kind, day = kind_of(errand.kind), errand.starts.astimezone(OSLO).date()
    if who.stage is not Stage.APPROVED:
        return WhyNot.NOT_APPROVED
    if who.person.stopped:
        return WhyNot.STOPPED
    if who.approval.pledge is None:
        return WhyNot.NO_PLEDGE
    if kind.needs_police and not _police_holds(who, day):
        return WhyNot.NO_POLICE
    if who.born is not None and day.year - who.born < max(kind.min_age, policy.min_age):
        return WhyNot.TOO_YOUNG
    return WhyNot.PAUSED if who.paused else None


def _police_holds(who: Volunteer, day: date) -> bool:
    seen, expires = who.approval.police_seen, who.approval.police_expires
    return seen is not None and (expires is None or day <= expires)


def _not_wanted(who: Volunteer, errand: Errand) -> WhyNot | None:
    if errand.kind not in who.skills:
        return WhyNot.KIND
    return WhyNot.DISLIKES if _disliked(who.dislikes, errand.details) else None


def _disliked(dislikes: str, details: str) -> bool:
    """Whether something they would rather not meet is named in the errand: "hunder" finds "hund"."""
    stems = {word[:4] for word in re.findall(r"\w{4,}", dislikes.lower())} - {"ikke", "ikkje", "helst"}
    return any(word[:4] in stems for word in re.findall(r"\w{4,}", details.lower()))


def _not_able(candidate: Candidate, errand: Errand) -> WhyNot | None:
    who = candidate.volunteer
    if not reaches(who, errand):
        return WhyNot.TOO_FAR
    if who.availability is not None and not is_free(who.availability, errand.starts, errand.ends):
        return WhyNot.TIME
    if any(start < errand.ends and errand.starts < end for start, end in candidate.busy):
        return WhyNot.BUSY
    return None


def _not_now(candidate: Candidate, now: datetime, policy: Policy, *, unknown: bool) -> WhyNot | None:
    often = candidate.volunteer.frequency
    lately = [at for at in candidate.offers if at > now - timedelta(days=often.days)]
    if unknown:
        return WhyNot.UNKNOWN_FACE
    if len(lately) >= often.times:
        return WhyNot.ASKED_ENOUGH
    return WhyNot.TOLD_ENOUGH if candidate.unprompted_today >= policy.unprompted_a_day else None


def reaches(who: Volunteer, errand: Errand) -> bool:
    """By car all of the municipality, by bus the same postal region, on foot the same place."""
    kind = kind_of(errand.kind)
    if not kind.needs_travel:
        return True
    if who.transport == "phone" or (kind.needs_car and who.transport != "car"):
        return False
    if not who.postcode or not errand.postcode or who.transport == "car":
        return True
    same = 2 if who.transport == "bus" else 3
    return who.postcode[:same] == errand.postcode[:same] or bool(who.place and who.place == errand.place)


def is_free(times: Availability, starts: datetime, ends: datetime) -> bool:
    """Whether the whole errand lies inside one of the windows, on a day that is not taken out."""
    start, end = starts.astimezone(OSLO), ends.astimezone(OSLO)
    day = start.date()
    if (times.since and day < times.since) or (times.until and day > times.until):
        return False
    if any(out <= day < back for out, back in times.without):
        return False
    if not times.weekly:
        return True
    return any(
        _comes_on(window, day) and window.start <= start.time() and end.time() <= window.end
        for window in times.weekly
    )


def _comes_on(window: Window, day: date) -> bool:
    if window.day != WEEKDAYS[day.weekday()]:
        return False
    if window.nth is not None:
        return _nth_in_month(day) == window.nth or (window.nth == -1 and _is_last_in_month(day))
    if window.weeks is not None:
        return (day.isocalendar().week % 2 == 0) == (window.weeks == "even")
    return True


def _nth_in_month(day: date) -> int:
    return (day.day - 1) // 7 + 1


def _is_last_in_month(day: date) -> bool:
    return (day + timedelta(days=7)).month != day.month
