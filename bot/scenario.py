"""The lines of a replay: what each must hold, checked before anything is played."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.errors import BotError
from bot.kinds import KINDS
from bot.model import WEEKDAYS

Word = Annotated[str, StringConstraints(min_length=1)]
Phone = Annotated[str, StringConstraints(pattern=r"^\+\d{5,15}$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T.*)?$")]
Some = Annotated[int, Field(ge=1)]
Kind = Annotated[str, AfterValidator(lambda kind: _one_of(kind, KINDS))]
Weekday = Annotated[str, AfterValidator(lambda day: _one_of(day, WEEKDAYS))]
Language = Literal["nb", "nn", "da", "en"]


def _one_of(told: str, known: Container[str]) -> str:
    if told not in known:
        raise ValueError(f"unknown {told!r}")
    return told


class _Exact(BaseModel):
    """A number is no text and a text no number; keys we do not know are left alone."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Hours(_Exact):
    day: Weekday
    start: Clock
    end: Clock
    every_weeks: Some = 1


class Relative(_Exact):
    model_config = ConfigDict(extra="forbid")
    name: Word
    phone: Phone


class Line(_Exact):
    at: AwareDatetime


class Municipality(Line):
    name: Word
    telegram: bool = False
    named: Word | None = None
    phone: Phone | None = None
    night: Phone | None = None
    standin: Phone | None = None
    language: Language = "nb"
    vouch: bool = False
    duty: list[Hours] | None = None


class Someone(Line):
    id: Word
    name: Word | None = None
    phone: Phone | None = None
    postcode: str | None = None
    language: Language = "nb"


class Volunteer(Someone):
    telegram: int | Word | None = None
    skills: list[Kind] | None = None
    weekly: list[Hours] | None = None
    car: bool = True
    pledge: bool = True
    police: bool = True
    approved: bool = True
    per_week: Some = 2
    organisation: Word | None = None
    born: Annotated[int, Field(ge=1900, le=2100)] | Day | None = None


class Recipient(Someone):
    address: str | None = None
    entry: str | None = None
    tell: Literal["sms", "call", "kin", "nobody"] | None = None
    kin: Relative | None = None
    known_only: bool = False


class Errand(Line):
    id: Word
    kind: Kind
    recipient: Word
    starts: AwareDatetime
    minutes: Some = 60
    details: str = ""
    urgent: bool = False
    places: Some = 1
    repeat: Literal["weekly", "biweekly"] | None = None
    last: Day | None = None
    first: Word | None = Field(None, alias="with")
    between: tuple[AwareDatetime, AwareDatetime] | None = None


class EditErrand(Line):
    id: Word
    starts: AwareDatetime | None = None
    minutes: Some | None = None
    details: str | None = None


class Named(Line):
    id: Word


class Greet(Line):
    errand: Word
    text: Word


class Give(Line):
    errand: Word
    volunteer: Word


class Of(Line):
    person: Word


class Proposal(Of):
    errand: Word


class Merge(Of):
    other: Word


class Pause(Of):
    until: Day | None = None


class Says(Of):
    text: Word


class Invite(Of):
    code: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] | Annotated[int, Field(ge=100_000, le=999_999)]


class Number(Of):
    phone: Phone | None


class Stop(Line):
    recipient: Word


class Pair(Line):
    volunteer: Word
    recipient: Word
    day: Weekday
    start: Clock
    minutes: Some = 60
    substitute: Word | None = None
    repeat: Literal["weekly", "biweekly"] = "weekly"
    trial: AwareDatetime | None = None
    along: bool = False


class PairOf(Line):
    """What two who keep meeting are known by in a run: the recipient."""

    recipient: Word
    until: Day | None = None
    substitute: Word | None = None
    quietly: bool = False


class Provider(Line):
    channel: Literal["sms", "telegram", "call"]
    to: Word
    fails: Literal["blocked", "undeliverable", "timeout", "rate"] | None = None


class Heard(Line):
    sender: Word = Field(alias="from")
    channel: Literal["sms", "telegram"]
    text: str | None = None
    press: Word | None = None
    of: Word | None = None
    contact: Phone | None = None
    media: int | bool = 0
    edited: bool = False
    ext_id: Word | int | None = None


