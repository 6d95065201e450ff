"""A visit put off: whoever has it keeps it, nothing more is said of its old time, and a coordinator finds a new one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.dialog.proposing import on_day
from bot.duty import ANSWERS_WITHIN, next_on_duty
from bot.errors import Refused
from bot.flows import postpone as words
from bot.life import askers
from bot.life.errands import edit
from bot.life.taking import expects, holder
from bot.life.turn import Turn
from bot.life.visiting import ENDED
from bot.model import Errand, ErrandId, PersonId, Visit


def postpone(turn: Turn, which: ErrandId, who: PersonId, said: str, at: datetime | None = None) -> None:
    """The volunteer, or the one it is for, would rather have it at another time, ``at`` if they say which."""
    errand = turn.store.errand(which)
    visit = holder(turn, which, who) or next((v for v in turn.store.visits_of(which) if v.active), None)
    if visit is None:
        return
    if errand.postponed is None:
        _let_go(turn, errand, visit)
        _tell_other(turn, errand, visit, who)
    text = words.KEPT_THEN if at else words.KEPT if errand.postponed is None else words.ALREADY
    turn.say(who, text, "changed", errand=errand, reply=True, then=at or "")
    _tell_coordinator(turn, errand, who, said, at)


def _let_go(turn: Turn, errand: Errand, visit: Visit) -> None:
    """Nothing more is said or asked about the time that was."""
    turn.store.change_errand(errand.id, postponed=turn.now)
    turn.store.change_visit(visit.id, asked=None, confirmed=None)
    turn.store.close_questions(errand.id, visit.volunteer)
    turn.store.wake_at("visit", visit.id, None)
    turn.store.withdraw(turn.now, to=visit.volunteer, errand=errand.id)
    turn.store.close_matters(turn.now, *ENDED, person=visit.volunteer, errand=errand.id)


def _tell_other(turn: Turn, errand: Errand, visit: Visit, who: PersonId) -> None:
    if who != visit.volunteer:
        turn.say(visit.volunteer, words.VOLUNTEER, "changed", errand=errand)
        return
    recipient = turn.store.recipient(errand.recipient)
    if recipient is None:
        return
    if askers.had_heard(turn, errand, visit.id):
        askers.tell(turn, words.RECIPIENT, "changed", errand, visit=visit.id, name=turn.visitor(visit))
    knows = expects(turn, errand, visit.id)
    turn.store.withdraw_about(visit.id, recipient.id, turn.now)
    if knows:
        turn.tell_recipient(recipient, words.RECIPIENT, "changed", errand, visit=visit.id, name=turn.visitor(visit))


def _tell_coordinator(turn: Turn, errand: Errand, who: PersonId, said: str, at: datetime | None) -> None:
    """On the screen; the duty phone too when someone must be told aloud before anyone is at work."""
    turn.note("postponed", errand.id, who)
    turn.tell("postponed", said, person=who, errand=errand.id, due=errand.starts, proposed=at)
    aloud = any(
        m.channel == "call" and m.kind == "changed" and m.created == turn.now and m.person != who
        for m in turn.store.messages_about(errand.id)
    )
    if aloud and next_on_duty(turn.now, turn.town.duty) + ANSWERS_WITHIN > errand.starts:
        turn.alarm("postponed", said, person=who, errand=errand)


def take_proposed(turn: Turn, matter: int) -> None:
    """A coordinator moves a visit to when it was wanted: whoever proposed it is not asked again, the other is told."""
    wanted = turn.store.matter(matter)
    if wanted.closed or not (wanted.errand and wanted.person and wanted.proposed):
        raise Refused("Forslaget er det alt gjort noe med.")
    edit(turn, wanted.errand, starts=wanted.proposed, agreed=wanted.person)


def move_to_day(turn: Turn, which: Sequence[ErrandId], day: date) -> list[ErrandId]:
    """Ice and snow: move what has not begun to another day, and say which were moved."""
    errands = [errand for one in which if (errand := turn.store.errand(one)).active and errand.starts > turn.now]
    for errand in errands:
        edit(turn, errand.id, starts=on_day(errand, day))
    return [errand.id for errand in errands]
