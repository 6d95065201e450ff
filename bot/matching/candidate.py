"""A volunteer as matching sees them: with the days around an errand, and what came of what they were asked before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model import Volunteer


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who could be asked."""

    volunteer: Volunteer
    asked_lately: int = 0
    """How often they were asked over their own frequency's days."""
    unprompted_today: int = 0
    busy: tuple[tuple[datetime, datetime], ...] = ()
    said_no: bool = False
    """To this very errand."""
    apart: bool = False
    """From this recipient: one of the two has said that they are not to meet again."""
    visits: int = 0
    """How often they have been to this recipient."""
    will_visit: int = 0
    """How often they have agreed to go there, earlier than this."""
    done_kind: bool = False
    """They have done such an errand before, for anyone."""
    home: str = ""
    """What is written of how one gets in there."""
    km: float | None = None
    """As the crow flies; none where nobody knows."""
    carried: int = 0
    """Visits of the last three months, and those they have agreed to."""
    asked: int = 0
    """Questions of the last three months they had time to answer, answered or not."""
    said_yes: int = 0
    """To how many of these."""
    with_human: bool = False
    """A coordinator has the talk with them."""
    out_of_reach: bool = False
    """The robot has no number that works."""
    asked_known: int = 0
    """How many of these were about someone they had been to."""
    known_yes: int = 0
    """To how many of those they said JA."""
