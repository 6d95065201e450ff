"""The words flows are written in: each makes a question that knows how to read its own answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.dialog import phrases
from bot.dialog.effects import Effect
from bot.dialog.events import Heard
from bot.dialog.session import Answers, Situation
from bot.dialog.weeks import counted_from
from bot.numbers import is_norwegian
from bot.spelling import key
from bot.texts import Text


class Unclear(Exception):
    """The answer was not understood: the question is asked again, in other words."""


@dataclass(frozen=True, slots=True)
class Redo:
    """Take back answers, so that they are asked for again."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class End:
    """Nothing more to ask."""

    effects: tuple[Effect, ...] = ()


After = Callable[[Any, Answers], Redo | End | None]
Said = Callable[[Heard], bool]


def never(heard: Heard) -> bool:
    return False


def always(known: Answers) -> bool:
    return True


def go_on(value: Any, known: Answers) -> None:
    return None


def as_said(value: Any, situation: Situation) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: its words, how it reads an answer, when it applies, and what an answer leads to.

    ``kept`` makes of an answer what still holds later on: "annenhver tirsdag" is counted from the week it is said.
    """

    name: str
    words: str
    read: Callable[[Heard], Any]
    expects: str | None = None
    again: str = ""
    when: Callable[[Answers], bool] = always
    after: After = go_on
    counted: bool = False
    kind: str = "question"
    values: Callable[[Answers, Situation], Mapping[str, Any]] = lambda known, situation: known
    kept: Callable[[Any, Situation], Any] = as_said
    also_yes: Said = never
    also_no: Said = never
    """Whether what is said is a plain yes here, or a no, whatever it would mean elsewhere."""


@dataclass(frozen=True)
class Flow:
    """One conversation: its questions in order, and what comes of the answers.

    ``renamed`` maps an earlier version's question names to today's.  ``nudge_after`` is how long an
    unanswered question waits before it is asked once more; after ``expires_after`` it is let go, and ``lapsed``
    says what comes of that.  ``at_once`` is done before the first question, whatever it is answered.  What
    ``ends_on`` names leaves nothing more to ask.  Where an answer ``binds``, whoever asks or doubts gets a human.
    """

    name: str
    asks: tuple[Ask, ...]
    done: Callable[[Answers, Situation], tuple[Effect, ...]]
    version: int = 1
    starts_on: frozenset[str] = frozenset()
    may_begin: Callable[[Heard, Situation], bool] = lambda heard, situation: True
    opening: Callable[[Heard, Situation], Answers] = lambda heard, situation: {}
    at_once: Callable[[Heard, Situation], tuple[Effect, ...]] = lambda heard, situation: ()
    lapsed: Callable[[Answers, Situation], tuple[Effect, ...]] = lambda known, situation: ()
    ends_on: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    binds: bool = False
    nudge_after: timedelta | None = None
    expires_after: timedelta = timedelta(hours=24)

    def __post_init__(self) -> None:
        for ask in self.asks:
            Text(f"{self.name}.{ask.name}", ask.words)
            if ask.again:
                Text(f"{self.name}.{ask.name}_again", ask.again)

    def text(self, ask: Ask, *, again: bool = False) -> Text:
        if again and ask.again:
            return Text(f"{self.name}.{ask.name}_again", ask.again)
        return Text(f"{self.name}.{ask.name}", ask.words)

    def ask(self, name: str) -> Ask | None:
        return next((ask for ask in self.asks if ask.name == name), None)

    def following(self, known: Answers) -> Ask | None:
        """The first question that applies and has no answer."""
        return next((ask for ask in self.asks if ask.name not in known and ask.when(known)), None)

    def lead(self, ask: Ask, known: Answers, language: str) -> str:
        """"2 av 7. " before a counted question."""
        counted = [a.name for a in self.asks if a.counted and (a.name in known or a.when(known))]
        if ask.name not in counted:
            return ""
        return phrases.COUNTED.say(language, n=counted.index(ask.name) + 1, all=len(counted))


def yes_no(
    name: str, words: str, *, on_no: Redo | End | None = None, again: str = "",
    when: Callable[[Answers], bool] = always, kind: str = "question",
    values: Callable[[Answers, Situation], Mapping[str, Any]] | None = None, also_yes: Said = never,
    also_no: Said = never,
) -> Ask:  # fmt: skip
    """JA or NEI, kept as true or false; ``on_no`` says what a NEI leads to.

    ``also_yes`` and ``also_no`` know what else is meant so when just this is asked: "jeg lover", or "nesten".
    """

    def read(heard: Heard) -> bool:
        if heard.intent not in {"affirm", "deny"}:
            raise Unclear
        return heard.intent == "affirm"

    def after(value: bool, known: Answers) -> Redo | End | None:
        return None if value else on_no

    return Ask(
        name, words, read, "yes_no", again, when, after, kind=kind, values=values or (lambda k, s: k),
        also_yes=also_yes, also_no=also_no,
    )  # fmt: skip


def words(name: str, text: str, *, expects: str, longest: int = 160, may_skip: bool = False, again: str = "") -> Ask:
    """Their own words, kept as they are; a bare "nei" or "hopp over" means none where they may be left out."""

    def read(heard: Heard) -> str:
        if may_skip and _says_nothing(heard.text):
            return ""
        if not heard.text.strip():
            raise Unclear
        return " ".join(heard.text.split())[:longest]

    return Ask(name, text, read, expects, again, counted=True)


def _says_nothing(text: str) -> bool:
    """Whether nothing is named; what is refused by name, as in "nei til trapper", is told."""
    said = re.findall(r"\w+", text)
    return bool(said) and all(key(word) in _NOTHING for word in said)


def name_of(name: str, text: str, *, again: str) -> Ask:
    """What someone is called."""

    def read(heard: Heard) -> str:
        found = heard.first("name")
        said = str(found.value) if found else " ".join(heard.text.split())
        means_else = found is None and heard.intent != "inform" and heard.confidence >= 0.8
        if means_else or not _NAME.fullmatch(said):
            raise Unclear
        return said

    return Ask(name, text, read, "name", again, counted=True)


def telephone(name: str, text: str, *, again: str, when: Callable[[Answers], bool] = always) -> Ask:
    """A Norwegian number to ring someone on."""

    def read(heard: Heard) -> str:
        found = heard.first("phone")
        if found is None or not is_norwegian(str(found.value)):
            raise Unclear
        return str(found.value)

    return Ask(name, text, read, "phone", again, when, counted=True)


def place(
    name: str, text: str, *, again: str, when: Callable[[Answers], bool] = always, counted: bool = True
) -> Ask:
    """Where someone lives: ``{"postcode", "place"}``, either of which may be empty."""

    def read(heard: Heard) -> dict[str, str]:
        code, where = heard.first("postcode"), heard.first("place")
        if code is None and where is None:
            raise Unclear
        return {"postcode": str(code.value) if code else "", "place": str(where.value) if where else ""}

    return Ask(name, text, read, "place", again, when, counted=counted)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several to choose between: what it is kept as, what it is called, and words that mean it."""

    value: Any
    label: str
    words: tuple[str, ...] = ()

    def is_meant_by(self, text: str, *, by_a_no: bool = False) -> bool:
        """``by_a_no``: by what is said with a not, as "ikke så ofte" is, and only that."""
        words = (word for word in (*self.words, self.label.lower()) if word.startswith(_NOT) is by_a_no)
        return any(re.search(rf"\b{re.escape(word)}", text.lower()) for word in words)


