"""Volunteers out of a spreadsheet: written up without a word to anyone, until a human says that they may be asked."""

from __future__ import annotations

from typing import Any

from bot.errors import Refused
from bot.life.registering import person_for
from bot.life.turn import Turn
from bot.model import PersonId, Stage


def take_in(turn: Turn, name: str, phone: str, *, language: str = "", **values: Any) -> PersonId:
    """Someone is a volunteer from now on, and is written nothing."""
    who = person_for(turn, name, phone, language)
    if turn.store.volunteer(who) is not None:
        raise Refused("Den frivillige er registrert fra før.")
    turn.store.add_volunteer(who, registered=turn.now, **{"stage": Stage.APPLIED.value, **values})
    turn.note("volunteer_imported", None, who)
    return who


def may_be_asked(turn: Turn) -> list[PersonId]:
    """Those who came out of a spreadsheet, have been written nothing, and have a mobile for themselves alone."""
    return [who for who in turn.store.imported_unasked() if _alone(turn, who)]


def _alone(turn: Turn, who: PersonId) -> bool:
    number = turn.store.addresses(who).get("sms", "")
    return bool(number) and turn.store.people_at("sms", number) == [who] and turn.store.recipient(who) is None
