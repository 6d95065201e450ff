"""The machine that runs every conversation: (talk, event) -> (talk, effects)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.dialog import phrases
from bot.dialog.asking import Ask, End, Flow, Redo, Unclear
from bot.dialog.effects import Alarm, Effect, HandOver, OptIn, OptOut, Say, Speak, Tell
from bot.dialog.events import Event, Heard, Open, Released, Woke
from bot.dialog.open import (
    ONLY_NUMBERS,
    answer_check_in,
    answer_nothing,
    answer_open,
    answer_who,
    as_meant,
    ask_again,
    says_otherwise,
    taken_back,
    to_own_words,
)
from bot.dialog.session import Answers, Situation, Talk
from bot.numbers import spoken

Outcome = tuple[Talk, tuple[Effect, ...]]
Handler = Callable[[Heard, Situation], tuple[Effect, ...] | None]
"""What a flow makes of an intent, or None when it has nothing to say to it here."""

FIRST = "onboarding"
"""The conversation that a stranger's first message begins, whatever it says."""
MOST_MISSES = 2
ANSWERS = frozenset({"affirm", "deny", "inform", "skip", "unsure"})
"""Intents that answer the question asked; any other may lead elsewhere."""
ALWAYS_HEARD = frozenset({"emergency", "distress", "opt_out", "delete_my_data", "human"})
"""Whatever was asked, these are never taken for an answer to it."""
DOUBTS = frozenset({"unsure", "counter_offer", "ask_task_details", "concern"})
SURE_BESIDE = 0.75
"""So sure we must be that someone who was asked something speaks of something else."""
ALONE = {"check_in": "feedback", "who": "name"}
"""What is answered in own words, when nothing else is asked."""
ENDS = frozenset({"wrong_person"})
"""After these there is nothing more to ask."""


