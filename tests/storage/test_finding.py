"""Whom to ask is found without judging everyone, and is the same as if everyone had been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from itertools import product
from random import Random

import pytest

from bot.matching import Candidate, Fit, rank
from bot.matching.scoring import usual_of
from bot.model import (
    Availability,
    Errand,
    ErrandId,
    Frequency,
    OfferState,
    PersonId,
    Policy,
    VisitState,
    Window,
)
from bot.storage.candidates import Candidates, Case, Suitor
from bot.storage.store import Store
from tests.storage.conftest import NOW
from tests.storage.test_candidates import TODAY, errand, helper

PEOPLE, PAST = 150, 200
KINDS = ("shopping", "transport", "phone_call", "walk")
POSTCODES = ("2317", "2318", "2319", "2380", "2480", "")
EVENLY = Policy(forgotten_counts=0, yes_is_worth=40)
"""So that all that may speak for someone weighs as much as how long they have waited."""


def town(store: Store, seed: int) -> list[Errand]:
    """People who differ in all that counts, and errands that look for them."""
    chance = Random(seed)
    people = [
        helper(
            store, skills=chance.sample(KINDS, 3), postcode=chance.choice(POSTCODES),
            transport=chance.choice(("car", "bus", "foot")), frequency=Frequency(chance.choice((1, 4)), 7),
            availability=chance.choice((None, Availability((Window("we", time(8), time(20)),)))),
            waiting_since=NOW - timedelta(days=chance.choice((chance.uniform(0, 10), chance.uniform(0, 40), 20))),
            dislikes=chance.choice(("", "hund", "handle mat")),
        )
        for _ in range(PEOPLE)
    ]  # fmt: skip
    recipients = [errand(store, days=-100).recipient for _ in range(5)]
    for _ in range(PAST):
        which = errand(store, chance.choice(KINDS), whom=chance.choice(recipients), days=-chance.randrange(1, 80))
        answers(store, chance, which.id, chance.sample(people[: chance.choice((10, PEOPLE))], 4))
    looking = [errand(store, kind, whom=whom, days=chance.randrange(3)) for kind, whom in product(KINDS, recipients)]
    for which in looking[::2]:
        answers(store, chance, which.id, chance.sample(people, 3))
    return [
        replace(store.errand(one.id), postcode="2317", ask_first=chance.choice((None, chance.choice(people))))
        for one in looking
    ]  # fmt: skip


def answers(store: Store, chance: Random, which: ErrandId, people: list[PersonId]) -> None:
    for who in people:
        asked = NOW - timedelta(days=chance.uniform(0, 80))
        state = chance.choice(list(OfferState))
        store.add_offer(which, who, asked, been_there=chance.random() < 0.3)
        store.change_offer(which, who, state, asked)
    visit = store.take(which, people[0], 1, NOW)
    assert visit is not None
    store.change_visit(visit, state=chance.choice((VisitState.DONE, VisitState.DONE, VisitState.CANCELLED)).value)


def of_everyone(store: Store, which: Errand, policy: Policy, *, known_only: bool) -> list[Fit]:
    candidates, often = store.candidates(which, NOW, TODAY, everyone=True), usual_of(store.last_answers(NOW), policy)
    asked = {offer.volunteer for offer in store.offers_of(which.id)}
    return rank(candidates, which, NOW, policy, known_only=known_only, often=often, asked=asked)


@pytest.mark.parametrize("policy", [Policy(), EVENLY])
@pytest.mark.parametrize("seed", [1, 2])
def test_those_who_are_found_are_the_best_of_everyone(store: Store, seed: int, policy: Policy) -> None:
    for which in town(store, seed):
        for known_only in (False, True):
            everyone = of_everyone(store, which, policy, known_only=known_only)
            for most in (1, 7, 30, 1_000):
                assert store.best(which, NOW, TODAY, policy, most, known_only=known_only) == everyone[:most]


def test_few_are_judged_when_who_has_waited_longest_is_far_ahead(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(PEOPLE):
        helper(store)
    judged, counted = list[Suitor](), Candidates._counted

    def watched(self: Candidates, case: Case, found: Sequence[Suitor]) -> list[Candidate]:
        judged.extend(found)
        return counted(self, case, found)

    monkeypatch.setattr(Candidates, "_counted", watched)

    assert len(store.best(errand(store), NOW, TODAY, Policy(), 7)) == 7
    assert len(judged) < PEOPLE / 3


def test_who_has_been_asked_before_comes_after_everyone_who_has_not(store: Store) -> None:
    long_ago, at_night = NOW - timedelta(days=300), Availability((Window("we", time(0), time(1)),))
    looking = errand(store)
    asked = [helper(store, waiting_since=long_ago) for _ in range(2)]
    for who in asked:
        store.add_offer(looking.id, who, NOW)
        store.change_offer(looking.id, who, OfferState.SOLVED, NOW)
    for n in range(40):
        helper(store, availability=at_night, waiting_since=long_ago + timedelta(days=n))
    new = [helper(store, waiting_since=NOW - timedelta(days=days)) for days in (5, 4)]

    found = store.best(looking, NOW, TODAY, Policy(), 2)

    assert [one.candidate.volunteer.id for one in found] == new
