"""Whose an address of ours is: as its row says, and the one in the settings the first municipality's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.channels import Channel, OfSeveral
from bot.errors import SetupError
from bot.model import MunicipalityId
from bot.numbers import bare, is_norwegian
from bot.storage.senders import Sender, Town, put_sender, senders, towns

SCHEMES = {"sms": "tel:", "telegram": "telegram:"}
"""How the addresses of a channel begin."""
ADDRESS = re.compile(r"tel:(\+[1-9]\d{7,14}|\d{3,14})|telegram:[A-Za-z0-9_]{5,32}")


@dataclass(frozen=True, slots=True)
class Senders:
    """``own`` is what the settings name, by channel."""

    towns: Sequence[Town] = ()
    rows: Sequence[Sender] = ()
    own: Mapping[str, str] | None = None

    def knows(self, where: MunicipalityId) -> bool:
        return any(town.id == where for town in self.towns)

    def is_example(self, where: MunicipalityId) -> bool:
        return any(town.id == where and town.example for town in self.towns)

    def owner(self, channel: str, address: str) -> MunicipalityId | None:
        """Where what comes to an address belongs; to the channel's first home when it names none."""
        row = next((row for row in self.rows if row.address == address), None)
        if row is not None:
            return row.municipality
        return self.home(channel) if address in ("", self._own(channel)) else None

    def home(self, channel: str) -> MunicipalityId | None:
        """The first municipality that is no example; on Telegram whoever has the robot, if they have turned it on."""
        there = [town for town in self.towns if channel != "telegram" or town.telegram]
        if channel == "telegram":
            owners = {row.municipality for row in self._on(channel)}
            there = [town for town in there if town.id in owners] or there
        return next((town.id for town in there if not town.example), there[0].id if there else None)

    def may_have_robot(self, where: MunicipalityId) -> bool:
        """Whether the robot on Telegram is theirs, or nobody's: there is one, and it answers for one."""
        owners, has = {row.municipality for row in self._on("telegram")}, self.home("telegram")
        return (not owners or where in owners) and (has is None or has == where or self.is_example(has))

    def of(self, where: MunicipalityId, channel: str) -> list[str]:
        """Every address of a municipality's on a channel; it writes from the first."""
        given = [row.address for row in self._on(channel) if row.municipality == where]
        own = self._own(channel)
        return [*given, *([own] if own and own not in given and self.owner(channel, own) == where else [])]

    def every(self, channel: str) -> frozenset[str]:
        return frozenset({*(row.address for row in self._on(channel)), self._own(channel)} - {""})

    def calls_to(self, address: str) -> str:
        return next((row.calls_to for row in self.rows if row.address == address), "")

    def _own(self, channel: str) -> str:
        return (self.own or {}).get(channel, "")

    def _on(self, channel: str) -> list[Sender]:
        return [row for row in self.rows if row.address.startswith(SCHEMES.get(channel, ":"))]


def look(connection: Connection, channels: Mapping[str, Channel]) -> Senders:
    """See which municipalities there are and whose the addresses are; the channels are told which of them are ours."""
    several = {name: each for name, each in channels.items() if isinstance(each, OfSeveral)}
    seen = Senders(towns(connection), senders(connection), {name: each.own for name, each in several.items()})
    for name, each in several.items():
        each.ours = seen.every(name)
    return seen


def give(connection: Connection, address: str, name: str, calls_to: str = "") -> None:
    """Write down that an address is a municipality's, and where calls to it go at any hour."""
    there = {town.name.casefold(): town for town in towns(connection)}
    town = there.get(name.casefold())
    if not ADDRESS.fullmatch(address):
        raise SetupError(f"{address}: must be such as tel:+4759440001, or telegram:HamarHjelp_bot")
    if town is None:
        raise SetupError(f"{name}: there is no such municipality; there is {', '.join(t.name for t in there.values())}")
    if calls_to and not (is_norwegian(calls_to) and calls_to != bare(address)):
        raise SetupError(f"{calls_to}: must be a Norwegian number such as +4762000000, and another than the address")
    if address.startswith(SCHEMES["telegram"]):
        _insist_robot_is_free(Senders(towns(connection), senders(connection)), address, town)
    put_sender(connection, Sender(address, town.id, calls_to))


def _insist_robot_is_free(known: Senders, address: str, town: Town) -> None:
    """Those who write to the robot would all at once be somebody else's."""
    others = [each for each in known.rows if each.address.startswith("telegram:") and each.municipality != town.id]
    if others:
        raise SetupError(f"{address}: one installation has one robot, and it is {others[0].address}; forget that first")
    has = next((each for each in known.towns if each.id == known.home("telegram")), town)
    if has.id != town.id and not has.example:
        raise SetupError(f"{address}: {has.name} uses the robot; turn Telegram off there first (Oppsett)")
