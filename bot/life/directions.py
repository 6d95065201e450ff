"""The way there: the address, how to get in, what to do and how we do it, to the one who said JA alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.dispatching import hears_in_time
from bot.flows import offer
from bot.flows import reminder as words
from bot.kinds import kind_of
from bot.life.codes import without_codes
from bot.life.free_text import cheap, in_messages, mended, sentence
from bot.life.sharing import reads_alone
from bot.life.turn import Turn
from bot.matching import lacks
from bot.model import Errand, Person, PersonId, Recipient, Visit, VisitState
from bot.numbers import spoken
from bot.reminding import details_at
from bot.storage.post import MessageState
from bot.texts import how_to

BY = timedelta(hours=1)
"""So long before the start they must have been rung."""
NEW_UNTIL = 3
"""Finished visits; until then one new address a day is enough."""
A_LIFETIME = timedelta(days=36500)
REACHED = frozenset({MessageState.HANDED_OVER, MessageState.DELIVERED})


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed about an errand, as it is sent: no code is in it."""

    way_in: str
    details: str
    has_code: bool


def typed(turn: Turn, errand: Errand, language: str) -> Typed:
    recipient = turn.store.recipient(errand.recipient)
    instead = words.CODE.say(language)
    entry, details = cheap(recipient.entry if recipient else ""), cheap(errand.details)
    way_in, told = without_codes(entry, instead, way_in=True), without_codes(details, instead)
    return Typed(way_in, sentence(told), (way_in, told) != (entry, details))


def give_details(turn: Turn, visit: Visit, errand: Errand) -> None:
    """Send the way there, to an approved volunteer alone; one who is new gets a second address a day from a human."""
    recipient, volunteer = turn.store.recipient(errand.recipient), turn.store.volunteer(visit.volunteer)
    if recipient is None or volunteer is None or lacks(volunteer, errand, turn.town.policy) is not None:
        return
    if volunteer.organisation and not _knows_who_comes(turn, visit):
        return
    turn.store.change_visit(visit.id, details=turn.now)
    channel, number = _way_to(turn, visit.volunteer)
    answers = turn.heard_from == visit.volunteer
    why = _why_rung(turn, visit.volunteer, errand)
    if channel != "call" and why:
        channel, answers = "call", False
        turn.note("called_for", errand.id, visit.volunteer, why=why)
        turn.say(visit.volunteer, words.ADDRESS_BY_PHONE, "other", errand=errand)
        have_rung(turn, why, visit.volunteer, errand)
    else:
        turn.note("details_given", errand.id, visit.volunteer)
    for text in _texts(turn, visit.volunteer, errand, recipient):
        turn.send(visit.volunteer, channel, number, text, "details", errand, reply=answers)


def _knows_who_comes(turn: Turn, visit: Visit) -> bool:
    """Whether a club has said whom it sends, and we know them: the club vouches, or a coordinator has seen to it."""
    if turn.town.vouch or not visit.sends:
        return bool(visit.sends)
    told = [n.event for n in turn.store.notes(errand=visit.errand) if n.event in {"sends", "welcomed"}]
    return told[-1:] == ["welcomed"]


def _texts(turn: Turn, who: PersonId, errand: Errand, recipient: Recipient) -> list[str]:
    """Everything in as few messages as hold it."""
    person, addresses = turn.store.person(who), turn.store.addresses(recipient.id)
    number = addresses.get("sms") or addresses.get("phone") or recipient.kin.phone or turn.town.phone
    where = ", ".join(filter(None, (cheap(recipient.street), f"{recipient.postcode} {recipient.place}".strip())))
    values = {"recipient": recipient.person.name, "street": where, "entry": "", "details": "", "phone": spoken(number)}
    said, travels = typed(turn, errand, person.language), kind_of(errand.kind).needs_travel
    address = turn.render(words.DETAILS if travels else words.DETAILS_CALL, person, errand, **values)
    entry = words.ENTRY.say(person.language, entry=said.way_in.rstrip(".")) if said.way_in and travels else ""
    pieces = address, entry.strip(), said.details, how_to(errand, person.language)
    return in_messages(mended(piece) for piece in pieces)


