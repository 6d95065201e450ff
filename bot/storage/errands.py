"""What we ask the database about errands, offers and visits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Integer, RowMapping, Select, bindparam, or_, select, text

from bot.model import Errand, ErrandId, Offer, OfferState, PersonId, Status, Visit, VisitState
from bot.storage.apart import ApartFrom
from bot.storage.base import found, here
from bot.storage.people import People
from bot.storage.prepared import Prepared
from bot.storage.tables import errand, offer, person, visit

ASKED = (OfferState.OPEN, OfferState.COUNTERED, OfferState.RESERVE)
ACTIVE = (VisitState.AGREED.value, VisitState.ARRIVED.value)
_EVER = datetime(1, 1, 1, tzinfo=UTC)
_WITH_RECIPIENT = select(errand, person.c.name.label("recipient_name")).join(
    person, (person.c.municipality == errand.c.municipality) & (person.c.id == errand.c.recipient)
)
_ERRAND = Prepared(_WITH_RECIPIENT.where(here(errand), errand.c.id == bindparam("which")))
_LOOKING = Prepared(
    _WITH_RECIPIENT
    .where(here(errand), errand.c.status == Status.OPEN.value)
    .where(errand.c.starts > bindparam("now"), errand.c.next_wave <= bindparam("now"), errand.c.postponed.is_(None))
    .order_by(errand.c.id)
    .limit(bindparam("most", type_=Integer))
)
_OFFERS_OF = Prepared(
    select(offer)
    .where(here(offer), offer.c.errand == bindparam("which"))
    .order_by(offer.c.asked, offer.c.volunteer)
)
_ANSWERED = tuple(
    state.value for state in (OfferState.ACCEPTED, OfferState.DECLINED, OfferState.COUNTERED, OfferState.RESERVE)
)
_ANSWERS = Prepared(
    select(offer.c.errand)
    .where(here(offer), or_(*(offer.c.state == state for state in _ANSWERED)))
    .limit(bindparam("most", type_=Integer))
)
_OFFER = Prepared(
    select(offer.c.times)
    .where(here(offer), offer.c.errand == bindparam("errand"), offer.c.volunteer == bindparam("volunteer"))
)
_VISIT = Prepared(select(visit).where(here(visit), visit.c.id == bindparam("which")))
_VISITS_OF = Prepared(
    select(visit).where(here(visit), visit.c.errand == bindparam("which")).order_by(visit.c.id)
)
_BY = select(visit).where(here(visit), visit.c.volunteer == bindparam("who"))
_ACTIVE_BY = _BY.where(or_(*(visit.c.state == state for state in ACTIVE)))
_VISITS_BY, _ACTIVE_VISITS_BY = Prepared(_BY), Prepared(_ACTIVE_BY)
_AGREED = select(visit).where(here(visit), or_(*(visit.c.state == state for state in ACTIVE)))
_ASKED = select(offer).where(here(offer), or_(*(offer.c.state == state.value for state in ASKED)))
_ALL_AGREED, _ALL_ASKED = Prepared(_AGREED.order_by(visit.c.id)), Prepared(_ASKED.order_by(offer.c.volunteer))
_VISITED_BY, _TO_VISIT_BY, _AGREED_ON, _ASKED_ABOUT = (
    Prepared(_WITH_RECIPIENT.where(here(errand), errand.c.id.in_(some.with_only_columns(which).correlate(None))))
    for some, which in (
        (_BY, visit.c.errand), (_ACTIVE_BY, visit.c.errand), (_AGREED, visit.c.errand), (_ASKED, offer.c.errand),
    )
)


class Errands(People, ApartFrom):
    """Verbs about errands, offers and visits."""

    def add_errand(self, **values: Any) -> ErrandId:
        return ErrandId(self._add(errand, **values))

    def change_errand(self, which: ErrandId, **values: Any) -> None:
        self._set(errand, {"id": which}, **values)

    def errand(self, which: ErrandId) -> Errand:
        return _errand(found(self._first(_ERRAND, which=which), "errand"))

    def errands(self, *statuses: Status, since: datetime | None = None) -> list[Errand]:
        """Errands with those statuses (any, when none is named), the soonest first."""
        query = self._errands().order_by(errand.c.starts, errand.c.id)
        if statuses:
            query = query.where(errand.c.status.in_([status.value for status in statuses]))
        if since is not None:
            query = query.where(errand.c.starts >= since)
        return [_errand(row) for row in self._all(query)]

    def errands_that_look(self, now: datetime, most: int) -> list[Errand]:
        """Those that look for people now, in order of creation."""
        return [_errand(row) for row in self._ask(_LOOKING, now=now, most=most)]

    def errands_for(self, recipient: PersonId) -> list[Errand]:
        query = self._errands().where(errand.c.recipient == recipient).order_by(errand.c.starts)
        return [_errand(row) for row in self._all(query)]

    def _errands(self) -> Select[Any]:
        return _WITH_RECIPIENT.where(errand.c.municipality == self.municipality)

    def add_offer(self, which: ErrandId, who: PersonId, now: datetime, *, been_there: bool = False) -> None:
        """Put an errand to a volunteer, or put it again when an earlier offer ran out; ``been_there``, as they have to
        that recipient.
        """
        key = {"errand": which, "volunteer": who}
        asked = {"state": OfferState.OPEN.value, "asked": now, "been_there": been_there}
        before = self._first(_OFFER, **key)
        if before is None:
            self._put(offer, **key, **asked)
        else:
            self._set(offer, key, **asked, answered=None, times=before["times"] + 1)

    def change_offer(self, which: ErrandId, who: PersonId, state: OfferState, now: datetime) -> None:
        self._set(offer, {"errand": which, "volunteer": who}, state=state.value, answered=now)

    def answers(self, most: int) -> int:
        """How many questions have been answered here, as far as it matters."""
        return len(self._ask(_ANSWERS, most=most))

    def offers_of(self, which: ErrandId) -> list[Offer]:
        """Everyone asked about an errand, in the order they were."""
        return [_offer(row) for row in self._ask(_OFFERS_OF, which=which)]

    def reserves(self, which: ErrandId) -> list[Offer]:
        """Those på vent, who answered first first."""
        waiting = [o for o in self.offers_of(which) if o.state is OfferState.RESERVE]
        return sorted(waiting, key=lambda o: (o.answered or o.asked, o.volunteer))

    def offers_to(self, who: PersonId, *states: OfferState, since: datetime | None = None) -> list[Offer]:
        def build() -> Select[Any]:
            one_of = [offer.c.state == bindparam(f"state_{n}") for n in range(len(states))]
            which = (offer.c.volunteer == bindparam("who"), offer.c.asked >= bindparam("since"))
            query = select(offer).where(here(offer), *which).order_by(offer.c.asked, offer.c.errand)
            return query.where(or_(*one_of)) if one_of else query

        given = {f"state_{n}": state.value for n, state in enumerate(states)}
        query = self._known(build, "offers_to", str(len(states)))
        return [_offer(row) for row in self._ask(query, who=who, since=since or _EVER, **given)]

    def take(self, which: ErrandId, who: PersonId, places: int, now: datetime) -> int | None:
        """Give a volunteer the first free place, or return None when there is none."""
        taken = {v.place for v in self.visits_of(which) if v.state is not VisitState.CANCELLED}
        for place in (place for place in range(1, places + 1) if place not in taken):
            added = (
                self._new(visit)
                .values(
                    municipality=self.municipality, id=self._following(visit), errand=which, volunteer=who,
                    place=place, taken=now, state=VisitState.AGREED.value,
                )
                .on_conflict_do_nothing(
                    index_elements=["municipality", "errand", "place"], index_where=text("state <> 'cancelled'")
                )
                .returning(visit.c.id)
            )  # fmt: skip
            made = self._connection.execute(added).scalar_one_or_none()
            if made is not None:
                self._made(visit, {"id": made})
                self._moved(visit)
                return int(made)
        return None

    def change_visit(self, which: int, **values: Any) -> None:
        self._set(visit, {"id": which}, **values)

    def visit(self, which: int) -> Visit:
        return _visit(found(self._first(_VISIT, which=which), "visit"))

    def visits_of(self, which: ErrandId) -> list[Visit]:
        return [_visit(row) for row in self._ask(_VISITS_OF, which=which)]

    def visits_by(self, who: PersonId, *, active: bool = True) -> list[tuple[Visit, Errand]]:
        """A volunteer's visits with their errands, the soonest first."""
        visits = [_visit(row) for row in self._ask(_ACTIVE_VISITS_BY if active else _VISITS_BY, who=who)]
        if not visits:
            return []
        about = self._ask(_TO_VISIT_BY if active else _VISITED_BY, who=who)
        errands = {e.id: e for e in map(_errand, about)}
        pairs = [(v, errands[v.errand]) for v in visits]
        return sorted(pairs, key=lambda pair: (pair[1].starts, pair[1].id))

    def all_agreed(self) -> list[tuple[Visit, Errand]]:
        """The visits that anyone has to come, with their errands."""
        errands = {e.id: e for e in map(_errand, self._ask(_AGREED_ON))}
        return [(v, errands[v.errand]) for v in map(_visit, self._ask(_ALL_AGREED))]

    def all_asked(self) -> list[tuple[Offer, Errand]]:
        """The questions that anyone has open, with their errands."""
        errands = {e.id: e for e in map(_errand, self._ask(_ASKED_ABOUT))}
        return [(o, errands[o.errand]) for o in map(_offer, self._ask(_ALL_ASKED))]


def _errand(row: RowMapping) -> Errand:
    return Errand(
        ErrandId(row["id"]), row["kind"], PersonId(row["recipient"]), row["recipient_name"] or "", row["starts"],
        row["minutes"], row["details"] or "", row["urgent"], row["places"], Status(row["status"]), row["postcode"],
        row["place"], row["version"], row["created"], row["next_wave"], row["told_unfilled"],
        None if row["ask_first"] is None else PersonId(row["ask_first"]), row["series"],
        (row["earliest"], row["latest"]) if row["earliest"] and row["latest"] else None, row["postponed"],
    )  # fmt: skip


def _offer(row: RowMapping) -> Offer:
    return Offer(
        ErrandId(row["errand"]), PersonId(row["volunteer"]), OfferState(row["state"]), row["asked"],
        row["answered"],
    )  # fmt: skip


def _visit(row: RowMapping) -> Visit:
    return Visit(
        row["id"], ErrandId(row["errand"]), PersonId(row["volunteer"]), row["place"], VisitState(row["state"]),
        row["taken"], row["asked"], row["confirmed"], row["reminded"], row["reminded_today"],
        row["details"], row["called"], row["checked_in"], row["ended"], row["sends"] or "",
    )  # fmt: skip
