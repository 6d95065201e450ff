"""What coordinators can do; the panel, the replay and the command line all do it from here."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from bot.channels import Incoming
from bot.dialog import proposing
from bot.errors import NotFound, Refused
from bot.flows import enrolled, staying
from bot.life import (
    alarming,
    apart,
    breaks,
    calling,
    caring,
    chats,
    clubs,
    countering,
    errands,
    foreseeing,
    friends,
    hushing,
    keeping,
    ladder,
    lessons,
    merging,
    needs,
    people,
    pledging,
    postponing,
    recurring,
    registering,
    renewing,
    replies,
    snoozing,
    stopping,
    taking,
    undoing,
)
from bot.life.free_text import cheap, in_messages
from bot.life.turn import AN_ANSWER, Turn
from bot.model import ErrandId, Kin, PersonId, Stage, Tell
from bot.nlu.places import place_of
from bot.numbers import is_mobile
from bot.runner import Runner
from bot.storage.needs import Ending, Need, Reason
from bot.storage.post import Message, MessageState
from bot.storage.provisions import Provision

OPENS_AGAIN_WITHIN = timedelta(minutes=10)

post, edit, call_off, give, ask_more = (
    errands.post, errands.edit, errands.call_off, errands.give, errands.ask_more,
)  # fmt: skip
read_until, snooze, let_be = snoozing.read_until, snoozing.snooze, snoozing.let_be
undoably, undo, take_back_reply = undoing.undoably, undoing.undo, replies.take_back
stop_all, resume_all = stopping.stop_all, stopping.resume_all
on_day, move_to_day = proposing.on_day, postponing.move_to_day
welcome, ask_if_well, pass_on, greet = clubs.welcome, caring.ask_if_well, caring.pass_on, caring.greet
repeat, end_series, change_from = recurring.repeat, recurring.end_series, recurring.change_from
pair, pause_pairing, go_on, set_substitute, end_pairing = (
    friends.pair, breaks.pause, breaks.go_on, friends.set_substitute, friends.end,
)  # fmt: skip
keep_apart, let_meet, merge = apart.keep_apart, apart.let_meet, merging.merge
approve, resume, erase = people.approve, people.resume, people.forget
foresee, foresee_change = foreseeing.foresee, foreseeing.foresee_change
see, change_volunteer, change_recipient, set_number = (
    registering.see, registering.change_volunteer, registering.change_recipient, registering.set_number,
)  # fmt: skip
ask_for_police, without_police = registering.ask_for_police, registering.without_police
send_pledge, publish_pledge = pledging.ask, renewing.publish


def clear_number(turn: Turn, who: PersonId) -> None:
    """They have said that an address may be sent to a telephone others use too."""
    turn.store.clear_number(who)
    turn.note("number_cleared", None, who)


def enrol(
    turn: Turn, runner: Runner, name: str, phone: str, *, ask: bool = True, language: str = "", **values: object
) -> PersonId:
    """Write someone up who signed up on paper or by telephone; by SMS they are asked whether it is right.

    Whoever shares the number with others is not asked: a JA could be theirs.  NEI erases, and so one who
    gets help is not asked either.
    """
    who = registering.person_for(turn, name, phone, language)
    if turn.store.volunteer(who) is not None:
        raise Refused("Den frivillige er registrert fra før.")
    values.setdefault("place", place_of(str(values.get("postcode") or "")) or "")
    turn.store.add_volunteer(who, registered=turn.now, **{"stage": Stage.APPLIED.value, **values})
    turn.note("volunteer_registered", None, who)
    turn.tell("new_volunteer", person=who, due=turn.now + people.CALLS_WITHIN)
    alone = turn.store.people_at("sms", phone) == [who] and turn.store.recipient(who) is None
    if ask and alone:
        runner.begin(turn, who, enrolled.FLOW.name)
    return who


def tidy(turn: Turn, runner: Runner) -> Mapping[str, int]:
    """Take away what has been kept long enough."""
    return keeping.tidy(turn, lambda who: runner.begin(turn, who, staying.FLOW.name))


def ask_enrolled(turn: Turn, runner: Runner, who: PersonId) -> None:
    """Ask someone who was written up by others whether it is right."""
    turn.note("enrolled_asked", None, who)
    runner.begin(turn, who, enrolled.FLOW.name)


def add_person(turn: Turn, name: str, phone: str, language: str = "") -> PersonId:
    who = turn.store.add_person(name, turn.now, language or turn.town.language)
    if phone:
        turn.store.give_address(who, "sms" if is_mobile(phone) else "phone", phone)
    return who


def add_recipient(
    turn: Turn,
    name: str,
    phone: str = "",
    *,
    tell: Tell | None = None,
    kin: Kin | None = None,
    language: str = "",
    **values: object,
) -> PersonId:
    """Write up someone who gets help; without a mobile they are told by telephone, or through kin."""
    who = registering.person_for(turn, name, phone, language)
    if turn.store.recipient(who) is not None:
        raise Refused("Innbyggeren er registrert fra før.")
    code = str(values.get("postcode") or "")
    values.setdefault("place", place_of(code) or "")
    how = tell or (
        Tell.KIN if kin and kin.phone and not phone else Tell.SMS if is_mobile(phone) else Tell.CALL
    )
    turn.store.add_recipient(who, tell=how.value, kin=kin or Kin(), **values)
    return who


def take_over(turn: Turn, who: PersonId, by: int | None = None, *, instead_of: int | None = None) -> None:
    """From now on a coordinator has the talk; the robot is silent, but for danger and STOPP.

    A colleague's talk is taken only by who knew that it was theirs.
    """
    had = turn.store.human_has(who)
    if had and had[1] not in {None, by, instead_of}:
        raise Refused("En kollega har nettopp tatt samtalen.")
    if had is None:
        lessons.corrected(turn, who)
    turn.store.put_talk(who, turn.now, human_since=had[0] if had else turn.now, human=by)
    turn.note("taken_over", None, who, by=by)
    hushing.hush(turn, who)


def end_need(
    turn: Turn, runner: Runner, which: int, ending: Ending, by: int | None, *, errand: ErrandId | None = None,
    to: str = "", offer: Provision | None = None, club: PersonId | None = None,
) -> None:  # fmt: skip
    """A wish for help is seen to: the talk a human had since it came goes back to the robot, unless they ring."""
    needs.end(turn, which, ending, by, errand=errand, to=to, offer=offer, club=club)
    if ending is not Ending.CALL:
        _back_to_robot(turn, runner, turn.store.need(which))


def drop_needs(turn: Turn, runner: Runner, which: Collection[int], why: Reason, by: int | None) -> None:
    """Wishes there is nothing to do about; nobody is told."""
    for one in which:
        needs.drop(turn, one, why, by)
        _back_to_robot(turn, runner, turn.store.need(one))


def _back_to_robot(turn: Turn, runner: Runner, need: Need) -> None:
    """Nobody took the talk but for the wish."""
    if turn.store.human_has(need.person) == (need.received, None):
        hand_back(turn, runner, need.person)


def hand_back(turn: Turn, runner: Runner, who: PersonId) -> None:
    turn.store.saw(who, turn.now)
    runner.release(turn, who)


def say(turn: Turn, who: PersonId, words: str, by: int | None = None) -> None:
    """A coordinator's own words, on the channel the person uses, in signs that cost no more than they must."""
    words = cheap(words)
    if not words:
        raise Refused("Skriv svaret med ord.")
    channel, number = turn.way_to(who, "coordinator")
    if channel == "telegram" and turn.tells_who(who, words, anyone=True):
        channel, number = turn.way_to(who, "details")
    heard = turn.store.heard_from(who, last=1)
    answers = bool(heard) and turn.now - heard[0].received <= AN_ANSWER
    turn.store.saw(who, turn.now)
    for part in in_messages([words]) if channel == "sms" else [words]:
        turn.send(who, channel, number, part, "coordinator", reply=answers, written_by=by or 0)