def numbered(choices: Sequence[Choice]) -> str:
    """"1 Bil, 2 Buss"."""
    return ", ".join(f"{n} {choice.label}" for n, choice in enumerate(choices, 1))


def one_of(
    name: str, text: str, choices: Sequence[Choice], *, expects: str | None = None,
    when: Callable[[Answers], bool] = always, after: After = go_on, counted: bool = True, again: str = "",
) -> Ask:  # fmt: skip
    """One choice, by number or in own words."""

    def read(heard: Heard) -> Any:
        found = chosen(heard, choices)
        if len(found) != 1:
            raise Unclear
        return found[0].value

    return Ask(name, f"{text} {numbered(choices)}. Svar med tallet.", read, expects, again, when, after, counted)


def some_of(
    name: str, text: str, choices: Sequence[Choice], *, expects: str, again: str,
    when: Callable[[Answers], bool] = always, counted: bool = True,
) -> Ask:  # fmt: skip
    """Several choices at once; their values are sequences and are joined.  Named kinds count too."""

    def read(heard: Heard) -> list[str]:
        kinds = [str(e.value) for e in heard.all("kind") if not e.negated]
        refused = {str(e.value) for e in heard.all("kind") if e.negated}
        values = [value for choice in chosen(heard, choices) for value in choice.value]
        told = [value for value in dict.fromkeys((*values, *kinds)) if value not in refused]
        if not told:
            raise Unclear
        return told

    return Ask(name, f"{text} {numbered(choices)}. Svar med tall.", read, expects, again, when, counted=counted)


