"""Every route is called as every role, and as nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from admin import all_routes
from admin.auth import guarded
from admin.roles import MAY, OPEN
from bot.errors import SetupError
from bot.storage import accounts
from bot.storage.accounts import Role, User
from tests.admin.house import House, house_in

ROUTES = [route for route in all_routes() if route.name not in OPEN]
BY_NAME = [pytest.param(route, id=route.name) for route in ROUTES]


def call(client: TestClient, route: Route) -> int:
    """The status of one call.  Ids are ones that are not there."""
    path = re.sub(r"\{\w+(:\w+)?\}", "999", route.path)
    method = "GET" if "GET" in (route.methods or ()) else "POST"
    return client.request(method, path).status_code


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for them all: the calls are of what is not there, and each has a login of its own."""
    with house_in(tmp_path_factory.mktemp("roles")) as house:
        yield house


@pytest.fixture(scope="module")
def users(house: House) -> dict[Role, User]:
    return {role: house.user(role, f"{role}@eksempel.no") for role in Role}


@pytest.fixture(scope="module")
def closed(house: House) -> User:
    user = house.user(Role.MANAGER, "sluttet@eksempel.no")
    assert house.do(lambda db: accounts.close_user(db, user.id, user.municipality, house.at))
    return user


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", BY_NAME)
def test_a_route_lets_in_the_roles_of_the_table_and_no_other(
    house: House, users: dict[Role, User], client: TestClient, route: Route, role: Role
) -> None:
    house.let_in(client, users[role])

    assert (call(client, route) == 403) == (role not in MAY[route.name])


@pytest.mark.parametrize("route", BY_NAME)
def test_nobody_is_sent_to_log_in(client: TestClient, route: Route) -> None:
    assert call(client, route) == 303


@pytest.mark.parametrize("route", BY_NAME)
def test_a_closed_user_is_nobody_at_once(house: House, closed: User, client: TestClient, route: Route) -> None:
    house.let_in(client, closed)

    assert call(client, route) == 303


def test_the_table_names_every_route_and_nothing_that_is_not_there() -> None:
    assert {route.name for route in all_routes()} == (MAY.keys() | OPEN) - {"static"}


def test_a_route_that_is_not_in_the_table_cannot_be_mounted() -> None:
    with pytest.raises(SetupError, match="secrets"):
        guarded(Route("/hemmelig", call, name="secrets"))
