"""One turn: load, understand, advance, store; everything it changes is in the turn's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.dialog import effects as wanted
from bot.dialog import phrases
from bot.dialog.engine import Engine
from bot.dialog.events import Event, Heard, Ranking, Released, Woke
from bot.dialog.session import Situation, Talk
from bot.flows.visit import now_about
from bot.life import (
    alarming,
    asking,
    chats,
    knowing,
    ladder,
    lessons,
    looping,
    needs,
    passing_on,
    people,
    pledging,
    pressing,
    recurring,
    renewing,
    sharing,
    snoozing,
    trying,
    undoing,
    vetting,
)
from bot.life.situating import situate, with_place
from bot.life.turn import Turn
from bot.model import ErrandId, PersonId
from bot.nlu import Reader
from bot.numbers import is_mobile
from bot.performing import hand_over, perform
from bot.storage.letters import Received
from bot.waking import add_waking, is_quiet

WAKES: Mapping[str, Callable[[Turn, int], None]] = {
    "errand": lambda turn, which: asking.look(turn, ErrandId(which)),
    "visit": vetting.look_after,
    "alarm": alarming.ring,
    "pause": lambda turn, who: people.end_pause(turn, PersonId(who)),
    "fallback": ladder.fall_back,
    "who": lambda turn, who: sharing.never_told(turn, PersonId(who)),
    "lesson": lambda turn, _: lessons.drop_old(turn),
    "need": lambda turn, _: needs.drop_old(turn),
    "need_asked": passing_on.look,
    "series": recurring.make_ahead,
    "pairing": trying.look,
    "pledge": pledging.look,
    "pledge_text": renewing.look,
    "undo": undoing.forget,
    snoozing.SUBJECT: snoozing.come_back,
}
"""Who sees to what has come due; a talk is woken by the engine."""
DANGER = frozenset({"emergency", "distress"})
URGENT = DANGER | {"opt_out"}


@dataclass(frozen=True)
class Runner:
    """Runs turns for whoever writes, and for timers."""

    engine: Engine
    reader: Reader

    def hear(self, turn: Turn, event: Received, ranking: Ranking | None = None) -> None:
        """Take in one message that has been stored."""
        on_duty = knowing.is_duty_phone(turn, event.channel, event.sender)
        if knowing.says_seen(event.text) and (alarming.seen(turn, event.sender) or on_duty):
            turn.store.change_event(event.id, state="done", intent="seen")
            return
        if on_duty:
            turn.store.change_event(event.id, state="done")
            turn.heard_at = event.said
            knowing.duty_phone_wrote(turn, event.sender, self.reader.understand(event.text, now=turn.now))
            return
        if event.person is None and event.channel == "sms" and not is_mobile(event.sender):
            self._not_answered(turn, event)
            return
        turn.heard_on, turn.heard_at, turn.heard = event.channel, event.said, event
        if event.channel == "telegram" and chats.belongs(turn, event):
            turn.store.change_event(event.id, state="done", person=turn.heard_from)
            return
        who, text = (event.person, event.text) if event.person is not None else self._who_writes(turn, event)
        turn.heard_from = who
        if turn.town.telegram:
            ladder.heard_from(turn, who)
        text = self._meant(turn, who, event, text)
        if text is None:
            turn.store.change_event(event.id, state="done", person=who)
            return
        situation, talk = self._situation(turn, who, event), Talk.from_json(turn.store.talk_state(who))
        if event.own_number and self.engine.expecting(talk, situation) == "phone":
            text = event.own_number
        elif event.media and not self.is_urgent(event.text, turn.now) and not (event.channel == "sms" and text.strip()):
            turn.store.change_event(event.id, state="done", person=who)
            _cannot_read(turn, who, event, situation)
            return
        heard = self.reader.understand(
            text, now=turn.now, expecting=self.engine.expecting(talk, situation),
            open=self.engine.open(talk, situation), ranking=ranking if text == event.text else None,
        )  # fmt: skip
        turn.store.change_event(event.id, state="done", person=who, intent=heard.intent)
        self._advance(turn, who, talk, with_place(heard), situation)

    def is_urgent(self, text: str, now: datetime) -> bool:
        """Whether a message is heard however it comes: danger and STOPP, under a picture or written into an old one."""
        return bool(text.strip()) and self.reader.understand(text, now=now).intent in URGENT

    def _meant(self, turn: Turn, who: PersonId, event: Received, text: str | None) -> str | None:
        """What they mean in words; None when nothing is to be made of it."""
        if looping.loops(turn, who, event, lambda: self.is_urgent(event.text, turn.now)):
            looping.tell_of_loop(turn, who)
            return None
        if event.pressed is None:
            return chats.in_words(turn, who, text) if text and event.channel == "telegram" else text
        text = pressing.meant(turn, who, event)
        if text is None:
            pressing.say_it_is_old(turn, who, event)
        return text

    def _not_answered(self, turn: Turn, event: Received) -> None:
        """We write to Norwegian mobiles alone; but a human sees what others write, and danger is heard."""
        heard = self.reader.understand(event.text, now=turn.now)
        if heard.noise:
            turn.store.change_event(event.id, state="done")
            return
        known = turn.store.people_at("phone", event.sender)
        who = known[0] if known else knowing.stranger(turn, "phone", event.sender)
        turn.store.change_event(event.id, state="done", person=who, intent=heard.intent)
        if heard.intent in DANGER:
            turn.note("danger", None, who)
            turn.alarm(heard.intent, event.text, person=who)
        else:
            turn.tell("not_answered", event.text, person=who)

    def _who_writes(self, turn: Turn, event: Received) -> tuple[PersonId, str | None]:
        """Who sent a message, and what they meant to answer; None while several could have."""
        known = turn.store.people_writing_from(event.channel, event.sender)
        if not known:
            return knowing.stranger(turn, event.channel, event.sender), event.text
        heard = self.reader.understand(event.text, now=turn.now) if len(known) > 1 else None
        if heard is None or heard.intent in URGENT or turn.store.person(known[0]).stopped:
            return known[0], event.text
        writer = sharing.tell_apart(turn, known, event.channel, heard, lambda who: self._read(turn, who, event))
        turn.heard_from = writer.who
        if writer.text is None and not sharing.asked_who(turn, known, writer, event.text):
            hand_over(turn, writer.who, "not_understood")
        return writer.who, writer.text

    def _read(self, turn: Turn, who: PersonId, event: Received) -> Heard:
        """A message in the light of what one of them has been asked."""
        talk, situation = Talk.from_json(turn.store.talk_state(who)), situate(turn, who, event.said)
        expecting, asked = self.engine.expecting(talk, situation), self.engine.open(talk, situation)
        return self.reader.understand(event.text, now=turn.now, expecting=expecting, open=asked)

    def _situation(self, turn: Turn, who: PersonId, event: Received) -> Situation:
        """What a coordinator typed after a call is heard although a human has the talk."""
        situation = situate(turn, who, event.said)
        return replace(situation, with_human=False) if event.channel == "call" else situation

    def warm_up(self, now: datetime) -> None:
        """Read once what is read only once, so that the first who writes waits no longer than others."""
        self.reader.understand("Ja, på torsdag passer det fint", now=now)
        is_quiet(now)

    def wake(self, turn: Turn, subject: str, which: int) -> None:
        """See to something whose time has come."""
        if subject == "talk":
            self._event(turn, PersonId(which), Woke())
        elif subject in WAKES:
            WAKES[subject](turn, which)
        else:
            raise ValueError(f"nothing is woken as {subject!r}")

    def release(self, turn: Turn, who: PersonId) -> None:
        """A coordinator hands the talk back; the robot repeats what it was asking, or is silent if that was nothing."""
        turn.store.put_talk(who, turn.now, human_since=None, human=None)
        turn.store.close_matters(turn.now, "handover", person=who)
        turn.note("handed_back", None, who)
        self._event(turn, who, Released())

    def begin(self, turn: Turn, who: PersonId, flow: str) -> None:
        """Begin a conversation of our own accord."""
        talk, effects = self.engine.begin(flow, Talk(), situate(turn, who))
        self._store(turn, who, talk)
        for effect in effects:
            perform(turn, who, effect, reply=False)

    def _event(self, turn: Turn, who: PersonId, event: Event) -> None:
        self._advance(turn, who, Talk.from_json(turn.store.talk_state(who)), event, situate(turn, who))

    def _advance(self, turn: Turn, who: PersonId, before: Talk, event: Event, situation: Situation) -> None:
        talk, effects = self.engine.advance(before, event, situation)
        if isinstance(event, Heard) and not situation.with_human:
            lessons.missed(turn, who, event, before, talk, effects)
        if not any(isinstance(effect, wanted.Forget) for effect in effects):
            self._store(turn, who, talk, goes_on=bool(before.flow))
        for effect in effects:
            perform(turn, who, effect, reply=isinstance(event, Heard))

    def _store(self, turn: Turn, who: PersonId, talk: Talk, *, goes_on: bool = True) -> None:
        turn.store.put_talk(who, turn.now, state=talk.to_json())
        flow = self.engine.flows.get(talk.flow)
        if flow is None:
            if goes_on:
                turn.store.wake_at("talk", who, None)
            return
        waits = flow.nudge_after if flow.nudge_after and not talk.nudged else flow.expires_after
        turn.store.wake_at("talk", who, add_waking(turn.now + waits, timedelta()))


def _cannot_read(turn: Turn, who: PersonId, event: Received, situation: Situation) -> None:
    """A voice, a picture, a sticker: they may write it instead, and near a visit a human looks."""
    if situation.with_human:
        return
    if event.own_number:
        chats.not_invited(turn, event)
        return
    errand = now_about(situation)
    if errand is not None:
        turn.tell("media", person=who, errand=errand.id)
    turn.say(who, phrases.MEDIA, "other", reply=True)
