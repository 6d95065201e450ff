"""Those who have begun to sign up and not finished: they are no volunteers yet, but nobody is only a number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from admin.words import telephone
from bot.dialog.session import Talk
from bot.flows import onboarding
from bot.model import PersonId
from bot.storage.store import Store


@dataclass(frozen=True, slots=True)
class Beginner:
    """What someone has answered so far; "" where they have not come to it."""

    id: PersonId
    name: str
    phone: str
    place: str
    kinds: tuple[str, ...]

    @property
    def called(self) -> str:
        return f"{self.name} (ny, ikke ferdig)" if self.name else f"Ny, ikke ferdig (mobil {telephone(self.phone)})"


def beginners(store: Store, among: Collection[PersonId] | None = None) -> dict[PersonId, Beginner]:
    """By person; those who can be reached at no number are known by what they said alone."""
    answers = {
        who: said for who, state in store.begun_talks(among).items() if (said := _answers(state)) is not None
    }  # fmt: skip
    ways = store.ways(answers)
    found = {who: _beginner(who, said, ways.get(who, {})) for who, said in answers.items()}
    return {who: one for who, one in found.items() if one.name or one.phone}


def _answers(state: str) -> Mapping[str, Any] | None:
    """What was answered in the first talk, also while it waits for another one."""
    talk = Talk.from_json(state)
    going = {talk.flow: talk.answers} | {waits.flow: waits.answers for waits in talk.parked}
    return going.get(onboarding.FLOW.name)


def _beginner(who: PersonId, said: Mapping[str, Any], ways: Mapping[str, str]) -> Beginner:
    area = said.get("area") or {}
    number = ways.get("sms") or ways.get("phone") or str(said.get("phone") or "")
    return Beginner(
        who, str(said.get("name") or ""), number, str(area.get("place") or area.get("postcode") or ""),
        tuple(said.get("kinds") or ()),
    )  # fmt: skip
