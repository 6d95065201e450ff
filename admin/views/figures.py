"""Figures without names, and without numbers so small that they tell who: alone, or as what is left of a sum."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, TypeVar

from admin.views.bars import Bar
from admin.words import MONTHS, count
from bot.clock import OSLO
from bot.kinds import kind_of
from bot.storage.figures import DoneVisit
from bot.storage.store import Store

SMALLEST = 5
"""No number that fewer people stand behind is shown."""
HIDDEN = "vises ikke"
PAUSE = timedelta(minutes=5)
"""Whoever does nothing in the panel for longer is doing something else."""
A_LOOK = timedelta(minutes=1)
WHERE_NOBODY_SAID = "Ikke sagt hvor"
BY_MONTH = "Måned for måned"
MOST_BARS = 8
ANSWERS, ACCEPTS = "Svarer når de blir spurt", "Sier ja når de blir spurt"
BESIDE = frozenset({ANSWERS, ACCEPTS})
"""Numbers that are taken out with the others and do not stand on the page."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a table: how many, and who stands behind them."""

    label: str
    number: int
    people: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter, or a year.  Only a quarter that is over is shown to the last one: the rest overlaps with others."""

    code: str
    label: str
    since: datetime
    until: datetime
    exact: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart as it is drawn: of what is shown the most, then by name what is not, and all of it for the table."""

    heading: str
    bars: list[Bar]
    hidden: list[str]
    left: int
    """How many are shown in the table alone."""
    every: list[Bar]


