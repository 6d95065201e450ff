"""What a talk wants done.  Whoever runs the turn does it, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.model import ErrandId
from bot.texts import Text


@dataclass(frozen=True, slots=True)
class Say:
    """Write to the one we are talking with.  ``lead`` goes before, such as "1 av 7. "."""

    text: Text
    kind: str = "other"
    values: Mapping[str, Any] = field(default_factory=dict)
    errand: ErrandId | None = None
    lead: str = ""
    options: tuple[str, ...] = ()
    """Answers that can be pressed where there are buttons."""


@dataclass(frozen=True, slots=True)
class Accept:
    """JA to an errand we offered; whether there is still a place is found out when it is taken."""

    errand: ErrandId
    sure: bool = False
    """They know that they have agreed to something else at that time."""


@dataclass(frozen=True, slots=True)
class Decline:
    errand: ErrandId


@dataclass(frozen=True, slots=True)
class Reask:
    """A question they had answered otherwise is open again."""

    errand: ErrandId


@dataclass(frozen=True, slots=True)
class Counter:
    """Could, but otherwise than we asked; in their own words."""

    errand: ErrandId
    words: str
    proposed: datetime | None = None
    """When it would begin, if that can be told."""
    sure: bool = False
    """Whether that time is all they say."""


@dataclass(frozen=True, slots=True)
class StandBy:
    """Could if nobody else can."""

    errand: ErrandId


@dataclass(frozen=True, slots=True)
class Confirm:
    """JA to our reminder, or to an agreement that was changed."""

    errand: ErrandId


@dataclass(frozen=True, slots=True)
class Cancel:
    """Withdraws from an agreement."""

    errand: ErrandId
    why: str = "reply"


@dataclass(frozen=True, slots=True)
class Postpone:
    """What is agreed is wanted, but at another time; in their own words, and when if they say so."""

    errand: ErrandId
    words: str
    proposed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Arrive:
    errand: ErrandId


@dataclass(frozen=True, slots=True)
class Finish:
    errand: ErrandId


@dataclass(frozen=True, slots=True)
class Fail:
    """It could not be done; in their own words."""

    errand: ErrandId
    words: str


@dataclass(frozen=True, slots=True)
class BeLate:
    errand: ErrandId
    words: str


@dataclass(frozen=True, slots=True)
class Fits:
    """What one of two who have met once says of meeting again and again."""

    errand: ErrandId
    yes: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """JA or NEI to the confidentiality pledge, as it was put to them."""

    yes: bool


@dataclass(frozen=True, slots=True)
class Sends:
    """Who comes, as the contact of a club has said."""

    errand: ErrandId
    named: str


@dataclass(frozen=True, slots=True)
class Register:
    """Someone has become a volunteer, as they told us."""

    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Some of what a volunteer told us is different now, by the names of the first talk's questions."""

    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Speak:
    """From now on they want to be written to in this language."""

    language: str


@dataclass(frozen=True, slots=True)
class Pause:
    """No more questions until a day (that day included); for as long as they like when it is None."""

    until: date | None


@dataclass(frozen=True, slots=True)
class Rest:
    """No more questions from now on; how long is not said yet, and what is agreed stands until it is."""


@dataclass(frozen=True, slots=True)
class Resume:
    pass


@dataclass(frozen=True, slots=True)
class OptOut:
    pass


@dataclass(frozen=True, slots=True)
class OptIn:
    pass


@dataclass(frozen=True, slots=True)
class WrongNumber:
    """Whoever reads this is not the one we think: nothing more is written to this number."""

    words: str


@dataclass(frozen=True, slots=True)
class ShowData:
    """Say what we know about them."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase them."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """A human takes the talk; the robot is silent until it is handed back."""

    why: str


@dataclass(frozen=True, slots=True)
class AskForHelp:
    """Someone wishes for help, in these words."""

    words: str


@dataclass(frozen=True, slots=True)
class Tell:
    """A coordinator must know; the talk goes on."""

    why: str
    words: str = ""
    errand: ErrandId | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """Danger or despair: whoever is on duty must know within a minute."""

    why: str
    words: str


Effect = (
    Say | Accept | Decline | Reask | Counter | StandBy | Confirm | Cancel | Postpone | Arrive | Finish | Fail | BeLate
    | Fits | Promise | Sends | Register | Change | Speak | Pause | Rest | Resume | OptOut | OptIn | WrongNumber
    | ShowData | Forget | HandOver | AskForHelp | Tell | Alarm
)  # fmt: skip
