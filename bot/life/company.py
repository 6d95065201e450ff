"""How people have it with others: when to ask again, and groups that are closed so that none tells of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bot.clock import OSLO
from bot.errors import Refused
from bot.life.turn import Turn
from bot.model import PersonId
from bot.scales import Scale, scale
from bot.storage.wellbeing import Answered
from bot.when import write_day

SMALLEST = 5
"""A group is of so many at least."""
BETWEEN = timedelta(weeks=8)
"""A visit now and then needs so long before it can be seen on anyone."""
TOO_SOON = "Det er for tidlig å spørre igjen. Vent til {day}, så det går minst åtte uker mellom hver gang."


def phase_now(last: Answered | None, now: datetime) -> str:
    """What an answer given now is: the first, a later one, or the one from earlier today put right."""
    if last is None:
        return "before"
    if _day(last.at) == _day(now):
        return "again"
    if now < last.at + BETWEEN:
        raise Refused(TOO_SOON.format(day=write_day(_day(last.at + BETWEEN))))
    return "after"


def keep(
    turn: Turn, who: PersonId, consent: str, answers: tuple[int, ...], *, rings: bool, by: int | None,
    language: str = "nb",
) -> str:  # fmt: skip
    """What someone has answered, after ``consent`` was read to them in that language.  Returns the phase.

    Whoever wants to be rung is put before the coordinators.
    """
    store, code = turn.store, scale().code
    last = store.last_answer(who, code)
    phase = phase_now(last, turn.now)
    if last is not None and phase == "again":
        store.correct_answers(last.id, answers, rings=rings)
    else:
        agreed = store.add_consent(who, consent, language, turn.now, by)
        own = code in store.set_up().get("scales", {})
        store.add_answers(who, agreed, code, phase, answers, turn.now, own_words=own, rings=rings, by=by)
    if rings:
        turn.tell("wants_a_call", person=who)
    else:
        store.close_matters(turn.now, "wants_a_call", person=who)
    return phase


def withdraw(turn: Turn, who: PersonId) -> None:
    """What was answered is gone, also the wish to be rung; figures that are closed stand."""
    turn.store.withdraw_consent(who, turn.now)
    turn.store.close_matters(turn.now, "wants_a_call", person=who)


def close_groups(turn: Turn) -> None:
    """Make figures of all that has been answered before today and not been counted, when they are enough.

    Each answer goes into one group, and no group is worked out anew: nothing can be found by taking one from another.
    """
    asked = scale()
    answered = [one for one in turn.store.all_answers(asked.code) if _day(one.at) < _day(turn.now)]
    _close_first(turn, asked, answered)
    _close_changes(turn, asked, answered)


def _close_first(turn: Turn, asked: Scale, answered: Sequence[Answered]) -> None:
    new = [one for one in answered if one.phase == "before" and one.counted is None]
    sums = [sum(one.answers) for one in new]
    if len(_people(turn, new)) >= SMALLEST and not asked.tells_all(sum(sums), len(sums)):
        lonely = sum(each >= asked.cut_off for each in sums)
        turn.store.close_group(asked.code, "before", turn.now, [one.id for one in new], sum(sums), lonely)


def _close_changes(turn: Turn, asked: Scale, answered: Iterable[Answered]) -> None:
    """Of the same people: the latest against the first."""
    first: dict[PersonId, Answered] = {}
    latest: dict[PersonId, Answered] = {}
    nobody = turn.store.set_up().get("nobody")
    for one in answered:
        if one.person != nobody:
            (first.setdefault if one.phase == "before" else latest.__setitem__)(one.person, one)
    new = [who for who, one in latest.items() if one.counted is None and who in first]
    change = sum(sum(latest[who].answers) - sum(first[who].answers) for who in new)
    if len(new) >= SMALLEST and not asked.tells_change(change, len(new)):
        turn.store.close_group(asked.code, "change", turn.now, [latest[who].id for who in new], change, 0)


def _people(turn: Turn, answered: Iterable[Answered]) -> set[object]:
    """Those too old for anyone to know are each their own."""
    nobody = turn.store.set_up().get("nobody")
    return {one.person if one.person != nobody else (one.id,) for one in answered}


def _day(moment: datetime) -> date:
    return moment.astimezone(OSLO).date()
