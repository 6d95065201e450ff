"""What the panel costs with twenty thousand errands and three thousand volunteers behind it, and the memory it holds.

`python -m tests.bench.pages` measures these alone; with the address of an empty PostgreSQL database, there.
"""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from sqlalchemy import Connection

from bot.kinds import KINDS
from bot.messages import Incoming
from bot.model import Approval, MunicipalityId, Stage
from bot.settings import PREFIX, Settings, load
from bot.storage import accounts
from bot.storage.accounts import Role
from bot.storage.crypto import keys_for
from bot.storage.database import open_writer
from bot.storage.migrating import migrate
from bot.storage.opening import master_key
from bot.storage.store import Store, add_municipality, open_store
from bot.storage.tables import address, errand, event, message, note, offer, person, recipient, talk, visit, volunteer
from tests.bench.asking import like
from tests.bench.rows import Row, table
from tests.bench.starting import Running, running

ERRANDS, VOLUNTEERS, HELPED, WAITING, EACH_SAID = 20_000, 3_000, 600, 40, 10
COMING = {"open": 400, "filled": 600, "cancelled": 1000}
"""So many of the errands are still to come, or were called off; the others are done."""
TIMES = 100
PAGES = {
    "today": "/i-dag", "errands": "/oppgaver", "errands_done": "/oppgaver?vis=ferdige", "people": "/frivillige",
    "people_by_name": "/frivillige?q=nummer29", "people_by_number": "/frivillige?q=90002999",
    "inbox": "/samtaler", "inbox_all": "/samtaler?vis=alle", "talk": "/samtaler/10", "errand": "/oppgaver/3000",
}  # fmt: skip
TOWN = MunicipalityId(1)


def populate(connection: Connection, store: Store, master: bytes, now: datetime) -> None:
    """Two years of it: one of each by the ordinary way, and the rest like it."""
    chance, kinds, keys = Random(1), list(KINDS), keys_for(master, TOWN)
    kari, astrid = store.add_person("Kari Nummer", now), store.add_person("Astrid Nummer", now)
    store.give_address(kari, "sms", "+4790000001")
    ready, begun = Approval(pledge=now.date()), now - timedelta(days=700)
    store.add_volunteer(kari, stage=Stage.APPROVED.value, approval=ready, registered=begun, skills=kinds[:4])
    store.add_recipient(astrid)
    which = store.add_errand(kind="shopping", recipient=astrid, starts=begun, created=begun, postcode="2317")
    store.add_offer(which, kari, begun)
    store.take(which, kari, 1, begun)
    store.add_note("errand_done", begun, which, kari)
    store.put_talk(kari, begun, state="{}")
    ids, helped = range(10, 10 + VOLUNTEERS), range(5_000, 5_000 + HELPED)
    like(connection, person, [{"id": n, "name": f"Frivillig Nummer{n}"} for n in ids])
    like(connection, person, [{"id": n, "name": f"Innbygger Nummer{n}"} for n in helped])
    like(connection, address, [
        {"person": n, "value": f"+479{n:07}", "look_up": keys.look_up(f"+479{n:07}")} for n in ids
    ])  # fmt: skip
    like(connection, recipient, [{"person": n} for n in helped])
    like(connection, volunteer, [
        {"person": n, "skills": chance.sample(kinds, 4), "waiting_since": now - timedelta(days=90 * chance.random())}
        for n in ids
    ])  # fmt: skip
    _errands(connection, chance, now, ids, helped)
    _said(connection, store, now, ids)


def _errands(connection: Connection, chance: Random, now: datetime, ids: Sequence[int], helped: Sequence[int]) -> None:
    """Those that are done were asked about three times, and somebody came."""
    states = [state for state, many in COMING.items() for _ in range(many)]
    states += ["done"] * (ERRANDS - len(states))
    rows: list[dict[str, Any]] = [
        {"id": 10 + n, "kind": chance.choice(list(KINDS)), "recipient": chance.choice(helped), "status": state,
         "starts": now + timedelta(days=21 * chance.random()) if state in {"open", "filled"}
         else now - timedelta(days=1 + 700 * chance.random())}
        for n, state in enumerate(states)
    ]  # fmt: skip
    like(connection, errand, rows)
    asked = {row["id"]: chance.sample(ids, 3) for row in rows if row["status"] in {"filled", "done"}}
    starts = {row["id"]: row["starts"] for row in rows}
    like(connection, offer, [
        {"errand": n, "volunteer": who, "state": "accepted" if who == three[0] else "declined",
         "asked": (at := min(now, starts[n]) - timedelta(days=3)), "answered": at}
        for n, three in asked.items() for who in three
    ])  # fmt: skip
    like(connection, visit, [
        {"id": n, "errand": n, "volunteer": three[0], "taken": min(now, starts[n]) - timedelta(days=3),
         "state": "agreed" if starts[n] > now else "done", "ended": None if starts[n] > now else starts[n]}
        for n, three in asked.items()
    ])  # fmt: skip
    like(connection, note, [
        {"id": 10 + 3 * n + step, "errand": row["id"], "person": None, "at": row["starts"], "event": what}
        for n, row in enumerate(rows)
        for step, what in enumerate(("errand_posted", "offer_accepted", "errand_done"))
        if row["status"] == "done"
    ])  # fmt: skip


