"""Answers to what was asked outside any flow: a JA is only ever taken for what was meant."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialog import phrases
from bot.dialog.effects import Accept, Cancel, Confirm, Decline, Effect, Reask, Say
from bot.dialog.events import Heard
from bot.dialog.session import Question, Situation, Talk
from bot.model import OfferState
from bot.texts import in_words

Outcome = tuple[Talk, tuple[Effect, ...]]

_SAYS_YES = re.compile(r"\bj[ao]\w*\b", re.IGNORECASE)


def answer_open(talk: Talk, heard: Heard, situation: Situation, own: int | None) -> Outcome | None:
    """Take JA and NEI for the open questions they name; ``own`` is the number of the flow's own question."""
    if heard.unclear:
        which = ask_which(situation, own, yes=heard.intent != "deny")
        return replace(talk, which="yes" if heard.intent != "deny" else "no", misses=talk.misses + 1), (which,)
    yes, no = set(heard.accept), set(heard.decline)
    if talk.which == "no" and yes and not _SAYS_YES.search(heard.text):
        yes, no = no, yes
    if own in yes | no:
        return None
    effects = [_taken(question, question.n in yes) for question in situation.questions if question.n in yes | no]
    if effects:
        return replace(talk, misses=0), tuple(effects)
    return None


def answer_nothing(talk: Talk, heard: Heard, situation: Situation) -> Outcome | None:
    """A JA when nothing is open: too late, or said twice."""
    if heard.intent != "affirm" or situation.questions or talk.flow:
        return None
    if situation.missed:
        state, errand = situation.missed[-1]
        if state is OfferState.COUNTERED:
            return talk, (Reask(errand.id), ask_about(errand_question(situation, errand.id), situation))
        return talk, (Accept(errand.id),)
    if len(situation.visits) == 1:
        errand = situation.visits[0][1]
        return talk, (Say(phrases.ALREADY, "other", {"what": errand, "when": errand.starts}, errand.id),)
    return (talk, (Say(phrases.NOTHING_ASKED),)) if situation.volunteer else None


def errand_question(situation: Situation, which: int) -> Question:
    errand = next(errand for _, errand in situation.missed if errand.id == which)
    return Question(1, "offer", errand)


def _taken(question: Question, yes: bool) -> Effect:
    which = question.errand.id
    if question.about == "offer":
        return Accept(which) if yes else Decline(which)
    return Confirm(which) if yes else Cancel(which)


def ask_about(question: Question, situation: Situation, *, unclear: bool = False) -> Say:
    """One open question once more."""
    lead = f"{phrases.NOT_UNDERSTOOD.say(situation.person.language)} " if unclear else ""
    values = {"what": question.errand, "when": question.errand.starts}
    return Say(phrases.ANSWER_YES_NO, "unclear" if unclear else "question", values, question.errand.id, lead)


def ask_which(situation: Situation, own: int | None = None, *, yes: bool = True) -> Say:
    """Which of the open questions is meant, each with its number."""
    language = situation.person.language
    options = [
        f"{q.n} {in_words(q.errand, language)} {in_words(q.errand.starts, language)}" for q in situation.questions
    ]
    if own is not None:
        options.append(f"{own} {phrases.OWN_QUESTION.say(language)}")
    numbers = [option.split()[0] for option in options]
    last = phrases.OR.say(language, first=", ".join(numbers[:-1]), last=numbers[-1])
    text = phrases.WHICH_YES if yes else phrases.WHICH_NO
    return Say(text, "which", {"options": ". ".join(options), "numbers": last})


def ask_again(situation: Situation, *, unclear: bool = False) -> Say | None:
    """What is open outside the flow, asked once more; None when nothing is."""
    if len(situation.questions) > 1:
        return ask_which(situation)
    return ask_about(situation.questions[0], situation, unclear=unclear) if situation.questions else None
