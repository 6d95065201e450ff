"""Who goes on with what: the fixed friend of an errand, the same one again, and a first visit that is off."""

from __future__ import annotations

from bot.life.turn import Turn
from bot.model import Errand, PersonId, Status
from bot.recurring import Pairing, PairingState


def fixed_friend(turn: Turn, errand: Errand) -> PersonId | None:
    """Whoever comes to this recipient at that time, week after week."""
    pairing = turn.store.pairing_in(errand.series)
    return pairing.volunteer if pairing is not None and pairing.state is PairingState.GOING else None


def same_again(turn: Turn, errand: Errand, who: PersonId) -> None:
    """Whoever takes one occasion of an errand is asked first about those that come after it."""
    if errand.series is None or turn.store.pairing_in(errand.series) is not None:
        return
    for later in turn.store.errands_in(errand.series):
        if later.starts > errand.starts and later.active and not turn.store.offers_of(later.id):
            turn.store.change_errand(later.id, ask_first=who)


def over(turn: Turn, pairing: Pairing) -> None:
    """Two people keep meeting no more: nothing is made ahead, and nothing is asked."""
    turn.store.change_pairing(pairing.id, state=PairingState.ENDED.value, ended=turn.now)
    turn.store.change_series(pairing.series, ended=turn.now)
    turn.store.wake_at("series", pairing.series, None)
    turn.store.wake_at("pairing", pairing.id, None)
    if pairing.trial is not None:
        turn.store.close_questions(pairing.trial)
    turn.note("pairing_ended", None, pairing.volunteer, pairing=pairing.id)


def trial_is_off(turn: Turn, errand: Errand, who: PersonId) -> bool:
    """A first visit is never given to others: when it was one, a coordinator finds another day, or another friend."""
    pairing = turn.store.pairing_tried(errand.id)
    if pairing is None:
        return False
    turn.store.change_errand(errand.id, status=Status.CANCELLED.value, next_wave=None)
    turn.store.wake_at("errand", errand.id, None)
    turn.note("errand_cancelled", errand.id)
    turn.tell("trial_off", person=who, errand=errand.id)
    over(turn, pairing)
    return True
