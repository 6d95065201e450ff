"""The lines of a replay: what each must hold, checked before anything is played."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.errors import BotError

NEEDS: dict[str, tuple[str, ...]] = {
    "municipality": ("name",), "volunteer": ("id",), "recipient": ("id",),
    "errand": ("id", "kind", "recipient", "starts"), "edit_errand": ("id",), "cancel_errand": ("id",),
    "give": ("errand", "volunteer"), "approve": ("person",), "pause": ("person",), "erase": ("person",),
    "stop_all": ("recipient",), "take_over": ("person",), "hand_back": ("person",), "say": ("person", "text"),
    "answer": ("person", "text"), "invite": ("person", "code"),
    "provider": ("channel", "to"), "restart": (), "until": (),
}  # fmt: skip
"""What can be done, and the keys each must have."""
MAKES = {"volunteer": "person", "recipient": "person", "errand": "errand"}
NAMES = {
    "errand": {"recipient": "person", "with": "person"}, "edit_errand": {"id": "errand"},
    "cancel_errand": {"id": "errand"}, "give": {"errand": "errand", "volunteer": "person"},
    "stop_all": {"recipient": "person"}, "approve": {"person": "person"}, "pause": {"person": "person"},
    "erase": {"person": "person"}, "take_over": {"person": "person"}, "hand_back": {"person": "person"},
    "say": {"person": "person"}, "answer": {"person": "person"}, "invite": {"person": "person"},
}  # fmt: skip
"""Which keys name a person or an errand that must be known."""
MOMENTS = ("starts", "until")


class BadLine(BotError):
    """A line that cannot be played: its number, and why."""


@dataclass
class _Checker:
    """What has been named so far, and the last moment."""

    last: datetime | None = None
    known: dict[str, set[str]] = field(default_factory=lambda: {"person": set(), "errand": set()})
    addresses: set[str] = field(default_factory=set)

    def check(self, line: dict[str, Any]) -> dict[str, Any]:
        at = _moment(line, "at")
        if self.last is not None and at < self.last:
            raise ValueError("its time lies before the line above")
        if self.last is None and line.get("do") != "municipality":
            raise ValueError("the first line must be the municipality")
        self.last = at
        self._heard(line) if "from" in line else self._done(line)
        return line | {"at": at}

    def _heard(self, line: dict[str, Any]) -> None:
        for key in ("channel",):
            if key not in line:
                raise ValueError(f"{key!r} is missing")
        if line["channel"] not in {"sms", "telegram"}:
            raise ValueError(f"the channel {line['channel']!r} cannot be played")
        if not any(line.get(key) for key in ("media", "contact", "press")) and "text" not in line:
            raise ValueError("'text' is missing")
        self.known["person"].add(line["from"])

    def _done(self, line: dict[str, Any]) -> None:
        if "do" not in line:
            raise ValueError("'do' or 'from' is missing")
        do = line["do"]
        if do not in NEEDS:
            raise ValueError(f"unknown do {do!r}")
        if missing := [key for key in NEEDS[do] if key not in line]:
            raise ValueError(f"{missing[0]!r} is missing")
        if line.get("repeat"):
            raise ValueError("'repeat' cannot be played")
        _moments(line)
        self._names(do, line)

    def _names(self, do: str, line: dict[str, Any]) -> None:
        """What a line names must be known, and what it makes must be new."""
        for key, kind in NAMES.get(do, {}).items():
            if line.get(key) is not None and line[key] not in self.known[kind]:
                raise ValueError(f"unknown {key} {line[key]!r}")
        if do in MAKES:
            if line["id"] in self.known[MAKES[do]]:
                raise ValueError(f"the id {line['id']!r} is there already")
            self.known[MAKES[do]].add(line["id"])


def _moments(line: dict[str, Any]) -> None:
    for key in MOMENTS:
        if isinstance(line.get(key), str) and "T" in line[key]:
            _moment(line, key)


def _moment(line: dict[str, Any], key: str) -> datetime:
    if key not in line:
        raise ValueError(f"{key!r} is missing")
    try:
        at = datetime.fromisoformat(line[key])
    except (TypeError, ValueError):
        raise ValueError(f"{key!r} is no time") from None
    if at.tzinfo is None:
        raise ValueError(f"{key!r} has no offset")
    return at


def read_lines(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every line with its number, checked; ``BadLine`` names the first that cannot be played."""
    checker = _Checker()
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
            if not isinstance(line, dict):
                raise ValueError("it is no object")
            yield number, checker.check(line)
        except ValueError as wrong:
            raise BadLine(f"line {number}: {wrong}") from None
