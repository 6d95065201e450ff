"""Whom to ask about an errand: the best of everyone, found without judging everyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select, text

from bot.matching import Fit, WhyNot, in_order, suited, why_not
from bot.matching.distance import Far, between
from bot.matching.scoring import DAY, Answers, Usual, most_days, usual_of
from bot.model import Errand, PersonId, Policy
from bot.storage.base import here
from bot.storage.candidates import HAD_TIME, REMEMBERED, Candidates, Case, Suitor, outcomes
from bot.storage.prepared import Prepared
from bot.storage.tables import TELLS, offer

PAGE = 24
LAST = 200
"""So many questions tell how likely a JA is here."""


class Finding(Candidates):
    """Verbs about who is asked first."""

    def best(
        self, which: Errand, now: datetime, day: tuple[datetime, datetime], policy: Policy, most: int, *,
        known_only: bool = False, far: Far = between,
    ) -> list[Fit]:  # fmt: skip
        """So many of those whom it suits, in the order they are asked: the same as if everyone had been judged.

        Whoever knows the recipient, has been asked before or is wanted is judged in any case; the others in the order
        they have waited, until whoever comes next cannot be asked before those who are found.
        """
        case, often = self._case(which, now, day, far), usual_of(self.last_answers(now), policy)
        first = {*case.bonds, *case.offers, *filter(None, [which.ask_first])}

        found, fits, skip, many = self._among(case, sorted(first)), list[Fit](), 0, PAGE + most
        while True:
            last = _last(fits, most, case)
            line = [] if known_only else self._in_line(case, skip, many)
            ahead = [one for one in line if last is None or not _comes_after(one, last, case, policy, often)]
            found += (one for one in ahead if one.id not in first)
            fits += suited(self._counted(case, found), which, now, policy, often, known_only=known_only)
            fits = in_order(fits, which, asked=case.offers)
            last = _last(fits, most, case)
            if len(ahead) < many or (last is not None and _comes_after(ahead[-1], last, case, policy, often)):
                return fits[:most]
            found, skip = [], skip + many
            many = skip

    def in_the_way(
        self, which: Errand, who: PersonId, now: datetime, day: tuple[datetime, datetime], policy: Policy, *,
        known_only: bool = False, far: Far = between,
    ) -> WhyNot | None:  # fmt: skip
        """Why someone who has been asked about it would not be asked as it is now, how often and by whom aside."""
        case = replace(self._case(which, now, day, far), offers={})
        for one in self._counted(case, self._among(case, [who])):
            free = replace(
                one, asked_lately=0, unprompted_today=0, said_no=False, with_human=False, out_of_reach=False
            )
            return why_not(free, which, policy, known_only=known_only)
        return WhyNot.KIND

    def last_answers(self, now: datetime) -> Answers:
        """What came of the questions that were put last, to anyone here."""
        last = self._count(_LAST_ANSWERS, remembered=now - REMEMBERED, had_time=now - HAD_TIME)
        known = [bool(yes) for yes, been_there in last if been_there]
        return Answers(len(last), sum(bool(yes) for yes, _ in last), len(known), sum(known))


def _last(fits: Sequence[Fit], most: int, case: Case) -> Fit | None:
    """The last of so many; none when they are not so many, of those who have not been asked before."""
    last = fits[most - 1] if len(fits) >= most else None
    return None if last is None or last.candidate.volunteer.id in case.offers else last


def _comes_after(one: Suitor, last: Fit, case: Case, policy: Policy, often: Usual) -> bool:
    """Whether nobody who has waited no longer than this one can be asked before the last of those who are found."""
    if one.volunteer.waiting_since is None or last.candidate.volunteer.id == case.errand.ask_first:
        return one.volunteer.waiting_since is not None
    return last.days > most_days((case.now - one.volunteer.waiting_since) / DAY, policy, often)


_ANSWERED, _YES = outcomes()
_LAST_ANSWERS = Prepared(
    select(_YES.label("yes"), offer.c.been_there)
    .where(here(offer), offer.c.asked > bindparam("remembered"), _ANSWERED, text(TELLS))
    .order_by(offer.c.asked.desc())
    .limit(LAST)
)
