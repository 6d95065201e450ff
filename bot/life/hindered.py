"""Why someone who is to keep coming cannot come at a time, in the words a coordinator reads."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import OSLO
from bot.life.suiting import in_the_way
from bot.life.turn import Turn
from bot.life.vetting import may_not
from bot.matching import WhyNot
from bot.model import Errand, PersonId
from bot.when import write_day, write_moment


def cannot_keep_coming(turn: Turn, who: PersonId, first: Errand, later: Sequence[Errand]) -> str:
    """Not the first time, or time and again at another's whose fixed friend they are; "" when they can."""
    return cannot_come(turn, who, first) or next(filter(None, (_busy(turn, who, one, fixed=True) for one in later)), "")


def cannot_come(turn: Turn, who: PersonId, errand: Errand) -> str:
    return cannot_be_asked(turn, who, errand) or _busy(turn, who, errand)


def cannot_be_asked(turn: Turn, who: PersonId, errand: Errand) -> str:
    """As above, of one who may well have something else to do, as a substitute may."""
    volunteer, day = turn.store.volunteer(who), errand.starts.astimezone(OSLO).date()
    if (why := may_not(turn, who, errand)) or volunteer is None:
        return why
    name, until = volunteer.person.first_name, volunteer.paused_until
    if volunteer.person.stopped:
        return f"{name} har sagt STOPP. Velg en annen."
    if not volunteer.paused or (until is not None and day > until):
        return ""
    if until is None:
        return f"{name} har pause. Velg en annen, eller vent til pausen er over."
    return f"{name} har pause til og med {write_day(until)}. Velg en dag etter det, eller en annen."


def cannot_step_in(turn: Turn, who: PersonId, errand: Errand) -> str:
    """As above, of a substitute, who is asked like everyone else."""
    name = turn.store.person(who).first_name
    told = {
        WhyNot.KIND: f"{name} har ikke sagt ja til slike oppgaver. Velg en annen, eller før det på kortet først.",
        WhyNot.UNKNOWN_FACE: f"{name} har ikke vært der før, og her kommer bare kjente. Velg en annen.",
    }
    why = cannot_be_asked(turn, who, errand)
    return why or told.get(in_the_way(turn, errand, who) or WhyNot.BUSY, "")


def _busy(turn: Turn, who: PersonId, errand: Errand, *, fixed: bool = False) -> str:
    """What they have agreed to at that time; with ``fixed`` only where they come week after week."""
    for visit, other in turn.store.visits_by(who):
        again = not fixed or turn.store.pairing_in(other.series) is not None
        same = visit.errand == errand.id or other.series == errand.series is not None
        if again and not same and other.overlaps(errand):
            name = turn.store.person(who).first_name
            return f"{name} har en annen avtale {write_moment(other.starts)}. Velg en annen tid."
    return ""
