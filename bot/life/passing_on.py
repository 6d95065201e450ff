"""A wish that a club or an organisation may see to: they are asked, and whoever wished it hears by a day we name."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.clock import OSLO
from bot.errors import Refused
from bot.life.free_text import cheap, in_messages
from bot.life.turn import Turn
from bot.model import PersonId, Stage
from bot.nlu.phones import find_phones
from bot.storage.needs import Asker, Need
from bot.texts import Text, kind_name
from bot.when import write_moment

ANSWERS_WITHIN = timedelta(days=7)
RING, HEARD = "ring_club", "club_asked"
"""What a human is to ring a club about; the matter of telling whoever asked what came of it."""
UNASKED = "Hør først om den det gjelder, vet om det. Så kan det gis videre."
MAY_TELL = "Den frivillige får vite fornavn, sted og hva det gjelder. Den som sier ja, får vite resten."
ASKED_THEMSELVES = "Spurte selv."
WAKES_AT = time(8)
TO_CLUB = Text(
    "need.club",
    "Hei {name}! Noen trenger hjelp{about}. Kan {organisation} ta det, så ring {coordinator}, tlf. {phone}.",
)


def may_be_shared(need: Need) -> bool:
    """Nothing is told to others before whoever it is about knows of it."""
    return need.asker is Asker.SELF or need.knows == "yes"


def settle(turn: Turn, which: int, whom: PersonId, by: int | None, *, agreed: bool) -> None:
    """Before volunteers are asked: what they may be told rests on what whoever it is about has said, and is kept.

    ``agreed`` is what a coordinator has heard: that they know of it and want it.
    """
    need = turn.store.need(which)
    if not (agreed or may_be_shared(need)):
        raise Refused(UNASKED)
    name = turn.store.person(whom).first_name
    said = f"En koordinator har hørt at {name} vet om det og vil ha besøk." if agreed else ASKED_THEMSELVES
    if not agreed and need.asker is not Asker.SELF:
        said = f"Den som spurte, sa at {name} vet om det."
    turn.store.change_need(which, about=whom, knows="yes" if agreed else need.knows)
    turn.store.add_consent_to_tell(whom, f"{MAY_TELL} {said}", need.through, turn.now, by)


def ask_club(turn: Turn, need: Need, organisation: str, by: int | None, *, contact: str, club: PersonId | None) -> date:
    """Its contact is written to, or rung by a human; returns the day whoever asked hears from us at the latest."""
    if not may_be_shared(need):
        raise Refused(UNASKED)
    if club is None:
        number = next((str(one.value) for one in find_phones(contact)), "")
        turn.send(None, "call", number, f"Ring {organisation} om et ønske. {contact}".strip(), RING,
                  written_by=0, need=need.id)  # fmt: skip
    else:
        _write(turn, need, organisation, by, club)
    day = turn.now.astimezone(OSLO).date() + ANSWERS_WITHIN
    turn.store.wake_at("need_asked", need.id, datetime.combine(day, WAKES_AT, OSLO))
    return day


def _write(turn: Turn, need: Need, organisation: str, by: int | None, club: PersonId) -> None:
    """What and when, and nothing of whom: that a coordinator tells."""
    volunteer = turn.store.volunteer(club)
    if volunteer is None or not volunteer.organisation or volunteer.stage is not Stage.APPROVED:
        raise Refused("Laget er ikke med lenger.")
    language = volunteer.person.language
    what = [kind_name(need.kind, language).lower()] if need.kind else []
    about = " ".join([*what, *([write_moment(need.starts, language)] if need.starts else [])])
    words = turn.render(
        TO_CLUB, volunteer.person, organisation=organisation, about=f": {about}" if about else ""
    )  # fmt: skip
    channel, number = turn.private_way_to(club)
    for part in in_messages([cheap(words)]) if channel == "sms" else [words]:
        turn.send(club, channel, number, part, "coordinator", written_by=by or 0)


def look(turn: Turn, which: int) -> None:
    """The day has come that whoever asked was told of."""
    need = turn.store.need(which)
    if need.ended is not None and need.words:
        turn.tell(HEARD, f"{need.given_to}: {need.words}", person=need.person, due=turn.now)
