"""`handslag talk`, as someone at a keyboard meets it."""

from __future__ import annotations

import io
from datetime import datetime

import pytest

from bot import terminal
from bot.clock import OSLO, MovableClock, SystemClock
from tests import trained

FRIDAY_NIGHT = datetime(2026, 3, 6, 22, 30, tzinfo=OSLO)
SIGNS_UP = ("jeg vil gjerne hjelpe", "ja", "Kari Vaffelrud", "Hamar", "2", "tirsdag og torsdag", "1", "1", "nei", "ja")


def test_an_errand_put_in_at_night_says_when_it_will_be_asked_about(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (*SIGNS_UP, ":oppgave torsdag kl 10", ":fram 14 timer", "ja", ":slutt")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))

    terminal.talk(trained.reader(), MovableClock(FRIDAY_NIGHT - SystemClock().now()))

    told, said = capsys.readouterr().out.split("Ingen blir spurt nå. Spørsmålet kommer lørdag 7. mars kl. 08.00.")
    assert "Kan du handle" not in told
    assert "Kan du handle for Astrid torsdag 12. mars kl. 10.00" in said
    assert "(til +4790000099)" in said, "who is visited hears of the JA"


def test_an_errand_before_anyone_has_signed_up_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(":oppgave torsdag kl 10\n:slutt"))
    terminal.talk(trained.reader(), MovableClock())
    assert "Meld deg inn først" in capsys.readouterr().out
