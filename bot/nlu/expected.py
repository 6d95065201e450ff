"""What was asked decides what an answer can mean: how much likelier it makes each intent, and what fits it."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter

from bot.dialog.events import Entity, Ranking
from bot.nlu.normal import Word, key

_ANSWERING = {"affirm": 2.0, "deny": 3.0, "counter_offer": 3.0, "unsure": 2.0, "later": 2.0, "ask_task_details": 2.0}
_ELSEWHERE = {"task_done": 0.3, "task_failed": 0.3, "arrived": 0.3, "change_availability": 0.4, "inform": 0.2,
              "request_help": 0.4, "list_my_tasks": 0.4, "find_tasks": 0.4}  # fmt: skip
_TOLD = {"inform": 3.0, "counter_offer": 0.1, "change_availability": 0.2, "change_skills": 0.2, "change_contact": 0.2,
         "find_tasks": 0.3, "affirm": 0.5, "reserve": 0.3, "later": 0.5, "skip": 2.0, "back": 2.0, "repeat": 2.0,
         "help": 2.0}  # fmt: skip
_NOTHING = {"affirm": 0.5, "deny": 0.5, "inform": 0.3}
PRIORS: Mapping[str, Mapping[str, float]] = {
    "": _NOTHING,
    "offer": {**_ANSWERING, **_ELSEWHERE, "cancel_task": 0.3, "running_late": 0.2, "reserve": 2.0, "human": 0.5},
    "yes_no": {**_ANSWERING, **_ELSEWHERE, "counter_offer": 1.0},
    "reminder": {**_ANSWERING, **_ELSEWHERE, "cancel_task": 4.0, "counter_offer": 1.0},
    "name": _TOLD,
    "place": _TOLD,
    "kinds": _TOLD,
    "availability": _TOLD,
    "frequency": _TOLD,
    "transport": _TOLD,
    "phone": _TOLD,
    "dislikes": {**_TOLD, "deny": 1.0},
    "feedback": {**_TOLD, "inform": 2.0, "task_done": 1.5, "task_failed": 1.5},
}
TELLING = frozenset(
    ("name", "place", "kinds", "availability", "frequency", "transport", "phone", "dislikes", "feedback")
)
"""What is asked for that is no yes or no."""

_FEW = 4
_FREQUENCY = frozenset(
    key(w) for w in """
        uke uka uken veke veka ukentlig vekentleg måned måneden månad månaden månedlig sjelden sjeldan ofte gang
        ganger gong gonger gangen gongen daglig innimellom annenhver annakvar årlig året mye lite
        av og til
        iblant hele tida når nødvendig
    """.split()
)  # fmt: skip
_TRANSPORT = frozenset(
    key(w) for w in """
        bil bilen buss bussen til fots gå går gåande gående ringer ringjer ringe sykkel sykler spark
        sparkstøtting tog trikk t-bane taxi drosje kjører køyrer kollektivt beina føttene apostlenes el-sykkel
        elsykkel rullator
    """.split()
)  # fmt: skip
_KINDS = frozenset(
    key(w)
    for w in """
    vet veit ikke ikkje alt alle hva som helst kva litt av hvert det meste forskjellig
""".split()
)


def with_prior(ranking: Ranking, expecting: str | None, barred: frozenset[str], hints: Mapping[str, float]) -> Ranking:
    """The ranking as the question and the answer's own words make it; what is barred is left out."""
    prior = PRIORS[expecting or ""]
    weighed = [(i, p * prior.get(i, 1.0)) for i, p in ranking if i not in barred]
    if hints:
        weighed = [(i, p * hints.get(i, 1.0)) for i, p in weighed]
    total = sum(p for _, p in weighed) or 1.0
    return tuple(sorted([(i, p / total) for i, p in weighed], key=itemgetter(1), reverse=True))


# What someone may say of themselves in an answer without leaving the question.
_STILL_ANSWERS = frozenset(
    ("inform", "change_skills", "change_availability", "change_contact", "counter_offer", "register", "unsure",
     "affirm", "find_tasks", "reserve", "greet", "deny", "out_of_scope", "running_late", "on_my_way", "arrived")
)  # fmt: skip


def leaves(intent: str) -> bool:
    """Whether an intent has nothing to do with the questions of a first talk."""
    return intent not in _STILL_ANSWERS


def tells_shortly(expecting: str | None, message: tuple[Word, ...], entities: tuple[Entity, ...]) -> bool:
    """A few words that hold just what was asked for: "Berit" is a name, and "alt" is every errand."""
    asked_plainly = expecting in TELLING - {"dislikes", "feedback"}
    return asked_plainly and len(message) <= _FEW and fits(expecting, message, entities)


def fits(expecting: str | None, message: tuple[Word, ...], entities: tuple[Entity, ...]) -> bool:
    """Whether the message holds what was asked for."""
    has = {entity.entity for entity in entities}
    keys = {word.key for word in message}
    match expecting:
        case "name" | "availability" | "phone":
            return expecting in has
        case "place":
            return bool(has & {"place", "postcode"})
        case "kinds":
            return bool(has & {"kind", "number"}) or keys <= _KINDS
        case "frequency":
            return "number" in has or bool(keys & _FREQUENCY)
        case "transport":
            return "number" in has or bool(keys & _TRANSPORT)
        case "dislikes" | "feedback":
            return bool(message)
        case _:
            return False
