"""Erasure leaves numbers of ours alone: nothing of a person is in the database, its file, the log or the backups."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event
from starlette.testclient import TestClient

from bot import desk
from bot.channels import Incoming
from bot.errors import SetupError
from bot.life.turn import Turn
from bot.log import configure
from bot.model import Approval, Kin, MunicipalityId, PersonId, Tell
from bot.settings import Settings
from bot.storage.accounts import Role
from bot.storage.backup import backup, restore
from bot.storage.crypto import keys_for
from bot.storage.store import Store
from bot.storage.tables import metadata
from tests.admin.house import NOW, House, done, house_in
from tests.promises.conftest import Figure

ALSO = ("tests/conversations/sletting.txt", "tests/storage/test_backup.py", "tests/admin/test_log.py")
TOWN, DAY = MunicipalityId(1), date(2026, 11, 2)
HELPER, HELPED_ONE, OLA, BERIT = (PersonId(n) for n in range(1, 5))
"""The first two are canaries, and erased; the others have heard of them."""
CANARY = re.compile(r"kanari|9000077|900 ?00 ?77", re.IGNORECASE)
PHONE, HELPED, KIN = ("+4790000770", "+4790000771", "+4790000772")
SAID = ("hei", "Jeg heter Kanari og bor i Kanariveien", "ring meg på 90000770, hilsen Kanari", "kan Kanari komme?")


@dataclass
class Town:
    """A town with someone who helps and someone who is helped, both of them canaries."""

    house: House
    client: TestClient
    folder: Path
    log: io.StringIO = field(default_factory=io.StringIO)

    @property
    def settings(self) -> Settings:
        return Settings(
            _env_file=None, data_dir=self.folder, database_url=f"sqlite:///{self.house.file}",
            key_file=self.folder / "key",
        )  # fmt: skip

    def lives(self) -> None:
        self.house.let_in(self.client, self.house.user(Role.MANAGER))
        self.house.act(self._move_in)
        for n, words in enumerate(SAID):
            done(self.house.system.receive(Incoming("sms", f"k-{n}", PHONE, words), TOWN))
        for whom, helper in ((HELPED_ONE, HELPER), (HELPED_ONE, OLA), (BERIT, HELPER)):
            self.house.act(lambda turn: self._visited(turn, whom, helper))  # noqa: B023
        self.house.act(lambda turn: desk.take_over(turn, HELPER, 1))
        self.client.post("/samtaler/1/svar", data={"text": "Hei Kanari, jeg ringer 900 00 770"})
        for path in ("/frivillige/1", "/innbyggere/2", "/samtaler/1", "/frivillige?q=Kanari"):
            self.client.get(path)

    def _move_in(self, turn: Turn) -> None:
        self._enrol(turn, "Kanari Vik", PHONE, dislikes="ringe 90000771")
        desk.add_recipient(
            turn, "Kanarina Moe", HELPED, tell=Tell.KIN, kin=Kin("Kanarius Moe", KIN), street="Kanariveien 1",
            entry="Nøkkel hos Kanari", postcode="2317",
        )  # fmt: skip
        self._enrol(turn, "Ola Nes", "+4790000001")
        desk.add_recipient(turn, "Berit Dal", "+4790000002", postcode="2317", street="Storgata 1")

    def _enrol(self, turn: Turn, name: str, phone: str, **values: str) -> None:
        who = desk.enrol(
            turn, self.house.system.runner, name, phone, ask=False, skills=["shopping"], postcode="2317", **values
        )
        desk.approve(turn, who, Approval(DAY, DAY, DAY, DAY, date(2027, 12, 24)), quiet=True)

    def _visited(self, turn: Turn, whom: PersonId, helper: PersonId) -> None:
        days = len(turn.store.errands()) + 2
        starts = NOW + timedelta(days=days, hours=2)
        details = "Ring Kanari" if whom == HELPED_ONE else "Melk"
        which = desk.post(turn, kind="shopping", recipient=whom, starts=starts, details=details)
        desk.give(turn, which, helper)

    def erases(self) -> None:
        assert self.client.post("/frivillige/1/slett").status_code == 303
        self.house.act(lambda turn: desk.erase(turn, HELPED_ONE))
        self.settle()

    def settle(self) -> None:
        """All that was on its way has left, and what was written stands in the file itself."""
        for _ in range(5):
            self.house.at += timedelta(hours=6)
            self.house.act(lambda turn: None)
        done(self.house.system.fold())

    def opened(self) -> list[str]:
        """Every cell that says something about them, with its seal taken off."""
        return self.house.do(found)

    def sealed(self) -> list[bytes]:
        """The same as they lie in the file, for those that are sealed."""
        every = self.house.do(lambda db: list(cells(db)))
        return [cell for cell, text in every if isinstance(cell, bytes) and CANARY.search(text)]

    def bytes_left(self, sealed: list[bytes]) -> list[bytes]:
        raw = b"".join(path.read_bytes() for path in self.house.file.parent.glob(f"{self.house.file.name}*"))
        return [one for one in sealed if one in raw]


def cells(db: Connection) -> Iterator[tuple[Any, str]]:
    """Every value in the database, and what can be read of it with the key."""
    keys = keys_for(bytes(32), TOWN)
    for table in metadata.sorted_tables:
        for row in db.exec_driver_sql(f'SELECT * FROM "{table.name}"'):
            for cell in row:
                try:
                    yield cell, keys.unseal(cell) if isinstance(cell, bytes) else str(cell)
                except SetupError:
                    yield cell, ""


def found(db: Connection) -> list[str]:
    return [text for _, text in cells(db) if CANARY.search(text)]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    (tmp_path / "key").write_bytes(base64.urlsafe_b64encode(bytes(32)))
    with house_in(tmp_path) as house:
        client = TestClient(house.panel, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
        yield Town(house, client, tmp_path)


def test_nothing_is_left_of_who_was_erased_in_the_database_or_its_file(town: Town, figure: Figure) -> None:
    town.lives()
    before, sealed = town.opened(), town.sealed()
    assert len(before) > 15

    town.erases()

    assert town.opened() == []
    assert town.bytes_left(sealed) == []
    figure(f"{len(before)} values before, 0 after; of {len(sealed)} sealed ones 0 left in the file")


def test_the_log_never_held_anything(town: Town) -> None:
    configure("DEBUG", town.log)
    try:
        town.lives()
        town.erases()
    finally:
        configure()

    assert CANARY.findall(town.log.getvalue()) == []


def test_a_copy_made_after_holds_nothing_and_one_made_before_brings_nothing_back(town: Town, tmp_path: Path) -> None:
    town.lives()
    backup(town.settings, tmp_path / "before")
    town.erases()
    backup(town.settings, tmp_path / "after")

    assert restored(town, tmp_path / "after") == []
    assert restored(town, tmp_path / "before") == []


def restored(town: Town, copy: Path) -> list[str]:
    done(town.house.system.close())
    restore(town.settings, copy, force=True)
    engine = create_engine(town.settings.database_url)
    with engine.connect() as db:
        left = found(db)
    engine.dispose()
    return left


def test_planted_what_is_deleted_is_only_forgotten_where_it_was(town: Town) -> None:
    engine = town.house.system._engine
    event.listen(engine, "connect", lambda raw, record: raw.execute("PRAGMA secure_delete=OFF"))
    engine.dispose()
    town.lives()
    sealed = town.sealed()

    town.erases()

    assert town.bytes_left(sealed) != []


def test_planted_what_others_were_told_is_left(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "_forget_in_what_others_read", lambda self, who: None)
    town.lives()

    town.erases()

    assert town.opened() != []
