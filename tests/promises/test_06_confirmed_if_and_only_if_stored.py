"""A confirmation is sent if and only if the acceptance is stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import outbox
from tests.promises import defects
from tests.promises.conftest import Figure
from tests.promises.sweep import Sweep, some_of

POINTS = 70


@pytest.mark.promise
def test_killed_at_any_call_of_an_acceptance(sweep: Callable[..., Sweep], times: int, figure: Figure) -> None:
    scene = sweep("accept")
    points = some_of(scene.points, POINTS * times)

    scene.survives_all(points)

    figure(f"{len(points)} kill points of {len(scene.points)}: each confirmation once, each place once")


def test_planted_what_was_begun_is_sent_again_without_looking(
    sweep: Callable[..., Sweep], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "hand_over", outbox.hand_over)  # put back when the test is over
    scene = sweep("accept")
    defects.sends_again_without_looking()

    with pytest.raises(AssertionError):
        scene.survives_all([point for point in scene.points if point.call == "recvfrom"])
