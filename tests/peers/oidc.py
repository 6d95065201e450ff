"""Coming in through an OpenID Provider that is not ours: `oidc-provider`, from npm (``make test-peers``)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from admin import create_panel
from admin.oidc import BACK, connect
from bot.settings import Settings
from bot.storage.accounts import Role
from tests.admin.house import PASSWORD, House, house_in, served
from tests.peers.npm import HOME, installed
from tests.test_main_job import free_port

PACKAGE = "oidc-provider@9.13.3"
CLIENT, SECRET = "handslag", "en hemmelighet for en test: 100 % oppdiktet"


@pytest.fixture(scope="session")
def module() -> Path:
    """Where the provider is installed."""
    return installed(HOME / "oidc", "oidc-provider", PACKAGE) / "oidc-provider" / "lib" / "index.js"


@contextmanager
def provider(module: Path, back: str) -> Iterator[str]:
    port = free_port()
    script = ["node", str(Path(__file__).with_suffix(".js")), str(port), CLIENT, SECRET, back]
    environment = {"OIDC_PROVIDER": module.as_uri(), "PATH": str(Path(shutil.which("node") or "").parent)}
    with subprocess.Popen(script, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "up\n"
            yield f"http://localhost:{port}"
        finally:
            process.kill()


@dataclass
class Colleague:
    """Someone at a browser."""

    house: House
    address: str
    page: Page

    def comes(self, path: str) -> None:
        self.page.goto(self.address + path)

    def logs_in_there(self, name: str, *, agrees: bool = True) -> None:
        """On the provider's own pages: who one is, and the first time that it may be told."""
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", "hva som helst")
        self.page.click("[type=submit]")
        if agrees:
            self.page.click("[type=submit]")


@pytest.fixture
def ingrid(browser: Browser, module: Path, tmp_path: Path) -> Iterator[Colleague]:
    port = free_port()
    ours = f"http://localhost:{port}"
    with house_in(tmp_path, ours) as house, provider(module, ours + BACK) as issuer:
        house.at = datetime.now(UTC)
        settings = Settings(
            _env_file=None, public_url=ours, oidc_issuer=issuer, oidc_client_id=CLIENT,
            oidc_client_secret=SecretStr(SECRET),
        )  # fmt: skip
        house.user(Role.MANAGER)
        panel = create_panel(replace(house.parts, oidc=connect(settings)))
        with served(panel, port) as address, browser.new_context() as context:
            context.set_default_timeout(10_000)
            yield Colleague(house, address, context.new_page())


def test_a_user_is_tied_comes_in_and_confirms_and_a_stranger_does_not_come_in(ingrid: Colleague) -> None:
    page = ingrid.page
    ingrid.comes("/konto")
    page.fill("[name=email]", "ingrid@eksempel.no")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.click("text=Koble til felles innlogging")
    ingrid.logs_in_there("ingrid-der")
    expect(page.get_by_text("Passordet er tatt bort")).to_be_visible()

    page.click("header >> text=Logg ut")
    page.get_by_role("link", name="Felles innlogging").click()
    expect(page.locator("header")).to_contain_text("Ingrid Lie")

    ingrid.comes("/bekreft?neste=/brukere")
    page.click("text=Bekreft med felles innlogging")
    ingrid.logs_in_there("ingrid-der", agrees=False)
    expect(page.get_by_role("heading", name="Brukere", exact=True)).to_be_visible()

    page.context.clear_cookies()
    ingrid.comes("/logg-inn/felles")
    ingrid.logs_in_there("en-fremmed")
    expect(page.get_by_role("heading", name="Du slipper ikke inn ennå")).to_be_visible()
