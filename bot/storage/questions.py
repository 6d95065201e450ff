"""What we ask the database about open questions: what someone has been asked, and whether it has reached them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.model import ErrandId, PersonId
from bot.storage.base import here
from bot.storage.prepared import Prepared
from bot.storage.standing import Standing
from bot.storage.tables import message, question

REACHES = ("sending", "unknown", "handed_over", "delivered")
"""States of a message that the one it is for may have read."""
_QUESTIONS_TO = Prepared(
    select(question, message.c.state, message.c.handed_over)
    .outerjoin(message, (message.c.municipality == question.c.municipality) & (message.c.id == question.c.message))
    .where(here(question), question.c.person == bindparam("who"))
    .order_by(question.c.number)
)
_NUMBERS = Prepared(
    select(question.c.number, question.c.errand).where(here(question), question.c.person == bindparam("who"))
)

@dataclass(frozen=True, slots=True)
class Asked:
    """A question we have put to someone about an errand, and whether it has reached them, and when."""

    person: PersonId
    number: int
    about: str
    errand: ErrandId
    reached: bool
    reached_at: datetime | None


class Questions(Standing):
    """Verbs about open questions.  There is at most one to a person about an errand."""

    def free_number(self, who: PersonId, which: ErrandId) -> int:
        """The number a question about this errand has or would get: the lowest that no other one has."""
        taken = {row["number"]: row["errand"] for row in self._ask(_NUMBERS, who=who)}
        same = next((number for number, errand in taken.items() if errand == which), None)
        return same or next(n for n in range(1, len(taken) + 2) if n not in taken)

    def put_question(
        self, who: PersonId, which: ErrandId, number: int, about: str, now: datetime, asked_by: int | None = None
    ) -> None:  # fmt: skip
        """Keep what was asked, in place of what was asked before about the same errand.

        ``asked_by`` is the message that asks; without one it is asked in the very answer being written.
        """
        self.close_questions(which, who)
        self._put(question, person=who, number=number, errand=which, about=about, message=asked_by, asked=now)

    def ask_through(self, who: PersonId, which: ErrandId, asked_by: int) -> None:
        """The same question has been put by another message, such as one read aloud."""
        self._change(question, question.c.person == who, question.c.errand == which, message=asked_by)

    def asked_instead(self, before: int, now: int) -> None:
        """Another message asks what this one did not get to ask."""
        self._change(question, question.c.message == before, message=now)

    def asked_by(self, which: int) -> Asked | None:
        """What a message asks, while it is open."""
        row = self._one(self._here(question).where(question.c.message == which))
        if row is None:
            return None
        return Asked(PersonId(row["person"]), row["number"], row["about"], ErrandId(row["errand"]), True, row["asked"])

    def close_questions(self, which: ErrandId | None = None, who: PersonId | None = None) -> None:
        """Nothing about an errand, or nothing to a person, is asked any more."""
        named = {"errand": which, "person": who}
        self._drop(question, **{name: value for name, value in named.items() if value is not None})

    def questions_to(self, who: PersonId) -> list[Asked]:
        """What someone has been asked, by number."""
        return [
            Asked(
                who, row["number"], row["about"], ErrandId(row["errand"]),
                row["message"] is None or row["state"] in REACHES, row["handed_over"] or row["asked"],
            )
            for row in self._ask(_QUESTIONS_TO, who=who)
        ]  # fmt: skip