def invite(turn: Turn, who: PersonId, code: str = "") -> None:
    """Invite someone to Telegram by SMS; the code is drawn when none is given."""
    if "sms" not in turn.store.addresses(who):
        raise Refused("Den frivillige har ikke et mobilnummer som virker.")
    if not turn.town.telegram:
        raise Refused("Telegram er ikke slått på.")
    chats.invite(turn, who, code or f"{secrets.randbelow(1_000_000):06}")


def leave_telegram(turn: Turn, who: PersonId) -> None:
    """Someone is no longer written to there; what they have not answered comes by SMS."""
    turn.store.drop_address(who, "telegram")
    turn.note("left_telegram", None, who)
    ladder.shut_out(turn, who)


def answer(turn: Turn, runner: Runner, who: PersonId, words: str) -> None:
    """What someone said on the telephone, typed by a coordinator; it goes the same way as an SMS."""
    spoken = Incoming("call", f"{who}-{turn.now.isoformat()}-{len(turn.store.heard_from(who))}", "", words)
    event = turn.store.add_event(spoken, turn.now)
    if event is not None:
        runner.hear(turn, replace(event, person=who))


def called(turn: Turn, message: int) -> None:
    """A message on the call list has been read aloud."""
    turn.store.change_message(message, state=MessageState.DELIVERED.value, settled=turn.now)
    turn.store.forget_sent(message)


