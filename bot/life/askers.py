"""Whoever asked for help for another hears who comes, and every change to it, as the one who is helped does."""

from __future__ import annotations

from typing import Any

from bot.flows import reminder
from bot.kinds import kind_of
from bot.life.turn import Turn
from bot.model import Errand, PersonId, Recipient, Tell
from bot.storage.post import REACHED
from bot.texts import Text

ABOUT = Text("need.about", "Det gjelder {recipient}. ")


def wished_for(turn: Turn, errand: Errand) -> bool:
    """Whether someone who asked for it has been told that they hear from us."""
    need = turn.store.need_of(errand.id)
    return need is not None and bool(turn.store.addresses(need.person))


def asker_of(turn: Turn, errand: Errand) -> PersonId | None:
    """Whoever is to hear beside the one who is helped; None when that is the same one, or the kin they hear through."""
    need, whom = turn.store.need_of(errand.id), turn.store.recipient(errand.recipient)
    if need is None or whom is None or whom.stopped or whom.is_place or need.person == whom.id:
        return None
    numbers = set(turn.store.addresses(need.person).values())
    return None if not numbers or numbers & _told_at(turn, whom) else need.person


def _told_at(turn: Turn, whom: Recipient) -> set[str]:
    by_kin = whom.tell is Tell.KIN and whom.kin.phone
    return {whom.kin.phone} if by_kin else set(turn.store.addresses(whom.id).values())


def tell(turn: Turn, text: Text, kind: str, errand: Errand, *, visit: int | None = None, **values: Any) -> None:
    """In the words kin get, which name whom it is about, or with that name before them."""
    who, whom = asker_of(turn, errand), turn.store.recipient(errand.recipient)
    if who is None or whom is None or (visit is not None and turn.store.visit(visit).volunteer == who):
        return
    person = turn.store.person(who)
    values["recipient"] = whom.person.first_name
    words = turn.render(text, person, errand, **values)
    lead = "" if whom.person.first_name in words else ABOUT.say(person.language, **values)
    channel, number = turn.private_way_to(who)
    turn.send(who, channel, number, lead + words, kind, errand, visit=visit)


def tell_who_comes(turn: Turn, errand: Errand, who: PersonId, visit: int) -> None:
    text = reminder.VISITOR_KIN if kind_of(errand.kind).needs_travel else reminder.CALLER_KIN
    tell(turn, text, "visitor", errand, visit=visit, name=turn.store.person(who).first_name)


def had_heard(turn: Turn, errand: Errand, visit: int) -> bool:
    """Whether the last they have been told is that this visit will be; what has not left is taken back."""
    who = asker_of(turn, errand)
    if who is None:
        return False
    told = [
        m.kind for m in turn.store.messages_about(errand.id)
        if m.visit == visit and m.person == who and m.state in REACHED
    ]  # fmt: skip
    turn.store.withdraw_about(visit, who, turn.now)
    return bool(told) and told[-1] != "cancelled"


def tell_off(turn: Turn, errand: Errand) -> None:
    """It is called off; who has been told that nobody was found knows it, and hears no more."""
    who = asker_of(turn, errand)
    if who is None:
        return
    turn.store.withdraw(turn.now, to=who, errand=errand.id)
    posted = (m for m in turn.store.messages_about(errand.id) if m.person == who and m.state in REACHED)
    came = max((m.created for m in posted if m.kind != "cancelled"), default=None)
    off = max((n.at for n in turn.store.notes(errand=errand.id) if n.event == "nobody_found"), default=None)
    if off is None or (came is not None and off < came):
        tell(turn, reminder.NOBODY_COMES, "cancelled", errand)
