"""No entry without proof: every webhook is authenticated, and what is wrong gets 403, never 500, and no trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from bot.app import routes
from bot.replay import SetClock
from bot.storage.store import add_municipality
from bot.storage.tables import metadata
from bot.system import System
from tests.channels.test_sms_forged import REAL, mangled
from tests.channels.webhooks import FORM
from tests.fake_twilio import FakeTwilio
from tests.promises.conftest import Figure
from tests.promises.lives import TOWN, opened, sms_of
from tests.promises.world import run
from tests.storage.conftest import NOW
from tests.twilio_forms import signed

ALSO = (
    "tests/channels/test_sms_forged.py", "tests/channels/test_sms_heard.py", "tests/channels/test_telegram_secret.py",
    "tests/channels/test_telegram_called.py",
)  # fmt: skip
PUBLIC = "https://frivillig.eksempel.no"
SEED, FORGED = 16, 2000
SHAPES = (
    "ja", "NEI", "", " ", "Ja, på lørdag. Æ kjæm!", "👍", "a" * 1600, "a=b&c=d+e%20f", "Ja\nmen ikke\r\ntorsdag", "<b>",
)  # fmt: skip


@pytest.fixture
def robot(tmp_path: Path) -> Iterator[System]:
    with FakeTwilio(PUBLIC) as twilio:
        robot = opened(tmp_path, sms_of(twilio.settings(tmp_path)), SetClock(NOW))
        metadata.create_all(robot._engine)
        run(robot.write(lambda db: add_municipality(db, "Eksempel", NOW, example=False, phone="+4762000000")))
        yield robot
        run(robot.close())


def none_gets_in(robot: System, forged: int) -> None:
    """Real requests with one byte changed, put in or taken out, under the real one's signature."""
    web, chance, real = TestClient(Starlette(routes=routes(robot))), Random(SEED), urlencode(REAL).encode()
    headers = {"Content-Type": FORM, **signed(f"{PUBLIC}/hooks/sms", REAL)}

    answers = {
        web.post("/hooks/sms", content=mangled(real, chance), headers=headers).status_code for _ in range(forged)
    }

    assert answers == {403}, f"seed {SEED}"
    assert "events_done" not in run(robot.read(TOWN, lambda store: store.counts()))


@pytest.mark.promise
def test_of_two_thousand_forged_none_gets_in_and_none_is_a_crash(robot: System, times: int, figure: Figure) -> None:
    none_gets_in(robot, FORGED * times)

    figure(f"{FORGED * times} forged: 0 accepted, 0 answered 5xx; seed {SEED}")


def test_planted_a_signature_nobody_checks(robot: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RequestValidator, "validate", lambda *_: True)

    with pytest.raises(AssertionError):
        none_gets_in(robot, 20)


@pytest.mark.promise
@pytest.mark.parametrize("text", SHAPES, ids=range(len(SHAPES)))
def test_what_is_real_gets_in(robot: System, text: str) -> None:
    web, fields = TestClient(Starlette(routes=routes(robot))), {**REAL, "Body": text}

    assert web.post("/hooks/sms", data=fields, headers=signed(f"{PUBLIC}/hooks/sms", fields)).status_code == 200
