"""The main job, end to end: real HTTP to a Twilio on localhost, a real browser for the coordinator."""

from __future__ import annotations

import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from bot import desk
from bot.app import create_app
from bot.clock import OSLO
from bot.learning import model_file
from bot.life.turn import Turn
from bot.model import Approval, MunicipalityId, Stage
from bot.storage import accounts
from bot.storage.migrating import migrate
from bot.system import System
from tests import trained
from tests.fake_twilio import FakeTwilio
from tests.serving import serving

KARI, OLA, LIV, ASTRID = "+4790000001", "+4790000002", "+4790000003", "+4790000099"
TOWN = MunicipalityId(1)
PATIENCE = 10.0
PASSWORD = "kaffe vedovn blåbær tur"


def a_tuesday_at_nine() -> datetime:
    """The next one, in Oslo; no Norwegian holiday is a Tuesday in a week with none on the days after, but for May."""
    day = datetime.now(OSLO).date() + timedelta(days=1)
    while day.weekday() != 1 or day.month in {4, 5, 12}:
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 9, tzinfo=OSLO)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


class Town:
    """A municipality on a real port, with a telephone network of its own."""

    def __init__(self, system: System, twilio: FakeTwilio) -> None:
        self.system, self.twilio = system, twilio
        self._read: dict[str, int] = {}

    def now(self) -> datetime:
        return self.system.clock.now().astimezone(OSLO)

    def moves_to(self, at: datetime) -> None:
        self.system.clock.move(at - self.system.clock.now())  # type: ignore[attr-defined]

    def writes(self, number: str, text: str) -> str:
        """Someone sends an SMS; gives what they are answered."""
        answer = self.twilio.hears(number, text)
        assert answer is not None
        assert (answer.status_code, answer.text.count("<Message")) == (200, 0)
        return self.reads(number)

    def reads(self, number: str) -> str:
        """The next message to a number that has not been read yet."""
        seen = self._read.get(number, 0)
        until(lambda: len(self._to(number)) > seen)
        self._read[number] = seen + 1
        return self._to(number)[seen]

    def unread(self, number: str) -> list[str]:
        return self._to(number)[self._read.get(number, 0) :]

    def _to(self, number: str) -> list[str]:
        return [text.body for text in self.twilio.sent if text.to == number]

    def act(self, job: Callable[[Turn], object]) -> None:
        self.system._writer.submit(
            lambda connection: job(self.system._turn(connection, TOWN))
        ).result()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.02)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[Town, str, str]]:
    """The town, its address, and the link for its first administrator."""
    with running(tmp_path) as opened:
        yield opened


@contextmanager
def running(folder: Path) -> Iterator[tuple[Town, str, str]]:
    port = free_port()
    with FakeTwilio(public_url=f"http://localhost:{port}") as twilio:
        settings = twilio.settings(folder / "var")
        settings.data_dir.mkdir(parents=True)
        shutil.copy(trained.model(), model_file(settings))
        migrate(settings.database_url)
        app = create_app(settings)
        system: System = app.state.system
        with patch("bot.ticking.TICK_SECONDS", 0.1), serving(app, port) as address:
            opened = Town(system, twilio)
            opened.moves_to(a_tuesday_at_nine())
            link = system._writer.submit(lambda db: accounts.invite_first(db, opened.now().astimezone(UTC)))
            yield opened, address, f"{address}/velkommen/{link.result()}"


