"""Nobody is in two places at once: what overlaps an agreement is asked about once more, or goes to others."""

from __future__ import annotations

from bot.flows import offer as words
from bot.life.asking import replace_one
from bot.life.turn import Turn
from bot.model import Errand, OfferState, PersonId, Status


def asks_first(turn: Turn, errand: Errand, who: PersonId) -> bool:
    """Whether someone has agreed to something else at that time; then they are asked if they can do both."""
    others = (other for _, other in turn.store.visits_by(who) if other.id != errand.id and other.overlaps(errand))
    other = next(others, None)
    if other is None or errand.status is not Status.OPEN:
        return False
    turn.store.add_offer(errand.id, who, turn.now)
    turn.ask(who, words.BOTH, "which", "both", errand, reply=True, other=other, at=other.starts)
    return True


def ask_others(turn: Turn, errand: Errand, who: PersonId) -> None:
    """Someone has agreed: what else they were asked to do at that time goes to others."""
    for offer in turn.store.offers_to(who, OfferState.OPEN):
        other = turn.store.errand(offer.errand)
        if other.id == errand.id or not other.overlaps(errand):
            continue
        turn.store.change_offer(other.id, who, OfferState.WITHDRAWN, turn.now)
        turn.store.close_questions(other.id, who)
        if not turn.store.withdraw(turn.now, to=who, errand=other.id, kinds=("offer", "changed")):
            turn.say(who, words.SAME_TIME, "solved", errand=other, reply=turn.heard_from == who)
        replace_one(turn, other.id)
