"""What becomes of people: they join, are approved, pause, stop, come back, and are forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.clock import OSLO
from bot.dialog import phrases
from bot.dialog.likes import kinds_in_words, times_in_words
from bot.kinds import KINDS
from bot.life import breaks, pledging
from bot.life.stopping import stop_all
from bot.life.taking import release
from bot.life.turn import Turn
from bot.model import Approval, Frequency, PersonId, Stage
from bot.numbers import is_mobile
from bot.storage.people import read_availability, write_availability
from bot.texts import Text, listed, with_capital
from bot.waking import day_begins

CALLS_WITHIN = timedelta(days=5)
FREQUENCIES = {"week": Frequency(1, 7), "month": Frequency(1, 30), "seldom": Frequency(1, 90)}

APPROVED = Text(
    "people.approved", "Nå er du klar til å starte, {name}! Jeg spør deg når noe passer. Svar STOPP for å slutte."
)
PAUSE_OVER = Text(
    "people.pause_over",
    "Hei {name}! Pausen din er over, og jeg spør deg igjen når noe passer. Vil du ha mer fri, svar PAUSE.",
)
DATA = Text(
    "people.data",
    "Dette har vi om deg: {who}. {kinds}. {times}. Vi har også meldinger og avtaler. {Coordinator} viser deg "
    "alt, tlf. {phone}. Svar SLETT MEG for å bli slettet.",
)
DATA_STRANGER = Text(
    "people.data_stranger",
    "Vi har nummeret ditt og det du har skrevet til oss. {Coordinator} viser deg alt, tlf. {phone}. Svar SLETT "
    "MEG for å bli slettet.",
)
FORGOTTEN = Text(
    "people.forgotten",
    "Nå er du slettet hos oss. Vi beholder bare en kode, så vi ikke skriver til deg igjen. Takk for at du "
    "var med!",
)


FORGOTTEN_SHARED = Text(
    "people.forgotten_shared",
    "Nå er {name} slettet hos oss. Takk for at du var med! {names} får fortsatt meldinger hit.",
)


def register(turn: Turn, who: PersonId, answers: Mapping[str, Any]) -> None:
    """Someone has told us what suits them; a coordinator calls within five days."""
    turn.store.change_person(who, name=answers["name"])
    values = columns(answers)
    if turn.store.volunteer(who) is None:
        turn.store.add_volunteer(who, stage=Stage.APPLIED.value, registered=turn.now, **values)
    else:
        turn.store.change_volunteer(who, **values)
    if "phone" in answers:
        turn.store.give_address(who, "phone", answers["phone"])
    turn.note("volunteer_registered", None, who)
    turn.tell("new_volunteer", person=who, due=turn.now + CALLS_WITHIN)


def change(turn: Turn, who: PersonId, answers: Mapping[str, Any]) -> None:
    turn.store.change_volunteer(who, **columns(answers))
    turn.note("volunteer_changed", None, who, what=sorted(answers))


def columns(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the first talk's answers are kept as."""
    values: dict[str, Any] = {}
    if "kinds" in answers:
        values["skills"] = [kind for kind in answers["kinds"] if kind in KINDS]
    if "times" in answers:
        values["availability"] = read_availability(answers["times"])
    if "area" in answers:
        values |= {"postcode": answers["area"]["postcode"], "place": answers["area"]["place"]}
    if "frequency" in answers:
        values["frequency"] = FREQUENCIES[answers["frequency"]]
    if "transport" in answers:
        values["transport"] = answers["transport"]
    if "dislikes" in answers:
        values["dislikes"] = answers["dislikes"]
    return values


def approve(turn: Turn, who: PersonId, approval: Approval | None = None, *, quiet: bool = False) -> None:
    """Ready to be asked; what a coordinator has seen to is kept with it."""
    today = turn.now.astimezone(OSLO).date()
    volunteer = turn.store.volunteer(who)
    seen = approval or (volunteer.approval if volunteer else Approval())
    seen = replace(seen, pledge=seen.pledge or today)
    turn.store.change_volunteer(who, stage=Stage.APPROVED.value, waiting_since=turn.now, approval=seen)
    _may_get_sms(turn, who)
    turn.store.close_matters(turn.now, "new_volunteer", "enrolled_confirmed", "pledge_promised", person=who)
    turn.note("volunteer_approved", None, who)
    if not quiet:
        turn.say(who, APPROVED, "other")


def _may_get_sms(turn: Turn, who: PersonId) -> None:
    """They told us a number to ring, and a coordinator has rung it: if it is a mobile, it gets SMS from now on."""
    number = turn.store.addresses(who).get("phone", "")
    if not is_mobile(number) or turn.store.is_stopped(number):
        return
    for other in turn.store.people_at("sms", number):
        if not turn.store.person(other).name:
            turn.store.was(other, who, turn.now)
    turn.store.drop_address(who, "phone")
    turn.store.give_address(who, "sms", number)


def pause(turn: Turn, who: PersonId, until: date | None, why: str = "pause") -> None:
    """No questions until that day has passed; visits that fall within it are handed on."""
    turn.store.change_volunteer(who, paused=True, paused_until=until)
    turn.note("paused", None, who, until=until.isoformat() if until else None)
    breaks.rest(turn, who, why, until)
    release(turn, who, why, until=until)
    wake_after(turn, who, until)


def wake_after(turn: Turn, who: PersonId, until: date | None) -> None:
    """A pause is over when its last day is; without one it is ended by whoever has it."""
    turn.store.wake_at("pause", who, day_begins(until + timedelta(days=1)) if until else None)