def begins(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Navnet ditt").fill("Ingrid Lie")
    page.get_by_label("E-postadresse").fill("ingrid@eksempel.no")
    page.get_by_label("Passord").fill(PASSWORD)
    page.get_by_role("button", name="Lag bruker").click()
    page.get_by_label("Kommunens navn").fill("Eksempel kommune")
    page.get_by_label("Telefon de frivillige kan ringe").fill("62 00 00 00")
    page.get_by_role("button", name="Start tomt").click()
    takes_an_app_in_use(page)
    page.goto(page.url.split("/konto")[0] + "/oppsett")
    page.get_by_label("Koordinator", exact=True).fill("Ingrid Lie")
    page.get_by_role("button", name="Lagre").click()


def takes_an_app_in_use(page: Page) -> None:
    """In a municipality of real people a password alone is not enough."""
    page.get_by_role("button", name="Ta i bruk koder fra app").click()
    secret = page.locator(".secret").inner_text()
    page.locator("[name=code]").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Ta i bruk", exact=True).click()
    page.get_by_role("link", name="Jeg har tatt vare på dem").click()


def signs_up(town: Town, number: str) -> None:
    assert "Jeg er en robot som skriver for Ingrid Lie" in town.writes(number, "hei, jeg vil gjerne hjelpe til")
    for asked, answer in (
        ("Hva heter du", "ja"), ("Hvor bor du", "Kari Moen"), ("Hva har du lyst til", "Hamar"),
        ("Når passer det", "1 og 2"), ("Hvor ofte", "hverdager fra ti til fire"), ("om vinteren", "1"),
        ("Noe du ikke vil", "bil"), ("Stemmer det", "nei"), ("ringer deg innen fem dager", "ja"),
    ):  # fmt: skip
        assert asked in town.writes(number, answer)


def approves(page: Page, address: str) -> None:
    page.goto(f"{address}/frivillige")
    page.get_by_role("link", name="Kari Moen").first.click()
    page.get_by_label("Dato for samtalen").fill("i dag")
    page.get_by_label("Har lest og lovet").check()
    page.get_by_role("button", name="Godkjenn").click()
    page.get_by_role("button", name="Angre").wait_for()


def writes_up_astrid(page: Page, address: str) -> None:
    page.goto(f"{address}/innbyggere/ny")
    for name, value in {"name": "Astrid Berg", "phone": "900 00 099", "street": "Storgata 1", "area": "2317"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Lagre").click()
    page.wait_for_url(re.compile(r"/innbyggere/\d+$"))


def posts_an_errand(page: Page, address: str) -> None:
    page.goto(f"{address}/oppgaver/ny")
    page.locator("[name=recipient]").select_option(index=1)
    page.locator("[name=kind]").select_option("shopping")
    page.get_by_label("Når?").fill("torsdag kl 12")
    page.get_by_role("button", name="Legg ut").click()
    page.wait_for_url(re.compile(r"/oppgaver/\d+$"))


def join(turn: Turn, name: str, number: str) -> None:
    """Someone who has been a volunteer for a while."""
    who = desk.add_person(turn, name, number)
    today = turn.now.astimezone(OSLO).date()
    turn.store.add_volunteer(
        who, stage=Stage.APPROVED.value, skills=["shopping"], registered=turn.now, waiting_since=turn.now,
        approval=Approval(today, None, today),
    )  # fmt: skip


def test_the_main_job(town: tuple[Town, str, str], browser: Browser) -> None:
    network, address, link = town
    page = browser.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    begins(page, link)
    signs_up(network, KARI)
    approves(page, address)
    assert network.unread(KARI) == []
    network.moves_to(network.now() + timedelta(seconds=31))
    assert "klar til å starte" in network.reads(KARI)
    network.act(lambda turn: join(turn, "Ola", OLA))
    network.act(lambda turn: join(turn, "Liv", LIV))
    writes_up_astrid(page, address)

    posts_an_errand(page, address)
    assert "Du kan angre" in page.get_by_role("main").inner_text()
    assert network.unread(KARI) == []
    network.moves_to(network.now() + timedelta(seconds=31))
    thursday = network.now() + timedelta(days=2)
    for number in (KARI, OLA, LIV):
        assert "Kan du handle for Astrid" in network.reads(number)
    assert "Da skal du handle for Astrid" in network.writes(KARI, "JA")
    assert "en annen sagt ja" in network.reads(OLA)
    assert "en annen sagt ja" in network.reads(LIV)
    assert "Kari er frivillig i Eksempel kommune og kommer til deg" in network.reads(ASTRID)
    page.reload()
    assert "Kari Moen" in page.get_by_role("main").inner_text()

    network.moves_to((thursday - timedelta(days=1)).replace(hour=17, minute=0))
    assert "I morgen skal du handle for Astrid" in network.reads(KARI)
    assert "Takk! Da er det avtalt" in network.writes(KARI, "ja da")
    network.moves_to(thursday.replace(hour=8, minute=0))
    assert "Storgata 1" in network.reads(KARI)
    network.moves_to(thursday.replace(hour=10, minute=0))
    assert "I dag skal du handle" in network.reads(KARI)
    network.moves_to(thursday.replace(hour=12, minute=2))
    assert "FERDIG" in network.writes(KARI, "Framme")
    network.moves_to(thursday.replace(hour=12, minute=58))
    assert "Tusen takk for at du tok deg tid til å handle for Astrid, Kari" in network.writes(KARI, "ferdig")

    assert [network.unread(number) for number in (KARI, OLA, LIV, ASTRID)] == [[], [], [], []]
