"""What a lost approval takes with it: coming visits and open questions go to others, and no address is sent."""

from __future__ import annotations

from bot.life.asking import take_back
from bot.life.taking import cancel
from bot.life.turn import Turn
from bot.life.visiting import attend
from bot.matching import lacks
from bot.model import Errand, OfferState, PersonId, Stage


def look_after(turn: Turn, which: int) -> None:
    """Do what is due around a visit, unless whoever has it may not come any more."""
    visit = turn.store.visit(which)
    errand = turn.store.errand(visit.errand)
    if visit.active and errand.starts > turn.now and may_not(turn, visit.volunteer, errand):
        cancel(turn, errand.id, visit.volunteer, "approval")
    else:
        attend(turn, which)


def may_not(turn: Turn, who: PersonId, errand: Errand) -> str:
    """Why someone may not do it, in the words a coordinator reads; "" when they may."""
    volunteer = turn.store.volunteer(who)
    if volunteer is None or lacks(volunteer, errand, turn.town.policy) is not None:
        return "Den frivillige er ikke klar til å starte ennå."
    apart = who in turn.store.not_to_meet(errand.recipient)
    return "De to skal ikke møtes. Det står på kortene deres." if apart else ""


def hand_on_all(turn: Turn) -> None:
    """The same for everyone at once, when what is asked of volunteers has changed."""
    people = {one.id: one for one in turn.store.volunteers(Stage.APPROVED)}
    in_hand = [(visit.volunteer, errand) for visit, errand in turn.store.all_agreed()]
    in_hand += [(offer.volunteer, errand) for offer, errand in turn.store.all_asked()]
    lacking = {who for who, errand in in_hand if who in people and lacks(people[who], errand, turn.town.policy)}
    for who in sorted(lacking):
        hand_on(turn, who)


def hand_on(turn: Turn, who: PersonId) -> None:
    """What someone may not do any more goes to others, and the coordinator is told."""
    for visit, errand in turn.store.visits_by(who):
        if errand.lies_ahead(turn.now) and may_not(turn, who, errand):
            cancel(turn, visit.errand, who, "approval")
    for offer in turn.store.offers_to(who, OfferState.OPEN, OfferState.COUNTERED, OfferState.RESERVE):
        if may_not(turn, who, turn.store.errand(offer.errand)):
            take_back(turn, offer)
