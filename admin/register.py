"""Organisations of Frivillighetsregisteret, asked for one municipality at a time in Brønnøysund's open data.

The register's own list holds no names and no places, so they are asked for in Enhetsregisteret, among those that are
entered in Frivillighetsregisteret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from admin.words import telephone
from bot.errors import BotError
from bot.nlu.phones import e164

OPEN_DATA = "https://data.brreg.no"
SECONDS_TO_ANSWER = 10.0
MOST = 100
"""Of one asking: the register gives no more at a time, and nobody reads more."""


class Unanswered(BotError):
    """The register did not answer, or not as it says it does; try later."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation, as the catalogue wants it."""

    number: str
    name: str
    what: str
    place: str
    contact: str


@dataclass(frozen=True, slots=True)
class Register:
    """Where the open data is asked for."""

    address: str = OPEN_DATA

    async def organisations(self, where: str, name: str = "") -> Sequence[Organisation]:
        """Those of a municipality's number, whose names hold some words; one question, and no more."""
        # Imported when it is needed: it takes longer to load than the rest of the panel.
        import httpx

        asked = {"kommunenummer": where, "registrertIFrivillighetsregisteret": "true", "size": str(MOST)}
        asked |= {"navn": name} if name else {}
        headers = {"Accept": "application/json", "User-Agent": "handslag"}
        try:
            async with httpx.AsyncClient(timeout=SECONDS_TO_ANSWER, headers=headers) as web:
                answer = await web.get(f"{self.address}/enhetsregisteret/api/enheter", params=asked)
            return organisations_in(answer.raise_for_status().json())
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as wrong:
            raise Unanswered from wrong


def organisations_in(answer: Mapping[str, Any]) -> list[Organisation]:
    """Those in one answer; without hits there is no list in it."""
    return [_organisation(one) for one in answer.get("_embedded", {}).get("enheter", ()) if not one.get("slettedato")]


def _organisation(one: Mapping[str, Any]) -> Organisation:
    numbers = (telephone(e164(one[name]) or "") for name in ("telefon", "mobil") if one.get(name))
    contact = ", ".join(filter(None, (*numbers, one.get("epostadresse"), one.get("hjemmeside"))))
    place = one.get("forretningsadresse", {}).get("poststed", "")
    what = " ".join(one.get("vedtektsfestetFormaal") or one.get("aktivitet") or ())
    return Organisation(one["organisasjonsnummer"], _cased(one["navn"])[:120], what[:400], _cased(place), contact[:400])


def _cased(name: str) -> str:
    """The registers write in capitals."""
    return name.title() if name.isupper() else name
