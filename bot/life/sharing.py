"""A number is not a person: couples share a telephone, and a JA must be somebody's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.dialog import phrases
from bot.dialog.session import Talk
from bot.life.situating import situate
from bot.life.turn import Turn
from bot.model import PersonId

_NUMBER = re.compile(r"\W*(\d)\W*")


def stranger(turn: Turn, channel: str, sender: str) -> PersonId:
    """Someone we know by number alone."""
    who = turn.store.add_person("", turn.now, turn.town.language)
    turn.store.give_address(who, channel, sender)
    if turn.store.is_stopped(sender):
        turn.store.change_person(who, stopped=True)
    return who


def tell_apart(turn: Turn, known: Sequence[PersonId], channel: str, text: str) -> tuple[PersonId, str | None]:
    """Which of those who share a number writes, and what; None when more than one could have.

    While a human has the talk with one of them, it is for the human to see who it is.
    """
    with_human = [who for who in known if turn.store.human_has(who) is not None]
    if with_human:
        return with_human[0], text
    asked = _asked(turn, known, channel)
    if len(asked) < 2:
        return (asked or list(known))[0], text
    talk = _talk(turn, asked[0])
    number = _NUMBER.fullmatch(text)
    if talk.pending and number and 1 <= int(number[1]) <= len(asked):
        _keep(turn, asked[0], "")
        return asked[int(number[1]) - 1], talk.pending
    named = [who for who in asked if _name(turn, who).search(text)]
    return (named[0], _name(turn, named[0]).sub("", text).strip(" ,.:-")) if len(named) == 1 else (asked[0], None)


def asked_who(turn: Turn, known: Sequence[PersonId], channel: str, text: str) -> bool:
    """Ask who writes, and keep what they wrote; false when that has been asked already."""
    asked = _asked(turn, known, channel)
    if _talk(turn, asked[0]).pending:
        _keep(turn, asked[0], "")
        return False
    _keep(turn, asked[0], text)
    language = turn.store.person(asked[0]).language
    options = [f"{n} for {turn.store.person(who).first_name}" for n, who in enumerate(asked, 1)]
    names = phrases.OR.say(language, first=", ".join(options[:-1]), last=options[-1])
    turn.say(asked[0], phrases.WHO_WRITES, "which", reply=True, options=names)
    return True


def _asked(turn: Turn, known: Sequence[PersonId], channel: str) -> list[PersonId]:
    """Those who have been asked something there; if none has, those who have been asked elsewhere."""
    asked = [who for who in known if situate(turn, who).questions]
    return [who for who in asked if turn.store.asked_on(who, channel)] or asked


def _talk(turn: Turn, who: PersonId) -> Talk:
    return Talk.from_json(turn.store.talk_state(who))


def _keep(turn: Turn, who: PersonId, text: str) -> None:
    turn.store.put_talk(who, turn.now, state=replace(_talk(turn, who), pending=text).to_json())


def _name(turn: Turn, who: PersonId) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(turn.store.person(who).first_name)}\b", re.IGNORECASE)
