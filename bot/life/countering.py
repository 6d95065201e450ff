"""Another time than we asked about: taken at once where the errand may as well be then; else a coordinator sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import Refused
from bot.flows import offer as words
from bot.life import clubs
from bot.life.asking import replace_one
from bot.life.taking import accept, holder
from bot.life.turn import Turn
from bot.life.vetting import may_not
from bot.model import Errand, ErrandId, OfferState, PersonId, Status


def counter(
    turn: Turn, which: ErrandId, who: PersonId, said: str, at: datetime | None = None, *, sure: bool = False
) -> None:
    """Could, but otherwise: ``at`` is when, and ``sure`` whether that is all they say.

    Where that is not agreed at once, someone else is asked meanwhile.
    """
    errand = turn.store.errand(which)
    if sure and at is not None and _may_be_then(turn, errand, who, at):
        take_at(turn, which, who, at, reply=True)
        return
    turn.store.change_offer(which, who, OfferState.COUNTERED, turn.now)
    turn.store.close_questions(which, who)
    turn.tell("counter_offer", said, person=who, errand=which, proposed=at)
    turn.say(who, words.COUNTERED, "other", errand=errand, reply=True)
    replace_one(turn, which)


def _may_be_then(turn: Turn, errand: Errand, who: PersonId, at: datetime) -> bool:
    """Whether nobody need be asked: it may begin then, it is free, and so are they."""
    if not (_can_be_moved(turn, errand) and may_begin(errand, at) and at > turn.now) or clubs.of(turn, who):
        return False
    then = replace(errand, starts=at)
    busy = any(other.overlaps(then) for _, other in turn.store.visits_by(who))
    return not busy and not may_not(turn, who, then)


def may_begin(errand: Errand, at: datetime) -> bool:
    """Whether it may as well begin then."""
    first, last = errand.between or (errand.starts, errand.ends)
    return first <= at <= last - timedelta(minutes=errand.minutes)


def _can_be_moved(turn: Turn, errand: Errand) -> bool:
    """Whether its time is nobody else's: one is wanted, and nobody has said JA."""
    taken = any(visit.active for visit in turn.store.visits_of(errand.id))
    return errand.status is Status.OPEN and errand.places == 1 and not taken


def take_proposed(turn: Turn, matter: int) -> None:
    """A coordinator moves an errand to when someone could, and gives it to them."""
    asked = turn.store.matter(matter)
    if asked.kind != "counter_offer" or asked.closed or not (asked.errand and asked.person and asked.proposed):
        raise Refused("Forslaget er det alt gjort noe med.")
    errand, volunteer = turn.store.errand(asked.errand), turn.store.volunteer(asked.person)
    if not _can_be_moved(turn, errand):
        raise Refused("Oppgaven er avtalt med en annen, eller avsluttet.")
    if asked.proposed <= turn.now:
        raise Refused("Tidspunktet er allerede passert.")
    then = replace(errand, starts=asked.proposed)
    if volunteer is None or volunteer.person.stopped or may_not(turn, asked.person, then):
        raise Refused("Den frivillige kan ikke få oppgaver nå.")
    take_at(turn, asked.errand, asked.person, asked.proposed)


def take_at(turn: Turn, which: ErrandId, who: PersonId, at: datetime, *, reply: bool = False) -> None:
    """Move a free errand and give it to whoever can then; they, the recipient and those who were asked hear when."""
    before = turn.store.errand(which)
    turn.moved_from[which] = before.starts
    kept = before.between if may_begin(before, at) else None
    earliest, latest = kept or (None, None)
    turn.store.change_errand(which, version=before.version + 1, starts=at, earliest=earliest, latest=latest)
    turn.note("errand_edited", which, what=["starts"])
    turn.store.add_offer(which, who, turn.now)
    accept(turn, which, who, reply=reply, sure=True)
    if holder(turn, which, who) is None:
        raise Refused("Oppgaven er avtalt med en annen.")
    turn.store.close_matters(turn.now, "counter_offer", errand=which)
