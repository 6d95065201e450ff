"""Stores what came, then acknowledges; what could not be handled is tried again, and at last shown to a human."""

from __future__ import annotations

import re
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from bot.channels import Fate, Incoming, Receipt
from bot.dialog import phrases
from bot.dialog.events import Ranking
from bot.life import ladder, people
from bot.life.reaching import not_reached, stopped_there
from bot.life.turn import Turn
from bot.model import PersonId
from bot.runner import URGENT, Runner
from bot.storage.entering import must_begin_again
from bot.storage.letters import Received
from bot.storage.post import MessageState
from bot.storage.prepared import savepoint

log = structlog.get_logger()

_OUR_NUMBER = re.compile(r"[0-9]{1,18}")
"""Of a message: no more digits than a database can count."""
AT_ONCE = frozenset({"stop", "blocked", "unreadable"})
"""What waits for nothing that the same sender wrote before."""
MOST_TRIES = 5
SOON_AFTER = timedelta(minutes=10)
FIRST_WAIT = timedelta(seconds=5)
"""How long a turn that failed waits before it is tried again; twice as long after each."""


def take_in(connection: Connection, turn: Turn, runner: Runner, came: Incoming, ranking: Ranking | None) -> bool:
    """Store a message and run its turn; false when it has been here before."""
    event = turn.store.add_event(came, turn.now, _why_apart(came))
    if event is None:
        return False
    if event.reason in AT_ONCE or not turn.store.waits_behind(event) or _is_urgent(turn, runner, event):
        attempt(connection, turn, runner, event, ranking)
    return True


def _why_apart(came: Incoming) -> str | None:
    """What sets it apart from what someone says to us; kept with it, since it may have to be tried again."""
    kinds = {"edited": came.edited, "unreadable": came.unreadable, "blocked": came.blocked, "stop": came.handled_stop}
    return next((kind for kind, is_so in kinds.items() if is_so), None)


def try_again(connection: Connection, turn: Turn, runner: Runner) -> None:
    """Take up what has failed before, when its time has come; what someone wrote is handled in order."""
    held = set[str]()
    for event, not_before in turn.store.open_events():
        if event.sender in held and not _is_urgent(turn, runner, event):
            continue
        if (not_before is not None and not_before > turn.now) or not attempt(connection, turn, runner, event):
            held.add(event.sender)


def attempt(
    connection: Connection, turn: Turn, runner: Runner, event: Received, ranking: Ranking | None = None
) -> bool:
    """Run one event's turn in a savepoint of its own; a turn that fails leaves the event for another try."""
    try:
        with savepoint(connection):
            _handle(turn, runner, event, ranking)
    except Exception as wrong:  # the edge of a turn: one bad message must never stop the others
        if must_begin_again(wrong):
            raise
        log.exception("turn failed", turn=event.id, exc_info=wrong)
        _failed(turn, runner, event)
        return False
    return True


def _handle(turn: Turn, runner: Runner, event: Received, ranking: Ranking | None) -> None:
    if event.reason == "edited" and not runner.is_urgent(event.text, turn.now):
        _edited(turn, event)
    elif event.reason == "unreadable":
        _cannot_be_read(turn, runner, event)
    elif event.reason == "blocked":
        _shut_out(turn, event)
    elif event.reason == "stop":
        _stopped_by_provider(turn, event)
    else:
        runner.hear(turn, event, ranking)


def _failed(turn: Turn, runner: Runner, event: Received) -> None:
    tries = event.tries + 1
    dead = tries >= MOST_TRIES
    wait = FIRST_WAIT * 2**event.tries
    turn.store.change_event(event.id, tries=tries, state="dead" if dead else "open", not_before=turn.now + wait)
    if dead:
        who = _only_one_at(turn, event)
        turn.store.change_event(event.id, person=who)
        turn.note("dead_letter", None, who)
        turn.tell("dead_letter", event.text, person=who)
        if event.reason == "stop" or _asks_to_stop(turn, runner, event):
            turn.store.stop_number(event.sender, turn.now)


def _is_urgent(turn: Turn, runner: Runner, event: Received) -> bool:
    """Danger and STOPP wait for nothing that the same sender wrote before, however that fares."""
    return _sounds(turn, runner, event, URGENT)


def _asks_to_stop(turn: Turn, runner: Runner, event: Received) -> bool:
    return _sounds(turn, runner, event, frozenset({"opt_out"}))


def _sounds(turn: Turn, runner: Runner, event: Received, like: frozenset[str]) -> bool:
    """A text the reader itself fails on is shown to a human, and must not hold up the others here either."""
    try:
        return runner.reader.understand(event.text, now=turn.now).intent in like
    except Exception as wrong:
        log.exception("turn failed", turn=event.id, exc_info=wrong)
        return False


def _stopped_by_provider(turn: Turn, event: Received) -> None:
    """The provider has confirmed their stop word itself; a word from us would be refused."""
    for who in turn.store.people_at(event.channel, event.sender):
        turn.store.change_event(event.id, person=who)
        people.opt_out(turn, who, answer=False)
    turn.store.change_event(event.id, state="done", intent="opt_out")


def _shut_out(turn: Turn, event: Received) -> None:
    """Nothing sent there reaches them any more; what they have not answered goes another way at once."""
    turn.store.address_fails(event.channel, event.sender)
    for who in turn.store.people_at(event.channel, event.sender):
        turn.store.change_event(event.id, person=who)
        ladder.shut_out(turn, who)
    turn.store.change_event(event.id, state="done")


def _edited(turn: Turn, event: Received) -> None:
    """What was written first is what counts; they are told so, and not again for each word they change."""
    told = turn.store.tried(event.sender, "edited", turn.now - SOON_AFTER)
    turn.store.change_event(event.id, state="done", intent="edited")
    for who in turn.store.people_at(event.channel, event.sender)[:1]:
        turn.store.change_event(event.id, person=who)
        turn.heard_from, turn.heard_on, turn.heard_at = who, event.channel, event.said
        if not (told or event.media or turn.store.human_has(who)):
            turn.say(who, phrases.EDITED, "other", reply=True)


def _cannot_be_read(turn: Turn, runner: Runner, event: Received) -> None:
    """Kept as it came, for a human to see; a STOPP in it counts."""
    who = _only_one_at(turn, event)
    turn.store.change_event(event.id, state="dead", person=who)
    turn.note("dead_letter", None, who)
    turn.tell("dead_letter", event.text, person=who)
    if who is not None and runner.reader.understand(event.text, now=turn.now).intent == "opt_out":
        people.opt_out(turn, who)


def _only_one_at(turn: Turn, event: Received) -> PersonId | None:
    known = turn.store.people_at(event.channel, event.sender) if event.sender else []
    return known[0] if len(known) == 1 else None


def take_receipt(turn: Turn, receipt: Receipt) -> None:
    """What became of a message.  One that cannot be delivered is read aloud by a coordinator instead."""
    if not _OUR_NUMBER.fullmatch(receipt.ref):
        return
    message = turn.store.settle(int(receipt.ref), receipt.fate, receipt.provider_id, receipt.code, turn.now)
    if message is None or message.state is not MessageState.FAILED or message.person is None:
        return
    if receipt.fate is Fate.OPTED_OUT:
        stopped_there(turn, message)
    else:
        not_reached(turn, message.id, gone=receipt.gone)
