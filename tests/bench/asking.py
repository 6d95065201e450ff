"""Whom to ask among three thousand, and among ten times as many; and a thousand errands planned together.

`python -m tests.bench.asking` measures these alone; with a number, among so many.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment
from sqlalchemy import Connection, Table, select

from bot.kinds import KINDS
from bot.matching.planning import BEST, FAR, share_out
from bot.model import Approval, MunicipalityId, Policy, Stage
from bot.replay import KEY
from bot.storage.database import open_writer
from bot.storage.store import Store, add_municipality, open_store
from bot.storage.tables import address, errand, metadata, offer, person, recipient, visit, volunteer
from tests.bench.rows import Row, table
from tests.wishes import Losses, by_our_weights

NOW = datetime(2026, 3, 2, 11, tzinfo=UTC)
TODAY = (NOW - timedelta(hours=11), NOW + timedelta(hours=13))
DAYS = timedelta(days=90)
MANY, TOP, TIMES = 3_000, 20, 20
ERRANDS, PEOPLE = 1_000, 10_000
POSTCODES = ("2317", "2318", "2319", "2380")


def measure(_: Path) -> list[Row]:
    return [*_finding(MANY), *_planning()]


def _finding(many: int) -> list[Row]:
    """The same list each time, as the robot finds it: CPU time on one core, the middle of so many."""
    took, ten = _took(many), _took(10 * many)
    how = (
        f"the best {TOP} of {many}, as good as if all were judged, found through SQL; beside: of {10 * many}. As many "
        f"errands over 90 days, three asked about each, four who go to each recipient; CPU time, middle of {TIMES}"
    )
    return [Row("top20_sql", took, "ms", ten, took / ten, "≤ 1", how)]


def _took(many: int) -> float:
    with TemporaryDirectory() as folder:
        writer = open_writer(f"sqlite:///{Path(folder) / 'bench.sqlite3'}", durable=False)
        metadata.create_all(writer)
        with writer.begin() as connection:
            add_municipality(connection, "Eksempel", NOW, example=False)
            store = open_store(connection, MunicipalityId(1), KEY)
            populate(connection, store, many)
            which = store.errands()[-1]

            def top() -> int:
                return len(store.best(which, NOW, TODAY, Policy(), TOP))

            if top() < TOP:
                raise RuntimeError("too few suit it for this to be a measure")
            took = _middle(top, TIMES)
        writer.dispose()
    return took


def populate(connection: Connection, store: Store, many: int) -> None:
    """One of each by the ordinary way, and the rest like it."""
    chance, kinds = Random(1), list(KINDS)
    kari, astrid = store.add_person("Kari", NOW), store.add_person("Astrid", NOW)
    store.give_address(kari, "sms", "+4790000001")
    ready = Approval(pledge=NOW.date())
    store.add_volunteer(kari, stage=Stage.APPROVED.value, approval=ready, registered=NOW - 2 * DAYS, skills=kinds)
    store.add_recipient(astrid)
    which = store.add_errand(kind="shopping", recipient=astrid, starts=NOW - DAYS, created=NOW - DAYS, postcode="2317")
    store.add_offer(which, kari, NOW)
    store.take(which, kari, 1, NOW)
    ids = range(10, 10 + many)
    helped = [10 + many + n for n in range(many // 15)]
    like(connection, person, [{"id": n} for n in (*ids, *helped)])
    like(connection, address, [{"person": n, "look_up": n.to_bytes(8)} for n in ids])
    like(connection, recipient, [{"person": n} for n in helped])
    like(connection, volunteer, [
        {"person": n, "skills": chance.sample(kinds, 4), "postcode": chance.choice(POSTCODES),
         "waiting_since": NOW - DAYS * chance.random()} for n in ids
    ])  # fmt: skip
    errands = range(10, 10 + many)
    whom = {n: chance.choice(helped) for n in errands}
    like(connection, errand, [
        {"id": n, "kind": chance.choice(kinds), "recipient": whom[n], "status": "done",
         "starts": NOW - DAYS * chance.random()} for n in errands
    ])  # fmt: skip
    like(connection, offer, [
        {"errand": n, "volunteer": who, "state": "declined", "asked": NOW - DAYS * chance.random()}
        for n in errands for who in chance.sample(ids, 3)
    ])  # fmt: skip
    like(connection, visit, [
        {"id": n, "errand": n, "state": "done", "volunteer": ids[(4 * whom[n] + chance.randrange(4)) % many]}
        for n in errands
    ])  # fmt: skip
    starts = NOW + timedelta(days=2)
    store.add_errand(kind="shopping", recipient=helped[0], starts=starts, created=NOW, postcode="2317")


def like(connection: Connection, of: Table, others: list[dict[str, Any]]) -> None:
    row = connection.execute(select(of).limit(1)).mappings().one()
    connection.execute(of.insert(), [{**row, **other} for other in others])


def _planning() -> list[Row]:
    """As many as the robot plans at a time, which want the same people; and very many whose wishes have nothing in
    common.
    """
    alone = np.random.default_rng(1).integers(0, 60_000, (ERRANDS, PEOPLE))
    return [
        *_planned("planned_50", by_our_weights(BEST, PEOPLE), "by our own weights, so that they want the same people"),
        *_planned("planned_1000", alone, "each pair's loss drawn by itself, as it never is in earnest"),
    ]


def _planned(name: str, losses: Losses, of: str) -> list[Row]:
    """Timed whole, with finding the fifty."""
    took, found = _middle(lambda: _share_out(losses), 5), _share_out(losses)
    dense = _middle(lambda: linear_sum_assignment(losses), 1)
    least = losses[linear_sum_assignment(losses)].sum()
    if None in found:
        raise RuntimeError("someone is left for each, and it was not found")
    lost = float(sum(losses[n, who] for n, who in enumerate(found) if who is not None))
    how = f"{len(losses)} errands, {PEOPLE} people, {of}, with finding the best {BEST} of each; beside: SciPy's dense"
    return [
        Row(name, took, "ms", dense, took / dense, "≤ 50", how),
        Row(f"{name}_lost", lost / least, "", 1.0, lost / least, "≤ 1.001", "what is lost of the least there can be"),
    ]


def _share_out(losses: Losses) -> list[int | None]:
    best = np.argpartition(losses, BEST, axis=1)[:, :BEST]
    choices = [
        sorted(zip(who.tolist(), lost[who].tolist(), strict=True), key=lambda choice: choice[1])
        for who, lost in zip(best, losses, strict=True)
    ]
    return share_out(choices, [FAR] * len(losses))


def _middle(do: Callable[[], object], times: int) -> float:
    took = []
    do()
    for _ in range(times):
        began = time.thread_time()
        do()
        took.append((time.thread_time() - began) * 1000)
    return median(took)


if __name__ == "__main__":
    print(table([*_finding(int(sys.argv[1]) if sys.argv[1:] else MANY), *_planning()]))  # noqa: T201
