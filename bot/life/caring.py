"""Care for volunteers: a word to those who have gone quiet, and the own words of those they helped."""

from __future__ import annotations

from bot.errors import Refused
from bot.flows import care as words
from bot.life.free_text import cheap, in_messages
from bot.life.turn import Turn
from bot.model import ErrandId, PersonId, VisitState


def ask_if_well(turn: Turn, who: PersonId) -> None:
    """Someone has not answered for long: whether they still want to be asked."""
    turn.note("asked_if_well", None, who)
    turn.say(who, words.QUIET, "check_in")


def greet(turn: Turn, who: PersonId, words: str, by: int) -> bool:
    """A coordinator's own words to one of several, an answer to nobody; false to whoever cannot be written to."""
    channel, number = turn.way_to(who, "coordinator")
    if channel == "telegram" and turn.tells_who(who, words, anyone=True):
        channel, number = turn.way_to(who, "details")
    if turn.store.person(who).stopped or not number:
        return False
    turn.note("greeted", None, who)
    for part in in_messages([words]) if channel == "sms" else [words]:
        turn.send(who, channel, number, part, "coordinator", written_by=by)
    return True


def pass_on(turn: Turn, which: ErrandId, said: str) -> None:
    """What someone who was helped says of it, in their own words, to those who came; never by Telegram."""
    errand, said = turn.store.errand(which), cheap(said).strip()
    came = [visit.volunteer for visit in turn.store.visits_of(which) if visit.state is VisitState.DONE]
    if not said:
        raise Refused("Skriv hilsenen med ord.")
    if not came:
        raise Refused("Ingen har vært der ennå.")
    for who in came:
        turn.note("greeted", which, who)
        greeting = turn.render(words.GREETING, turn.store.person(who), errand, recipient=errand.first_name, said=said)
        channel, number = turn.way_to(who, "details")
        for part in in_messages([greeting]) if channel == "sms" else [greeting]:
            turn.send(who, channel, number, part, "thanks", errand)