def rest(turn: Turn, who: PersonId) -> None:
    """Asked nothing more from now on; until they have said for how long, what they have agreed to stands."""
    turn.store.change_volunteer(who, paused=True, paused_until=None)
    turn.note("paused", None, who, until=None)
    release(turn, who, "pause", until=date.min)


def resume(turn: Turn, who: PersonId) -> None:
    turn.store.change_volunteer(who, paused=False, paused_until=None)
    turn.store.wake_at("pause", who, None)
    turn.note("resumed", None, who)
    breaks.back(turn, who)


def end_pause(turn: Turn, who: PersonId) -> None:
    """The last day of a pause is over."""
    volunteer = turn.store.volunteer(who)
    resume(turn, who)
    if volunteer is not None and volunteer.paused and volunteer.stage is Stage.APPROVED:
        turn.say(who, PAUSE_OVER, "check_in")


def opt_out(turn: Turn, who: PersonId, *, answer: bool = True) -> None:
    """STOPP: one confirmation, then nothing to that number; what was coming is handed on."""
    for channel, address in turn.store.ever_at(who):
        turn.store.stop_number(address, turn.now)
        for other in turn.store.people_at(channel, address):
            if not turn.store.person(other).stopped:
                stop(turn, other)
    if answer:
        turn.say(who, phrases.STOPPED, "stopped", reply=True)


def stop(turn: Turn, who: PersonId) -> None:
    """Nothing more to someone, from any number of theirs; what was coming is handed on."""
    turn.store.change_person(who, stopped=True)
    breaks.leave(turn, who, "stopped")
    release(turn, who, "stopped")
    turn.store.withdraw(turn.now, to=who)
    pledging.withdraw(turn, who)
    turn.note("opted_out", None, who)
    turn.tell("opted_out", person=who)


def opt_in(turn: Turn, who: PersonId) -> None:
    """Back again, of their own accord: everyone at the number, as STOPP was everyone's."""
    back = [who]
    for channel, address in turn.store.ever_at(who):
        turn.store.start_number(address)
        back += [other for other in turn.store.people_at(channel, address) if other not in back]
    for other in back:
        turn.store.change_person(other, stopped=False)
        turn.note("opted_in", None, other)
    language = turn.store.person(who).language
    names = [name for other in sorted(back) if (name := turn.store.person(other).first_name)]
    text = phrases.STARTED_ALL if len(names) > 1 else phrases.STARTED if names else phrases.STARTED_NAMELESS
    turn.say(who, text, "confirmation", reply=True, name="".join(names[:1]), names=listed(names, language))


def forget(turn: Turn, who: PersonId) -> None:
    """Hand on what is coming, then leave nothing that tells who it was; a hash lets STOPP survive."""
    turn.store.withdraw(turn.now, to=who)
    if turn.store.recipient(who) is not None:
        stop_all(turn, who)
    breaks.leave(turn, who, "erased")
    release(turn, who, "erased")
    turn.store.withdraw(turn.now, to=who)
    staying = _staying(turn, who)
    names = listed([turn.store.person(other).first_name for other in staying], turn.store.person(who).language)
    text = FORGOTTEN_SHARED if staying else FORGOTTEN
    turn.say(who, text, "receipt", reply=turn.heard_from == who, names=names)
    for _, address in turn.store.ever_at(who) if not staying else ():
        turn.store.stop_number(address, turn.now)
    turn.store.forget(who, turn.now)
    turn.store.wake_at("pause", who, None)
    turn.store.wake_at("talk", who, None)
    turn.store.wake_at("snooze", who, None)
    turn.store.close_matters(turn.now, "request_help", "promised", "club_asked", person=who)
    turn.note("erased", None, who)
    turn.tell("erased", person=who)


def _staying(turn: Turn, who: PersonId) -> list[PersonId]:
    """Who else is written to at the same number, and goes on being so."""
    there = (other for channel, at in turn.store.addresses(who).items() for other in turn.store.people_at(channel, at))
    others = dict.fromkeys(other for other in there if other != who)
    return [other for other in others if turn.store.person(other).name and not turn.store.person(other).stopped]


def wrong_number(turn: Turn, who: PersonId, words: str) -> None:
    """The number is somebody else's now: nothing more goes there, and their visits and questions go to others."""
    channel = "telegram" if turn.heard_on == "telegram" else "sms"
    address = turn.store.addresses(who).get(channel)
    for each in turn.store.people_at(channel, address) if address else [who]:
        turn.tell("wrong_person", words, person=each)
        turn.store.drop_address(each, channel)
        breaks.rest(turn, each, "wrong_person", None)
        release(turn, each, "wrong_person")


def show_data(turn: Turn, who: PersonId) -> None:
    """A short word by SMS; everything is shown by a human who knows whom they speak with."""
    volunteer, person = turn.store.volunteer(who), turn.store.person(who)
    if volunteer is None:
        turn.say(who, DATA_STRANGER, "receipt", reply=True)
        return
    times = write_availability(volunteer.availability) or {}
    turn.say(
        who, DATA, "receipt", reply=True,
        who=", ".join(filter(None, (person.name, volunteer.place or volunteer.postcode))),
        kinds=with_capital(kinds_in_words(sorted(volunteer.skills), person.language)),
        times=with_capital(times_in_words(times, person.language)),
    )  # fmt: skip