def _said(connection: Connection, store: Store, now: datetime, ids: Sequence[int]) -> None:
    """What was said to each and by each; some talks are with a coordinator, who has letters to read."""
    store.add_message(
        person=ids[0], channel="sms", to="+4790000001", text="Kan du handle for Astrid Nummer på torsdag kl. 12?",
        kind="offer", created=now, not_before=now,
    )  # fmt: skip
    store.change_message(1, state="delivered", handed_over=now, settled=now)
    came = store.add_event(Incoming("sms", "SM0", "+4790000001", "Ja, det kan jeg godt gjøre på torsdag."), now)
    assert came is not None
    store.change_event(came.id, state="done", person=ids[0], seen=now)
    said = [(who, n, now - timedelta(days=(who * 7 + n * 61) % 700, minutes=who % 600)) for who in ids
            for n in range(EACH_SAID)]  # fmt: skip
    like(connection, message, [
        {"id": 10 + i, "person": who, "created": at, "not_before": at} for i, (who, _, at) in enumerate(said)
    ])  # fmt: skip
    like(connection, event, [
        {"id": 10 + i, "person": who, "external_id": f"SM{10 + i}", "received": at}
        for i, (who, _, at) in enumerate(said)
    ])  # fmt: skip
    like(connection, talk, [
        {"person": who, "human_since": now - timedelta(days=1) if n < WAITING else None} for n, who in enumerate(ids)
    ])  # fmt: skip


def prepare(settings: Settings) -> str:
    """The database, and the secret of a manager who is logged in."""
    migrate(settings.database_url)
    master, now = master_key(settings), datetime.now(UTC)
    writer = open_writer(settings.database_url, durable=False)
    with writer.begin() as connection:
        add_municipality(connection, "Eksempel", now, example=True, phone="+4762000000", coordinator="Ingrid Lie")
        populate(connection, open_store(connection, TOWN, master), master, now)
        invited = accounts.invite(connection, Role.MANAGER, now + accounts.INVITATION_LASTS, TOWN)
        who = accounts.accept(connection, invited, "Ingrid Lie", "ingrid@eksempel.no", "", now)
        assert who is not None
        secret = accounts.open_login(connection, who, "Firefox på Linux", now)
    writer.dispose()
    return secret


def measure(reader: Path, url: str = "") -> list[Row]:
    with TemporaryDirectory(dir=reader.parent) as name:
        folder = Path(name) / "var"
        folder.mkdir()
        shutil.copy(reader, folder / "reader.npz")
        settings = Settings(_env_file=None, data_dir=folder, key_file=folder / "key")
        secret = prepare(settings.model_copy(update={"database_url": url} if url else {}))
        more = {f"{PREFIX}KEY_FILE": str(folder / "key")} | ({f"{PREFIX}DATABASE_URL": url} if url else {})
        with running(folder, more) as robot, httpx2.Client(
            base_url=robot.url, trust_env=False, cookies={"handslag": secret}
        ) as web:
            rows = [row for name, path in PAGES.items() for row in _opened(robot, web, name, path)]
            resident, shared = robot.memory(), _shared(robot.pid)
    how = f"after {TIMES} times each of {len(PAGES)} pages, {ERRANDS} errands, {VOLUNTEERS} volunteers"
    return [
        *rows,
        Row("memory_in_use", resident, "MB", 200.0, resident / 200, "≤ 200", f"resident, {how}"),
        Row("memory_in_use_pss", shared, "MB", 200.0, shared / 200, "≤ 200", f"its share of what is shared too, {how}"),
    ]


def _opened(robot: Running, web: httpx2.Client, name: str, path: str) -> list[Row]:
    """What the robot's process took for each opening of a page, and what passed before all of it was here."""
    cpu, wall = [], []
    for _ in range(TIMES):
        before, began = _cpu(robot.pid), time.perf_counter()
        answer = web.get(path)
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((_cpu(robot.pid) - before) / 1e6)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    busy, late = (quantiles(took, n=20)[18] for took in (cpu, wall))
    how = f"{path}, {TIMES} times, half within"
    return [
        Row(f"{name}_cpu_p95", busy, "ms", 10.0, busy / 10, "≤ 10", f"{how} {median(cpu):.1f} ms"),
        Row(f"{name}_wall_p95", late, "ms", 50.0, late / 50, "≤ 50", f"{how} {median(wall):.1f} ms"),
    ]


def _cpu(pid: int) -> int:
    """Nanoseconds on a core, all threads that live together."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(each.read_text(encoding="utf-8").split()[0]) for each in threads)


def _shared(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


if __name__ == "__main__":
    trained = load().data_dir.absolute() / "reader.npz"
    print(table(measure(trained, *sys.argv[1:2])))  # noqa: T201
