"""What must not leave yet: all of it while sending is stopped, and what goes to many until someone has looked again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.dialog.session import Talk
from bot.dispatching import next_wave
from bot.life.turn import ASKED_AGAIN_FOR, Turn
from bot.model import Errand, ErrandId, OfferState, PersonId, Status
from bot.storage.post import Message, MessageState
from bot.storage.store import Matter
from bot.waking import add_waking, next_awake

NOT_YET = datetime(9999, 1, 1, tzinfo=UTC)
"""When a message that waits for a second look may leave."""
SENT, DROPPED, ASK_ON = "many_sent", "many_dropped", "asking_goes_on"
"""Notes of what was said to asking so many about an errand; the last holds."""


def hold(turn: Turn, why: str) -> None:
    """Let nothing more leave.  ``why`` is "stopped", by a coordinator, or "restored", from a copy."""
    turn.store.change_set_up(held=why)
    turn.note("sending_held", why=why)
    turn.tell("held")


def release(turn: Turn) -> None:
    """What waits may leave, but for what is of no use any more; nobody was asked meanwhile, and now they are."""
    again = {"restored_until": (turn.now + ASKED_AGAIN_FOR).isoformat()} if turn.town.held == "restored" else {}
    turn.store.change_set_up(held="", **again)
    turn.store.begin_anew(turn.now)
    turn.store.close_matters(turn.now, "held")
    turn.note("sending_released")
    for errand in turn.store.errands(Status.OPEN):
        turn.store.wake_at("errand", errand.id, turn.now)


def look_over(turn: Turn) -> None:
    """At the end of a coordinator's act: what goes to more people than anyone has in mind waits for a second look."""
    for matter in turn.store.matters("mass"):
        _close_if_empty(turn, matter)
    bulk = [message for message in map(turn.store.message, turn.bulk) if not _is_seen_to(turn, message)]
    if len({message.person for message in bulk}) > turn.town.policy.second_look:
        stage(turn, bulk)


def _is_seen_to(turn: Turn, message: Message) -> bool:
    """Whether a message of this act waits for a look already, or someone has looked at its errand."""
    return message.not_before == NOT_YET or (message.errand is not None and looked(turn, message.errand) == SENT)


def look_over_wave(turn: Turn, which: ErrandId, wave: Sequence[int]) -> None:
    """The wave that would ask more people about one errand than anyone has in mind waits for a second look."""
    most = turn.town.policy.second_look
    if not wave or len(turn.store.offers_of(which)) <= most or looked(turn, which) == SENT:
        return
    about = (one for one in turn.store.messages_about(which) if one.state is not MessageState.WITHDRAWN)
    if len({one.person for one in about if one.kind in {"offer", "changed"}}) > most:
        stage(turn, [turn.store.message(one) for one in wave])
        turn.store.change_errand(which, next_wave=None)


def looked(turn: Turn, which: ErrandId) -> str:
    """What was last said to asking so many about an errand: SENT, DROPPED, or nothing."""
    said = [note.event for note in turn.store.notes(errand=which) if note.event in {SENT, DROPPED, ASK_ON}]
    return said[-1] if said else ""


def waits(turn: Turn, which: ErrandId) -> bool:
    """Whether someone is to look before more are asked about an errand."""
    return any(matter.errand == which for matter in turn.store.matters("mass"))


def stage(turn: Turn, messages: Sequence[Message]) -> None:
    """Keep messages until someone has looked; nothing follows on what has not been said."""
    errands = {message.errand for message in messages}
    matter = turn.tell("mass", errand=errands.pop() if len(errands) == 1 else None)
    for message in messages:
        turn.store.change_message(message.id, not_before=NOT_YET, matter=matter)
        turn.store.wake_at("fallback", message.id, None)
        if message.errand is None and message.person is not None:
            turn.store.wake_at("talk", message.person, None)


def send(turn: Turn, matter: int, by: int) -> int:
    """It has been looked at again, and is right; returns how many messages leave."""
    waiting = turn.store.queued_about(matter)
    at = next_awake(turn.now)
    for message in waiting:
        turn.store.change_message(message.id, not_before=at)
        if message.errand is None and message.person is not None:
            _talk_waits(turn, message.person, at)
        elif message.errand is not None and message.channel == "telegram":
            turn.watch(message.id, message.kind, turn.store.errand(message.errand), at)
    _answered(turn, matter, waiting, by, SENT)
    return len(waiting)


def _talk_waits(turn: Turn, who: PersonId, sent: datetime) -> None:
    """What they are asked has only now been asked, and is asked again when nothing comes of it."""
    talk = Talk.from_json(turn.store.talk_state(who))
    flow = turn.engine.flows.get(talk.flow)
    if flow is not None:
        wait = flow.nudge_after if flow.nudge_after and not talk.nudged else flow.expires_after
        turn.store.wake_at("talk", who, add_waking(sent + wait, timedelta()))


def drop(turn: Turn, matter: int, by: int) -> None:
    """It was not meant, and is never sent."""
    waiting = turn.store.queued_about(matter)
    for message in waiting:
        take_back(turn, message)
    _answered(turn, matter, waiting, by, DROPPED)


def _answered(turn: Turn, matter: int, waiting: Sequence[Message], by: int, said: str) -> None:
    """Someone has looked; asking about the errands goes on from there, or ends."""
    turn.store.change_matter(matter, closed=turn.now, closed_by=by)
    for which in {message.errand for message in waiting if message.errand is not None and message.kind == "offer"}:
        errand = turn.store.errand(which)
        turn.note(said, errand.id, by=by)
        _go_on(turn, errand, now=said == DROPPED)


def _go_on(turn: Turn, errand: Errand, *, now: bool = False) -> None:
    """Look at an errand again, and at whom else to ask when those asked have had their time, or ``now``."""
    if errand.status is Status.OPEN:
        at = turn.now if now else next_wave(errand, next_awake(turn.now), turn.town.policy)
        turn.store.change_errand(errand.id, next_wave=at)
        turn.store.wake_at("errand", errand.id, turn.now)


def take_back(turn: Turn, message: Message) -> bool:
    """See that a message never leaves; whoever it would have asked has not been asked.  False when it has left."""
    asked = turn.store.asked_by(message.id)
    if not turn.store.withdraw_message(message, turn.now):
        return False
    turn.store.wake_at("fallback", message.id, None)
    if message.person is not None and message.errand is not None:
        if message.kind == "offer" or (asked is not None and asked.about == "offer"):
            turn.store.change_offer(message.errand, message.person, OfferState.WITHDRAWN, turn.now)
            turn.store.close_questions(message.errand, message.person)
    elif message.person is not None:
        turn.store.wake_at("talk", message.person, None)  # nobody is reminded of a question they never got
        turn.store.withdraw_pledge(message.id)
    turn.note("message_withdrawn", message.errand, message.person, message=message.id)
    return True


def _close_if_empty(turn: Turn, matter: Matter) -> None:
    """What waited for a look has all been withdrawn: there is nothing to look at."""
    if not turn.store.queued_about(matter.id):
        turn.store.change_matter(matter.id, closed=turn.now)
        if matter.errand is not None:
            _go_on(turn, turn.store.errand(matter.errand))
