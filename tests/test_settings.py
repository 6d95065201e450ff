"""Settings: everything wrong is said at once, by name, and no secret is ever shown."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import MovableClock, SystemClock
from bot.errors import SetupError
from bot.settings import Settings, load, training_data

SID = "AC" + "0123456789abcdef" * 2


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def says(given: pytest.MonkeyPatch, **names: str) -> list[str]:
    """The lines of the error these settings give."""
    for name, value in names.items():
        given.setenv(f"HANDSLAG_{name}", value)
    with pytest.raises(SetupError) as raised:
        load()
    return str(raised.value).splitlines()


def test_nothing_need_be_set(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = load()

    assert settings.public_url == "http://localhost:8000"
    assert settings.database_url == "sqlite:///var/handslag.sqlite3"
    assert settings.key_file == tmp_path / "var.key"
    assert (settings.host, settings.log_level, settings.twilio_from) == ("127.0.0.1", "INFO", None)


def test_the_key_lies_beside_the_data_and_never_in_it(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given.setenv("HANDSLAG_DATA_DIR", str(tmp_path / "data"))

    assert load().key_file == tmp_path / "data.key"


def test_the_address_follows_the_port(given: pytest.MonkeyPatch) -> None:
    given.setenv("HANDSLAG_PORT", "8080")

    assert load().public_url == "http://localhost:8080"


def test_the_environment_wins_over_the_file(given: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("HANDSLAG_PORT=1111\nHANDSLAG_HOST=0.0.0.0\n")
    given.setenv("HANDSLAG_PORT", "2222")

    settings = load()

    assert (settings.host, settings.port) == ("0.0.0.0", 2222)


def test_an_address_ends_without_a_slash(given: pytest.MonkeyPatch) -> None:
    given.setenv("HANDSLAG_PUBLIC_URL", "https://frivillig.eksempel.no/")

    assert load().public_url == "https://frivillig.eksempel.no"


def test_an_empty_setting_is_none(given: pytest.MonkeyPatch) -> None:
    given.setenv("HANDSLAG_TWILIO_FROM", "")

    assert load().twilio_from is None


WRONG = {
    "PORT": ["abc", "70000", "-1"],
    "PUBLIC_URL": ["frivillig.eksempel.no", "ftp://x.no", "https://", "https://x.no/?a=1"],
    "DATABASE_URL": ["mysql://x", "handslag.sqlite3"],
    "TWILIO_API_URL": ["localhost:9200"],
    "LOG_LEVEL": ["loud"],
    "RASA_URL": ["rasa"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in WRONG for value in WRONG[name]])
def test_a_wrong_setting_is_one_line_that_names_it(given: pytest.MonkeyPatch, name: str, value: str) -> None:
    (line,) = says(given, **{name: value})

    assert line.startswith(f"HANDSLAG_{name}: ")


def test_everything_wrong_is_said_at_once(given: pytest.MonkeyPatch) -> None:
    lines = says(given, PORT="abc", LOG_LEVEL="loud", TWILIO_AUTH_TOKEN="x", PROT="1")

    assert [line.partition(":")[0].removeprefix("HANDSLAG_") for line in lines] == [
        "PROT", "TWILIO_ACCOUNT_SID", "TWILIO_FROM", "PUBLIC_URL", "PORT", "LOG_LEVEL",
    ]  # fmt: skip


TWILIO = {
    "TWILIO_ACCOUNT_SID": SID,
    "TWILIO_AUTH_TOKEN": "canary-secret",
    "TWILIO_FROM": "+4759440000",
    "PUBLIC_URL": "https://frivillig.eksempel.no",
}


@pytest.mark.parametrize("missing", TWILIO)
def test_a_half_set_twilio_account_says_what_is_missing(given: pytest.MonkeyPatch, missing: str) -> None:
    (line,) = says(given, **{name: value for name, value in TWILIO.items() if name != missing})

    assert line.startswith(f"HANDSLAG_{missing}: missing, while HANDSLAG_TWILIO_")


def test_a_half_set_account_in_the_file_says_the_same(given: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("HANDSLAG_TELEGRAM_TOKEN=canary-secret\n")

    assert says(given) == ["HANDSLAG_TELEGRAM_SECRET: missing, while HANDSLAG_TELEGRAM_TOKEN is set"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("TWILIO_ACCOUNT_SID", "AC123"), ("TWILIO_ACCOUNT_SID", SID.upper()), ("TWILIO_FROM", "59440000")],
)
def test_what_is_not_of_twilios_shape_is_wrong(given: pytest.MonkeyPatch, name: str, value: str) -> None:
    (line,) = says(given, **{**TWILIO, name: value})

    assert line.startswith(f"HANDSLAG_{name}: must be")


def test_a_whole_account_is_taken_and_its_secret_not_shown(given: pytest.MonkeyPatch) -> None:
    for name, value in TWILIO.items():
        given.setenv(f"HANDSLAG_{name}", value)
    given.setenv("HANDSLAG_DATABASE_URL", "postgresql://handslag:canary-secret@db/handslag")

    settings = load()

    assert settings.twilio_auth_token is not None
    assert settings.twilio_auth_token.get_secret_value() == "canary-secret"
    assert "canary" not in f"{settings!r} {settings}"


def test_no_error_shows_what_was_given(given: pytest.MonkeyPatch) -> None:
    names = ("PORT", "PUBLIC_URL", "TWILIO_ACCOUNT_SID", "RASA_TOKEN", "LOG_LEVEL", "DATABASE_URL")

    assert "canary" not in "\n".join(says(given, **dict.fromkeys(names, "canary-secret")))


def test_a_misspelt_setting_is_told_its_neighbour(given: pytest.MonkeyPatch) -> None:
    assert says(given, TWILO_FROM="x") == [
        "HANDSLAG_TWILO_FROM: there is no such setting; HANDSLAG_TWILIO_FROM is the nearest"
    ]


def test_settings_cannot_be_changed_afterwards(settings: Settings) -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


def test_the_examples_to_learn_from_are_found() -> None:
    assert list(training_data().glob("*.yml"))


def test_oslo_is_known_on_a_machine_without_zones() -> None:
    code = "from bot.clock import *; print(datetime(2026, 7, 1, tzinfo=OSLO).utcoffset())"
    without = {**os.environ, "PYTHONTZPATH": ""}

    said = subprocess.check_output([sys.executable, "-c", code], text=True, env=without)

    assert said.strip() == "2:00:00"


def test_a_movable_clock_runs_ahead_of_the_real_one() -> None:
    clock = MovableClock()

    clock.move(timedelta(days=3))

    ahead = clock.now() - SystemClock().now()
    assert timedelta(days=3) - timedelta(seconds=5) < ahead <= timedelta(days=3)
    assert clock.now().tzinfo is UTC
    assert clock.now() > datetime(2026, 1, 1, tzinfo=UTC)