def _why_rung(turn: Turn, who: PersonId, errand: Errand) -> str:
    """Why the address is told by telephone; "" when it is sent."""
    if not reads_alone(turn, who):
        return "shared_phone"
    return "second_address" if _has_seen_one_today(turn, who, errand) else ""


def _has_seen_one_today(turn: Turn, who: PersonId, errand: Errand) -> bool:
    """Whether a new volunteer has been sent to somebody's home today, and this would be another they do not know."""
    if not kind_of(errand.kind).needs_travel:
        return False
    if sum(visit.state is VisitState.DONE for visit, _ in turn.store.visits_by(who, active=False)) >= NEW_UNTIL:
        return False
    given = [n for n in turn.store.notes_about(who, turn.now - A_LIFETIME) if n.event == "details_given"]
    errands = turn.store.errands_among(note.errand for note in given)
    first = {errands[n.errand].recipient: n.at for n in reversed(given) if n.errand is not None}
    return errand.recipient not in first and any(at >= turn.today()[0] for at in first.values())


def has_way_there(turn: Turn, visit: Visit) -> bool:
    """Whether all we sent about how to get there has reached them; what lies unread on the call list has not."""
    sent = [
        message for message in turn.store.messages_about(visit.errand)
        if message.person == visit.volunteer and message.kind == "details" and message.state is not MessageState.FAILED
        and visit.details is not None and message.created >= visit.details
    ]  # fmt: skip
    unread = {MessageState.HANDED_OVER}
    return bool(sent) and all(m.state in REACHED - (unread if m.channel == "call" else set()) for m in sent)


def news(turn: Turn, errand: Errand, person: Person) -> str:
    """What is said of new details; when there are none, that the old ones hold no more."""
    details = typed(turn, errand, person.language).details
    text = words.CHANGED_DETAILS if details else words.CLEARED_DETAILS
    return turn.render(text, person, errand, details=details)


def tell_details(turn: Turn, errand: Errand) -> None:
    """New details go to whoever has had the old ones; the rest will get them in time."""
    if not typed(turn, errand, turn.town.language).has_code:
        turn.store.close_matters(turn.now, "code", errand=errand.id)
    for visit in turn.store.visits_of(errand.id):
        if visit.active and visit.details is not None:
            channel, number = _way_to(turn, visit.volunteer, aloud=not reads_alone(turn, visit.volunteer))
            for text in in_messages([news(turn, errand, turn.store.person(visit.volunteer))]):
                turn.send(visit.volunteer, channel, number, text, "changed", errand)


def _way_to(turn: Turn, who: PersonId, *, aloud: bool = False) -> tuple[str, str]:
    return turn.way_to(who, "details", held=aloud or turn.store.human_has(who) is not None)


def promised_code(turn: Turn, visit: Visit, errand: Errand) -> bool:
    """Whether a code was left out of what they are sent, and nobody has yet been told to ring them with it."""
    if not typed(turn, errand, turn.town.language).has_code:
        return False
    told = (n for n in turn.store.notes(errand=errand.id) if n.event == "coordinator_told")
    return all(note.person != visit.volunteer or note.data.get("why") != "code" for note in told)


def have_rung(turn: Turn, why: str, who: PersonId, errand: Errand) -> None:
    """Someone must ring a volunteer before the visit; the duty phone hears when nobody sees the screen in time."""
    if hears_in_time(errand, turn.now, turn.town.duty):
        turn.tell(why, person=who, errand=errand.id, due=max(errand.starts - BY, turn.now))
    else:
        turn.alarm(why, person=who, errand=errand)


def address_comes(turn: Turn, errand: Errand, who: PersonId) -> str:
    """When the address comes, said at the JA."""
    language, comes = turn.store.person(who).language, details_at(errand.starts, turn.town.policy)
    recipient = turn.store.recipient(errand.recipient)
    if recipient is not None and recipient.is_place:
        return offer.AT_PLACE.say(language, place=errand.place)
    if not kind_of(errand.kind).needs_travel:
        return offer.ADDRESS_NONE.say(language, when=max(comes, turn.now))
    text = offer.ADDRESS_NOW if comes <= turn.now else offer.ADDRESS_LATER
    return text.say(language, when=comes)