@dataclass(frozen=True)
class Engine:
    """All conversations, and what is said to an intent whichever of them is going on."""

    flows: Mapping[str, Flow]
    handlers: Mapping[str, Handler]

    def advance(self, talk: Talk, event: Event, situation: Situation) -> Outcome:
        talk = self._known(talk)
        match event:
            case Heard():
                heard = taken_back(talk, as_meant(talk, self._as_answer(talk, event, situation)), situation)
                after, effects = self._heard(talk, heard, situation)
                return (replace(after, which="") if after.which == talk.which else after), effects
            case Woke():
                return self._woke(talk, situation)
            case Released():
                asked = talk.flow or situation.questions
                return self._repeat(replace(talk, misses=0), situation) if asked else (replace(talk, misses=0), ())

    def expecting(self, talk: Talk, situation: Situation) -> str | None:
        """What kind of answer the reader should expect now."""
        ask = self._asks(talk, situation)
        if ask is not None:
            return ask.expects
        asked = [question.about for question in situation.questions]
        if len(set(asked)) == 1 and asked[0] in ALONE:
            return ALONE[asked[0]]
        known = {"offer": "offer", "both": "offer", "reminder": "reminder", "changed": "reminder", "fits": "yes_no"}
        return next((known[about] for about in reversed(asked) if about in known), None)

    def open(self, talk: Talk, situation: Situation) -> tuple[Open, ...]:
        """Every question that a JA could mean now, the one this conversation asks last."""
        asked = tuple(question.as_open() for question in situation.questions)
        ask = self._asked(talk)
        if ask is None or ask.expects != "yes_no":
            return asked
        return (*asked, Open(max((q.n for q in asked), default=0) + 1, "question", situation.now))

    def begin(self, flow: str, talk: Talk, situation: Situation, **known: object) -> Outcome:
        """Begin a conversation of our own accord."""
        return self._ask_next(talk.beginning(flow, self.flows[flow].version, **known), situation)

    def _known(self, talk: Talk) -> Talk:
        """The talk in the words of today's flows; one that is no more is let go."""
        flow = self.flows.get(talk.flow)
        if flow is None:
            return talk.ended() if talk.flow else talk
        names = flow.renamed if talk.version < flow.version else {}
        answers = {names.get(name, name): value for name, value in talk.answers.items()}
        return replace(talk, answers=answers, asked=names.get(talk.asked, talk.asked), version=flow.version)

    def _asked(self, talk: Talk) -> Ask | None:
        return self.flows[talk.flow].ask(talk.asked) if talk.flow in self.flows else None

    def _asks(self, talk: Talk, situation: Situation) -> Ask | None:
        """What the conversation asks, unless something else was asked after it."""
        return None if any(question.asked_last for question in situation.questions) else self._asked(talk)

    def _heard(self, talk: Talk, heard: Heard, situation: Situation) -> Outcome:
        listeners = (
            self._danger, self._stop, self._silent, self._human, self._back, self._reply, self._doubt, self._side,
            self._begins, self._answer,
        )  # fmt: skip
        for listen in listeners:
            outcome = listen(talk, heard, situation)
            if outcome is not None:
                return outcome
        return self._miss(talk, heard, situation)

    def _danger(self, talk: Talk, heard: Heard, situation: Situation) -> Outcome | None:
        if heard.intent not in {"emergency", "distress"}:
            return None
        return talk, (Say(phrases.DANGER, "danger"), Alarm(heard.intent, heard.text))

    def _stop(self, talk: Talk, heard: Heard, situation: Situation) -> Outcome | None:
        if heard.intent != "opt_out":
            return None
        return (talk, ()) if situation.person.stopped else (Talk(), (OptOut(),))

    def _silent(self, talk: Talk, heard: Heard, situation: Situation) -> Outcome | None:
        """While a human has the talk, and to robots, nothing is said; who said STOPP may come back."""
        if situation.person.stopped:
            if heard.intent in {"register", "resume"}:
                return Talk(), (OptIn(),)
            return talk, (Tell("stopped_wrote", heard.text),)
        return (talk, ()) if situation.with_human or heard.noise else None

    def _human(self, talk: Talk, heard: Heard, situation: Situation) -> Outcome | None:
        return (talk, (HandOver("asked"),)) if heard.intent == "human" else None

    def _back(self, talk: Talk, heard: Heard, situation: Situation) -> Outcome | None:
        if heard.intent != "back" or not talk.flow:
            return None
        asked = [ask.name for ask in self.flows[talk.flow].asks if ask.name in talk.answers and ask.counted]
        if not asked:
            return self._after((Say(phrases.NOTHING_BEFORE),), talk, situation)
        return self._after((Say(phrases.BACK),), talk.without(asked[-1]), situation)

    def _reply(self, talk: Talk, heard: Heard, situation: Situation) -> Outcome | None:
        """An answer to something asked outside the flow: an offer, a reminder, a change."""
        ask = self._asks(talk, situation)
        if ask is not None and ask.expects != "yes_no" and ONLY_NUMBERS.fullmatch(heard.text):
            return None
        if says_otherwise(heard, situation):
            return None
        heard = to_own_words(heard, situation) if self._asked(talk) is None else heard
        own = next((q.n for q in self.open(talk, situation)[len(situation.questions) :]), None)
        outcome = answer_open(talk, heard, situation, own)
        if own in {*heard.accept, *heard.decline} and heard.intent in {"affirm", "deny"}:
            return self._own_too(talk, heard, situation, own in heard.accept, outcome[1] if outcome else ())
        if outcome is None:
            told = answer_check_in(heard, situation) or answer_who(heard, situation) if ask is None else None
            return (talk, told) if told else answer_nothing(talk, heard, situation)
        answered, effects = outcome
        if answered.misses >= MOST_MISSES:
            return replace(answered, misses=0, which=""), (HandOver("not_understood"),)
        return outcome if answered.which else self._after(effects, answered, situation)

    def _own_too(
        self, talk: Talk, heard: Heard, situation: Situation, yes: bool, others: tuple[Effect, ...]
    ) -> Outcome | None:
        """A JA or NEI that means this conversation's own question, and may mean others besides."""
        outcome = self._answer(talk, replace(heard, intent="affirm" if yes else "deny"), situation)
        return outcome and (outcome[0], (*others, *outcome[1]))

    def _as_answer(self, talk: Talk, heard: Heard, situation: Situation) -> Heard:
        """What is a yes or a no to this question in its own words: "jeg lover"."""
        ask = None if situation.questions or heard.intent in ALWAYS_HEARD else self._asked(talk)
        meant = ask and ("affirm" if ask.also_yes(heard) else "deny" if ask.also_no(heard) else None)
        return replace(heard, intent=meant, unclear=False) if meant else heard

    def _doubt(self, talk: Talk, heard: Heard, situation: Situation) -> Outcome | None:
        """A question or a doubt where the answer binds: a human takes it from there."""
        if self._asks(talk, situation) is None or not self.flows[talk.flow].binds:
            return None
        led_on = heard.intent in self.handlers or any(heard.intent in flow.starts_on for flow in self.flows.values())
        asks = "?" in heard.text and (heard.intent in ANSWERS or not led_on)
        asks |= heard.intent == "help" and len(heard.text.split()) > 1
        return (talk, (HandOver("pledge"),)) if asks or heard.intent in DOUBTS else None

    def _side(self, talk: Talk, heard: Heard, situation: Situation) -> Outcome | None:
        """Something said or asked beside the question; it is answered, and the question stands."""
        ask = self._asked(talk)
        if ask is not None and _answers_plainly(ask, heard):
            return None
        if heard.intent == "repeat":
            return self._repeat(talk, situation)
        if heard.intent == "later" and ask is not None and not situation.questions:
            return talk, (Say(phrases.TAKE_TIME),)
        handler = self.handlers.get(heard.intent)
        if handler is None or (heard.intent in ANSWERS and ask is not None):
            return None
        effects = handler(heard, situation)
        if effects is None:
            return None
        if heard.intent in ENDS:
            return Talk(), effects
        ends = talk.flow and heard.intent in self.flows[talk.flow].ends_on
        return self._end(talk, effects, situation) if ends else self._after(effects, talk, situation)

    def _begins(self, talk: Talk, heard: Heard, situation: Situation) -> Outcome | None:
        """A new conversation; the one that was going on waits."""
        fit = (f for f in self.flows.values() if heard.intent in f.starts_on and f.may_begin(heard, situation))
        flow = next(fit, None)
        if flow is None or flow.name == talk.flow or (heard.intent in ANSWERS and talk.flow):
            return None
        begun = talk.beginning(flow.name, flow.version, **flow.opening(heard, situation))
        talk, effects = self._ask_next(begun, situation)
        return talk, (*flow.at_once(heard, situation), *effects)

    def _answer(self, talk: Talk, heard: Heard, situation: Situation) -> Outcome | None:
        ask = self._asked(talk)
        if ask is None:
            return None
        try:
            value = ask.kept(ask.read(heard), situation)
            after = ask.after(value, talk.answers)
        except Unclear:
            return None
        talk = talk.knowing(ask.name, value)
        match after:
            case End(effects):
                return self._end(talk, effects, situation)
            case Redo(names):
                return self._ask_next(talk.without(*names), situation)
            case None:
                return self._ask_next(talk, situation)

    def _ask_next(self, talk: Talk, situation: Situation) -> Outcome:
        flow = self.flows[talk.flow]
        ask = flow.following(talk.answers)
        if ask is None:
            return self._end(talk, flow.done(talk.answers, situation), situation)
        return replace(talk, asked=ask.name), (self._question(flow, ask, talk.answers, situation),)

    def _question(self, flow: Flow, ask: Ask, known: Answers, situation: Situation, *, again: bool = False) -> Say:
        values = {**_named(situation), **ask.values(known, situation)}
        lead = flow.lead(ask, known, situation.person.language)
        options = ("JA", "NEI") if ask.expects == "yes_no" else ()
        return Say(flow.text(ask, again=again), ask.kind, values, lead=lead, options=options)

    def _end(self, talk: Talk, effects: tuple[Effect, ...], situation: Situation) -> Outcome:
        for effect in effects:
            if isinstance(effect, Speak):
                situation = replace(situation, person=replace(situation.person, language=effect.language))
        return self._after(effects, talk.ended(), situation)

    def _after(self, effects: tuple[Effect, ...], talk: Talk, situation: Situation) -> Outcome:
        """Do these, then go on where the talk is, unless it has passed to a human or is over."""
        if not talk.flow or any(isinstance(effect, HandOver | OptOut) for effect in effects):
            return replace(talk, misses=0), effects
        talk, more = self._ask_next(talk, situation)
        return talk, (*effects, *more)

    def _repeat(self, talk: Talk, situation: Situation) -> Outcome:
        if talk.flow:
            return self._ask_next(talk, situation)
        return talk, (ask_again(situation) or Say(phrases.NOTHING_ASKED),)

    def _miss(self, talk: Talk, heard: Heard, situation: Situation) -> Outcome:
        """Not understood: once more in other words, then a human."""
        if situation.helped:
            return talk, (HandOver("recipient" if situation.recipient else "kin"),)
        if not (talk.flow or situation.volunteer):
            return self.begin(FIRST, talk, situation, **self.flows[FIRST].opening(heard, situation))
        talk = replace(talk, misses=talk.misses + 1)
        if talk.misses >= MOST_MISSES:
            return replace(talk, misses=0), (HandOver("not_understood"),)
        ask = self._asked(talk)
        if ask is not None:
            flow = self.flows[talk.flow]
            say = self._question(flow, ask, talk.answers, situation, again=True)
            lead = "" if ask.again.startswith("Det ") else f"{phrases.NOT_UNDERSTOOD.say(situation.person.language)} "
            return talk, (replace(say, kind="unclear", lead=lead),)
        return talk, (ask_again(situation, unclear=True) or Say(phrases.LOST, "unclear", _named(situation)),)

    def _woke(self, talk: Talk, situation: Situation) -> Outcome:
        """A question that got no answer is asked once more; later the conversation is let go, and one that waited
        for it is taken up."""
        if not talk.flow or situation.with_human:
            return talk, ()
        flow, ask = self.flows[talk.flow], self._asked(talk)
        if flow.nudge_after is not None and not talk.nudged and ask is not None:
            return self._nudge(talk, flow, ask, situation)
        effects, talk = flow.lapsed(talk.answers, situation), self._known(talk.ended())
        ask = self.flows[talk.flow].following(talk.answers) if talk.flow else None
        if ask is None:
            return talk, effects
        talk, more = self._nudge(talk, self.flows[talk.flow], ask, situation)
        return talk, (*effects, *more)

    def _nudge(self, talk: Talk, flow: Flow, ask: Ask, situation: Situation) -> Outcome:
        say = self._question(flow, ask, talk.answers, situation)
        lead = phrases.STILL_THERE.say(situation.person.language)
        return replace(talk, asked=ask.name, nudged=True), (replace(say, lead=lead + say.lead, kind="check_in"),)


def _answers_plainly(ask: Ask, heard: Heard) -> bool:
    """Whether a message is the answer itself, or at least is not surely about something else."""
    if heard.confidence >= 1.0 or ask.expects in {None, "yes_no"}:
        return False
    whole = heard.text.strip(" .,!")
    named = any(e.entity == ask.expects and e.text.strip(" .,!") == whole for e in heard.entities)
    return named or (heard.confidence < SURE_BESIDE and "?" not in heard.text)


def _named(situation: Situation) -> dict[str, object]:
    """What any text may name: who we write for, and to."""
    town = situation.municipality
    return {
        "coordinator": town.coordinator, "municipality": town.spoken, "phone": spoken(town.phone),
        "name": situation.person.first_name, "code": situation.code,
    }  # fmt: skip
