"""A number is not a person: couples share a telephone, and what comes from it must be somebody's.

Who writes is told by a name, by whom the talk is going on with, or by whom alone it can concern; else we ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from bot.dialog import phrases
from bot.dialog.events import Heard
from bot.dialog.session import Situation, Talk
from bot.flows.cancel import upcoming
from bot.flows.visit import now_about
from bot.life.naming import as_their_own, is_named
from bot.life.situating import situate
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.post import Message
from bot.waking import add_waking

ANSWERS = frozenset(
    "affirm deny inform skip unsure later counter_offer reserve nlu_fallback out_of_scope".split()
)
AT_THE_VISIT = frozenset(("on_my_way", "running_late", "arrived", "task_done", "task_failed"))
ABOUT_A_VISIT = AT_THE_VISIT | {"cancel_task", "list_my_tasks", "ask_task_details"}
ABOUT_A_VOLUNTEER = frozenset(("change_availability", "change_skills", "change_contact"))
ABOUT_ANYONE = frozenset(("delete_my_data", "access_my_data", "change_language"))
PERSONAL = ABOUT_A_VISIT | ABOUT_A_VOLUNTEER | ABOUT_ANYONE | {"pause", "resume"}
"""What must be the right one's, whatever was asked."""
SURE = 0.9
"""So sure we must be that someone in the middle of a talk speaks of something else."""
AN_HOUR = timedelta(hours=1)
WAITS = timedelta(hours=2)
"""So long we wait to be told who wrote."""
_NUMBER = re.compile(r"\W*(?:nr\.?|nummer)?\W*(\d)\W*", re.IGNORECASE)

Read = Callable[[PersonId], Heard]
"""The message as it reads to one of them, in the light of what that one was asked."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, and what it says; without ``text`` it is one ``among`` several, and must be asked about."""

    who: PersonId
    text: str | None
    among: tuple[PersonId, ...] = ()
    again: bool = False
    """That has been asked already, and this was the answer."""


@dataclass(frozen=True)
class Shared:
    """A number, those who share it, and what each of them has been asked and has agreed to."""

    turn: Turn
    channel: str
    people: tuple[PersonId, ...]

    @cached_property
    def worlds(self) -> Mapping[PersonId, Situation]:
        return {who: situate(self.turn, who) for who in self.people}

    @cached_property
    def talks(self) -> Mapping[PersonId, Talk]:
        return {who: _talk(self.turn, who) for who in self.people}

    @cached_property
    def newest(self) -> Message | None:
        """What was written to any of them last."""
        written = (message for who in self.people for message in self.turn.store.messages_to(who, last=1))
        return max(written, key=lambda message: message.id, default=None)

    @cached_property
    def talking(self) -> PersonId | None:
        """Whom the talk is going on with: the last thing said was a question in a talk of theirs."""
        who = self.newest.person if self.newest is not None else None
        talk = self.talks.get(who) if who is not None else None
        return who if talk is not None and (talk.asked or talk.which) else None

    @cached_property
    def answering(self) -> bool:
        """Whether that question was an answer to what they wrote themselves, just before."""
        heard = [event for who in self.people for event in self.turn.store.heard_from(who, last=1)]
        last = max(heard, key=lambda event: event.id, default=None)
        return bool(self.newest and self.newest.reply and last and last.person == self.talking)

    def are(self, fits: Callable[[PersonId], object]) -> tuple[PersonId, ...]:
        return tuple(who for who in self.people if fits(who))

    @cached_property
    def asked(self) -> tuple[PersonId, ...]:
        """Those who have been asked something there; if none has, those who have been asked elsewhere."""
        asked = self.are(lambda who: self.worlds[who].questions)
        there = tuple(who for who in asked if self.turn.store.asked_on(who, self.channel)) or asked
        return self.are(lambda who: who in there or self.talks[who].asked or self.talks[who].which)

    @cached_property
    def holding(self) -> tuple[PersonId, ...]:
        """Those with a visit to come, given or got."""
        return self.are(lambda who: upcoming(self.worlds[who]) or self._is_visited(who))

    def _is_visited(self, who: PersonId) -> bool:
        errands = self.turn.store.errands_for(who) if self.worlds[who].recipient else ()
        return any(errand.active and errand.ends > self.turn.now for errand in errands)

    def concerned(self, intent: str) -> tuple[PersonId, ...]:
        """Those a message can be about; none, when it may be anyone's."""
        worlds = self.worlds
        if intent in AT_THE_VISIT:
            return self.are(lambda who: now_about(worlds[who])) or self.holding
        if intent in ABOUT_A_VISIT:
            asked = self.asked if intent == "ask_task_details" else ()
            return self.are(lambda who: who in asked or who in self.holding)
        if intent in ABOUT_A_VOLUNTEER:
            return self.are(lambda who: worlds[who].volunteer)
        if intent in ABOUT_ANYONE:
            return self.people
        if intent == "pause":
            return self.are(lambda who: worlds[who].volunteer and not worlds[who].paused)
        if intent == "resume":
            return self.are(lambda who: worlds[who].paused)
        if intent in ANSWERS:
            late = self.are(lambda who: worlds[who].missed or worlds[who].waiting)
            return self.asked or late or (self.holding if intent in {"affirm", "deny"} else ())
        return ()


