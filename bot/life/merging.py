"""Two entries that are one person become one: all of it in one turn, so that nothing is half done or sent twice.

What the one will have is worked out before it is done, by the same rules: a coordinator reads it first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.dialog.session import Talk
from bot.errors import NotFound, Refused
from bot.kinds import kind_of
from bot.life import people, pledging, sharing
from bot.life.hushing import hush
from bot.life.one_person import OnePerson, one_person
from bot.life.turn import Turn
from bot.life.vetting import hand_on
from bot.model import Errand, ErrandId, OfferState, PersonId, Stage, VisitState
from bot.storage.store import Store
from bot.storage.tables import person, recipient, talk, volunteer
from bot.when import write_moment

SURE = (
    OfferState.ACCEPTED, OfferState.RESERVE, OfferState.DECLINED, OfferState.COUNTERED, OfferState.OPEN,
    OfferState.SOLVED, OfferState.WITHDRAWN,
)  # fmt: skip
"""Of two answers to the same errand the one that says most stands: a NEI is a NEI."""
_A_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)[12](?![\d.])")
"""To be answered with; no clock, and no day of a month."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of two entries.  ``numbers`` are what open questions of the one that goes away are called after.

    ``clash``: an answer could be meant for either, so a human has the talk; ``unasked`` are the questions that are
    taken back then.  ``why_not`` is why they cannot be one, in words a coordinator understands.
    """

    kept: PersonId
    gone: PersonId
    will: OnePerson
    numbers: Mapping[ErrandId, int]
    clash: bool
    unasked: Sequence[ErrandId]
    why_not: Sequence[str]


def order(store: Store, one: PersonId, other: PersonId) -> tuple[PersonId, PersonId]:
    """Who stays, and who goes: whoever is ready to begin stays, then whoever is more than a number, then the older."""

    def first(who: PersonId) -> tuple[bool, bool, int]:
        seen = store.row_of(volunteer, who)
        known = seen is not None or store.recipient(who) is not None
        return seen is None or seen["stage"] != Stage.APPROVED.value, not known, who

    kept, gone = sorted((one, other), key=first)
    return kept, gone


def plan(store: Store, one: PersonId, other: PersonId, number: str = "") -> Plan:
    """``number`` is the one to be written to by SMS, where both have one."""
    for who in (one, other):
        if one == other or not is_there(store, who):
            raise NotFound("person")
    kept, gone = order(store, one, other)
    numbers = _numbers(store, kept, gone)
    clash = numbers is None or _both_in_a_talk(store, kept, gone)
    unasked = () if numbers is not None else tuple(_only_asked(store, gone, kept))
    will = one_person(store, kept, gone, number)
    return Plan(kept, gone, will, numbers or {}, clash, unasked, tuple(_why_not(store, kept, gone)))


def is_there(store: Store, who: PersonId) -> bool:
    """Whether an entry is somebody's: neither erased, nor found to be another."""
    store.person(who)
    row = store.row_of(volunteer, who)
    return not store.erased(who) and store.became(who) is None and (row is None or row["stage"] != Stage.LEFT.value)


def _only_asked(store: Store, who: PersonId, other: PersonId) -> dict[ErrandId, int]:
    """What one has been asked, and not the other: errand and number."""
    both = {one.errand for one in store.questions_to(other)}
    return {one.errand: one.number for one in store.questions_to(who) if one.errand not in both}


def _numbers(store: Store, kept: PersonId, gone: PersonId) -> dict[ErrandId, int] | None:
    """Numbers by which all that both have been asked can stay open; none when a number can mean two things to them.

    One question alone has no number in its words, so that another may be given it: a bare JA is asked about.
    """
    mine = {one.number for one in store.questions_to(kept)}
    theirs = _only_asked(store, gone, kept)
    if not mine or not theirs:
        return theirs
    if any(_has_read_a_number(store, who) for who in (kept, gone)):
        return None
    if not mine & set(theirs.values()):
        return theirs
    return dict.fromkeys(theirs, 2) if mine == set(theirs.values()) == {1} else None


