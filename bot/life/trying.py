"""After the first visit of a fixed friend: both are asked whether it fits, each in the way they are told things."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.flows import friend as words
from bot.life.knowing import stranger
from bot.life.turn import Turn
from bot.model import Errand, Recipient, Tell
from bot.recurring import PairingState
from bot.waking import add_waking

ANSWERED_WITHIN = timedelta(days=2)


def ask_whether_it_fits(turn: Turn, tried: Errand) -> None:
    """Ask both, when this was a first visit that has been."""
    pairing = turn.store.pairing_tried(tried.id)
    recipient = turn.store.recipient(pairing.recipient) if pairing else None
    if pairing is None or recipient is None or pairing.state is not PairingState.TRIAL:
        return
    turn.store.change_pairing(pairing.id, state=PairingState.ASKED.value)
    turn.store.wake_at("pairing", pairing.id, add_waking(turn.now, ANSWERED_WITHIN))
    series, friend = turn.store.series(pairing.series), turn.store.person(pairing.volunteer)
    turn.ask(friend.id, words.FITS, "check_in", "fits", tried, slot=words.slot(series, friend.language))
    slot = words.slot(series, recipient.person.language)
    _ask_recipient(turn, recipient, tried, {"name": friend.first_name, "slot": slot})


def _ask_recipient(turn: Turn, recipient: Recipient, tried: Errand, values: dict[str, Any]) -> None:
    """By SMS, through kin, or on the call list, where the answer is typed."""
    whom, kin = recipient.id, recipient.kin.phone
    if recipient.tell is Tell.KIN and kin:
        known = turn.store.people_at("sms", kin)
        answers = known[0] if known else stranger(turn, "sms", kin)
        of = recipient.person.first_name
        turn.ask(answers, words.FITS_KIN, "check_in", "fits", tried, recipient=of, **values)
    elif recipient.tell is Tell.SMS and "sms" in turn.store.addresses(whom):
        turn.ask(whom, words.FITS_RECIPIENT, "check_in", "fits", tried, **values)
    else:
        said = turn.render(words.FITS_RECIPIENT, recipient.person, tried, **values)
        message = turn.send(whom, "call", turn.store.telephone(whom), said, "check_in", tried)
        turn.store.put_question(whom, tried.id, turn.store.free_number(whom, tried.id), "fits", turn.now, message)


def look(turn: Turn, which: int) -> None:
    """Someone has not said whether it fits: a coordinator asks."""
    pairing = turn.store.pairing(which)
    if pairing.state is not PairingState.ASKED or pairing.trial is None:
        return
    silent = pairing.recipient if pairing.recipient_fits is None else pairing.volunteer
    turn.tell("fits_unanswered", person=silent, errand=pairing.trial)
