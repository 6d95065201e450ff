"""What we ask the database about the confidentiality pledge: its versions, and who has promised which, when and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, func

from bot.model import PersonId
from bot.storage.base import Base
from bot.storage.tables import pledge, pledge_text, volunteer


class PledgeState(StrEnum):
    """What has come of a question; one that is withdrawn may have been read, and a JA may be to that."""

    ASKED = "asked"
    SIGNED = "signed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"
    NOT_ASKED = "not_asked"
    """It could not be sent, so it must be promised in person."""


@dataclass(frozen=True, slots=True)
class PledgeText:
    """One version.  ``again`` is the day from which those who have promised another count no more, if they do."""

    version: int
    words: Mapping[str, str]
    """By language."""
    published: datetime | None
    by: int | None
    again: date | None


@dataclass(frozen=True, slots=True)
class Pledge:
    """One time someone was asked or promised.  ``by`` is who sent it, or saw it promised."""

    id: int
    person: PersonId
    version: int
    language: str
    words: str
    state: PledgeState
    asked: datetime | None
    message: int | None
    day: date | None
    how: str
    said: str
    by: int | None


class Pledges(Base):
    """Verbs about the pledge.  There is none that changes a version."""

    def publish_pledge(self, words: Mapping[str, str], at: datetime, by: int | None, again: date | None = None) -> int:
        return self._add(pledge_text, words=dict(words), published=at, by=by, again=again)

    def pledge_texts(self) -> list[PledgeText]:
        """Every version, the latest first."""
        rows = self._all(self._here(pledge_text).order_by(pledge_text.c.id.desc()))
        return [PledgeText(r["id"], r["words"], r["published"], r["by"], r["again"]) for r in rows]

    def add_pledge(self, **values: Any) -> int:
        return self._add(pledge, **values)

    def change_pledge(self, which: int, **values: Any) -> None:
        self._set(pledge, {"id": which}, **values)

    def withdraw_pledge(self, message: int) -> None:
        """The message that asks never leaves."""
        asked = (pledge.c.message == message, pledge.c.state == PledgeState.ASKED.value)
        self._change(pledge, *asked, state=PledgeState.WITHDRAWN.value)

    def pledge(self, which: int) -> Pledge | None:
        row = self._one(self._here(pledge).where(pledge.c.id == which))
        return None if row is None else _pledge(row)

    def pledges_of(self, who: PersonId) -> list[Pledge]:
        """What someone has been asked and has promised, the latest first."""
        return [_pledge(row) for row in self._all(self._here(pledge).where(pledge.c.person == who).order_by(_LATEST))]

    def seen_by(self, who: PersonId) -> dict[str, int]:
        """Who of the staff had the talk and saw the politiattest, where that is written."""
        by = (volunteer.c.talk_by, volunteer.c.police_seen_by)
        row = self._one(self._here(volunteer, *by).where(volunteer.c.person == who))
        return {name: by for name, by in (row or {}).items() if by is not None}

    def last_pledges(self) -> dict[PersonId, Pledge]:
        """The last there is of each."""
        latest = self._here(pledge, func.max(pledge.c.id)).group_by(pledge.c.person)
        return {row["person"]: _pledge(row) for row in self._all(self._here(pledge).where(pledge.c.id.in_(latest)))}

    def promised_versions(self) -> dict[PersonId, int]:
        """The latest version each has promised."""
        signed = self._here(pledge, pledge.c.person, func.max(pledge.c.version).label("version")).where(
            pledge.c.state == PledgeState.SIGNED.value
        )
        return {row["person"]: row["version"] for row in self._all(signed.group_by(pledge.c.person))}

    def forget_pledges(self, who: PersonId) -> None:
        self._drop(pledge, person=who)


_LATEST = pledge.c.id.desc()


def _pledge(row: RowMapping) -> Pledge:
    return Pledge(
        row["id"], PersonId(row["person"]), row["version"], row["language"], row["words"], PledgeState(row["state"]),
        row["asked"], row["message"], row["day"], row["how"], row["said"] or "", row["by"],
    )  # fmt: skip
