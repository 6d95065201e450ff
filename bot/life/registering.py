"""What coordinators write down about people: who they are, how they are reached, and what has been seen to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.errors import Refused
from bot.life import pledging
from bot.life.directions import give_details
from bot.life.turn import Turn
from bot.life.vetting import hand_on, hand_on_all
from bot.matching import WhyNot, lacks
from bot.model import Approval, Kin, PersonId, Recipient, Stage, Tell, Visit
from bot.numbers import is_mobile
from bot.policy import PoliceRule
from bot.storage.store import Store

HAS_SAID_STOP = (
    "Den som har dette nummeret, har sagt STOPP. De kan selv sende START, eller du kan registrere uten nummer."
)


def person_for(turn: Turn, name: str, phone: str, language: str = "") -> PersonId:
    """The person of that name at that number, or whoever wrote from it before we knew a name; else someone new."""
    channel = "sms" if is_mobile(phone) else "phone"
    if phone and turn.store.is_stopped(phone):
        raise Refused(HAS_SAID_STOP)
    for who in turn.store.people_at(channel, phone) if phone else ():
        if turn.store.person(who).name.casefold() in {"", name.casefold()}:
            _rename(turn, who, name, language)
            return who
    who = turn.store.add_person(name, turn.now, language or turn.town.language)
    if phone:
        turn.store.give_address(who, channel, phone)
    return who


def _rename(turn: Turn, who: PersonId, name: str, language: str) -> None:
    """A language that was not chosen stays as it is."""
    turn.store.change_person(who, name=name, **({"language": language} if language else {}))


def set_number(turn: Turn, who: PersonId, phone: str) -> None:
    """The one number someone is reached at from now on; none, when it is empty.  What is queued goes there too."""
    if {phone} == {number for channel, number in turn.store.addresses(who).items() if channel != "telegram"}:
        return
    if phone and turn.store.is_stopped(phone):
        raise Refused(HAS_SAID_STOP)
    before = turn.store.telephone(who)
    for channel in ("sms", "phone"):
        turn.store.drop_address(who, channel)
    if phone:
        turn.store.give_address(who, "sms" if is_mobile(phone) else "phone", phone)
    if before:
        turn.store.readdress(who, before, phone, by_sms=is_mobile(phone))


def change_volunteer(
    turn: Turn, who: PersonId, name: str, phone: str, *, language: str = "", **values: Any
) -> None:
    _rename(turn, who, name, language)
    set_number(turn, who, phone)
    turn.store.change_volunteer(who, **values)
    turn.note("volunteer_changed", None, who, what=sorted(values))
    if "born" in values:
        hand_on(turn, who)


def see(turn: Turn, who: PersonId, approval: Approval, by: int | None = None) -> None:
    """Write down what has been seen to, and who had the talk, saw the politiattest and heard the pledge."""
    volunteer, approval = turn.store.volunteer(who), _expiring(approval, turn.town.policy.police)
    before = volunteer.approval if volunteer is not None else approval
    news = [what for what in ("talk", "police_seen") if getattr(before, what) != getattr(approval, what)]
    turn.store.change_volunteer(who, approval=approval, **{f"{what}_by": by for what in news})
    if approval.pledge is None and before.pledge is not None:
        pledging.take_back(turn, who)
    elif approval.pledge is not None and before.pledge != approval.pledge:
        pledging.promised_in_person(turn, who, approval.pledge, by)
    turn.note("approval_changed", None, who, by=by)
    hand_on(turn, who)


def _expiring(seen: Approval, rule: PoliceRule) -> Approval:
    """A politiattest holds for as long as the municipality's rule says, where no other day is written."""
    if seen.police_seen is None or seen.police_expires is not None or not rule.years:
        return seen
    year, leap = seen.police_seen.year + rule.years, (seen.police_seen.month, seen.police_seen.day) == (2, 29)
    return replace(seen, police_expires=seen.police_seen.replace(year=year, **({"day": 28} if leap else {})))


def without_police(store: Store, rule: PoliceRule, now: datetime) -> list[Visit]:
    """What is agreed with those who have not shown what the rule asks for, or whose does not hold on the day."""
    policy = replace(store.municipality_row().policy, police=rule)
    people = {one.id: replace(one, approval=_expiring(one.approval, rule)) for one in store.volunteers(Stage.APPROVED)}
    return [
        visit for visit, errand in store.all_agreed()
        if errand.lies_ahead(now) and visit.volunteer in people
        and lacks(people[visit.volunteer], errand, policy) is WhyNot.NO_POLICE
    ]  # fmt: skip


def ask_for_police(turn: Turn, rule: PoliceRule) -> None:
    """From now on the municipality asks for it so: what those without one have agreed to goes to others."""
    turn.store.change_set_up(police={"kinds": sorted(rule.kinds), "basis": rule.basis, "years": rule.years})
    turn.note("set_up_changed")
    turn.town = turn.store.municipality_row()
    expiring = ((one.approval, _expiring(one.approval, rule)) for one in turn.store.volunteers(Stage.APPROVED))
    turn.store.police_expires({
        seen.police_seen: seen.police_expires for before, seen in expiring
        if seen != before and seen.police_seen and seen.police_expires
    })  # fmt: skip
    hand_on_all(turn)


def change_recipient(
    turn: Turn, who: PersonId, name: str, phone: str, tell: Tell, kin: Kin, *, language: str = "", **values: Any
) -> None:
    """Change what we know of someone who gets help; whoever has had the old address gets the new one."""
    before = turn.store.recipient(who)
    _rename(turn, who, name, language)
    set_number(turn, who, phone)
    turn.store.change_recipient(who, tell=tell.value, kin=kin, **values)
    turn.note("recipient_changed", None, who)
    after = turn.store.recipient(who)
    if before is not None and before.kin.phone and before.kin.phone != kin.phone:
        turn.store.readdress(who, before.kin.phone, kin.phone or phone, by_sms=is_mobile(kin.phone))
    if before is not None and after is not None and _way_there(before) != _way_there(after):
        _moved(turn, after)


def _way_there(recipient: Recipient) -> tuple[str, ...]:
    return recipient.street, recipient.postcode, recipient.place, recipient.entry


def _moved(turn: Turn, recipient: Recipient) -> None:
    for errand in turn.store.errands_for(recipient.id):
        if not errand.active or not errand.lies_ahead(turn.now):
            continue
        turn.store.change_errand(errand.id, postcode=recipient.postcode, place=recipient.place)
        for visit in turn.store.visits_of(errand.id):
            if visit.active and visit.details is not None:
                give_details(turn, visit, turn.store.errand(errand.id))
