"""Those whom very many columns of numbers show to be the best are those who are, when everyone is judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

import numpy as np
import pytest

from bot.clock import OSLO
from bot.kinds import KINDS
from bot.matching import Candidate, pool, rank, why_not
from bot.matching.distance import between
from bot.matching.pool import Pool
from bot.matching.scoring import Usual
from bot.model import (
    Approval,
    Availability,
    Errand,
    ErrandId,
    Frequency,
    Person,
    PersonId,
    Policy,
    Stage,
    Volunteer,
    Window,
)
from bot.policy import PoliceRule

NOW = datetime(2026, 3, 2, 10, tzinfo=OSLO)
PEOPLE, ERRANDS = 400, 60
POSTCODES = ("2317", "2318", "2380", "2480", "9700", "")
EVENLY = Policy(forgotten_counts=0, yes_is_worth=40, police=PoliceRule(frozenset({"shopping", "walk"})))
ALIKE = Policy(
    waits_most=9, forgotten_counts=0, yes_is_worth=1, kilometre_costs=0, visit_costs=0.5, elsewhere_costs=0,
    asked_costs=0,
)  # fmt: skip
"""So that a little decides."""
HOURS = (None, Availability((Window("we", time(8), time(20)),)), Availability((Window("we", time(8), time(13)),)))


def someone(chance: Random, n: int, where: str) -> Candidate:
    """Who may lack anything, and has more often than not what it takes."""
    seen = chance.choice((None, NOW.date()))
    approval = Approval(
        pledge=chance.choice((None, *(9 * (NOW.date(),)))), police_seen=seen,
        police_expires=chance.choice((None, date(2026, 3, 4))) if seen else None, of_age=seen,
    )  # fmt: skip
    who = Volunteer(
        Person(PersonId(n), "Kari", stopped=chance.random() < 0.05), chance.choice((Stage.APPROVED, *Stage)),
        frozenset(chance.sample(list(KINDS), 5)), chance.choice(HOURS), chance.choice(POSTCODES), "",
        chance.choice(("car", "bus", "foot", "phone")), chance.choice(("", "", "hund")),
        Frequency(chance.choice((1, 2, 4)), 7), approval, chance.choice((None, 1950, 2007, 2008, 2009)),
        chance.random() < 0.05, registered=NOW - timedelta(days=50),
        waiting_since=chance.choice((None, NOW - timedelta(days=chance.uniform(0, 40)), NOW - timedelta(days=20))),
    )  # fmt: skip
    asked, known = chance.choice((0, 3, 9, 40)), chance.random() < 0.1
    been = chance.randint(0, asked)
    return Candidate(
        who, asked_lately=chance.choice((0, 0, 1, 2)), unprompted_today=chance.choice((0, 0, 1, 2)),
        said_no=chance.random() < 0.1, visits=2 * known, done_kind=chance.random() < 0.3, home="Hunden er snill.",
        km=between(who.postcode, where), carried=chance.choice((0, 0, 1, 5)), asked=asked, asked_known=been,
        known_yes=chance.randint(0, been), said_yes=chance.randint(been, asked), with_human=chance.random() < 0.05,
    )  # fmt: skip


def errand(chance: Random, where: str) -> Errand:
    starts = datetime(2026, 3, chance.choice((4, 5)), 12, tzinfo=OSLO)
    return Errand(ErrandId(1), chance.choice(list(KINDS)), PersonId(9_999), "Astrid", starts, postcode=where)


@pytest.mark.parametrize("policy", [Policy(), EVENLY, ALIKE])
def test_the_best_are_the_same_as_if_everyone_had_been_judged(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "AT_A_TIME", 32)
    chance, some = Random(1), 0
    for _ in range(ERRANDS):
        where, often = chance.choice(POSTCODES), Usual(0.3, 0.4)
        which = errand(chance, where)
        people = {PersonId(n): someone(chance, n, where) for n in range(PEOPLE)}
        judged = list[PersonId]()

        def judge(
            ids: Sequence[PersonId], people: dict[PersonId, Candidate] = people, judged: list[PersonId] = judged
        ) -> list[Candidate]:
            judged.extend(ids)
            return [people[who] for who in ids]

        everyone = rank(people.values(), which, NOW, policy, often=often)
        columns = Pool.of(people.values())
        known = [who for who, one in people.items() if one.visits]
        for most in (1, 5, PEOPLE):
            assert columns.best(which, NOW, policy, often, most, judge, known=known) == everyone[:most]
            assert len(judged) == len(set(judged))
            some += most == 1 and len(judged) < len(known) + 20
            judged.clear()
        passing = {who for who, one in people.items() if why_not(one, which, policy) is None}
        assert passing <= set(columns.might(which, policy).tolist())
    assert policy == ALIKE or some > ERRANDS / 2


def test_a_column_takes_few_bytes() -> None:
    columns = Pool.of(someone(Random(n), n, "2317") for n in range(PEOPLE))

    assert 0 < columns.size / len(columns.id) < 60
    assert np.all(np.diff(columns.since) >= 0)
