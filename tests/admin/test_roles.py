"""Every route is called as every role, and as nobody."""

from __future__ import annotations

import re

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from admin import all_routes
from admin.auth import guarded
from admin.roles import MAY, OPEN
from bot.errors import SetupError
from bot.storage import accounts
from bot.storage.accounts import Role
from tests.admin.house import House

ROUTES = [route for route in all_routes() if route.name not in OPEN]
BY_NAME = [pytest.param(route, id=route.name) for route in ROUTES]


def call(client: TestClient, route: Route) -> int:
    """The status of one call.  Ids are ones that are not there."""
    path = re.sub(r"\{\w+(:\w+)?\}", "999", route.path)
    method = "GET" if "GET" in (route.methods or ()) else "POST"
    return client.request(method, path).status_code


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", BY_NAME)
def test_a_route_lets_in_the_roles_of_the_table_and_no_other(
    house: House, client: TestClient, route: Route, role: Role
) -> None:
    house.let_in(client, house.user(role))

    assert (call(client, route) == 403) == (role not in MAY[route.name])


@pytest.mark.parametrize("route", BY_NAME)
def test_nobody_is_sent_to_log_in(client: TestClient, route: Route) -> None:
    assert call(client, route) == 303


@pytest.mark.parametrize("route", BY_NAME)
def test_a_closed_user_is_nobody_at_once(house: House, client: TestClient, route: Route) -> None:
    user = house.user(Role.MANAGER)
    house.let_in(client, user)
    house.do(lambda db: accounts.close_user(db, user.id, user.municipality, house.at))

    assert call(client, route) == 303


def test_the_table_names_every_route_and_nothing_that_is_not_there() -> None:
    assert {route.name for route in all_routes()} == (MAY.keys() | OPEN) - {"static"}


def test_a_route_that_is_not_in_the_table_cannot_be_mounted() -> None:
    with pytest.raises(SetupError, match="secrets"):
        guarded(Route("/hemmelig", call, name="secrets"))