def draw(heading: str, every: list[Bar]) -> Drawn:
    bars = [one for one in every if one.text != HIDDEN]
    most = bars if heading == BY_MONTH else bars[:MOST_BARS]
    return Drawn(heading, most, [one.label for one in every if one.text == HIDDEN], len(bars) - len(most), every)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page."""

    numbers: list[tuple[str, str]]
    charts: list[tuple[str, list[Bar]]]

    @property
    def first_numbers(self) -> list[tuple[str, str]]:
        """Six of them, for one page to print."""
        return [line for line in self.numbers if line[0] not in BESIDE]

    @property
    def drawn(self) -> list[Drawn]:
        return [draw(heading, bars) for heading, bars in self.charts]


def hidden(cells: Sequence[Cell]) -> frozenset[str]:
    """Those that may not be shown when the sum of all of them is: small ones, and so many more that none can be found.

    What is left of the sum when all that is shown is taken away must itself be of enough people, and of two cells.
    """
    secret = {cell.label for cell in cells if cell.number and len(cell.people) < SMALLEST}
    rest = sorted((cell for cell in cells if cell.number and cell.label not in secret), key=lambda cell: cell.number)
    people = {one for cell in cells if cell.label in secret for one in cell.people}
    for cell in rest:
        if not secret or (len(secret) > 1 and len(people) >= SMALLEST):
            break
        secret.add(cell.label)
        people |= cell.people
    return frozenset(secret)


def shown(cells: Sequence[Cell], *, exact: bool) -> list[Bar]:
    secret, most = hidden(cells), max((cell.number for cell in cells), default=0)
    return [
        Bar(cell.label, HIDDEN, 0) if cell.label in secret
        else Bar(cell.label, written(cell.number, exact=exact), 100 * cell.number // most if most else 0)
        for cell in cells
    ]  # fmt: skip


def written(number: int, *, exact: bool) -> str:
    """To the last one, or down to the nearest five: two overlapping sums then never tell a small difference."""
    return count(number if exact else number - number % SMALLEST)


def cells(
    rows: Iterable[T], label: Callable[[T], str], who: Callable[[T], Hashable], order: Sequence[str]
) -> list[Cell]:
    number, people = Counter[str](), defaultdict[str, set[Hashable]](set)
    for row in rows:
        number[label(row)] += 1
        people[label(row)].add(who(row))
    named = list(order) or sorted(number)
    return [Cell(one, number[one], frozenset(people[one])) for one in named]


def periods(now: datetime) -> list[Period]:
    """This quarter and the four before it, this year and the last."""
    here = now.astimezone(OSLO)
    first = here.replace(month=here.month - (here.month - 1) % 3, day=1, hour=0, minute=0, second=0, microsecond=0)
    starts = [first]
    while len(starts) < 6:
        before = starts[-1] - timedelta(days=2)
        starts.append(before.replace(month=before.month - 2, day=1))
    quarters = [
        Period(f"{s.year}-{(s.month + 2) // 3}", f"{(s.month + 2) // 3}. kvartal {s.year}", s, until, s != first)
        for s, until in zip(starts[:5], [here, *starts], strict=False)
    ]
    january = first.replace(month=1)
    years = [january, january.replace(year=january.year - 1)]
    return quarters + [
        Period(str(s.year), str(s.year), s, min(here, s.replace(year=s.year + 1)), exact=False) for s in years
    ]


def report(store: Store, period: Period, prices: Mapping[str, Any]) -> Report:
    since, until = period.since, period.until
    done, nobody = store.visits_done(since, until), store.set_up().get("nobody")

    def helped(row: DoneVisit) -> Hashable:
        """Whose errand it was; of those that are too old for anyone to know, each is its own."""
        return row.recipient if row.recipient != nobody else (row.errand,)

    if len({helped(row) for row in done}) < SMALLEST:
        return Report([("Ferdige oppgaver", HIDDEN)], [])
    kinds = cells(done, lambda row: kind_of(row.kind).name, helped, ())
    places = cells(done, lambda row: row.place or WHERE_NOBODY_SAID, helped, ())
    charts = [
        (BY_MONTH, cells(done, _month, helped, _months(period))),
        ("Hva det var", sorted(kinds, key=lambda cell: -cell.number)),
        ("Hvor det var", sorted(places, key=lambda cell: -cell.number)),
    ]
    shown_charts = [(heading, shown(some, exact=period.exact)) for heading, some in charts]
    return Report(_numbers(store, period, done, prices), shown_charts)


def _month(row: DoneVisit) -> str:
    at = row.starts.astimezone(OSLO)
    return f"{MONTHS[at.month - 1]} {at.year}"


def _months(period: Period) -> list[str]:
    last = (period.until - timedelta(seconds=1)).astimezone(OSLO)
    return [f"{MONTHS[month - 1]} {last.year}" for month in range(period.since.month, last.month + 1)]


def _numbers(
    store: Store, period: Period, done: Sequence[DoneVisit], prices: Mapping[str, Any]
) -> list[tuple[str, str]]:
    since, until = period.since, period.until
    offers, waited = store.offers_made(since, until), store.waited(since, until)
    minutes = worked(store.panel_use(since, until))
    money = store.sms_sent(since, until) * prices["sms"] / 100 + minutes / 60 * prices["hour"]
    hours = round(sum(row.minutes for row in done) / 60)
    asked = {one.volunteer for one in offers}
    enough = len(asked) >= SMALLEST
    answered, accepted = sum(one.answered for one in offers), sum(one.accepted for one in offers)
    return [
        ("Ferdige oppgaver", written(len(done), exact=period.exact)),
        ("Timer", written(hours, exact=period.exact)),
        ("Frivillige som hjalp", _people({row.volunteer for row in done}, exact=period.exact)),
        (ANSWERS, _share(answered, len(offers)) if enough else HIDDEN),
        (ACCEPTS, _share(accepted, len(offers)) if enough else HIDDEN),
        ("Venter på første ja", _rounded(median(waited), "time", "timer") if len(waited) >= SMALLEST else HIDDEN),
        ("Koordinator, per ferdig oppgave", _rounded(minutes / len(done), "minutt", "minutter")),
        ("Kostnad, per ferdig oppgave", f"{round(money / len(done))} kr"),
    ]


def _rounded(much: float, one: str, many: str) -> str:
    whole = round(much)
    return f"{whole} {one if whole == 1 else many}" if whole else f"under 1 {one}"


def _people(who: Iterable[int], *, exact: bool) -> str:
    many = len(set(who))
    return HIDDEN if many < SMALLEST else written(many, exact=exact)


def _share(part: int, of: int) -> str:
    """In whole tenths: two reports of nearly the same then tell nothing of one answer."""
    return f"{round(10 * part / of)} av 10" if of else HIDDEN


def worked(use: Iterable[Sequence[datetime]]) -> float:
    """Minutes at the panel: from one act to the next when it was soon after, else as long as a look takes."""
    total = timedelta(0)
    for at in use:
        gaps = [later - sooner for sooner, later in pairwise(at)]
        total += sum((gap if gap <= PAUSE else A_LOOK for gap in gaps), A_LOOK)
    return total.total_seconds() / 60