def tell_apart(turn: Turn, known: Sequence[PersonId], channel: str, heard: Heard, read: Read) -> Writer:
    """Which of those who share a number writes, and what.

    While a human has the talk with one of them, it is for the human to see who it is.
    """
    with_human = [who for who in known if turn.store.human_has(who) is not None]
    if with_human:
        return Writer(with_human[0], heard.text)
    named = tuple(who for who in known if turn.store.person(who).name) or tuple(known)
    shared = Shared(turn, channel, named)
    first = shared.talks[named[0]]
    fresh = bool(first.pending) and _just_asked_who(shared)
    answer = _who_it_was(shared, first, heard.text) if fresh or shared.talking is None else None
    if answer is not None:
        _keep(turn, named[0], "")
        return Writer(answer, as_their_own(first.pending, _name(turn, answer)))
    writer = replace(_writer(shared, heard, read), again=fresh)
    if first.pending and writer.text is not None and heard.intent in PERSONAL | ANSWERS:
        _keep(turn, named[0], "")
    return writer


def _just_asked_who(shared: Shared) -> bool:
    """Whether who writes is the last thing we asked there, or was asked a short while ago."""
    newest, first = shared.newest, shared.people[0]
    asked = [m for m in shared.turn.store.messages_to(first, last=5) if m.kind == "which"]
    return bool(asked) and (asked[-1] == newest or shared.turn.now - asked[-1].created <= AN_HOUR)


def _who_it_was(shared: Shared, first: Talk, text: str) -> PersonId | None:
    """The answer to "Svar 1 for Kari eller 2 for Ola": a number, or a name and nothing else."""
    if not first.pending:
        return None
    among = [PersonId(who) for who in first.among if who in shared.people]
    number = _NUMBER.fullmatch(text)
    if number and 1 <= int(number[1]) <= len(among):
        return among[int(number[1]) - 1]
    called = [who for who in among if is_named(text, _name(shared.turn, who))]
    return called[0] if len(called) == 1 and not as_their_own(text, _name(shared.turn, called[0])) else None


def _writer(shared: Shared, heard: Heard, read: Read) -> Writer:
    called = _called(shared, heard.text)
    if called is not None:
        concerned = shared.concerned(heard.intent)
        if concerned and called not in concerned:
            return _ask(shared.are(lambda who: who == called or who in concerned))
        return Writer(called, as_their_own(heard.text, _name(shared.turn, called)) or heard.text)
    talking = shared.talking
    if talking is not None:
        heard = read(talking)
        others = heard.intent in {"affirm", "deny"} and any(who != talking for who in shared.asked)
        if others and not shared.answering:
            return _ask(shared.asked)
        if heard.intent not in PERSONAL or heard.confidence < SURE:
            return Writer(talking, heard.text)
    concerned = shared.concerned(heard.intent)
    if len(concerned) > 1 and talking not in concerned:
        return _ask(concerned)
    likely = (talking,) if talking in concerned else (*concerned, talking, *shared.asked, *shared.people)
    return Writer(next(who for who in likely if who is not None), heard.text)


def _ask(among: tuple[PersonId, ...]) -> Writer:
    return Writer(among[0], None, among)


def _called(shared: Shared, text: str) -> PersonId | None:
    """Who is named in the message, unless one they visit has the same name."""
    about = [q.errand for world in shared.worlds.values() for q in world.questions]
    about += [errand for world in shared.worlds.values() for _, errand in world.visits]
    visited = {errand.first_name.casefold() for errand in about}
    named = shared.are(lambda who: is_named(text, _name(shared.turn, who)))
    free = [who for who in named if _name(shared.turn, who).casefold() not in visited]
    return free[0] if len(free) == len(named) == 1 else None


def asked_who(turn: Turn, known: Sequence[PersonId], writer: Writer, text: str) -> bool:
    """Ask who writes, and keep what they wrote; false when that has just been asked."""
    first = next((who for who in known if turn.store.person(who).name), known[0])
    if writer.again:
        _keep(turn, first, "")
        return False
    _keep(turn, first, text, writer.among)
    language = turn.store.person(writer.who).language
    options = [f"{n} for {_name(turn, who)}" for n, who in enumerate(writer.among, 1)]
    names = phrases.OR.say(language, first=", ".join(options[:-1]), last=options[-1])
    turn.say(first, phrases.WHO_WRITES, "which", reply=True, options=names)
    turn.store.wake_at("who", first, add_waking(turn.now, WAITS))
    return True


def never_told(turn: Turn, first: PersonId) -> None:
    """Nobody said who wrote: a human finds out."""
    words = _talk(turn, first).pending
    if words:
        _keep(turn, first, "")
        turn.tell("who_writes", words, person=first)


def reads_alone(turn: Turn, who: PersonId) -> bool:
    """Whether nobody else reads what is sent to their number, or that has been cleared with them."""
    number = turn.store.addresses(who).get("sms")
    if number is None or turn.store.is_cleared(who):
        return True
    others = (other for other in turn.store.people_at("sms", number) if other != who)
    return not any(turn.store.person(other).name for other in others)


def _talk(turn: Turn, who: PersonId) -> Talk:
    return Talk.from_json(turn.store.talk_state(who))


def _keep(turn: Turn, who: PersonId, text: str, among: tuple[PersonId, ...] = ()) -> None:
    turn.store.put_talk(who, turn.now, state=replace(_talk(turn, who), pending=text, among=among).to_json())


def _name(turn: Turn, who: PersonId) -> str:
    return turn.store.person(who).first_name
