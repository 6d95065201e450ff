"""Answers to what was asked outside any flow: a JA is only ever taken for what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from bot.dialog import phrases
from bot.dialog.effects import Accept, Cancel, Confirm, Decline, Effect, Fail, Finish, Fits, Reask, Say, Sends, Tell
from bot.dialog.events import Heard
from bot.dialog.session import Question, Situation, Talk
from bot.model import Errand, OfferState, Status
from bot.texts import in_words

Outcome = tuple[Talk, tuple[Effect, ...]]

_SAYS_YES = re.compile(
    r"\b(j[ao]|jau|jepp?|jada|joda|ok|okei|yes|kan|går|gjerne|fint|greit|passer|klart|tar|gjør)\b", re.IGNORECASE
)
"""Without one of these, what is picked after "Hva sier du nei til?" is a NEI."""
_YES_TO_WAIT = re.compile(r"\bj[ao]\b|jau|jada|kan|tar|gjerne|\byes\b", re.IGNORECASE)
"""A thank-you or an "ok" to "Nå er det ordnet" asks for no place på vent."""
_AFTER_ALL = re.compile(r"\b(al?lige?vel|likevel|likavel|læll|lell|after all)\b", re.IGNORECASE)
"""Only what was agreed can be taken back."""
ONLY_NUMBERS = re.compile(r"\W*(nr\.?\W*)?\d+(\W+(og\W+)?\d+)*\W*", re.IGNORECASE)


OWN = {"check_in": phrases.ANSWER_CHECK_IN, "fits": phrases.ANSWER_FITS, "who": phrases.WHO_COMES}
"""How a question is put once more, where it is no plain "Kan du"."""


def as_meant(talk: Talk, heard: Heard) -> Heard:
    """What is picked after "Hva sier du nei til?" is a NEI, unless it says yes in so many words."""
    if talk.which != "no" or not heard.accept or _SAYS_YES.search(heard.text):
        return heard
    return replace(heard, intent="deny", accept=(), decline=(*heard.accept, *heard.decline))


def to_own_words(heard: Heard, situation: Situation) -> Heard:
    """A bare JA to "Hvem kommer?", when that is all we have asked."""
    asked = situation.questions
    if not heard.unclear or heard.intent != "affirm" or len(asked) != 1 or asked[0].about != "who":
        return heard
    return replace(heard, accept=(asked[0].n,), unclear=False)


def says_otherwise(heard: Heard, situation: Situation) -> bool:
    """Whether a NEI is to how one thing was put, and not to the thing: "ikke tolv, men fjorten går"."""
    refused = [question.about for question in situation.questions if question.n in heard.decline]
    return heard.intent == "counter_offer" and len(refused) == 1 and refused[0] in {"offer", "reminder", "changed"}


def taken_back(talk: Talk, heard: Heard, situation: Situation) -> Heard:
    """A NEI that names none of several is to what was agreed, when it says so: "nei, det går ikke likevel"."""
    agreed = not talk.flow and any(errand.ends > situation.now for _, errand in situation.visits)
    if not agreed or not heard.unclear or heard.intent != "deny" or not _AFTER_ALL.search(heard.text):
        return heard
    return replace(heard, intent="cancel_task", unclear=False)


def answer_open(talk: Talk, heard: Heard, situation: Situation, own: int | None) -> Outcome | None:
    """Take JA and NEI for the open questions they name; ``own`` is the number of the flow's own question."""
    several = len(situation.questions) + (own is not None) > 1
    if heard.unclear and several:
        which = ask_which(situation, own, yes=heard.intent != "deny")
        return replace(talk, which="yes" if heard.intent != "deny" else "no", misses=talk.misses + 1), (which,)
    if _overlap(question.errand for question in situation.questions if question.n in heard.accept):
        lead = f"{phrases.SAME_TIME.say(situation.person.language)} "
        return replace(talk, which="yes", misses=talk.misses + 1), (replace(ask_which(situation, own), lead=lead),)
    refused_first = sorted(situation.questions, key=lambda question: question.n in heard.accept)
    effects = [
        effect for question in refused_first if question.n in {*heard.accept, *heard.decline}
        for effect in _taken(question, question.n in heard.accept, heard)
    ]  # fmt: skip
    return (replace(talk, misses=0), tuple(effects)) if effects else None


def _overlap(errands: Iterable[Errand]) -> bool:
    """Whether two of them are at the same time: a JA to both is asked about."""
    return any(one.overlaps(other) for one, other in combinations(errands, 2))


