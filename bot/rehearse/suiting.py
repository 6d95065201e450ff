"""Whom each errand suits, by the robot's own gates, whatever else they are asked and do at the time."""

from __future__ import annotations

from bot.matching import Candidate, why_not
from bot.matching.pool import Pool
from bot.model import Approval, Errand, ErrandId, Person, PersonId, Policy, Stage, Volunteer
from bot.nlu.places import place_of
from bot.rehearse.town import Helper, Map, Plan, Town, distance


def suited(town: Town) -> dict[int, frozenset[int]]:
    """For each errand, the volunteers who pass every gate when nobody asks anything else of them."""
    volunteers = {helper.n: (helper, as_volunteer(helper)) for helper in town.helpers}
    pool = Pool.of(Candidate(volunteer) for _, volunteer in volunteers.values())
    far = Map([*(one.place for one in town.helpers), *(one.place for one in town.neighbours)]).far
    return {
        plan.n: frozenset(
            helper.n for helper, volunteer in map(volunteers.__getitem__, pool.might(errand, Policy(), far).tolist())
            if helper.joins < plan.starts
            and why_not(Candidate(volunteer, km=distance(helper.place, plan.neighbour.place)), errand, Policy()) is None
        )
        for plan, errand in ((plan, as_errand(plan)) for plan in town.plans)
    }  # fmt: skip


def as_volunteer(helper: Helper) -> Volunteer:
    day = helper.joins.date()
    return Volunteer(
        Person(PersonId(helper.n), helper.name), Stage.APPROVED, frozenset(helper.kinds), helper.times,
        helper.place.postcode, place_of(helper.place.postcode) or "", helper.transport, frequency=helper.often,
        approval=Approval(day, day, day, day), registered=helper.joins,
    )  # fmt: skip


def as_errand(plan: Plan) -> Errand:
    where = plan.neighbour.place.postcode
    return Errand(
        ErrandId(plan.n), plan.kind, PersonId(-1), plan.neighbour.name, plan.starts, plan.minutes, urgent=plan.urgent,
        postcode=where, place=place_of(where) or "", created=plan.posted,
    )  # fmt: skip
