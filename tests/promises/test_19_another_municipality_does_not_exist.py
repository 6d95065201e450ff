"""Another municipality's data does not exist: every route as every role, with their numbers in place of ours."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import Connection, func, select
from starlette.routing import Route
from starlette.testclient import TestClient

from admin import all_routes
from admin.roles import MAY
from admin.views.importing import SHEETS
from bot.errors import SetupError
from bot.model import MunicipalityId
from bot.storage import accounts, proofs, tables
from bot.storage.accounts import Role, User
from bot.storage.base import Base
from tests.admin.crawling import Form, filled_otherwise, pages, with_numbers
from tests.admin.house import House, house_in
from tests.admin.neighbours import move_in
from tests.admin.town import spend_a_day
from tests.admin.two_towns import NUMBERS, OTHER, SIGNS, everything_there, found_the_other
from tests.promises.conftest import Figure

ROUTES = [route for route in all_routes() if route.name in MAY]
ALSO = ("tests/admin/test_roles.py", "tests/storage/test_entering.py")
OURS = MunicipalityId(1)
NUMBERED = ("person", "errand", "message", "matter", "event", "visit", "lesson", "need", "pairing", "provision",
            "undo")
NOT_OURS_TO_NAME = {"phone", "language", "text"}
"""Parameters that are names a page gives, and not numbers of rows."""


@dataclass
class Towns:
    """Two municipalities, and what the other one held before anyone tried."""

    house: House
    theirs: User
    before: dict[str, list[Any]]

    def changed(self) -> list[str]:
        now = self.house.do(everything_there)
        return [name for name, rows in now.items() if rows != self.before[name]]

    def as_role(self, role: Role) -> TestClient:
        """A new login in the first municipality."""
        client = TestClient(self.house.panel, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
        users = self.house.do(lambda db: accounts.users_of(db, OURS))
        self.house.let_in(client, next(user for user in users if user.role is role))
        return client

    def numbers(self, parameter: str) -> list[str]:
        """What a route's parameter is called with, all of it the other municipality's."""
        match parameter:
            case "user":
                return [str(self.theirs.id)]
            case "look_up":
                return self.house.do(_look_ups)
            case "what":
                return list(SHEETS)
            case name if name in NOT_OURS_TO_NAME:
                return ["p1"]
            case _:
                return [str(number) for number in NUMBERS]


def _look_ups(db: Connection) -> list[str]:
    links = db.scalars(select(tables.invitation.c.look_up).where(tables.invitation.c.municipality == OTHER))
    staff = select(tables.user.c.id).where(tables.user.c.municipality == OTHER)
    logins = db.scalars(select(tables.login.c.look_up).where(tables.login.c.user.in_(staff)))
    keys = db.scalars(select(tables.passkey.c.id).where(tables.passkey.c.user.in_(staff)))
    return [bytes(one).hex() for one in (*links, *logins, *keys)]


@pytest.fixture(scope="module")
def towns() -> Iterator[Towns]:
    with tempfile.TemporaryDirectory() as folder, house_in(Path(folder)) as house:
        manager = house.user(Role.MANAGER)
        for role in (Role.READER, Role.COORDINATOR, Role.OPERATOR):
            house.user(role, f"{role}@eksempel.no", f"En {role}")
        move_in(house)
        spend_a_day(house, manager.id)
        theirs = found_the_other(house)
        house.do(lambda db: proofs.add_passkey(db, theirs.id, b"their key", b"public", 0, "Firefox", house.at))
        yield Towns(house, theirs, house.do(everything_there))


def test_the_other_has_numbers_of_its_own_and_something_to_find_behind_each(towns: Towns) -> None:
    def highest(db: Connection) -> dict[str, int]:
        found = {name: tables.metadata.tables[name] for name in NUMBERED}
        ours = {name: select(func.max(table.c.id)).where(table.c.municipality == OURS) for name, table in found.items()}
        return {name: db.scalar(query) or 0 for name, query in ours.items()}

    assert max(towns.house.do(highest).values()) < NUMBERS[0]
    assert [name for name in NUMBERED if len(towns.before[name]) < 2] == []


def test_every_kind_of_number_in_an_address_is_tried() -> None:
    named = {name for route in ROUTES for name in re.findall(r"\{(\w+)", route.path)}

    rows = {"volunteer", "recipient", "person", "errand", "matter", "message", "lesson", "need", "user", "look_up"}
    rows |= {"pairing", "provision", "what", "undo", "other"}
    assert named == rows | NOT_OURS_TO_NAME


@pytest.mark.parametrize("role", Role)
def test_no_route_shows_or_changes_anything_of_another_municipality(
    towns: Towns, role: Role, figure: Figure
) -> None:
    client = towns.as_role(role)
    said = [
        (route.name, path, answer) for route in ROUTES if route.name != "logout" for path in paths(towns, route)
        for answer in answers(client, route, path)
    ]  # fmt: skip

    assert [(name, path) for name, path, answer in said if gives_away(answer)] == []
    assert [(name, path) for name, path, answer in said if answer.status_code >= 500] == []
    assert [name for name, _, answer in said if (answer.status_code == 403) != (role not in MAY[name])] == []
    assert towns.changed() == []
    figure(f"{role}: {len(said)} calls, 0 leaks")


def paths(towns: Towns, route: Route) -> list[str]:
    made = [route.path]
    for name in re.findall(r"\{(\w+)", route.path):
        made = [re.sub(rf"\{{{name}(:\w+)?\}}", number, path) for path in made for number in towns.numbers(name)]
    return made


def answers(client: TestClient, route: Route, path: str) -> list[Response]:
    method = "GET" if "GET" in (route.methods or ()) else "POST"
    return [client.request(method, asked) for asked in (path, f"{path}?som={NUMBERS[0]}&til={NUMBERS[0]}")]


def gives_away(answer: Response) -> bool:
    return any(sign in answer.text for sign in SIGNS)


def test_no_link_and_no_form_leads_there_with_their_numbers_in_place_of_ours(towns: Towns, figure: Figure) -> None:
    """The widest role; every link, and every form, filled as it stands but for one number."""
    client = towns.as_role(Role.MANAGER)
    links, forms, astray = set[str](), set[Form](), list[str]()
    for at, text, read in pages(client):
        links.add(at)
        forms |= {form for form in read.forms if form.action != "/logg-ut"}
        astray += [at] if any(sign in text for sign in SIGNS) else []

    addresses = {at for link in links for n in NUMBERS for at in with_numbers(link, n)}
    filled = {
        (form.method, action, tuple(sent.items()))
        for form in forms for n in NUMBERS for action, sent in otherwise(form, n)
    }  # fmt: skip
    astray += [at for at in addresses if gives_away(client.get(at))]
    astray += [
        f"{action} {sent}" for method, action, sent in filled
        if gives_away(client.request(method, action, data=dict(sent)))
    ]  # fmt: skip

    assert astray == []
    assert towns.changed() == []
    assert len(links) > 40 and len(forms) > 40
    figure(f"{len(links)} links and {len(forms)} forms, 0 leaks")


def otherwise(form: Form, number: int) -> Iterator[tuple[str, dict[str, str]]]:
    yield from ((action, form.as_shown()) for action in with_numbers(form.action, number))
    yield from ((form.action, sent) for sent in filled_otherwise(form, number))


def test_planted_a_wall_that_was_forgotten(towns: Towns, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their words are sealed with another key than ours: what is not shown breaks the page."""
    client, lists = towns.as_role(Role.MANAGER), [route for route in ROUTES if route.name in {"errands", "today"}]
    monkeypatch.setattr(Base, "_here", lambda self, table, *columns: select(*(columns or (table,))))

    found = set()
    for route in lists:
        with suppress(SetupError):
            if not any(gives_away(client.get(path)) for path in paths(towns, route)):
                continue
        found.add(route.name)

    assert found == {"errands", "today"}