LINES: dict[str, type[Line]] = {
    "municipality": Municipality, "volunteer": Volunteer, "recipient": Recipient, "errand": Errand,
    "edit_errand": EditErrand, "cancel_errand": Named, "give": Give, "take_proposed": Proposal,
    "approve": Of, "disapprove": Of, "pledge": Of, "pause": Pause,
    "erase": Of, "stop_all": Stop, "take_over": Of, "hand_back": Of, "say": Says, "answer": Says, "invite": Invite,
    "number": Number, "clear_number": Of, "merge": Merge, "pair": Pair, "pause_pair": PairOf, "resume_pair": PairOf,
    "substitute": PairOf, "end_pair": PairOf,
    "welcome": Give, "greet": Greet, "ask_if_well": Of, "provider": Provider, "restart": Line, "until": Line,
}  # fmt: skip
"""What can be done, and what such a line holds."""
MAKES = {"volunteer": ("person", "volunteer"), "recipient": ("person", "recipient"), "errand": ("errand",)}
NAMES = {
    "errand": {"recipient": "recipient", "with": "volunteer"}, "edit_errand": {"id": "errand"},
    "cancel_errand": {"id": "errand"}, "give": {"errand": "errand", "volunteer": "volunteer"},
    "take_proposed": {"errand": "errand"},
    "stop_all": {"recipient": "recipient"},
    "pair": {"volunteer": "volunteer", "recipient": "recipient", "substitute": "volunteer"},
    "pause_pair": {"recipient": "recipient"}, "resume_pair": {"recipient": "recipient"},
    "substitute": {"recipient": "recipient", "substitute": "volunteer"}, "end_pair": {"recipient": "recipient"},
    "greet": {"errand": "errand"}, "ask_if_well": {"person": "volunteer"},
    "welcome": {"errand": "errand", "volunteer": "volunteer"}, "approve": {"person": "volunteer"},
    "disapprove": {"person": "volunteer"}, "pledge": {"person": "volunteer"}, "pause": {"person": "volunteer"},
}  # fmt: skip
"""Which keys name who or what must be known; "person" always does.  Whoever writes may have become a volunteer."""
KINDS_OF_NAMES = ("person", "volunteer", "recipient", "errand", "repeat")
_TOLD = {"missing": "is missing", "timezone_aware": "has no offset", "datetime_parsing": "is no time",
         "datetime_type": "is no time", "datetime_from_date_parsing": "is no time"}  # fmt: skip
_TAGS = frozenset(("int", "bool", "constrained-int", "constrained-str"))
"""What a union calls its parts."""
_OCCASION = re.compile(r"(.+)/[1-9]\d*")
"""What an errand that comes again is called, each time: "e1/1", "e1/2"."""
_CHAT = re.compile(r"telegram:\d+")


class BadLine(BotError):
    """A line that cannot be played: its number, and why."""


@dataclass
class _Checker:
    """What has been named so far, and the last moment."""

    last: datetime | None = None
    known: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in KINDS_OF_NAMES})

    def check(self, text: str) -> dict[str, Any]:
        line = json.loads(text)
        if not isinstance(line, dict):
            raise ValueError("it is no object")
        at = _shape(line).model_validate_json(text).at
        if self.last is not None and at < self.last:
            raise ValueError("its time lies before the line above")
        if (self.last is None) != (line.get("do") == "municipality"):
            raise ValueError("the first line must be the municipality, and no other")
        self.last = at
        self._heard(line) if "from" in line else self._names(line["do"], line)
        return line | {"at": at}

    def _heard(self, line: dict[str, Any]) -> None:
        if not any(line.get(key) for key in ("media", "contact", "press")) and line.get("text") is None:
            raise ValueError("'text' is missing")
        if line["channel"] == "telegram" and not _CHAT.fullmatch(line["from"]):
            raise ValueError("'from' is no chat")
        if line.get("of") is not None and not self._knows("errand", line["of"]):
            raise ValueError(f"unknown of {line['of']!r}")
        self._know(line["from"], "person", "volunteer")

    def _names(self, do: str, line: dict[str, Any]) -> None:
        """What a line names must be known, and what it makes must be new."""
        for key, kind in {"person": "person", **NAMES.get(do, {})}.items():
            if line.get(key) is not None and not self._knows(kind, line[key]):
                raise ValueError(f"unknown {key} {line[key]!r}")
        if do in MAKES:
            if line["id"] in self.known[MAKES[do][0]]:
                raise ValueError(f"the id {line['id']!r} is there already")
            self._know(line["id"], *MAKES[do], *(("repeat",) if line.get("repeat") else ()))

    def _knows(self, kind: str, name: str) -> bool:
        again = _OCCASION.fullmatch(name) if kind == "errand" else None
        return name in self.known[kind] or (again is not None and again[1] in self.known["repeat"])

    def _know(self, name: str, *kinds: str) -> None:
        for kind in kinds:
            self.known[kind].add(name)


def _shape(line: dict[str, Any]) -> type[Line]:
    if "from" in line:
        return Heard
    if "do" not in line:
        raise ValueError("'do' or 'from' is missing")
    do = line["do"]
    if not isinstance(do, str) or do not in LINES:
        raise ValueError(f"unknown do {do!r}")
    return LINES[do]


def _fault(wrong: ValidationError) -> str:
    """The first thing that is wrong, by its key: "'minutes': Input should be a valid integer"."""
    first = wrong.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in first["loc"] if part not in _TAGS)
    told = _TOLD.get(first["type"]) or (first["type"] == "value_error" and str(first["ctx"]["error"]))
    return f"{key!r} {told}" if told else f"{key!r}: {first['msg']}"


def read_lines(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every line with its number, checked; ``BadLine`` names the first that cannot be played."""
    checker = _Checker()
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            yield number, checker.check(text)
        except ValidationError as wrong:
            raise BadLine(f"line {number}: {_fault(wrong)}") from None
        except ValueError as wrong:
            raise BadLine(f"line {number}: {wrong}") from None
