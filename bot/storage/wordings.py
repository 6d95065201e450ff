"""How a municipality has worded our texts: kept for good, and read once for each time it changes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.model import MunicipalityId
from bot.storage.tables import wording
from bot.storage.trail import Trail
from bot.texts import Wording

_READ: dict[MunicipalityId, tuple[str, Wording]] = {}
"""The wording last read of each municipality, and what it is known by: nothing else can be known by the same."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """One change of a text.  ``text`` is None when ours was put back."""

    at: datetime
    before: str
    text: str | None
    by: int | None


class Wordings(Trail):
    """Verbs about a municipality's own wording."""

    def wording(self, known_by: str) -> Wording:
        """Its own wording, which is only asked for again when it is known by something else than last time."""
        if not known_by:
            return {}
        kept = _READ.get(self.municipality)
        if kept is None or kept[0] != known_by:
            kept = _READ[self.municipality] = (known_by, self.worded())
        return kept[1]

    def worded(self) -> Wording:
        """What holds now of all that has been worded."""
        rows = self._all(self._here(wording).order_by(wording.c.id))
        last = {(row["language"], row["key"]): row["text"] for row in rows}
        return {which: text for which, text in last.items() if text is not None}

    def reword(self, language: str, key: str, now: datetime, **change: Any) -> str:
        """Write down a change; returns what the wording as a whole is known by from now on, "" when all is ours."""
        self._add(wording, language=language, key=key, at=now, **change)
        worded = self.worded()
        return sha256(json.dumps(sorted(worded.items())).encode()).hexdigest() if worded else ""

    def rewordings(self, language: str, key: str) -> list[Reworded]:
        """What has been done to a text, the latest first."""
        about = (wording.c.language == language, wording.c.key == key)
        rows = self._all(self._here(wording).where(*about).order_by(wording.c.id.desc()))
        return [Reworded(row["at"], row["before"], row["text"], row["by"]) for row in rows]
