"""Which visit someone would put off, and whether ice and snow is the reason they give."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from bot.clock import OSLO
from bot.dialog.events import Heard
from bot.dialog.session import Situation
from bot.dialog.visits_meant import days_of, named_in, next_of_each
from bot.model import Errand

SOON = timedelta(hours=24)
_BEGUN = timedelta(hours=1)
_SAYS_SO = re.compile(r"\b(utset|uts[æe]t|udsæt|udskyd|postpon)", re.IGNORECASE)
_ICE = re.compile(
    r"\b(\w*glatt?\w*|h[oå]lk\w*|spei?lblank\w*|isete|uføre|uvær\w*|uver|snøstorm|snøkaos|snefog|icy|slippery)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(ikk(e|je)|aldri|not|never)\b|n't", re.IGNORECASE)


def says_so(heard: Heard) -> bool:
    """UTSETT in so many words."""
    return bool(_SAYS_SO.search(heard.text))


def is_slippery(heard: Heard, situation: Situation) -> bool:
    """Only ice and snow are spoken of, and someone is expected somewhere soon: they may mean to stay at home."""
    soon = any(errand.starts - situation.now <= SOON for errand in coming(situation))
    return soon and bool(_ICE.search(heard.text)) and not _NOT.search(heard.text)


def coming(situation: Situation) -> list[Errand]:
    """The visits they make, or that are made to them, and that are no more than just begun."""
    errands = [errand for _, errand in situation.visits] if situation.volunteer else situation.comes
    return [errand for errand in errands if errand.starts + _BEGUN > situation.now]


def meant(heard: Heard, situation: Situation) -> list[Errand]:
    """Those it can be: by name, by what is done, by the day it is on; else the only one that is soon."""
    errands = named_in(heard, coming(situation))
    refused = {day for one in heard.all("time")[:-1] for day in days_of(one.value)}
    refused |= {day for one in heard.all("time") if one.negated for day in days_of(one.value)}
    on_day = [errand for errand in errands if _day(errand) in refused]
    soon = [errand for errand in errands if errand.starts - situation.now <= SOON]
    return on_day or (soon if len(soon) == 1 else next_of_each(errands))


def _day(errand: Errand) -> date:
    at: datetime = errand.starts.astimezone(OSLO)
    return at.date()
