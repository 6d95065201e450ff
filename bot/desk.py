"""What coordinators can do; the panel, the replay and the command line all do it from here."""

from __future__ import annotations

from bot.channels import Incoming
from bot.errors import Refused
from bot.flows import enrolled
from bot.life import errands, people, registering, taking
from bot.life.turn import Turn
from bot.model import ErrandId, Kin, PersonId, Stage, Tell
from bot.nlu.places import place_of
from bot.numbers import is_mobile
from bot.outbox import AN_ANSWER
from bot.runner import Runner
from bot.storage.post import MessageState

post, edit, call_off, give, ask_more, stop_all = (
    errands.post, errands.edit, errands.call_off, errands.give, errands.ask_more, errands.stop_all,
)  # fmt: skip
approve, pause, resume, erase = people.approve, people.pause, people.resume, people.forget
withdraw_volunteer = taking.cancel
see, change_volunteer, change_recipient, resume_all = (
    registering.see, registering.change_volunteer, registering.change_recipient, registering.resume_all,
)  # fmt: skip


def enrol(
    turn: Turn, runner: Runner, name: str, phone: str, *, ask: bool = True, **values: object
) -> PersonId:
    """Write someone up who signed up on paper or by telephone; by SMS they are asked whether it is right.

    Whoever shares the number with others is not asked: a JA could be theirs.  NEI erases, and so one who
    gets help is not asked either.
    """
    who = registering.person_for(turn, name, phone)
    if turn.store.volunteer(who) is not None:
        raise Refused("Den frivillige er registrert fra før.")
    turn.store.add_volunteer(who, registered=turn.now, **{"stage": Stage.APPLIED.value, **values})
    turn.note("volunteer_registered", None, who)
    turn.tell("new_volunteer", person=who, due=turn.now + people.CALLS_WITHIN)
    alone = turn.store.people_at("sms", phone) == [who] and turn.store.recipient(who) is None
    if ask and alone:
        runner.begin(turn, who, enrolled.FLOW.name)
    return who


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
    **values: object,
) -> PersonId:
    """Write up someone who gets help; without a mobile they are told by telephone, or through kin."""
    who = registering.person_for(turn, name, phone)
    if turn.store.recipient(who) is not None:
        raise Refused("Innbyggeren er registrert fra før.")
    code = str(values.get("postcode") or "")
    values.setdefault("place", place_of(code) or "")
    how = tell or (
        Tell.KIN if kin and kin.phone and not phone else Tell.SMS if is_mobile(phone) else Tell.CALL
    )
    turn.store.add_recipient(who, tell=how.value, kin=kin or Kin(), **values)
    return who


def take_over(turn: Turn, who: PersonId, by: int | None = None) -> None:
    """From now on a coordinator has the talk; the robot is silent, but for danger and STOPP."""
    turn.store.put_talk(who, turn.now, human_since=turn.now, human=by)
    turn.note("taken_over", None, who, by=by)


def hand_back(turn: Turn, runner: Runner, who: PersonId) -> None:
    runner.release(turn, who)


def say(turn: Turn, who: PersonId, words: str, by: int | None = None) -> None:
    """A coordinator's own words, on the channel the person uses."""
    addresses = turn.store.addresses(who)
    channel = "sms" if "sms" in addresses else "call"
    number = addresses.get("sms") or addresses.get("phone", "")
    heard = turn.store.heard_from(who, last=1)
    answers = bool(heard) and turn.now - heard[0].received <= AN_ANSWER
    turn.send(who, channel, number, words, "coordinator", reply=answers, written_by=by or 0)


def answer(turn: Turn, runner: Runner, who: PersonId, words: str) -> None:
    """What someone said on the telephone, typed by a coordinator; it goes the same way as an SMS."""
    spoken = Incoming("call", f"{who}-{turn.now.isoformat()}-{len(turn.store.heard_from(who))}", "", words)
    which = turn.store.add_event(spoken, turn.now)
    if which is None:
        return
    turn.store.change_event(which, person=who, state="done")
    runner.hear(turn, turn.store.event(which))


def called(turn: Turn, message: int) -> None:
    """A message on the call list has been read aloud."""
    turn.store.change_message(message, state=MessageState.DELIVERED.value, settled=turn.now)


def see_to(turn: Turn, matter: int, by: int | None = None) -> None:
    """A coordinator has seen to something; an alarm about it rings no more."""
    turn.store.change_matter(matter, closed=turn.now, closed_by=by)
    turn.store.wake_at("alarm", matter, None)


def move_to(turn: Turn, which: ErrandId, who: PersonId, instead_of: PersonId) -> None:
    """Hand an errand from one volunteer to another, after a talk with both."""
    taking.cancel(turn, which, instead_of, "moved")
    errands.give(turn, which, who)
