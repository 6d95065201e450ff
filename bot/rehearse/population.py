"""What a municipality is like: who lives there, what help they need, and how people behave; read from a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from bot.errors import SetupError
from bot.model import WEEKDAYS

OURS = Path(__file__).parent / "population.yml"

Share = Annotated[float, Field(ge=0)]
"""One of several that together make the whole; they need not add up to 1."""
Likely = Annotated[float, Field(ge=0, le=1)]
Factor = Annotated[float, Field(ge=0)]
"""What a chance is multiplied by; no chance becomes more than certain."""
Day = Annotated[str, Field(pattern=f"^({'|'.join(WEEKDAYS)})$")]
Hours = Annotated[float, Field(gt=0, le=24 * 92)]
Kilometres = Annotated[float, Field(ge=-1_000, le=1_000)]
Kind = Literal[
    "shopping", "coffee_visit", "laundry", "walk", "escort", "transport", "phone_call", "screen_visit", "digital_help",
    "tidying", "small_repairs", "snow", "meal_company", "other",
]  # fmt: skip


CLOCK = r"^([01]\d|2[0-3]):[0-5]\d(:00)?$"


def _as_written(clock: object) -> object:
    """Without quotes YAML reads 10:00 as the number 600."""
    if isinstance(clock, time) or (isinstance(clock, str) and re.match(CLOCK, clock)):
        return clock
    raise ValueError('a time of day is to be written as "09:30", with the quotes')


def _is_whole(shares: Any) -> Any:
    each = shares.values() if isinstance(shares, Mapping) else [one.share for one in shares]
    if not sum(each) > 0:
        raise ValueError("one share at least is to be more than 0")
    return shares


Clock = Annotated[time, BeforeValidator(_as_written), WithJsonSchema({"type": "string", "pattern": CLOCK})]
Whole = AfterValidator(_is_whole)


class Part(BaseModel):
    """A part of the file: nothing more may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)


class Place(Part):
    """A postal code, where it lies on a map in kilometres, and how many live there."""

    postcode: Annotated[str, Field(pattern=r"^\d{4}$")]
    east: Kilometres
    north: Kilometres
    share: Share


class Often(Part):
    """How often some of the volunteers may be asked."""

    share: Share
    times: Annotated[int, Field(ge=1, le=1_000)]
    days: Annotated[int, Field(ge=1, le=366)]


class Free(Part):
    """When some of the volunteers can: ``choose`` of these days, the same hours on each; any time without days."""

    share: Share
    days: tuple[Day, ...] = ()
    choose: Annotated[int, Field(ge=1)] = 7
    start: Clock = time(8)
    end: Clock = time(21)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start >= self.end:
            raise ValueError("start is to come before end")
        return self


class Volunteers(Part):
    """Those who offer time."""

    kinds: Annotated[dict[Kind, Likely], Field(min_length=1)]
    """How many want each kind of errand."""
    transport: Annotated[dict[Literal["car", "bus", "foot", "phone"], Share], Field(min_length=1), Whole]
    asks: Annotated[tuple[Often, ...], Field(min_length=1), Whole]
    times: Annotated[tuple[Free, ...], Field(min_length=1), Whole]
    join_later: Likely
    """How many are approved while the rehearsal runs; the others are from the start."""


class Recipients(Part):
    """Those who get help."""

    errands_a_week: Annotated[float, Field(ge=0.05, le=50)]
    """How many errands each has; it says how many recipients there are."""
    tell: Annotated[dict[Literal["sms", "kin", "call"], Share], Field(min_length=1), Whole]
    prefer_known: Likely
    """How many would rather have someone who has been there before."""


class Ahead(Part):
    """How long before the start some of the errands are posted."""

    share: Share
    from_hours: Hours
    to_hours: Hours

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_hours > self.to_hours:
            raise ValueError("from_hours is to be no more than to_hours")
        return self


class Errands(Part):
    """What help is asked for, and when."""

    kinds: Annotated[dict[Kind, Share], Field(min_length=1), Whole]
    weekdays: Annotated[dict[Day, Share], Field(min_length=1), Whole]
    hours: Annotated[dict[Clock, Share], Field(min_length=1, json_schema_extra={"additionalProperties": False}), Whole]
    """When they start."""
    minutes: Annotated[int, Field(ge=5, le=240)]
    habitual: Likely
    """How many fall on the recipient's own kind, weekday and hour."""
    ahead: Annotated[tuple[Ahead, ...], Field(min_length=1), Whole]
    urgent_within_hours: Annotated[float, Field(ge=0)]
    """Those posted this short a time before are marked as urgent."""


class Fit(Part):
    """How a chance of JA changes with what is asked, and by whom."""

    liked: Factor
    """The kind they like best."""
    other: Factor
    known: Factor
    """They have been to this recipient before."""


class Behaviour(Part):
    """How people behave, whatever the policy."""

    reply_minutes: Annotated[float, Field(gt=0, le=7 * 24 * 60)]
    """The median of a log-normal reply time, in waking hours."""
    reply_sigma: Annotated[float, Field(ge=0, le=5)]
    never_reply: Likely
    says_yes: Likely
    fit: Fit
    lost_a_km: Likely
    """How much of the chance each kilometre takes."""
    weekdays: dict[Day, Factor]
    kept_after_vain_ask: Factor
    """What is left of the chance after each ask of the last 14 days that was declined or left."""
    cancel: Likely
    no_show: Likely
    no_show_confirmed: Likely
    ring_about_stranger: Likely
    """A recipient who prefers a known face rings the coordinator when someone else is to come."""


class Population(Part):
    """The whole file."""

    name: str = "Eksempel"
    places: Annotated[tuple[Place, ...], Field(min_length=1), Whole]
    volunteers: Volunteers
    recipients: Recipients
    errands: Errands
    behaviour: Behaviour

    @field_validator("places")
    @classmethod
    def _each_once(cls, places: tuple[Place, ...]) -> tuple[Place, ...]:
        codes = [place.postcode for place in places]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"{twice[0]} stands there twice")
        return places


@cache
def load(path: Path = OURS) -> Population:
    """Read a population; ``SetupError`` says in one line what is wrong with the file."""
    try:
        return Population.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as wrong:
        raise SetupError(f"{path}: {wrong.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise SetupError(f"{path}: not YAML: {' '.join(str(wrong).split())}") from None
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise SetupError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
