"""STOPP beats everything queued: one confirmation, then nothing, and coming visits are released."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import outbox
from bot.clock import SystemClock
from bot.messages import Incoming
from bot.nlu import Reader
from bot.replay import KEY, Remembering
from bot.storage.database import open_reader, open_writer
from bot.storage.post import Post
from bot.storage.store import add_municipality
from bot.storage.tables import metadata
from bot.system import System
from tests.promises.conftest import Figure
from tests.promises.lives import KARI, TOWN
from tests.promises.sweep import Sweep, some_of
from tests.promises.talks import came_in
from tests.transcript import played, talks

ALSO = ("tests/channels/test_sms_heard.py", "tests/conversations/stopp_med_meldinger_i_ko.txt",
        "tests/conversations/stopp_med_avtale.txt", "tests/test_slow_twilio.py")  # fmt: skip
EACH = pytest.mark.parametrize("path", talks(), ids=lambda path: path.stem)
QUEUED, POINTS = 1000, 50


class Slow(Remembering):
    """Takes a moment for each, so that STOPP comes in the middle."""

    async def send(self, message: Any) -> str:
        await asyncio.sleep(0.002)
        return await super().send(message)


def races(folder: Path, many: int) -> tuple[int, int]:
    """So many are queued to Kari when she says STOPP; what was taken before that was stored, and what after."""
    taken: list[tuple[datetime, str]] = []

    async def run() -> datetime:
        url = f"sqlite:///{folder / 'stop.sqlite3'}"
        writer = open_writer(url, durable=False)
        metadata.create_all(writer)
        channel = Slow("sms", lambda _, message: taken.append((datetime.now(UTC), message.text)))
        robot = System(
            writer=writer, reader=open_reader(url), master=KEY, clock=SystemClock(), understanding=Reader(),
            channels={"sms": channel, "call": channel},
        )  # fmt: skip
        await robot.write(lambda db: add_municipality(db, "Eksempel", datetime.now(UTC), example=False, phone="1"))
        await robot.receive(Incoming("sms", "SM0", KARI, "hei"), TOWN)
        await robot.start()
        await robot.act(TOWN, lambda turn: [
            turn.send(turn.store.people_at("sms", KARI)[0], "sms", KARI, f"nummer {n}", "other", reply=True)
            for n in range(many)
        ])  # fmt: skip
        while len(taken) < many // 10:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        await robot.receive(Incoming("sms", "SM1", KARI, "STOPP"), TOWN)
        stored = datetime.now(UTC)
        await robot.act(TOWN, lambda turn: turn.send(None, "sms", KARI, "nummer nytt", "other", reply=True))
        for _ in range(20):
            await robot.tick()
            await asyncio.sleep(0.02)
        await robot.close()
        return stored

    stored = asyncio.run(run())
    numbered = [at for at, text in taken if text.startswith("nummer")]
    return sum(at <= stored for at in numbered), sum(at > stored for at in numbered)


def nothing_leaves_after_it(before: int, after: int, many: int) -> None:
    """But the one that was being handed over: to one address messages go one by one."""
    assert 0 < before < many
    assert after <= 1


@pytest.mark.promise
def test_stopp_in_the_middle_of_a_thousand_messages(tmp_path: Path, times: int, figure: Figure) -> None:
    before, after = races(tmp_path, QUEUED * times)

    nothing_leaves_after_it(before, after, QUEUED * times)
    figure(f"{QUEUED * times} queued, {before} had left, {after} being handed over, none later")


def test_planted_nobody_looks_whether_they_have_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_has_stopped", lambda *_: False)
    monkeypatch.setattr(Post, "withdraw", lambda *_, **__: 0)

    with pytest.raises(AssertionError):
        nothing_leaves_after_it(*races(tmp_path, QUEUED), QUEUED)


@pytest.mark.promise
def test_killed_at_any_call_of_a_stopp_it_is_done_once(
    sweep: Callable[..., Sweep], times: int, figure: Figure
) -> None:
    scene = sweep("stop")
    points = some_of(scene.points, POINTS * times)

    scene.survives_all(points)

    figure(f"{len(points)} kill points of {len(scene.points)}: stopped, handed on and confirmed once")


@EACH
def test_after_stopp_there_is_one_confirmation_and_then_nothing_in_any_talk(path: Path) -> None:
    numbers = {line["id"]: line.get("phone") for line in came_in(path) if "id" in line}
    stopped: set[str] = set()
    for line in played(path).out:
        if line.get("event") == "opted_out":
            stopped.add(line["person"])
        elif line.get("send") == "sms" and line["person"] in stopped and line["kind"] != "stopped":
            assert line["kind"] in {"danger", "confirmation"}, line
            back = {line["person"], *(who for who in stopped if numbers.get(who) == line["to"])}
            stopped -= back if line["kind"] == "confirmation" else set()
