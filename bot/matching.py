"""Which volunteers suit an errand, and for each who does not, why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache

from bot.clock import OSLO
from bot.kinds import ErrandKind, kind_of
from bot.model import WEEKDAYS, Availability, Candidate, Errand, Policy, Stage, Volunteer, Window
from bot.spelling import key
from bot.texts import TEXTS, kind_name

_SOME_WEEK = date(2024, 1, 1)
"""What comes every other week is so too where nobody wrote down which week."""
_STEM = 4
_PARTS = re.compile(r"[,.;:/+&\n]|\b(?:og|eller|men|så|and|or)\b", re.IGNORECASE)
_ENDING = re.compile(r"ing(en|a|er|ane|ene)?$")
_IDLE = frozenset(
    key(word)
    for word in """
        nei nej ikke ikkje itte itj ingen inga ingenting uten utan helst vil ville kan kunne orker orkar liker likar
        gjerne bare berre noe noko noen nokon mye mykje litt for med hos til opp ned ute som har hatt jeg meg det den
        dette der takk ting folk hjelpe hjelp annet anna andet ærend sammen saman not don't please help with for
    """.split()
)
"""Words that name nothing anyone could refuse."""


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


def lacks(who: Volunteer, errand: Errand) -> WhyNot | None:
    """What a coordinator must have seen to before this volunteer may do it, and has not, or not any more."""
    if who.stage is not Stage.APPROVED:
        return WhyNot.NOT_APPROVED
    if who.approval.pledge is None:
        return WhyNot.NO_PLEDGE
    day = errand.starts.astimezone(OSLO).date()
    return WhyNot.NO_POLICE if kind_of(errand.kind).needs_police and not _police_holds(who, day) else None


def _not_ready(who: Volunteer, errand: Errand, policy: Policy) -> WhyNot | None:
    lacking = lacks(who, errand)
    if who.person.stopped and lacking is not WhyNot.NOT_APPROVED:
        return WhyNot.STOPPED
    if lacking is not None:
        return lacking
    kind, day = kind_of(errand.kind), errand.starts.astimezone(OSLO).date()
    if who.born is not None and day.year - who.born < max(kind.min_age, policy.min_age):
        return WhyNot.TOO_YOUNG
    return WhyNot.PAUSED if who.paused else None


def _police_holds(who: Volunteer, day: date) -> bool:
    seen, expires = who.approval.police_seen, who.approval.police_expires
    return seen is not None and (expires is None or day <= expires)


def _not_wanted(who: Volunteer, errand: Errand) -> WhyNot | None:
    if errand.kind not in who.skills:
        return WhyNot.KIND
    return WhyNot.DISLIKES if _disliked(who, errand) else None


def _disliked(who: Volunteer, errand: Errand) -> bool:
    """Whether something they would rather not meet is named in the errand, or is the errand itself.

    "hunder" finds "hund" in the details, "snømåking" the kind that is asked for as "måke snø"; but "lange turer"
    refuses no other turer.
    """
    clauses = [clause for part in _PARTS.split(who.dislikes) if (clause := _telling(part))]
    details = _telling(errand.details) if clauses else ()
    if any(_alike(word, named) for clause in clauses for word in clause for named in details):
        return True
    itself = _itself(kind_of(errand.kind), who.person.language) if clauses else ()
    return any(all(any(_is_in(named, word) for named in itself) for word in clause) for clause in clauses)


@cache
def _itself(kind: ErrandKind, language: str) -> tuple[str, ...]:
    """What a kind is called, and how it is asked for, in bokmål and in theirs."""
    asked = TEXTS[f"kind.{kind.code}"].say(language, name="")
    return _telling(f"{kind.name} {kind.phrase} {kind_name(kind.code, language)} {asked}")


@lru_cache(maxsize=4_096)
def _telling(text: str) -> tuple[str, ...]:
    """The words that tell something, as the reader folds them."""
    words = (key(word) for word in re.findall(r"\w{3,}", re.sub(r"\{\w+\}", "", text)))
    return tuple(word for word in words if word not in _IDLE)


def _alike(word: str, other: str) -> bool:
    return word == other or (min(len(word), len(other)) >= _STEM and word[:_STEM] == other[:_STEM])


def _is_in(named: str, word: str) -> bool:
    """Whether a word has one of the kind's own in it: "snømåking" has "snø", "bilkjøring" has "kjøre"."""
    word = _ENDING.sub("", word)
    stem = named.rstrip("aeiou") if len(named) == _STEM else named[:_STEM]
    inside = len(stem) == _STEM and stem in word
    return word.startswith(stem) or inside or (len(word) >= _STEM and word in named)


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
    return _weeks_between(window.anchor or _SOME_WEEK, day) % window.every_weeks == 0


def _weeks_between(first: date, other: date) -> int:
    return ((other - timedelta(days=other.weekday())) - (first - timedelta(days=first.weekday()))).days // 7


def _nth_in_month(day: date) -> int:
    return (day.day - 1) // 7 + 1


def _is_last_in_month(day: date) -> bool:
    return (day + timedelta(days=7)).month != day.month
