"""Sends what is waiting: claimed and written down before the call, so that nothing is sent twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

import structlog

from bot import in_hand
from bot.channels import Channel, Fate, OfSeveral, Outgoing
from bot.errors import FailedThere, MaybeSent, OptedOut, SendError, TryLater, Unreachable
from bot.life import chats
from bot.life.reaching import not_reached, stopped_there
from bot.life.turn import ALWAYS, AN_ANSWER, NOT_TO_BE_MISSED, Turn
from bot.messages import GOES_ANYWAY
from bot.sms_parts import parts
from bot.storage.post import Message, MessageState
from bot.waking import is_quiet, next_awake

log = structlog.get_logger()

SMS = "sms"
LOOKS_A_SECOND = 10
LONGEST_PACE = timedelta(minutes=1)
"""No pace takes longer: the clock has been set back."""
A_LONG_TIME = timedelta(minutes=2)
WAITS = (timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing one message over."""

    provider_id: str = ""
    error: SendError | None = None
    was_there: bool = False
    """It had left before, as their list shows."""


NO_CHANNEL = Outcome(error=Unreachable("no such channel", gone=False))
NO_SENDER = Outcome(error=Unreachable("the municipality has no address there", "no-sender", gone=False))
TOO_LONG = Outcome(error=Unreachable("more than goes in one message", "too-long", gone=False))
NO_LONGER = Outcome()
"""It was not to be sent any more, once its provider had been asked about it."""
GIVEN_UP = Outcome(error=Unreachable("it may have got there twice, and nothing shows it", "unknown", gone=False))


def claim(turn: Turn, most: int, apart: str = "", by: str = "", per_second: int = 0) -> list[Message]:
    """What may be sent now, marked as being sent by a worker, but on the channel ``apart``.

    STOPP, quiet and age are looked at here, last of all; and the pace of SMS, since replies leave before the rest.
    """
    claimed: list[Message] = []
    room = _sms_room(turn, per_second)
    later = set[str]()
    full = True
    while full and len(claimed) < most:
        if room <= 0 and apart not in ("", SMS):
            break
        apart = apart if room > 0 else SMS
        due = turn.store.due_messages(turn.now, most - len(claimed), apart, held=bool(turn.town.held))
        full = len(due) == most - len(claimed)
        for message in due:
            if (message.channel == SMS and room <= 0) or message.to in later:
                continue
            if _sought_since(message) and any(message.to == before.to for before in claimed):
                later.add(message.to)  # what it is not known by is known when those before have left
            elif _may_go(turn, message, by):
                claimed.append(_with_known(turn, message))
                room -= parts(message.text) if per_second and message.channel == SMS else 0
    if until := sent_by(turn.now, claimed, per_second):
        turn.store.sms_busy(until)
    return claimed


def _with_known(turn: Turn, message: Message) -> Message:
    if _sought_since(message) is None:
        return message
    return replace(message, known=turn.store.ids_to(message.channel, message.to))


def _sought_since(message: Message) -> datetime | None:
    """Since when it may have left without our knowing, so that it is looked up first."""
    return message.sought_from or (message.created if message.state is MessageState.UNKNOWN else None)