def answer_call(turn: Turn, runner: Runner, message: int, words: str) -> None:
    """What was answered to a message on the call list; a JA or a NEI is to what was read, and to nothing else."""
    read = _to_be_read(turn, message)
    if read.person is None:
        raise NotFound("person")
    number = calling.question_in(turn, read)
    if read.kind in calling.QUESTIONS and read.errand is not None and number is None:
        raise Refused("Dette er ordnet i mellomtida. Du kan ta det av lista.")
    called(turn, message)
    if number and read.errand is not None:
        turn.store.ask_through(read.person, read.errand, message)
    answer(turn, runner, read.person, f"{words} {number}" if number and words in {"JA", "NEI"} else words)


def tell_call(turn: Turn, runner: Runner, message: int, by: int | None = None) -> None:
    """What was on the call list has been said, or need not be said any more."""
    read = _to_be_read(turn, message)
    called(turn, read.id)
    if read.need is not None and read.person is not None:
        _back_to_robot(turn, runner, needs.have_rung(turn, read.need, by))


def not_answered(turn: Turn, message: int) -> None:
    """Nobody answered the telephone; it stays on the list."""
    read = _to_be_read(turn, message)
    turn.note("call_unanswered", read.errand, read.person, message=message)


def _to_be_read(turn: Turn, message: int) -> Message:
    read = turn.store.message(message)
    if read.channel != "call":
        raise NotFound("call")
    if read.state in {MessageState.DELIVERED, MessageState.WITHDRAWN}:
        raise Refused("Noen har alt tatt denne samtalen.")
    return read


def pause(turn: Turn, who: PersonId, until: date | None) -> None:
    """A coordinator lets someone have a break."""
    people.pause(turn, who, until, why="paused")


def cannot_come(turn: Turn, which: ErrandId, who: PersonId, by: int | None = None) -> None:
    """A volunteer has told a coordinator that they cannot: others are asked, and no coordinator is told of it."""
    if taking.holder(turn, which, who) is None:
        raise NotFound("visit")
    taking.cancel(turn, which, who, "phone")
    turn.store.close_matters(turn.now, "cancelled", "late_cancellation", person=who, errand=which, by=by)


def see_to(turn: Turn, matter: int, by: int | None = None) -> None:
    """A coordinator has seen to something; an alarm about it rings no more."""
    turn.store.change_matter(matter, closed=turn.now, closed_by=by)
    turn.store.wake_at("alarm", matter, None)


def open_again(turn: Turn, matter: int, by: int) -> None:
    """Whoever saw to something did not mean to: it stands there as it did, and rings on if it rang."""
    if matter not in turn.store.seen_to_by(by, turn.now - OPENS_AGAIN_WITHIN):
        raise NotFound("matter")
    turn.store.change_matter(matter, closed=None, closed_by=None)
    seen_to = turn.store.matter(matter)
    turn.note("matter_opened_again", seen_to.errand, seen_to.person, by=by)
    alarming.ring_on(turn, seen_to)


def take_proposed(turn: Turn, matter: int) -> None:
    """What someone proposes is as it shall be: another time for what they were asked, or for what is put off."""
    put_off = turn.store.matter(matter).kind == "postponed"
    (postponing if put_off else countering).take_proposed(turn, matter)


def move_to(turn: Turn, which: ErrandId, who: PersonId, instead_of: PersonId) -> None:
    """Hand an errand from one volunteer to another, after a talk with both."""
    taking.cancel(turn, which, instead_of, "moved")
    errands.give(turn, which, who)


def set_up(
    turn: Turn, *, duty: Sequence[tuple[int, time, time]], undo: timedelta | None = None, **values: str | bool
) -> None:
    """How the municipality wants things done, and when someone is at work."""
    hours = [(day, f"{first:%H:%M}", f"{last:%H:%M}") for day, first, last in duty]
    turn.store.change_set_up(duty=hours, **values)
    if undo is not None:
        policy = turn.store.set_up().get("policy", {})
        turn.store.change_set_up(policy=policy | {"undo": undo / timedelta(minutes=1)})
    if values.get("night") or values.get("standin"):
        turn.store.close_matters(turn.now, "alarm_no_number")
    turn.note("set_up_changed")
