"""A new version of the confidentiality pledge: published, asked of those who promised another, and missed in the end.

Nobody loses what they have agreed to before the day that was said, nor when the question never left.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bot.clock import OSLO
from bot.errors import NotFound, Refused
from bot.flows import pledge as words
from bot.life import holding, pledging
from bot.life.pledging import LANGUAGES
from bot.life.turn import Turn
from bot.life.vetting import hand_on_all
from bot.model import PersonId, Volunteer
from bot.storage.pledges import Pledge, PledgeState
from bot.storage.post import MessageState
from bot.storage.store import Store
from bot.waking import day_begins

LEAST, USUAL = timedelta(days=7), timedelta(days=30)
"""How long those who have promised before are given, at least, and when nobody says otherwise."""
SAID_AHEAD = timedelta(days=7)
AT_A_TIME = 40
"""So many are asked in one turn, so that nobody else waits to write."""
A_MOMENT = timedelta(seconds=1)
THE_SAME = "Ordene er de samme som før. Endre dem i Tekster først."
TOO_SOON = "Gi dem minst en uke."


def draft(store: Store) -> dict[str, str]:
    """The words as they stand in Tekster, by language: the next version, when it is published."""
    own = store.wording(store.municipality_row().wording)
    return {language: own.get((language, words.WORDS.key)) or words.WORDS.ours(language) for language in LANGUAGES}


def publish(turn: Turn, until: date | None, by: int | None) -> int:
    """From now on these words are asked for; ``until`` is when those who promised others must have promised these."""
    new, before = draft(turn.store), pledging.current(turn)
    if new == dict(before.words):
        raise Refused(THE_SAME)
    if until is not None and until < turn.now.astimezone(OSLO).date() + LEAST:
        raise Refused(TOO_SOON)
    version = turn.store.publish_pledge(new, turn.now, by, until)
    turn.note("pledge_published", version=version)
    if until is not None:
        turn.store.wake_at("pledge_text", version, turn.now)
    return version


def lacking(store: Store, version: int) -> list[Volunteer]:
    """Those whose promise counts, and is to an earlier version than this."""
    promised = store.promised_versions()
    return [one for one in store.volunteers() if one.approval.pledge and promised.get(one.id, 0) < version]


def look(turn: Turn, version: int) -> None:
    """Ask those who have not been asked; then say it ahead; and when the day has come, let their promises go."""
    texts = turn.store.pledge_texts()
    text = next((one for one in texts if one.version == version), None)
    if text is None or text.again is None:
        raise NotFound("pledge")
    if any(one.version > version and one.again for one in texts):
        return  # those who were asked have been told another day since
    ends = day_begins(text.again)
    if turn.now >= ends:
        _lapse(turn, version)
    elif _ask_some(turn, version):
        turn.store.wake_at("pledge_text", version, turn.now + A_MOMENT)
    elif turn.now >= ends - SAID_AHEAD:
        _say_ahead(turn, version, ends)
        turn.store.wake_at("pledge_text", version, ends)
    else:
        turn.store.wake_at("pledge_text", version, ends - SAID_AHEAD)


def _ask_some(turn: Turn, version: int) -> bool:
    """Ask some of those who have not been asked; whether there may be more."""
    if version != pledging.latest(turn.store).version:
        return False
    last = turn.store.last_pledges()
    theirs = lacking(turn.store, version) + _open_before(turn.store, last, version)
    left = [one for one in theirs if one.id not in last or last[one.id].version < version]
    asked = [message for one in left[:AT_A_TIME] if (message := _ask(turn, one.id)) is not None]
    if asked and len(theirs) > turn.town.policy.second_look:
        holding.stage(turn, [turn.store.message(message) for message in asked])
    return len(left) > AT_A_TIME


def _open_before(store: Store, last: Mapping[PersonId, Pledge], version: int) -> list[Volunteer]:
    """New ones who have an earlier version before them, and have not answered."""
    return [
        one for one in store.volunteers()
        if one.approval.pledge is None and one.id in last
        and last[one.id].state is PledgeState.ASKED and last[one.id].version < version
    ]  # fmt: skip


def _ask(turn: Turn, who: PersonId) -> int | None:
    """The message that asks; None when a coordinator must."""
    try:
        return pledging.ask(turn, who)
    except Refused:
        pledging.cannot_be_asked(turn, who)
        if not turn.store.person(who).stopped:
            turn.tell("pledge_in_person", person=who)
        return None


def _say_ahead(turn: Turn, version: int, ends: datetime) -> None:
    if any(not one.person.stopped for one in lacking(turn.store, version)):
        turn.tell("pledge_soon", due=ends)


def _lapse(turn: Turn, version: int) -> None:
    """Whoever has not promised counts no more as having done so, and what they have agreed to goes to others, as when
    a politiattest has run out.  Those whose question still waits with us get it first."""
    late = lacking(turn.store, version)
    waiting = {one.id for one in late if _never_left(turn, one.id)}
    for one in late:
        if one.id not in waiting:
            turn.store.change_volunteer(one.id, pledge=None)
            turn.note("pledge_lapsed", None, one.id, version=version)
    if waiting:
        turn.store.wake_at("pledge_text", version, turn.now + LEAST)
    else:
        turn.store.close_matters(turn.now, "pledge_soon")
    hand_on_all(turn)


def _never_left(turn: Turn, who: PersonId) -> bool:
    """Whether the question waits with us or to be read aloud, or a coordinator has said that it was not meant."""
    last = next(iter(turn.store.pledges_of(who)), None)
    if last is None or last.message is None or turn.store.person(who).stopped:
        return False
    put, asks = last.state in {PledgeState.ASKED, PledgeState.WITHDRAWN}, turn.store.message(last.message)
    unread = asks.channel == "call" and asks.state is MessageState.HANDED_OVER
    return put and (unread or asks.state in {MessageState.QUEUED, MessageState.WITHDRAWN})
