"""`make pictures`: the screenshots in docs/pictures, taken anew of the example municipality on a day in March."""

from __future__ import annotations

import re
import secrets
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette

from bot.app import create_app, load_reader
from bot.clock import MovableClock
from bot.learning import model_file
from bot.log import configure
from bot.settings import Settings, load
from bot.storage import accounts
from bot.storage.database import open_writer
from bot.storage.migrating import migrate
from tests.serving import serving

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
TAKEN_AT = datetime(2026, 3, 3, 9, 12, tzinfo=UTC)
SIZES = {"": (1280, 720), "-small": (390, 844)}
SCREENS = {
    "today": "/i-dag", "tasks": "/oppgaver", "new-task": "/oppgaver/ny", "volunteers": "/frivillige",
    "rehearsal": "/prov", "texts": "/tekster?om=offer", "text": "/tekster/nb/offer.ask", "privacy": "/innsyn?q=kari",
    "sheets": "/regneark", "reports": "/rapporter?tid=2026-1", "company": "/fellesskap", "reminders": "/paminnelser",
    "dress-rehearsal": "/generalprove", "accessibility": "/tilgjengelighet",
}  # fmt: skip
FIRST_ON = {"task": ("/oppgaver?vis=avtalt", "/oppgaver/"), "talk": ("/samtaler", "/samtaler/")}
"""The first thing on a list, by the beginning of its address."""
TALL = 1010
"""So high stands a whole telephone."""
SMALL = ("today", "new-task", "rehearsal")
"""What is shown on a telephone too: each picture is weight in every clone."""


def take(folder: Path) -> None:
    app, secret = begun(folder)
    with serving(app) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = let_in(browser, f"{address}/velkommen/{secret}")
        addresses = {name: address + path for name, path in SCREENS.items()}
        addresses |= {name: address + first(page, address + on, begins) for name, (on, begins) in FIRST_ON.items()}
        for name, where in addresses.items():
            for size, (width, height) in SIZES.items():
                if size and name not in SMALL:
                    continue
                page.set_viewport_size({"width": width, "height": TALL if name == "rehearsal" else height})
                page.goto(where)
                if name == "new-task":
                    fill_in(page)
                page.screenshot(path=PICTURES / f"{name}{size}.png", animations="disabled", caret="hide")
        browser.close()


def fill_in(page: Page) -> None:
    """An errand as it is typed, with the message beside it."""
    page.select_option("[name=recipient]", index=2)
    page.select_option("[name=kind]", "shopping")
    page.fill("[name=when]", "torsdag kl. 12")
    page.wait_for_selector("#seen .bubble")
    page.locator("[name=when]").blur()


def begun(folder: Path) -> tuple[Starlette, str]:
    """The whole application in an empty folder, and the secret of the link for its first administrator."""
    settings = Settings(_env_file=None, data_dir=folder, key_file=folder / "key", port=0)
    load_reader(load())
    shutil.copy(model_file(load()), model_file(settings))
    migrate(settings.database_url)
    engine = open_writer(settings.database_url)
    with engine.begin() as connection:
        secret = accounts.invite_first(connection, datetime.now(UTC))
    engine.dispose()
    app = create_app(settings)
    app.state.system.clock = MovableClock(TAKEN_AT - datetime.now(UTC))
    return app, secret


def let_in(browser: Browser, link: str) -> Page:
    page = browser.new_page(color_scheme="light", reduced_motion="reduce")
    page.set_default_timeout(120_000)
    page.goto(link)
    for name, typed in (("name", "Ingrid Lie"), ("email", "ingrid@eksempel.no"), ("password", secrets.token_hex())):
        page.fill(f"[name={name}]", typed)
    page.click("main button")
    page.wait_for_url("**/kom-i-gang*")
    page.click("form:has([value=example]) button")
    page.wait_for_url("**/i-dag*")
    return page


def first(page: Page, on: str, begins: str) -> str:
    """Where the first link of a list leads."""
    page.goto(on)
    links = (link.get_attribute("href") or "" for link in page.locator("main a").all())
    return next(link for link in links if re.fullmatch(rf"{begins}\d+", link))


def chromium() -> str:
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found), None) or sys.exit("Chromium is missing; on Debian: apt install chromium")


if __name__ == "__main__":
    configure("ERROR")
    with TemporaryDirectory() as folder:
        take(Path(folder))
