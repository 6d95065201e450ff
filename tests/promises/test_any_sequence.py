"""Whatever people write and do, in whatever order, with restarts, copies and a failing provider: what always holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.model import VisitState
from bot.nlu import Reader
from bot.storage.errands import Errands
from bot.storage.letters import Letters
from tests.promises.conftest import Figure
from tests.promises.lives import ASKED
from tests.promises.test_10_quiet_hours_hold_at_sending import people_sleep
from tests.promises.test_20_caps_and_brakes import MOST, WAITING
from tests.promises.world import Line, World, is_conserved

PEOPLE = (*("+4790000001", "+4790000002") * 2, "+4790000099", "+4790000050")
WORDS = (
    *("ja",) * 8, *("stopp",) * 3, "nei", "1", "2", "start", "avbud", "hvem er du", "framme", "ferdig", "pause",
    "en uke", "slett meg", "ring meg", "hva har jeg avtalt", "kan ikke da, men fredag", "hun puster ikke", "takk", "",
)  # fmt: skip
SEQUENCES, STEPS = 12, 50
MAY_WAKE = frozenset(("danger", "alarm", "stopped", "receipt", "changed", "cancelled"))
AFTER_STOPP = frozenset(("stopped", "danger", "receipt", "confirmation", "alarm"))
WEEK = 7 * 24 * 60


class Life(RuleBasedStateMachine):
    """A municipality with two volunteers, one who is helped, and a stranger."""

    @initialize()
    def begins(self) -> None:
        self.folder = TemporaryDirectory()
        self.world = World(Path(self.folder.name), ASKED, reader=Reader())
        self.received, self.errands = 0, 1
        self.heard: dict[str, datetime] = {}

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.close()
            self.folder.cleanup()

    def looks_at(self, lines: list[Line]) -> None:
        for line in lines:
            if line.get("send") == "sms":
                at = datetime.fromisoformat(line["at"])
                answers = at - self.heard.get(line["to"], self.world.now - timedelta(days=1)) <= timedelta(minutes=10)
                assert not people_sleep(at) or answers or line["kind"] in MAY_WAKE, line

    @rule(number=some.sampled_from(PEOPLE), text=some.sampled_from(WORDS), copies=some.integers(1, 3))
    def someone_writes(self, number: str, text: str, copies: int) -> None:
        self.heard[number] = self.world.now
        self.received += 1
        for _ in range(copies):
            self.looks_at(self.world.hears(text, number, ext_id=f"own-{self.received}"))

    @rule(minutes=some.one_of(some.integers(1, 90), some.integers(60, WEEK // 3)))
    def time_passes(self, minutes: int) -> None:
        self.looks_at(self.world.passes(timedelta(minutes=minutes)))

    @precondition(lambda self: self.errands < 6)
    @rule(kind=some.sampled_from(("shopping", "walk")), hours=some.integers(3, 90), places=some.integers(1, 2))
    def an_errand_is_posted(self, kind: str, hours: int, places: int) -> None:
        self.errands += 1
        starts = (self.world.now + timedelta(hours=hours)).isoformat()
        errand = {"do": "errand", "id": f"e{self.errands}", "kind": kind, "recipient": self.world.ids["Astrid"]}
        self.looks_at(self.world.plays({"at": self.world.now, **errand, "starts": starts, "places": places}))

    @rule()
    def it_is_restarted(self) -> None:
        self.looks_at(self.world.plays({"at": self.world.now, "do": "restart"}))

    @rule(number=some.sampled_from(PEOPLE), fails=some.sampled_from(("timeout", "rate", None)))
    def the_provider_fails(self, number: str, fails: str | None) -> None:
        self.world.plays({"at": self.world.now, "do": "provider", "channel": "sms", "to": number, "fails": fails})

    @invariant()
    def what_came_is_kept(self) -> None:
        if hasattr(self, "world"):
            assert is_conserved(self.world.counts(), self.received)

    @invariant()
    def a_place_is_held_once(self) -> None:
        if hasattr(self, "world"):
            for errand in self.world.asks(Errands.errands):
                visits = self.world.asks(lambda store, which=errand.id: store.visits_of(which))  # type: ignore[misc]
                held = Counter(visit.place for visit in visits if visit.state is not VisitState.CANCELLED)
                assert all(many == 1 for many in held.values()) and len(held) <= errand.places

    @invariant()
    def nobody_is_asked_too_often(self) -> None:
        if hasattr(self, "world"):
            sent = (line for line in self.world.out if line.get("send") == "sms" and line["kind"] in WAITING)
            asked = Counter((line["to"], line["at"][:10]) for line in sent)
            assert all(many <= MOST for many in asked.values())

    @invariant()
    def after_stopp_it_is_silent(self) -> None:
        if hasattr(self, "world"):
            stopped = set[str]()
            for line in self.world.out:
                if line.get("event") == "opted_out":
                    stopped.add(line["person"])
                elif line.get("send") == "sms" and line["kind"] == "confirmation":
                    stopped.discard(line["person"])
                elif line.get("send") == "sms":
                    assert line["person"] not in stopped or line["kind"] in AFTER_STOPP, line


def goes_well(sequences: int, phases: Collection[Phase] = tuple(Phase)) -> None:
    checked = settings(
        max_examples=sequences, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck),
        print_blob=True, phases=phases,
    )  # fmt: skip
    run_state_machine_as_test(Life, settings=checked)


@pytest.mark.promise
def test_whatever_happens_in_whatever_order(times: int, figure: Figure) -> None:
    goes_well(SEQUENCES * times)

    figure(f"{SEQUENCES * times} sequences of {STEPS} steps")


def test_planted_what_is_done_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found is not made shorter: nobody reads it, and it takes a minute."""
    change = Letters.change_event
    monkeypatch.setattr(Letters, "change_event", lambda self, which, **values: change(
        self, which, **(values | {"state": "gone"} if values.get("intent") == "opt_out" else values)
    ))  # fmt: skip

    with pytest.raises(AssertionError):
        goes_well(SEQUENCES, [Phase.generate])