def _has_read_a_number(store: Store, who: PersonId) -> bool:
    """Whether someone may have been told to answer 1 or 2 since what is open was asked, also of what no longer is."""
    since = min(one.reached_at for one in store.questions_to(who) if one.reached_at is not None)
    told = (one.text for one in store.messages_to(who) if (one.handed_over or one.created) >= since)
    return any(_A_NUMBER.search(text or "") for text in told)


def _both_in_a_talk(store: Store, kept: PersonId, gone: PersonId) -> bool:
    return all(Talk.from_json(store.talk_state(who)).flow for who in (kept, gone))


def _why_not(store: Store, kept: PersonId, gone: PersonId) -> Iterator[str]:
    for helper, helped in ((kept, gone), (gone, kept)):
        if _between(store, helper, helped):
            names = [store.person(who).first_name or "den ene" for who in (helper, helped)]
            yield "{} har med {} å gjøre som frivillig. Da er de to personer.".format(*names)
    theirs = {errand.id for visit, errand in store.visits_by(kept, active=False) if visit.state != VisitState.CANCELLED}
    for visit, errand in store.visits_by(gone, active=False):
        if errand.id in theirs and visit.state != VisitState.CANCELLED:
            yield f"Begge har sagt ja til den samme oppgaven: {said(errand)}. Meld avbud for den ene først."
    if len({human[1] for who in (kept, gone) if (human := store.human_has(who)) is not None} - {None}) > 1:
        yield "Samtalene er hos to av dere. Gi den ene tilbake til roboten først."
    homes = [home for who in (kept, gone) if (home := store.recipient(who)) is not None]
    if any(one.stopped for one in homes) and any(_has_coming(store, one.id) for one in homes if not one.stopped):
        yield "Alt er stanset rundt den ene, og den andre har oppgaver. Først må du åpne igjen eller avlyse oppgavene."


def said(errand: Errand) -> str:
    return f"{kind_of(errand.kind).name} {write_moment(errand.starts)}"


def _between(store: Store, helper: PersonId, helped: PersonId) -> bool:
    """Whether one comes, came, was asked to come, or is not to come to the other."""
    errands = {errand.id for errand in store.errands_for(helped)}
    asked = any(one.errand in errands for one in store.offers_to(helper))
    visited = any(errand.id in errands for _, errand in store.visits_by(helper, active=False))
    friends = any(
        helped == one.recipient and helper in {one.volunteer, one.substitute} for one in store.pairings_of(helper)
    )
    return asked or visited or friends or helper in store.not_to_meet(helped)


def _has_coming(store: Store, who: PersonId) -> bool:
    return any(errand.active for errand in store.errands_for(who))


def merge(turn: Turn, one: PersonId, other: PersonId, by: int | None = None, number: str = "") -> PersonId:
    """Make them one; returns who they are from now on."""
    done, store = plan(turn.store, one, other, number), turn.store
    if done.why_not:
        raise Refused(done.why_not[0])
    kept, gone = done.kept, done.gone
    stopped = [store.person(who).stopped for who in (kept, gone)]
    paused = [each.paused for each in map(store.volunteer, (kept, gone)) if each is not None]
    for who in (kept, gone):
        _nobody_else_wrote(turn, who)
    _one_answer(turn, kept, gone)
    _one_row_of_questions(turn, done)
    waiting = [*store.waiting_for(kept), *store.waiting_for(gone)]
    _keep(turn, done, by)
    store.hand_all_to(kept, gone)
    _keep_pause(turn, done, anew=any(paused) and not all(paused))
    pledging.one_promise(turn, kept)
    _send_there(turn, kept, waiting)
    _one_of_each(turn, kept)
    turn.note("merged", None, kept, by=by)
    if done.clash:
        turn.tell("asked_twice", person=kept)
        hush(turn, kept)
    if done.will.volunteer is not None and done.will.volunteer["stage"] == Stage.APPROVED.value:
        store.close_matters(turn.now, "new_volunteer", "enrolled_confirmed", person=kept)
    hand_on(turn, kept)
    if any(stopped) and not all(stopped):
        people.stop(turn, kept)
    return kept


def _nobody_else_wrote(turn: Turn, who: PersonId) -> None:
    """Where we are asking which of several wrote from a number, a human finds out: they are no longer so many."""
    for row in turn.store.all_addresses(who):
        for other in turn.store.people_at(row["channel"], row["value"]):
            sharing.never_told(turn, other)


