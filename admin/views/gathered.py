"""What needs a human, gathered: the most urgent each for itself, the rest by what they are about, nothing left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from admin.views.matters import OTHER, WAYS
from admin.views.needs import Need

ALL, FIRST = 7, 5
"""All are shown where there are no more; else so many."""
URGENT, NAMED = 1, 3
SORTS: Sequence[tuple[str, str, frozenset[str]]] = (
    ("ledige", "Mangler frivillig", frozenset({"unfilled"})),
    ("nye", "Nye frivillige", frozenset({"new_volunteer", "enrolled_confirmed"})),
    ("venner", "Besøksvenner", frozenset({
        "ring_friend", "friend_left", "trial_off", "fits_not", "friend_not_yet", "fits_unanswered",
    })),
    ("ring", "Ring om en avtale", frozenset({"code", "second_address", "shared_phone", "undeliverable", "media"})),
    ("svar", "Venter på svar", frozenset({
        "request_help", "promised", "club_asked", "rang", "wants_a_call", "postponed",
    })),
)  # fmt: skip
HASTE, ANSWER, KNOW, REST = (
    ("haster", "Haster også"), ("svar", "Venter på svar"), ("vite", "Til orientering"), ("annet", "Annet"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Several that are of one sort.  ``names`` tells of some of them what they are about."""

    code: str
    label: str
    needs: Sequence[Need]

    @property
    def late(self) -> int:
        return sum(one.late for one in self.needs)

    @property
    def tone(self) -> str:
        return self.needs[0].tone

    @property
    def names(self) -> str:
        about = list(dict.fromkeys(one.about for one in self.needs if one.about))
        more = len(about) - NAMED
        return f"{', '.join(about[:NAMED])} og {more} til" if more > 0 else ", ".join(about)


def gathered(needs: Sequence[Need]) -> tuple[Sequence[Need], Sequence[Group]]:
    """Those shown at once, and the groups of the others, the most urgent first."""
    if len(needs) <= ALL:
        return needs, ()
    sorts: dict[tuple[str, str], list[Need]] = {}
    for one in needs[FIRST:]:
        sorts.setdefault(_sort(one), []).append(one)
    return needs[:FIRST], [Group(*sort, some) for sort, some in sorts.items()]


def _sort(one: Need) -> tuple[str, str]:
    way = WAYS.get(one.kind, OTHER)
    if one.order[0] <= URGENT and one.tone == "danger":
        return HASTE
    for code, label, kinds in SORTS:
        if one.kind in kinds:
            return code, label
    return ANSWER if way.to == "talk" else KNOW if way.done == "Sett" else REST
