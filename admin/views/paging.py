"""Long lists: a page at a time, with the addresses of the pages beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

T = TypeVar("T")
LINES = 50


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a page is among its pages."""

    number: int
    last: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several lists beside each other."""

    label: str
    address: str
    count: int | None
    here: bool


@dataclass(frozen=True, slots=True)
class Cut(Generic[T]):
    """The rows of one page."""

    rows: Sequence[T]
    pager: Pager


def cut(request: Request, rows: Sequence[T]) -> Cut[T]:
    """The page that the address asks for; one past the end is the last."""
    pager = pager_for(request, len(rows))
    return Cut(rows[(pager.number - 1) * LINES : pager.number * LINES], pager)


def pager_for(request: Request, total: int) -> Pager:
    """Where the page that the address asks for is among those that so many lines make."""
    last = max(1, -(-total // LINES))
    asked = request.query_params.get("side", "")
    number = min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 9 else 1
    before = _address(request, number - 1) if number > 1 else None
    after = _address(request, number + 1) if number < last else None
    return Pager(number, last, before, after)


def _address(request: Request, number: int) -> str:
    kept = {name: value for name, value in request.query_params.items() if name != "side" and value}
    return "?" + urlencode({**kept, "side": number})
