"""Whatever is asked about, in whatever order: nobody is asked who may not be, too often, or before their turn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from bot.model import WEEKDAYS, VisitState
from bot.nlu import Reader
from bot.storage.store import Store
from tests.promises.world import Line, World

BEGINS = """
-- mandag 2. mars 2026 kl. 09.00
kommune Eksempel, koordinator Ingrid Lie, telefon 62 00 00 00, vakttelefon 900 00 098
innbygger Astrid Berg, 900 00 099, Storgata 1, 2317
innbygger Birger Lund, 900 00 096, Elvevegen 4, 2318, bare kjente
"""
KINDS = ("shopping", "walk", "transport", "phone_call")
SIX = [f"v{n}" for n in range(6)]
PEOPLE = SIX[:4]
ANYTHING: Line = {"skills": KINDS, "car": True, "postcode": "", "weekly": []}
WEEK = timedelta(days=7)
EXAMPLES = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
"""What goes wrong is shown as it went: to make a life shorter takes minutes."""

window = some.builds(
    lambda day, hour: {"day": day, "start": f"{hour:02}:00", "end": f"{hour + 6:02}:00"},
    some.sampled_from(WEEKDAYS), some.integers(8, 14),
)  # fmt: skip
volunteer = some.fixed_dictionaries({
    "skills": some.lists(some.sampled_from(KINDS), min_size=3, unique=True), "car": some.booleans(),
    "postcode": some.sampled_from(("2317", "2480")), "per_week": some.integers(1, 4),
    "weekly": some.one_of(some.just([]), some.just([]), some.lists(window, min_size=2, max_size=3)),
})  # fmt: skip
errand = some.fixed_dictionaries({
    "do": some.just("errand"), "kind": some.sampled_from(KINDS),
    "recipient": some.sampled_from((*["astrid"] * 3, "birger")),
    "days": some.integers(1, 2), "clock": some.sampled_from((11, 12, 15)), "places": some.integers(1, 2),
    "urgent": some.booleans(),
})  # fmt: skip
says = some.fixed_dictionaries({
    "who": some.sampled_from(PEOPLE), "text": some.sampled_from((*["ja", "ja 1", "ja 2"] * 2, "nei", "nei 2", "avbud")),
})  # fmt: skip
passes = some.fixed_dictionaries({"minutes": some.integers(5, 300) | some.integers(60, 36 * 60)})
life = some.lists(some.one_of(errand, says, says, passes), min_size=5, max_size=15)


REPLIES = {"waiting", "confirmation", "which", "handover", "receipt", "stopped", "other"}


class Town:
    """Keeps count, by its own rules, of who may be asked."""

    def __init__(self, world: World, people: dict[str, Line]) -> None:
        self.world, self.people = world, people
        self.errands: dict[str, Line] = {}
        self.asked: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        self.waiting: dict[str, list[str]] = defaultdict(list)
        """Who has been told that they are på vent for each errand, who was told first first."""
        self.holds, self.refused, self.been = set[tuple[str, str]](), set[tuple[str, str]](), set[tuple[str, str]]()

    def happens(self, act: Line) -> None:
        if "minutes" in act:
            out = self.world.passes(timedelta(minutes=act["minutes"]))
        elif "text" in act:
            a_second_later = self.world.passes(timedelta(seconds=1))
            out = [*a_second_later, *self.world.hears(act["text"], self.people[act["who"]]["phone"])]
        else:
            name = f"e{len(self.errands)}"
            starts = (self.world.now + timedelta(days=act["days"])).replace(hour=act["clock"], minute=0)
            self.errands[name] = {**act, "id": name, "starts": starts.isoformat()}
            posted = {key: value for key, value in self.errands[name].items() if key not in {"days", "clock"}}
            out = self.world.plays({"at": self.world.now, **posted})
        waited = {which: tuple(queue) for which, queue in self.waiting.items()}
        for line in out:
            self.sees(line)
        self.nobody_is_passed_over(waited, out)

    def sees(self, line: Line) -> None:
        pair = line.get("person", ""), line.get("errand", "")
        event = line.get("event")
        if event == "offer_accepted":
            self.holds.add(pair)
        elif event in {"offer_declined", "assignment_cancelled"}:
            self.holds.discard(pair)
            self.refused.add(pair)
        elif event == "errand_done":
            self.been |= {(who, self.errands[which]["recipient"]) for who, which in self.holds if which == pair[1]}
        if event in {"offer_accepted", "offer_declined", "assignment_cancelled"} or is_asked(line):
            self.waiting[pair[1]] = [who for who in self.waiting[pair[1]] if who != pair[0]]
        elif line.get("send") == "sms" and line["kind"] == "waiting":
            self.waiting[pair[1]].append(pair[0])
        if is_asked(line) and pair[0] in self.people:
            self.may_be_asked(self.people[pair[0]], self.errands[pair[1]], pair, datetime.fromisoformat(line["at"]))
            self.asked[pair[0]].append((datetime.fromisoformat(line["at"]), pair[1]))

    def may_be_asked(self, who: Line, about: Line, pair: tuple[str, str], at: datetime) -> None:
        starts = datetime.fromisoformat(about["starts"])
        assert about["kind"] in who["skills"] and pair not in self.refused and pair not in self.holds
        assert who["car"] or about["kind"] != "transport"
        assert who["car"] or about["kind"] == "phone_call" or who["postcode"] != "2480"
        assert not who["weekly"] or any(fits(each, starts) for each in who["weekly"])
        assert about["recipient"] == "astrid" or (pair[0], "birger") in self.been
        assert not self.has_other_agreement(*pair)
        before = {which for when, which in self.asked[pair[0]] if at - WEEK < when}
        assert pair[1] in before or len(before) < who["per_week"]

    def nobody_is_passed_over(self, waited: dict[str, tuple[str, ...]], out: list[Line]) -> None:
        """Nobody else is asked while someone on hold was there before and still is, but for whom a human talks with,
        whoever has another agreement at that time, and whoever has been written to twice today.
        """
        talk_with_human = self.world.asks(self.looks)
        for line in out:
            which, who = line.get("errand", ""), line.get("person", "")
            if is_asked(line) and (queue := waited.get(which, ())):
                ahead = queue[: queue.index(who)] if who in queue else queue
                elsewhere = {one for one in ahead if self.has_other_agreement(one, which)}
                told = {one for one in ahead if self.written_to(one, line["at"][:10]) >= 2}
                assert not set(ahead) & set(self.waiting[which]) - talk_with_human - elsewhere - told

    def written_to(self, who: str, day: str) -> int:
        """How often that day, without having written first."""
        sent = (line for line in self.world.out if line.get("send") and line.get("person") == who)
        return sum(line["kind"] not in REPLIES and line["at"][:10] == day for line in sent)

    def has_other_agreement(self, who: str, about: str) -> bool:
        starts = datetime.fromisoformat(self.errands[about]["starts"])
        held = (datetime.fromisoformat(self.errands[which]["starts"]) for one, which in self.holds if one == who)
        return any(abs(other - starts) < timedelta(hours=1) for other in held)

    def looks(self, store: Store) -> set[str]:
        """Whom a human talks with; and no place has two who hold it."""
        cast = self.world.replay._cast
        name = {number: name for name, number in cast.people.items()}
        for which, errand in self.errands.items():
            visits = store.visits_of(cast.errands[which])
            held = Counter(visit.place for visit in visits if visit.state is not VisitState.CANCELLED)
            assert all(many == 1 for many in held.values()) and len(held) <= errand["places"]
        return {one for number, one in name.items() if store.human_has(number) is not None}


def is_asked(line: Line) -> bool:
    return line.get("send") == "sms" and line["kind"] == "offer"


def fits(window: dict[str, str], starts: datetime) -> bool:
    return (
        window["day"] == WEEKDAYS[starts.weekday()]
        and time.fromisoformat(window["start"]) <= starts.time()
        and (starts + timedelta(hours=1)).time() <= time.fromisoformat(window["end"])
    )


@contextmanager
def played(talk: str) -> Iterator[World]:
    with TemporaryDirectory() as folder:
        world = World(Path(folder), talk, reader=Reader())
        try:
            yield world
        finally:
            world.close()


@EXAMPLES
@given(people=some.lists(volunteer, min_size=len(PEOPLE), max_size=len(PEOPLE)), first=errand, acts=life)
def test_everyone_is_asked_as_they_may_be(people: list[Line], first: Line, acts: list[Line]) -> None:
    them = {name: {**who, "phone": f"+47900000{n}1"} for n, (name, who) in enumerate(zip(PEOPLE, people, strict=True))}
    with played(BEGINS) as world:
        world.plays(*({"at": world.now, "do": "volunteer", "id": name, **who} for name, who in them.items()))
        town = Town(world, them)
        agreed = ({"who": who, "text": "ja"} for who in PEOPLE)
        for act in (first, *agreed, first, *acts):
            town.happens(act)


KARI, OLA = "+4790000001", "+4790000002"


def ola_is_on_hold(world: World, about: Line) -> None:
    """Kari has said JA to it, and Ola a moment after."""
    for name, phone in (("kari", KARI), ("ola", OLA)):
        world.plays({"at": world.now, "do": "volunteer", "id": name, "phone": phone, "per_week": 9})
    world.plays({"at": world.now, **about})
    world.passes(timedelta(minutes=1))
    world.hears("ja", KARI)
    world.hears("ja", OLA)
    assert any(line.get("kind") == "waiting" for line in world.out)


def test_who_has_agreed_to_another_at_that_time_is_not_called_from_hold() -> None:
    one, other = (
        {"do": "errand", "id": name, "kind": "shopping", "recipient": who, "starts": "2026-03-05T12:00:00+01:00"}
        for name, who in (("e0", "astrid"), ("e1", "birger"))
    )
    with played(BEGINS) as world:
        ola_is_on_hold(world, one)
        world.plays({"at": world.now, **other}, {"at": world.now, "do": "give", "errand": "e1", "volunteer": "ola"})

        out = [*world.hears("avbud", KARI), *world.passes(timedelta(minutes=5))]

    assert [line["errand"] for line in out if line.get("event") == "assignment_cancelled"] == ["e0"]
    assert not [line for line in out if is_asked(line)]


@pytest.mark.parametrize(
    ("to", "is_asked_anew"),
    [("2026-03-06T14:00:00+01:00", True), ("2026-03-06T19:00:00+01:00", False), ("2026-03-07T14:00:00+01:00", False)],
)
def test_when_it_is_moved_only_whom_it_still_suits_is_asked_anew(to: str, is_asked_anew: bool) -> None:
    can = [{"day": WEEKDAYS[4], "start": "10:00", "end": "16:00"}]
    starts = "2026-03-06T12:00:00+01:00"
    errand = {"do": "errand", "id": "e0", "kind": "shopping", "recipient": "astrid", "starts": starts}
    with played(BEGINS) as world:
        they = {"do": "volunteer", "id": "kari", "phone": "+4790000001", "per_week": 9, "weekly": can}
        world.plays({"at": world.now, **they}, {"at": world.now, **errand})
        world.passes(timedelta(minutes=1))

        moved = world.plays({"at": world.now, "do": "edit_errand", "id": "e0", "starts": to})
        out = [*moved, *world.passes(timedelta(minutes=1))]
        answered = world.hears("ja", "+4790000001")

    told = {line["kind"] for line in out if line.get("send") and line.get("person") == "kari"}
    assert told == ({"changed"} if is_asked_anew else {"cancelled"})
    assert any(line.get("event") == "offer_accepted" for line in answered) is is_asked_anew


def test_who_has_been_written_to_twice_today_is_called_from_hold_tomorrow() -> None:
    one, other = (
        {"do": "errand", "id": name, "kind": "shopping", "recipient": "astrid", "starts": f"{day}T12:00:00+01:00"}
        for name, day in (("e0", "2026-03-06"), ("e1", "2026-03-07"))
    )
    with played(BEGINS) as world:
        ola_is_on_hold(world, one)
        world.plays({"at": world.now, **other})
        world.hears("nei", OLA)

        today = [*world.hears("avbud", KARI), *world.passes(timedelta(hours=2))]
        tomorrow = world.passes(timedelta(days=1))

    def called(out: list[Line]) -> list[str]:
        return [line["person"] for line in out if is_asked(line) and line["errand"] == "e0"]

    assert called(today) == []
    assert called(tomorrow) == ["ola"]


answers = some.fixed_dictionaries({
    "who": some.sampled_from(SIX), "text": some.sampled_from(("ja", "ja", "ja", "avbud", "avbud", "nei")),
})  # fmt: skip


@settings(EXAMPLES, max_examples=6)
@given(
    about=errand, first=some.permutations(SIX[:3]),
    acts=some.lists(some.one_of(answers, answers, answers, passes), max_size=8),
)  # fmt: skip
def test_when_a_place_falls_free_nobody_on_hold_is_passed_over(
    about: Line, first: list[str], acts: list[Line]
) -> None:
    them = {name: {"phone": f"+47900000{n}1", "per_week": 9} for n, name in enumerate(SIX)}
    with played(BEGINS) as world:
        world.plays(*({"at": world.now, "do": "volunteer", "id": name, **who} for name, who in them.items()))
        town = Town(world, {name: {**ANYTHING, **who} for name, who in them.items()})
        town.happens({**about, "recipient": "astrid", "days": 2 + about["days"]})
        assert town.asked
        for who in first:
            town.happens({"who": who, "text": "ja"})
        for act in ({"who": first[0], "text": "avbud"}, *acts):
            town.happens(act)


@settings(EXAMPLES, max_examples=6)
@given(
    others=some.lists(volunteer, min_size=1, max_size=4), substitute=some.integers(0, 9),
    day=some.sampled_from(WEEKDAYS),
)  # fmt: skip
def test_when_a_friend_rests_the_substitute_is_asked_first_and_alone(
    others: list[Line], substitute: int, day: str
) -> None:
    ready: Line = {"skills": ["coffee_visit"], "car": True, "per_week": 9, "postcode": "2480"}
    people = [{**who, "skills": ["coffee_visit"], "weekly": []} for who in others]
    people.insert(substitute % (len(others) + 1), ready)
    with played(BEGINS) as world:
        for n, who in enumerate([ready, *people]):
            name = "friend" if n == 0 else "substitute" if who is ready else f"v{n}"
            they = {"do": "volunteer", "id": name, "phone": f"+47900000{n}1", **who}
            world.plays({"at": world.now + timedelta(minutes=n), **they})
        both = {"volunteer": "friend", "recipient": "astrid"}
        world.plays({"at": world.now, "do": "pair", **both, "day": day, "start": "15:00", "substitute": "substitute"})

        world.plays({"at": world.now, "do": "pause", "person": "friend", "until": "2026-03-31"})
        world.passes(timedelta(hours=1, minutes=30))

    asked = [line for line in world.out if line.get("send") == "sms" and line["kind"] == "offer"]
    assert asked and all(line["person"] == "substitute" for line in asked)