def _sms_room(turn: Turn, per_second: int) -> int:
    """How many parts of SMS may leave at once: a tenth of what may in a second, so that they are spread over it."""
    free = turn.store.sms_free() if per_second else None
    busy = free is not None and turn.now < free <= turn.now + LONGEST_PACE
    return 0 if busy else max(1, per_second // LOOKS_A_SECOND)


def sent_by(now: datetime, claimed: list[Message], per_second: int) -> datetime | None:
    """When the provider has sent the SMS among these, at its pace; None when there are none, or no pace."""
    many = sum(parts(message.text) for message in claimed if message.channel == SMS)
    return now + timedelta(seconds=many / per_second) if many and per_second else None


def _may_go(turn: Turn, message: Message, by: str) -> bool:
    if not (_is_for_now(turn, message) and turn.store.claim_message(message, turn.now, by)):
        return False
    in_hand.take((by, turn.store.municipality, message.id))
    return True


def _is_for_now(turn: Turn, message: Message) -> bool:
    """Whether a message is of use, wanted, and wakes nobody; one that is not does not wait for this again."""
    if message.expires is not None and message.expires <= turn.now:
        turn.store.change_message(message.id, state=MessageState.WITHDRAWN.value, settled=turn.now)
        return False
    if not _is_theirs(turn, message):
        _send_elsewhere(turn, message)
        return False
    if _has_stopped(turn, message):
        turn.store.change_message(message.id, state=MessageState.WITHDRAWN.value, settled=turn.now)
        _read_aloud_instead(turn, message)
        return False
    if is_quiet(turn.now) and not _may_wake(message, turn.now):
        _let_sleep(turn, message)
        return False
    return True


def _let_sleep(turn: Turn, message: Message) -> None:
    """In the morning, unless that is too late for what must not be missed: then a human has to ring."""
    morning = next_awake(turn.now)
    if message.kind in NOT_TO_BE_MISSED and message.channel != "call" and _too_late(turn, message, morning):
        failed = {"state": MessageState.FAILED.value, "code": "quiet", "settled": turn.now}
        turn.store.change_message(message.id, **failed)
        not_reached(turn, message.id, gone=False)
        if message.errand is not None and not turn.on_duty:
            turn.alarm("untold", person=message.person, errand=turn.store.errand(message.errand))
        return
    put_off = {"state": _waiting(message).value, "not_before": morning, "owed": _owed(message)}
    turn.store.change_message(message.id, **put_off, tries=message.tries, once_more=message.once_more, claimed=None)


def _too_late(turn: Turn, message: Message, at: datetime) -> bool:
    begun = message.errand is not None and turn.store.errand(message.errand).starts <= at
    return begun or (message.expires is not None and message.expires <= at)


def _owed(message: Message) -> datetime | None:
    """When it was first to leave, if people were up then."""
    return message.owed or (None if is_quiet(message.not_before) else message.not_before)


def still_goes(turn: Turn, message: Message, by: str = "") -> bool:
    """Whether what was claimed a while ago may leave now: all that held it back holds from when it comes."""
    goes = turn.store.keep_claim(message, turn.now, by) and _goes_now(turn, message, by)
    (in_hand.take if goes else in_hand.let_go)((by, turn.store.municipality, message.id))
    return goes


def _goes_now(turn: Turn, message: Message, by: str) -> bool:
    held = turn.town.held and message.kind not in GOES_ANYWAY
    if held or turn.store.is_held_back(message.id):
        put_back(turn, message, by)
        return False
    return _is_for_now(turn, message)


def put_back(turn: Turn, message: Message, by: str = "") -> None:
    """What was claimed and not begun with waits as it did before."""
    in_hand.let_go((by, turn.store.municipality, message.id))
    if turn.store.keep_claim(message, turn.now, by):
        turn.store.send_again(message.id, _waiting(message), turn.now, "")
        turn.store.was_no_try(message)


def _is_theirs(turn: Turn, message: Message) -> bool:
    """Whether they are still reached there; what answers goes to where it was asked."""
    if message.person is None or message.channel == "call" or message.kind in GOES_ANYWAY:
        return True
    answers = message.reply and turn.now - message.created <= AN_ANSWER
    return answers or turn.store.is_reached_at(message.person, message.to)


def _send_elsewhere(turn: Turn, message: Message) -> None:
    """To the number they have now; if none, what must not be missed waits for a human who finds them."""
    assert message.person is not None
    mobile, telephone = turn.store.addresses(message.person).get(SMS, ""), turn.store.telephone(message.person)
    if mobile or telephone or message.kind in NOT_TO_BE_MISSED:
        turn.store.move_message(message.id, SMS if mobile else "call", mobile or telephone)
    else:
        turn.store.change_message(message.id, state=MessageState.WITHDRAWN.value, settled=turn.now)


def _has_stopped(turn: Turn, message: Message) -> bool:
    """STOPP holds for the person, and for the number whoever it belongs to."""
    if message.kind in ALWAYS or message.channel == "call":
        return False
    stopped = message.person is not None and turn.store.person(message.person).stopped
    return stopped or turn.store.is_stopped(message.to)


def _read_aloud_instead(turn: Turn, message: Message) -> None:
    """Kin who said STOPP are not written to; but someone must tell who comes, or that nobody does."""
    if message.person is None or turn.store.recipient(message.person) is None:
        return
    if message.kind in NOT_TO_BE_MISSED:
        errand = turn.store.errand(message.errand) if message.errand is not None else None
        turn.send(message.person, "call", message.to, message.text, message.kind, errand)


def _may_wake(message: Message, now: datetime) -> bool:
    if message.reply and message.kind not in {*ALWAYS, "alarm"}:
        return now - message.created <= AN_ANSWER
    return message.wakes


def recover(turn: Turn, after: timedelta = A_LONG_TIME) -> None:
    """What has been on its way for so long may have got there, and is looked up before it is sent again.

    What we have ourselves been handing over for a shorter time, by a clock that nobody sets, is on its way still.
    """
    for which, whose in turn.store.unsettled(turn.now - after):
        if not in_hand.is_held((whose, turn.store.municipality, which), after):
            turn.store.send_again(which, MessageState.UNKNOWN, turn.now, "")


def set_aside(turn: Turn) -> None:
    """What cannot be read is never sent, nor tried again, and a coordinator hears of it; the rest go on."""
    for which in turn.store.unreadable_events():
        turn.store.change_event(which, state="dead")
        turn.tell("dead_letter")
    for which, who, errand in turn.store.unreadable():
        turn.store.set_aside(which, turn.now)
        turn.tell("undeliverable", person=who, errand=errand)


async def hand_over(
    channel: Channel, message: Message, now: datetime, sender: str, still_goes: Callable[[], Awaitable[bool]]
) -> Outcome:
    """Give one message to its channel; one whose answer was lost is looked up first, and then looked at again."""
    if isinstance(channel, OfSeveral) and not sender:
        return NO_SENDER
    if len(message.text) > channel.can.longest:
        return TOO_LONG
    out = Outgoing(
        str(message.id), message.to, message.text, message.expires - now if message.expires is not None else None,
        message.options, message.edits or "", chats.SHARE.nb if message.asks_number else "",
        sender, message.known,
    )  # fmt: skip
    try:
        since = _sought_since(message)
        if since is not None and (known := await channel.find(out, since)):
            return Outcome(known, was_there=True)
        if message.once_more:
            return GIVEN_UP
        if since is not None and not await still_goes():
            return NO_LONGER
        return Outcome(await channel.send(out))
    except SendError as error:
        return Outcome(error=error)
    except Exception as wrong:
        log.exception("sending failed", channel=message.channel, exc_info=wrong)
        return Outcome(error=MaybeSent("unexpected"))


def settle(turn: Turn, message: Message, outcome: Outcome, by: str = "") -> None:
    """Write down what came of it.  That it failed counts only while nobody else has taken it over."""
    in_hand.let_go((by, turn.store.municipality, message.id))
    if outcome.error is not None and not turn.store.keep_claim(message, turn.now, by):
        return
    if outcome.was_there or outcome is GIVEN_UP or isinstance(outcome.error, (FailedThere, TryLater)):
        turn.store.was_not_sent(message)
    match outcome.error:
        case None:
            turn.store.settle(message.id, Fate.HANDED_OVER, outcome.provider_id, "", turn.now)
            _scrub(turn, message)
        case OptedOut(code=code):
            turn.store.settle(message.id, Fate.OPTED_OUT, "", code, turn.now)
            if message.person is not None:
                stopped_there(turn, message)
        case Unreachable(code=code, gone=gone):
            turn.store.settle(message.id, Fate.UNDELIVERABLE, "", code, turn.now)
            not_reached(turn, message.id, gone=gone)
            _tell_if_mute(turn, outcome)
        case MaybeSent(code=code):
            _again(turn, message, MessageState.UNKNOWN, turn.now + _wait(message), code)
        case TryLater(code=code, not_before=datetime() as not_before):  # we were told to wait: that is no try
            turn.store.send_again(message.id, _waiting(message), not_before, code)
            turn.store.was_no_try(message)
        case SendError(code=code):
            _again(turn, message, _waiting(message), turn.now + _wait(message), code)


def _tell_if_mute(turn: Turn, outcome: Outcome) -> None:
    """When the municipality has nothing to send from, nobody is reached until someone has seen to that."""
    if outcome in {NO_CHANNEL, NO_SENDER}:
        turn.tell("no_sender")


def _waiting(message: Message) -> MessageState:
    """What may have got there is looked up before every new try, also when the looking up failed."""
    return MessageState.UNKNOWN if message.state is MessageState.UNKNOWN else MessageState.QUEUED


def _wait(message: Message) -> timedelta:
    """Up to a quarter longer, each its own: what was refused together does not come back together."""
    wait = WAITS[min(message.tries, len(WAITS) - 1)]
    return wait + timedelta(seconds=crc32(f"{message.id}/{message.tries}".encode()) % (wait.seconds // 4 + 1))


def _again(turn: Turn, message: Message, state: MessageState, at: datetime, code: str) -> None:
    if message.tries >= len(WAITS):
        turn.store.settle(message.id, Fate.UNDELIVERABLE, "", code, turn.now)
        not_reached(turn, message.id, gone=False)
    else:
        turn.store.send_again(message.id, state, at, code)


def _scrub(turn: Turn, message: Message) -> None:
    """The receipt of an erasure leaves no address behind, and what others are told of it no name."""
    if message.person is not None and turn.store.erased(message.person):
        turn.store.change_message(message.id, to=None, text=None)
    elif message.errand is not None and message.channel != "call":
        turn.store.forget_sent(message.id)
