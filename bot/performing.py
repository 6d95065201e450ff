"""What a talk wants done is done, in the turn's own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.clock import OSLO
from bot.dialog import effects as wanted
from bot.dialog import phrases
from bot.duty import answers_by, comes_back
from bot.life import (
    clubs,
    countering,
    errands,
    friends,
    hushing,
    needs,
    people,
    pledging,
    postponing,
    taking,
    visiting,
)
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.needs import Through
from bot.when import write_clock


def perform(turn: Turn, who: PersonId, effect: wanted.Effect, *, reply: bool = True) -> None:  # noqa: C901
    """Do one thing a talk wants done."""
    match effect:
        case wanted.Say(text, kind, values, which, lead, options):
            errand = turn.store.errand(which) if which is not None else None
            turn.say(who, text, kind, errand=errand, reply=reply, lead=lead, buttons=options, **_without_clash(values))
        case wanted.Accept(which, sure):
            taking.accept(turn, which, who, sure=sure)
        case wanted.Decline(which):
            taking.decline(turn, which, who)
        case wanted.Reask(which):
            errands.reask(turn, which, who)
        case wanted.Counter(which, words, at, sure):
            countering.counter(turn, which, who, words, at, sure=sure)
        case wanted.StandBy(which):
            taking.stand_by(turn, which, who)
        case wanted.Confirm(which):
            taking.confirm(turn, which, who)
        case wanted.Cancel(which, why):
            taking.cancel(turn, which, who, why)
        case wanted.Postpone(which, words, at):
            postponing.postpone(turn, which, who, words, at)
        case wanted.Arrive() | wanted.Finish() | wanted.Fail() | wanted.BeLate():
            _at_the_visit(turn, who, effect)
        case wanted.Fits(which, yes):
            friends.answer(turn, turn.store.errand(which), who, fits=yes)
        case wanted.Promise(yes):
            pledging.answer(turn, who, yes=yes)
        case wanted.Sends(which, named):
            clubs.names(turn, which, who, named)
        case wanted.Register(answers):
            people.register(turn, who, answers)
        case wanted.Change(answers):
            people.change(turn, who, answers)
        case wanted.Speak(language):
            turn.store.change_person(who, language=language)
        case wanted.Pause(until):
            people.pause(turn, who, until)
        case wanted.Rest():
            people.rest(turn, who)
        case wanted.Resume():
            people.resume(turn, who)
        case wanted.OptOut():
            people.opt_out(turn, who)
        case wanted.OptIn():
            people.opt_in(turn, who)
        case wanted.WrongNumber(words):
            people.wrong_number(turn, who, words)
        case wanted.ShowData():
            people.show_data(turn, who)
        case wanted.Forget():
            people.forget(turn, who)
        case wanted.HandOver(why):
            hand_over(turn, who, why)
        case wanted.Tell(why, words, which):
            turn.note("concern", which, who) if why == "concern" else None
            turn.tell(why, words, person=who, errand=which)
        case wanted.AskForHelp(words):
            needs.receive(turn, who, words, Through.SMS)
        case wanted.Alarm(why, words):
            turn.note("danger", None, who)
            turn.alarm(why, words, person=who)


def _at_the_visit(
    turn: Turn, who: PersonId, effect: wanted.Arrive | wanted.Finish | wanted.Fail | wanted.BeLate
) -> None:
    visit = taking.holder(turn, effect.errand, who)
    if visit is None:
        return
    match effect:
        case wanted.Arrive():
            visiting.arrive(turn, visit)
        case wanted.Finish():
            visiting.finish(turn, visit)
        case wanted.Fail(_, words):
            visiting.fail(turn, visit, words)
        case wanted.BeLate(_, words):
            visiting.be_late(turn, visit, words)


def hand_over(turn: Turn, who: PersonId, why: str) -> None:
    """A named human takes the talk, and says by when."""
    turn.store.put_talk(who, turn.now, human_since=turn.now)
    turn.note("handover", None, who, why=why)
    hushing.hush(turn, who)
    by = answers_by(turn.now, turn.town.duty)
    turn.tell("handover", person=who, due=by)
    why_a_human = phrases.WHY_A_HUMAN.get(why)
    lead = f"{why_a_human.say(turn.store.person(who).language).strip()} " if why_a_human else ""
    today = by.astimezone(OSLO).date() == turn.now.astimezone(OSLO).date()
    rings = bool(turn.store.telephone(who))
    if turn.on_duty and today:
        text = phrases.HUMAN if rings else phrases.HUMAN_WRITES
        turn.say(who, text, "handover", reply=True, lead=lead, clock=write_clock(by))
        return
    back = comes_back(turn.now, by, turn.town.duty)
    text = phrases.HUMAN_AWAY if rings else phrases.HUMAN_AWAY_WRITES
    turn.say(who, text, "handover", reply=True, lead=lead, back=back, clock=write_clock(by))


def _without_clash(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a text may name, without the words the turn itself goes by."""
    own = {"text", "kind", "errand", "reply", "lead", "to", "wakes", "buttons"}
    return {name: value for name, value in values.items() if name not in own}