def chosen(heard: Heard, choices: Sequence[Choice]) -> list[Choice]:
    """The choices a message names, by number when it is mostly numbers, else by their words."""
    numbers = _numbers(heard, len(choices))
    if numbers:
        return [choices[n - 1] for n in numbers]
    by_a_no = [choice for choice in choices if choice.is_meant_by(heard.text, by_a_no=True)]
    said = _NEGATED.sub(" ", heard.text)
    return by_a_no or [choice for choice in choices if choice.is_meant_by(said)]


def _numbers(heard: Heard, most: int) -> list[int]:
    said: Iterable[int]
    if _ONLY_NUMBERS.fullmatch(heard.text.strip()):
        said = [_COUNTED.get(n) or int(n) for n in _NUMBER.findall(heard.text.lower())]
    else:
        said = [int(e.value) for e in heard.all("number") if not e.negated]
    return list(dict.fromkeys(most if n == -1 else n for n in said if n == -1 or 1 <= n <= most))


def counted_from_now(times: Any, situation: Situation) -> Any:
    return counted_from(times, situation.now)


def availability(
    name: str, text: str, *, again: str, when: Callable[[Answers], bool] = always, counted: bool = True
) -> Ask:
    """When someone can, as the reader writes it; "når som helst" limits nothing."""

    def read(heard: Heard) -> Any:
        found = heard.first("availability")
        if found is not None:
            return found.value
        if _ANY_TIME.search(heard.text.lower()):
            return {"weekly": [], "from": None, "until": None, "except": []}
        raise Unclear

    return Ask(name, text, read, "availability", again, when, counted=counted, kept=counted_from_now)


_NOT = ("ikke ", "ikkje ")
_NEGATED = re.compile(r"\b(ikke|ikkje|itte|itj|ingen|inga|uten|utan)\s+(\w+\s+)?\w+", re.IGNORECASE)
"""Words that are taken back: "har ikke bil" names no car."""
_NAME = re.compile(r"(?=.{1,60}$)[^\W\d_][\w.'’-]*( [^\W\d_][\w.'’-]*){0,3}", re.UNICODE)
"""At most four words; what is longer tells something else."""
_NOTHING = frozenset(
    key(word)
    for word in """
        nei nej neida nope niks ingen inga ingenting ting intet ikke ikkje itte itj inkje noe noko noget no takk tak
        tusen spesielt særlig særleg sånn slik akkurat nå egentlig eigentleg det er e alt alle går greit greitt fint
        bra hopp over jeg eg æ som vet veit kommer kjem på har altså nothing not really thanks thank you skip none
    """.split()
)
"""Words of someone who has nothing to tell: "nei takk", "ingenting spesielt", "nei, det går fint"."""
_COUNTED = {
    "en": 1, "én": 1, "ein": 1, "ett": 1, "eitt": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7,
    "syv": 7,
}  # fmt: skip
_NUMBER = re.compile(rf"\d+|\b(?:{'|'.join(_COUNTED)})\b")
_ONLY_NUMBERS = re.compile(rf"(nr\.?|og|and|,|\.|&|\+|\s|{_NUMBER.pattern})+", re.IGNORECASE)
_ANY_TIME = re.compile(
    r"som helst|(?<!ikke )(?<!ikkje )alltid|hele tid|heile tid|all tid|fleksibel|samme for|same for|any ?time|"
    r"\b(?:når|så ofte) (?:det|dere|de) treng\w*|uk[ae] rundt|veka rundt|ingen rolle|inga rolle"
)
