"""What is taken away when it has been kept long enough.  Each verb says how much it took, and may be done again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, func, select

from bot.model import PersonId, Stage, Status
from bot.storage.about import About
from bot.storage.figures import Figures
from bot.storage.outgrown import Outgrown
from bot.storage.tables import (
    access,
    consent,
    errand,
    event,
    matter,
    message,
    need,
    note,
    pairing,
    person,
    pledge,
    series,
    volunteer,
    wellbeing,
)
from bot.storage.trail import Trail
from bot.storage.wellbeing import Wellbeing
from bot.storage.written import ON_ITS_WAY

_UNDER_WAY = (Status.OPEN.value, Status.FILLED.value)


class Retention(About, Figures, Outgrown, Wellbeing, Trail):
    """Verbs for what has been kept long enough."""

    def count_old(self, what: str, before: datetime) -> int:
        """How much there is of one of ``OLD``."""
        return sum(
            int(self._connection.scalar(self._here(table, func.count()).where(*which)) or 0)
            for table, which in OLD[what](before, self.set_up().get("nobody", 0))
        )

    def empty_messages(self, before: datetime) -> int:
        """What was written to and by people; when it was, and what became of it, is left for the figures."""
        (_, out), (_, heard) = _messages(before, 0)
        written = self._change(message, *out, text=None, to=None)
        return written + self._change(event, *heard, body=None, sender=None, own_number=None)

    def empty_matters(self, before: datetime, *kinds: str) -> int:
        """The words of what a human has seen to."""
        ((_, over),) = _matters(*kinds)(before, 0)
        return self._change(matter, *over, words=None)

    def untie_visits(self, before: datetime, now: datetime) -> int:
        """After this nobody can see who was helped by an errand; what was done, when and by whom is left."""
        nobody = self._nobody(now)
        ((_, old),) = _visits(before, nobody)
        gone = [int(row["id"]) for row in self._all(self._here(errand, errand.c.id).where(*old))]
        for some in (gone[first : first + 500] for first in range(0, len(gone), 500)):
            self._untie(some, nobody)
        self._change(series, series.c.ended < before, recipient=nobody, details=None)
        self._change(pairing, pairing.c.ended < before, recipient=nobody)
        return len(gone)

    def _untie(self, errands: list[int], nobody: PersonId) -> None:
        helped = self._here(errand, errand.c.recipient).where(errand.c.id.in_(errands))
        for table in (note, message, matter):
            self._change(table, table.c.errand.in_(errands), table.c.person.in_(helped), person=None)
        self._change(need, need.c.errand.in_(errands), errand=None)
        self._change(errand, errand.c.id.in_(errands), recipient=nobody, details=None, series=None, occasion=None)

    def _nobody(self, now: datetime) -> PersonId:
        """The one without a name who stands where somebody was helped too long ago to be known."""
        if "nobody" not in self.set_up():
            self.change_set_up(nobody=self._add(person, name="", created=now, erased=now))
        return PersonId(self.set_up()["nobody"])

    def untie_answers(self, before: datetime, now: datetime) -> int:
        """After this nobody can see who answered; what was answered is left for the figures."""
        nobody = self._nobody(now)
        self._change(consent, consent.c.ended < before, person=nobody)
        ((_, old),) = _answers(before, nobody)
        return self._change(wellbeing, *old, person=nobody)

    def never_approved(self, before: datetime) -> list[PersonId]:
        """Those who signed up before a moment and never were found ready, with nothing heard or promised since."""
        wrote = self._here(event, event.c.person).where(event.c.received >= before, event.c.person.is_not(None))
        asked = self._here(pledge, pledge.c.person).where(pledge.c.asked >= before)
        waits = self._here(volunteer, volunteer.c.person).where(
            volunteer.c.stage == Stage.APPLIED.value, volunteer.c.registered < before,
            volunteer.c.person.not_in(wrote), volunteer.c.person.not_in(asked),
        )  # fmt: skip
        return [PersonId(row["person"]) for row in self._all(waits)]

    def drop_access(self, before: datetime) -> int:
        """Lines of the log from before a moment, but for the newest; the chain goes on from the last one taken."""
        newest = select(func.max(access.c.id)).where(access.c.municipality == self.municipality).scalar_subquery()
        old = (access.c.at < before, access.c.id < newest)
        last = self._one(self._here(access).where(*old).order_by(access.c.id.desc()).limit(1))
        if last is None:
            return 0
        end = bytes(last["chain"]).hex()
        seal = self._keys.chain(b"base", f"{last['id']}|{end}").hex()
        self.change_set_up(log_begins={"after": last["id"], "end": end, "seal": seal})
        gone = delete(access).where(access.c.municipality == self.municipality, access.c.id <= last["id"])
        return int(self._connection.execute(gone).rowcount)


Old = list[tuple[Table, tuple[ColumnElement[bool], ...]]]


def _messages(before: datetime, _: int) -> Old:
    to_be_read = (message.c.channel == "call") & (message.c.state == "handed_over")
    out = (message.c.text.is_not(None), message.c.state.not_in(ON_ITS_WAY), ~to_be_read)
    return [
        (message, (message.c.created < before, *out)),
        (event, (event.c.received < before, event.c.body.is_not(None), event.c.state != "open")),
    ]


def _matters(*kinds: str) -> Callable[[datetime, int], Old]:
    of_kind = [matter.c.kind.in_(kinds)] if kinds else []
    return lambda before, _: [(matter, (matter.c.closed < before, matter.c.words.is_not(None), *of_kind))]


def _visits(before: datetime, nobody: int) -> Old:
    over = errand.c.status.not_in(_UNDER_WAY)
    return [(errand, (errand.c.starts < before, errand.c.recipient != nobody, over))]


def _answers(before: datetime, nobody: int) -> Old:
    return [(wellbeing, (wellbeing.c.at < before, wellbeing.c.person != nobody))]


OLD: Mapping[str, Callable[[datetime, int], Old]] = {
    "messages": _messages,
    "matters": _matters(),
    "dead_letters": _matters("dead_letter"),
    "visits": _visits,
    "wellbeing": _answers,
    "access": lambda before, _: [(access, (access.c.at < before,))],
}
"""What is old, by what it is."""
