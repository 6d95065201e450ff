"""Every screen that shows a page, with something on it: what the tests of looks and keyboard walk through."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext

from admin import all_routes, create_panel
from bot import desk
from bot.model import PersonId
from bot.rehearsals import Rehearsals
from bot.storage import accounts
from bot.storage.accounts import Role, User
from tests.admin.axe import looked
from tests.admin.house import House, house_in, served
from tests.admin.neighbours import PAGES, move_in
from tests.admin.town import DAY_PAGES, recipient, spend_a_day

LOGGED_IN = (
    "/konto", "/hurtigtaster", "/tekster/ferdige-svar", "/bekreft", "/brukere", "/utsending", "/logg",
    "/besoksvenner/ny?frivillig=1",
    "/frivillige/1/timer", "/generalprove", "/innsyn/7/kvittering", *PAGES, *DAY_PAGES,
)  # fmt: skip
ANYONE = (
    "/logg-inn", "/tilgjengelighet", "/finnes-ikke", "/hjelp", "/hjelp/1", "/tilbud/for/1", "/tilbud/for/1?q=ingen",
    "/tilbud/for/1/1",
)  # fmt: skip
ELSEWHERE = {
    "static", "home", "begin", "welcome", "login.code", "account.codes", "login.oidc", "login.oidc.back",
    "account.oidc", "confirm.oidc", "rehearsal.as_test", "reminders.feed", "reports.csv", "sheets.template", "live",
    "menu", "confirm.go_on",
}  # fmt: skip
"""Not walked through: what shows no page, and what is met on the way in."""


def not_walked() -> list[str]:
    """Routes that show a page none of the addresses leads to."""
    walked = [path.partition("?")[0] for path in (*LOGGED_IN, *ANYONE)]
    routes = [route for route in all_routes() if "GET" in (route.methods or ()) and route.name not in ELSEWHERE]
    return [route.path for route in routes if not any(map(route.path_regex.match, walked))]


HEIGHT = 900
Scheme = Literal["light", "dark"]
Shape = tuple[Scheme, int]
"""A colour scheme, and how wide the window is."""
WIDE: Shape = ("light", 1280)


@dataclass
class Walk:
    """A panel that is served, with someone logged in."""

    house: House
    address: str
    secret: str

    def context(self, browser: Browser, scheme: Scheme, width: int, *, logged_in: bool = True) -> BrowserContext:
        context = browser.new_context(
            base_url=self.address, viewport={"width": width, "height": HEIGHT}, color_scheme=scheme,
            reduced_motion="reduce",
        )  # fmt: skip
        if logged_in:
            context.add_cookies([{"name": "handslag", "value": self.secret, "url": self.address}])
        return context


@contextmanager
def after_a_day() -> Iterator[tuple[House, User]]:
    """A house with people in it who have had a day, and the manager who was there."""
    with tempfile.TemporaryDirectory() as folder, house_in(Path(folder)) as house:
        user = house.user(Role.MANAGER)
        move_in(house)
        spend_a_day(house, user.id)
        yield house, user


@contextmanager
def lived_in() -> Iterator[Walk]:
    """A panel with something on every page."""
    with after_a_day() as (house, user):
        gone = recipient(house, "Arne Lund", "+4790000299")
        assert gone == PersonId(7)
        house.act(lambda turn: desk.erase(turn, gone))
        house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik")
        house.do(lambda db: accounts.invite(db, Role.READER, house.at + accounts.INVITATION_LASTS, user.municipality))
        house.secret(user)
        house.panel = create_panel(replace(house.parts, rehearsals=Rehearsals(house.file.parent)))
        with served(house.panel) as address:
            yield Walk(house, address, house.secret(user))


def axe_walk(
    browser: Browser, walk: Walk, *shapes: Shape
) -> tuple[dict[str, list[str]], dict[Shape, dict[str, list[str]]]]:
    """What axe finds, by address and shape, and the rules it had something to try on in each shape, with their tags."""
    found: dict[str, list[str]] = {}
    rules: dict[Shape, dict[str, list[str]]] = {shape: {} for shape in shapes}
    for logged_in, paths in ((True, LOGGED_IN), (False, ANYONE)):
        with walk.context(browser, *shapes[0], logged_in=logged_in) as context:
            page = context.new_page()
            for path in paths:
                page.goto(path)
                for scheme, width in shapes:
                    page.set_viewport_size({"width": width, "height": HEIGHT})
                    page.emulate_media(color_scheme=scheme)
                    against, tried = looked(page)
                    rules[scheme, width] |= tried
                    if against:
                        found[f"{path} {scheme} {width}"] = against
    return found, rules
