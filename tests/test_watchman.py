"""Whoever watches from outside is told that all is well, and hears nothing when it is not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.ticking import tell_watchman
from tests.admin.house import House, house_in
from tests.serving import serving


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as house:
        yield house


def told(house: House, after: timedelta, status: int = 200) -> list[bytes]:
    """What a watchman gets who looks so long after the last tick, and answers so."""
    heard = list[bytes]()

    async def answer(request: Request) -> Response:
        heard.append(request.url.query.encode() + await request.body())
        return Response(status_code=status)

    async def run(url: str) -> None:
        await house.system.tick()
        house.at += after
        await tell_watchman(house.system, url)

    with serving(Starlette(routes=[Route("/here", answer, methods=["GET"])])) as address:
        asyncio.run(run(f"{address}/here"))
    return heard


def test_all_is_well(house: House) -> None:
    assert told(house, timedelta(seconds=1)) == [b""]


def test_nothing_has_been_seen_to_for_a_while(house: House) -> None:
    assert told(house, timedelta(seconds=31)) == []


def test_a_watchman_who_refuses_disturbs_nobody(house: House) -> None:
    assert told(house, timedelta(seconds=1), status=503) == [b""]


def test_a_watchman_who_is_away_disturbs_nobody(house: House) -> None:
    asyncio.run(tell_watchman(house.system, "http://127.0.0.1:9"))
