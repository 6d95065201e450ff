"""A second municipality in the same database, whose every word is a canary, and whose every number is its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import JSON, Connection, insert, select

from bot import desk
from bot.channels import Incoming
from bot.life import needs
from bot.life.turn import Turn
from bot.model import Approval, ErrandId, Kin, MunicipalityId, PersonId, Tell
from bot.storage import accounts, tables
from bot.storage.accounts import Role, User
from bot.storage.crypto import KEYS, keys_for
from bot.storage.journal import Journal
from bot.storage.needs import Through
from tests.admin.house import NOW, House, done, make_municipality

OTHER = MunicipalityId(2)
CANARY = "Kanari"
PHONES = tuple(f"+4790000{n}" for n in (771, 772, 773))
SIGNS = (CANARY, CANARY.lower(), "9000077", "900\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}77")
"""What gives away that something of the other municipality was shown."""
FIRST = 700
"""The other municipality's numbers begin here in every table, far above those of the first."""
DAY = date(2026, 11, 2)
NUMBERS = range(FIRST, FIRST + 6)
_NUMBERED = [
    table for table in tables.metadata.sorted_tables
    if set(table.primary_key.columns.keys()) == {"municipality", "id"}
]  # fmt: skip


def found_the_other(house: House) -> User:
    """Volunteers, someone who gets help, errands, talks and what needs a human; the user is its manager."""
    house.do(lambda db: make_municipality(db, f"{CANARY} kommune", PHONES[2]))
    house.do(_begin_high)
    act(house, lambda turn: _move_in(house, turn))
    for n, words in enumerate(("hei", f"{CANARY} har falt", f"kan noen ringe {CANARY}")):
        done(house.system.receive(Incoming("sms", f"k-{n}", PHONES[n % 2], words), OTHER))
    done(house.system.tick())
    act(house, lambda turn: desk.give(turn, ErrandId(FIRST), PersonId(FIRST)))
    act(house, lambda turn: desk.take_over(turn, PersonId(FIRST + 1)))
    secret = house.do(lambda db: accounts.invite(db, Role.MANAGER, house.at + accounts.INVITATION_LASTS, OTHER))
    who = house.do(lambda db: accounts.accept(db, secret, f"{CANARY} Leder", "leder@annen.no", "kept", house.at))
    assert who is not None
    house.do(lambda db: accounts.invite(db, Role.READER, house.at + accounts.INVITATION_LASTS, OTHER))
    house.do(lambda db: accounts.open_login(db, who, f"{CANARY} på Linux", house.at))
    return next(one for one in house.do(lambda db: accounts.users_of(db, OTHER)) if one.id == who)


def act(house: House, job: Any) -> Any:
    async def run() -> Any:
        result = await house.system.act(OTHER, job)
        await house.system.tick()
        return result

    return done(run())


def _begin_high(db: Connection) -> None:
    KEYS.set(keys_for(bytes(32), OTHER))
    for table in _NUMBERED:
        db.execute(insert(table).values(**{c.name: _something(c, table) for c in table.c if not c.nullable}))


def _something(column: Any, table: Any) -> Any:
    if column.name == "municipality":
        return OTHER
    kinds = {int: FIRST - 1, str: f"{table.name}-first", dict: {}, bytes: b"-", bool: False}
    if column.name == "through":
        return "sms"
    if isinstance(column.type, JSON):
        return {}
    if column.default is not None:
        return column.default.arg(None) if column.default.is_callable else column.default.arg
    try:
        return kinds[column.type.python_type]
    except (KeyError, NotImplementedError):
        return NOW


def _move_in(house: House, turn: Turn) -> None:
    for n, name in enumerate(("Frivillig", "Hjelper")):
        who = desk.enrol(
            turn, house.system.runner, f"{CANARY} {name}", PHONES[n], ask=False, skills=["shopping"], postcode="2317",
            dislikes=f"hund, ring {PHONES[n]}",
        )  # fmt: skip
        desk.approve(turn, who, Approval(DAY, DAY, DAY, DAY, date(2027, 12, 24)), quiet=True)
    whom = desk.add_recipient(
        turn, f"{CANARY} Moe", PHONES[2], tell=Tell.SMS, kin=Kin(f"{CANARY} Kin", PHONES[2]), street=f"{CANARY}veien 1",
        entry=CANARY, postcode="2317",
    )  # fmt: skip
    for days in (3, 4, 5):
        starts, details = NOW + timedelta(days=days, hours=2), f"Melk fra {CANARY}"
        desk.post(turn, kind="shopping", recipient=whom, starts=starts, details=details)
    needs.receive(turn, whom, f"Handle for {CANARY}", Through.SMS)
    turn.store.add_provision(turn.now, name=f"{CANARY} lunsj", contact=CANARY)
    turn.store.keep_undo(Journal(), "errand.call_off", 1, ErrandId(FIRST), NOW + timedelta(days=1), "")
    desk.pair(turn, volunteer=PersonId(FIRST + 1), recipient=whom, starts=NOW + timedelta(days=6, hours=2))


def everything_there(db: Connection) -> dict[str, list[Any]]:
    """Every row of the other municipality."""
    users = select(tables.user.c.id).where(tables.user.c.municipality == OTHER)
    owned = [table for table in tables.metadata.tables.values() if "municipality" in table.c]
    rows = {table.name: db.execute(select(table).where(table.c.municipality == OTHER)) for table in owned}
    rows["passkey"] = db.execute(select(tables.passkey).where(tables.passkey.c.user.in_(users)))
    rows["login"] = db.execute(select(tables.login).where(tables.login.c.user.in_(users)))
    KEYS.set(keys_for(bytes(32), OTHER))
    return {name: sorted(map(repr, found)) for name, found in rows.items()}