def _one_answer(turn: Turn, kept: PersonId, gone: PersonId) -> None:
    """Of the same errand, what says most; what else was asked about it is not to be answered any more."""
    mine, theirs = ({one.errand: one.state for one in turn.store.offers_to(who)} for who in (kept, gone))
    for errand in mine.keys() & theirs.keys():
        surest = min(mine[errand], theirs[errand], key=SURE.index)
        _ask_no_more(turn, gone if mine[errand] is surest else kept, errand)
        turn.store.one_offer(errand, kept, gone, surest.value)
    for errand in turn.store.asking(kept).keys() & turn.store.asking(gone).keys():
        _ask_no_more(turn, gone, errand)


def _ask_no_more(turn: Turn, who: PersonId, errand: ErrandId) -> None:
    message = turn.store.asking(who).get(errand)
    turn.store.close_questions(errand, who)
    if message is not None:
        turn.store.withdraw_message(turn.store.message(message), turn.now)
        turn.store.wake_at("fallback", message, None)


def _one_row_of_questions(turn: Turn, done: Plan) -> None:
    for errand in done.unasked:
        _ask_no_more(turn, done.gone, errand)
    for errand, number in done.numbers.items():
        turn.store.renumber(done.gone, errand, number)


def _keep(turn: Turn, done: Plan, by: int | None) -> None:
    """The rows of the one that stays, as they will be."""
    store, kept, will = turn.store, done.kept, done.will
    store.set_addresses(kept, done.gone, will.used, will.former)
    for table, row in ((volunteer, will.volunteer), (recipient, will.recipient), (person, will.person)):
        if row is not None and store.row_of(table, kept) is not None:
            store.keep_row(table, kept, row)
    _keep_talk(turn, done, by)


def _keep_pause(turn: Turn, done: Plan, *, anew: bool) -> None:
    """Two pauses are the longer one, and it ends when that does; in one, what the other had agreed to is handed on."""
    row = done.will.volunteer
    if row is not None and anew:
        people.pause(turn, done.kept, row["paused_until"])
    elif row is not None:
        people.wake_after(turn, done.kept, row["paused_until"] if row["paused"] else None)


def _keep_talk(turn: Turn, done: Plan, by: int | None) -> None:
    """Theirs who stays, unless only the other has begun on something; whom a human has, a human goes on having."""
    rows = [row for who in (done.kept, done.gone) if (row := turn.store.row_of(talk, who)) is not None]
    if not rows and not done.clash:
        return
    states = [row["state"] for row in rows]
    begun = next((state for state in states if Talk.from_json(state).flow), next(iter(states), None))
    held = [(row["human_since"], row["human"]) for row in rows if row["human_since"] is not None]
    held.sort(key=lambda one: one[1] is None)  # somebody's before nobody's
    since, human = next(iter(held), (turn.now, by) if done.clash else (None, None))
    turn.store.put_talk(done.kept, turn.now, state=begun, human_since=since, human=human)


def _send_there(turn: Turn, kept: PersonId, waiting: Sequence[tuple[int, str, str]]) -> None:
    """What has not left goes where they are written to now, once."""
    now = turn.store.addresses(kept)
    for which, channel, to in waiting:
        if turn.store.message(which).state != "queued" or to in now.values():
            continue
        by = next((one for one in (channel, "sms") if channel != "call" and one in now), "call")
        turn.store.move_message(which, by, now[by] if by in now else turn.store.telephone(kept))


def _one_of_each(turn: Turn, kept: PersonId) -> None:
    """The same thing about the same person stands before the coordinators once."""
    seen = set[tuple[str, ErrandId | None]]()
    for matter in turn.store.matters():
        if matter.person == kept and (matter.kind, matter.errand) in seen:
            turn.store.change_matter(matter.id, closed=turn.now)
        elif matter.person == kept:
            seen.add((matter.kind, matter.errand))
    for pairing in turn.store.pairings_of(kept):
        if pairing.volunteer == pairing.substitute:
            turn.store.change_pairing(pairing.id, substitute=None)