def answer_check_in(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    """How it went, in their own words, when that is all we have asked."""
    asked = [question for question in situation.questions if question.about == "check_in"]
    if heard.intent != "inform" or len(asked) != 1 or len(situation.questions) > 1:
        return None
    which = asked[0].errand.id
    return (Tell("feedback", heard.text, which), Finish(which))


def answer_who(heard: Heard, situation: Situation) -> tuple[Effect, ...] | None:
    """Who comes, when that is all we have asked a club."""
    asked = [question for question in situation.questions if question.about == "who"]
    found = heard.first("name")
    if found is None or len(asked) != 1 or heard.intent != "inform":
        return None
    return (Sends(asked[0].errand.id, str(found.value)),)


def answer_nothing(talk: Talk, heard: Heard, situation: Situation) -> Outcome | None:
    """A JA when nothing is open: too late, or said twice."""
    if situation.questions or talk.flow:
        return None
    if situation.waiting and heard.intent in {"affirm", "deny"}:
        first = situation.waiting[0]
        return talk, (Reask(first.errand.id), ask_about(first, situation))
    if heard.intent != "affirm":
        return None
    if situation.helped:
        return talk, ()
    if len(situation.missed) > 1:
        errands = [errand for _, errand in situation.missed]
        again = tuple(Question(n, "offer", errand) for n, errand in enumerate(errands, 1))
        which = ask_which(replace(situation, questions=again))
        return replace(talk, which="yes"), (*(Reask(errand.id) for errand in errands), which)
    if situation.missed:
        state, errand = situation.missed[-1]
        if state is OfferState.COUNTERED or errand.status is Status.OPEN:
            return talk, (Reask(errand.id), ask_about(errand_question(situation, errand.id), situation))
        if _YES_TO_WAIT.search(heard.text):
            return talk, (Accept(errand.id),)
    coming = [errand for _, errand in situation.visits if errand.ends > situation.now]
    if len(coming) == 1:
        errand = coming[0]
        return talk, (Say(phrases.ALREADY, "other", {"what": errand, "when": errand.starts}, errand.id),)
    return (talk, (Say(phrases.NOTHING_ASKED),)) if situation.volunteer else None


def errand_question(situation: Situation, which: int) -> Question:
    errand = next(errand for _, errand in situation.missed if errand.id == which)
    return Question(1, "offer", errand)


def _taken(question: Question, yes: bool, heard: Heard) -> tuple[Effect, ...]:
    which = question.errand.id
    match question.about:
        case "offer":
            return (Accept(which),) if yes else (Decline(which),)
        case "both":
            return (Accept(which, sure=True),) if yes else (Decline(which),)
        case "check_in":
            return (Finish(which),) if yes else (Fail(which, heard.text),)
        case "who":
            who = Say(phrases.WHO_COMES, "question", {"what": question.errand, "when": question.errand.starts}, which)
            return (who,) if yes else (Cancel(which),)
        case "fits":
            return (Fits(which, yes),)
        case _:
            return (Confirm(which),) if yes else (Cancel(which),)


def ask_about(question: Question, situation: Situation, *, unclear: bool = False) -> Say:
    """One open question once more."""
    lead = f"{phrases.NOT_UNDERSTOOD.say(situation.person.language)} " if unclear else ""
    text = OWN.get(question.about, phrases.ANSWER_YES_NO)
    values = {"what": question.errand, "when": question.errand.starts}
    return Say(text, "unclear" if unclear else "question", values, question.errand.id, lead)


def ask_which(situation: Situation, own: int | None = None, *, yes: bool = True) -> Say:
    """Which of the open questions is meant, each with its number."""
    language = situation.person.language
    options = [
        f"{q.n}) {in_words(q.errand, language)} {in_words(q.errand.starts, language)}" for q in situation.questions
    ]
    if own is not None:
        options.append(f"{own}) {phrases.OWN_QUESTION.say(language)}")
    numbers = [option.split(")")[0] for option in options]
    last = phrases.OR.say(language, first=", ".join(numbers[:-1]), last=numbers[-1])
    text = phrases.WHICH_YES if yes else phrases.WHICH_NO
    return Say(text, "which", {"options": ". ".join(options), "numbers": last})


def ask_again(situation: Situation, *, unclear: bool = False) -> Say | None:
    """What is open outside the flow, asked once more; None when nothing is."""
    if len(situation.questions) > 1:
        return ask_which(situation)
    return ask_about(situation.questions[0], situation, unclear=unclear) if situation.questions else None
