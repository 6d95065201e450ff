"""The best twenty of a national pool: of ten thousand, a hundred thousand and a million, beside bare arithmetic.

`python -m tests.bench.pool` measures these alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from bot.kinds import KINDS, kind_of
from bot.matching import Candidate
from bot.matching.distance import between
from bot.matching.pool import EVER, WAYS, Pool
from bot.matching.scoring import A_LITTLE, ENOUGH, PRIOR, Usual
from bot.model import (
    WEEKDAYS,
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
from tests.bench.rows import Row, table

NOW = datetime(2026, 3, 2, 11, tzinfo=UTC)
MANY, MOST, TIMES = 1_000_000, 20, 20
OFTEN, POLICY = Usual(0.3, 0.45), Policy()
WHERE = Errand(ErrandId(1), "shopping", PersonId(0), "Astrid", NOW + timedelta(days=3), postcode="2317")
POSTCODES = tuple(f"{n:04}" for n in range(1000, 6000))
HOURS = (None, *(Availability((Window(day, clock(n), clock(n + 9)),)) for day in WEEKDAYS for n in range(8, 13)))
Losses = np.ndarray[Any, np.dtype[Any]]


def measure(_: Path) -> list[Row]:
    return [row for many in (10_000, 100_000, MANY) for row in _of(many)]


def _of(many: int) -> list[Row]:
    pool = _drawn(many)
    judge = _judge(pool)
    found = [one.candidate.volunteer.id for one in pool.best(WHERE, NOW, POLICY, OFTEN, MOST, judge)]
    if len(found) < MOST:
        raise RuntimeError("too few suit it for this to be a measure")
    took = _middle(lambda: pool.best(WHERE, NOW, POLICY, OFTEN, MOST, judge))
    bare = _middle(lambda: _bare(pool))
    how = f"the best {MOST} of {many} by columns, judged as everyone is; beside: the same arithmetic over all, bare"
    name = f"top20_pool_{many}"
    size = Row(f"{name}_mb", pool.size / 1e6, "MB", bar="≤ 150", how="the columns")
    return [Row(name, took, "ms", bare, took / bare, "≤ 5, ≤ 2 ×" if many == MANY else "", how), size]


def _drawn(many: int) -> Pool:
    """Columns drawn at random: as many people cannot be made one by one."""
    chance = np.random.default_rng(1)

    def below(most: int, kind: Any = np.uint16) -> Losses:
        return chance.integers(0, most, many).astype(kind)

    since = np.sort(NOW.timestamp() - chance.exponential(30, many) * 86_400)
    asked = chance.poisson(3, many).astype(np.uint16)
    return Pool(
        np.arange(1, many + 1), since, below(1 << len(KINDS), np.uint32), below(len(WAYS), np.uint8),
        below(len(POSTCODES)), below(len(HOURS)), below(60, np.int16) + np.int16(1940), np.full(many, EVER, np.int32),
        below(4), below(2), below(3) + np.uint16(1), below(2), asked, chance.binomial(asked, 0.3).astype(np.uint16),
        np.zeros(many, np.uint16), POSTCODES, HOURS,
    )  # fmt: skip


def _judge(pool: Pool) -> Callable[[Sequence[PersonId]], Collection[Candidate]]:
    """As the columns tell, one by one."""

    def candidate(who: PersonId) -> Candidate:
        n = int(who) - 1
        home, skills = pool.places[pool.place[n]], (code for i, code in enumerate(KINDS) if int(pool.kinds[n]) >> i & 1)
        volunteer = Volunteer(
            Person(who, "Kari"), Stage.APPROVED, frozenset(skills), pool.hours[pool.times[n]], home, "",
            WAYS[pool.way[n]], frequency=Frequency(int(pool.often[n]), 7), approval=Approval(pledge=date(2026, 1, 1)),
            born=int(pool.born[n]), waiting_since=datetime.fromtimestamp(float(pool.since[n]), UTC),
        )  # fmt: skip
        return Candidate(
            volunteer, int(pool.lately[n]), int(pool.told[n]), km=between(home, WHERE.postcode),
            carried=int(pool.carried[n]), asked=int(pool.asked[n]), said_yes=int(pool.yes[n]),
        )  # fmt: skip

    return lambda some: [candidate(who) for who in some]


def _bare(pool: Pool) -> Losses:
    """The same arithmetic over all of them and nothing else: a gate for the kind, the days, the best."""
    bit = 1 << list(KINDS).index(WHERE.kind)
    km = np.array([between(place, WHERE.postcode) or 0 for place in pool.places])
    waited = np.minimum((NOW.timestamp() - pool.since) / 86_400, POLICY.waits_most)
    days = waited + POLICY.forgotten_counts * np.maximum(0, waited - POLICY.forgotten_after)
    days -= POLICY.elsewhere_costs * (pool.carried > 0) + POLICY.visit_costs * pool.carried
    days -= POLICY.asked_costs * pool.lately
    days += A_LITTLE * (pool.times > 0) - POLICY.kilometre_costs * km[pool.place]
    guess = PRIOR * OFTEN.strangers
    own = (pool.yes + guess) / (pool.asked * OFTEN.strangers + guess)
    days += POLICY.yes_is_worth * OFTEN.strangers * (own - 1) * (pool.asked >= ENOUGH)
    might = (pool.kinds & bit) != 0
    might &= (pool.born <= WHERE.starts.year - kind_of(WHERE.kind).min_age) & (pool.lately < pool.often)
    might &= pool.told < POLICY.unprompted_a_day
    days[~might] = -np.inf
    best: Losses = np.argpartition(-days, MOST)[:MOST]
    return best


def _middle(do: Callable[[], object]) -> float:
    took = []
    do()
    for _ in range(TIMES):
        began = time.thread_time()
        do()
        took.append((time.thread_time() - began) * 1000)
    return median(took)


if __name__ == "__main__":
    print(table(measure(Path())))  # noqa: T201
