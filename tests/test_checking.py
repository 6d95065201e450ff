"""`handslag check`: nobody goes live before the municipality's own answers are written down."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from bot.checking import ANSWERS, report
from bot.model import MunicipalityId
from bot.senders import give
from bot.settings import Settings
from bot.storage.backup import BACKUP, backup
from bot.storage.database import open_writer
from bot.storage.opening import master_key
from bot.storage.store import add_municipality, open_store
from bot.storage.tables import access, agreed
from bot.storage.trail import Access
from tests import fresh
from tests.fake_link import FakeLink
from tests.fake_telegram import FakeTelegram
from tests.fake_twilio import FakeTwilio
from tests.twilio_forms import NUMBER

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIVE: Mapping[str, Any] = {
    "phone": "+4762000000", "night": "+4790000001", "duty": [[0, "08:00", "16:00"]],
    "own_answers": dict.fromkeys(ANSWERS, "Bestemt 2. mars."),
}  # fmt: skip
TWILIO = {
    "twilio_account_sid": "AC" + "0" * 32, "twilio_auth_token": "x", "twilio_from": "+4759440000",
    "public_url": "https://frivillig.eksempel.no",
}  # fmt: skip


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as twilio:
        yield twilio


def installed(folder: Path, set_up: Mapping[str, Any] = LIVE, *, example: bool = False, **given: Any) -> Settings:
    """An installation with one municipality, ready but for what is given."""
    settings = Settings(_env_file=None, data_dir=folder / "var", **{**TWILIO, **given})
    fresh.database(settings.data_dir / "handslag.sqlite3")
    engine = open_writer(settings.database_url)
    with engine.begin() as db:
        add_municipality(db, "Fjellvik", NOW, example=example, **set_up)
    engine.dispose()
    master_key(settings)
    backup(settings, folder / "copy")
    return settings


def missing(settings: Settings) -> list[str]:
    return [line.words for line in report(settings) if line.missing]


def without(answer: str) -> Mapping[str, Any]:
    return {**LIVE, "own_answers": {name: text for name, text in LIVE["own_answers"].items() if name != answer}}


def test_nothing_is_missing_when_all_is_written(tmp_path: Path) -> None:
    assert missing(installed(tmp_path)) == []


@pytest.mark.parametrize("answer", ANSWERS)
def test_each_answer_that_is_missing_is_named_in_a_line(tmp_path: Path, answer: str) -> None:
    assert missing(installed(tmp_path, without(answer))) == [
        f"Fjellvik: not written: {ANSWERS[answer]} (Oppsett, Egne svar)"
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"night": ""}, "no night number"),
        ({"night": "+4762000001"}, "no night number and no stand-in"),
        ({"duty": []}, "duty hours are not written"),
        ({"phone": ""}, "no telephone number"),
    ],
)
def test_what_is_not_set_under_oppsett_is_named_too(tmp_path: Path, given: Mapping[str, Any], said: str) -> None:
    (line,) = missing(installed(tmp_path, {**LIVE, **given}))

    assert line.startswith(f"Fjellvik: {said}")


def test_a_stand_in_is_rung_where_there_is_no_duty_phone(tmp_path: Path) -> None:
    assert missing(installed(tmp_path, {**LIVE, "night": "", "standin": "+4790000002"})) == []


def test_hours_nobody_has_chosen_are_no_answer(tmp_path: Path) -> None:
    (line,) = missing(installed(tmp_path, {name: value for name, value in LIVE.items() if name != "duty"}))

    assert "duty hours" in line


def test_an_example_is_never_live(tmp_path: Path) -> None:
    assert missing(installed(tmp_path, example=True)) == [
        "no municipality of your own yet: choose Start tomt in the panel"
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (dict.fromkeys(("twilio_account_sid", "twilio_auth_token", "twilio_from")), "SMS: off"),
        ({"public_url": "http://frivillig.eksempel.no"}, "HANDSLAG_PUBLIC_URL"),
    ],
)
def test_without_sms_or_https_nobody_goes_live(tmp_path: Path, given: Mapping[str, Any], said: str) -> None:
    (line,) = missing(installed(tmp_path, **given))

    assert line.startswith(said)


def and_fjelldal(settings: Settings, *rows: tuple[str, str]) -> Settings:
    """Beside Fjellvik, which has the number in the settings, another; and whose addresses are."""
    engine = open_writer(settings.database_url)
    with engine.begin() as db:
        add_municipality(db, "Fjelldal", NOW, example=False, **LIVE)
        for address, name in rows:
            give(db, address, name)
    engine.dispose()
    return settings


def test_of_two_municipalities_the_one_without_a_number_is_named(tmp_path: Path) -> None:
    (line,) = missing(and_fjelldal(installed(tmp_path)))

    assert line.startswith("Fjelldal: no number of its own")


def test_each_with_a_number_of_its_own_nothing_is_missing(tmp_path: Path) -> None:
    assert missing(and_fjelldal(installed(tmp_path), ("tel:+4759440001", "Fjelldal"))) == []


def test_whose_number_the_settings_name_is_taken_from_is_named(tmp_path: Path) -> None:
    (line,) = missing(and_fjelldal(installed(tmp_path), ("tel:+4759440000", "Fjelldal")))

    assert line.startswith("Fjellvik: no number of its own")


LINK: dict[str, Any] = {
    "sms_provider": "link", "link_user": "x", "link_password": "x", "link_from": "+4759440000",
    "link_secret": "et-hemmelig-ord-i-adressen", "public_url": "https://frivillig.eksempel.no",
}  # fmt: skip


def test_link_is_as_good_and_its_secret_is_not_shown(tmp_path: Path) -> None:
    settings = installed(tmp_path, **LINK)

    assert missing(settings) == []
    said = "\n".join(line.words for line in report(settings))
    assert "SMS: link, from +4759440000" in said
    assert "hemmelig" not in said


def check(folder: Path, settings: Settings) -> subprocess.CompletedProcess[str]:
    names = {f"HANDSLAG_{name.upper()}": value for name, value in TWILIO.items()}
    environment = {**os.environ, **names, "HANDSLAG_DATA_DIR": str(settings.data_dir)}
    command = [sys.executable, "-m", "bot", "check", "--offline"]
    return subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)


def test_the_command_refuses_with_a_line_for_each_and_says_when_it_is_content(tmp_path: Path) -> None:
    (tmp_path / "not_yet").mkdir()
    content = check(tmp_path, installed(tmp_path))
    refused = check(tmp_path, installed(tmp_path / "not_yet", without("archive")))

    assert (content.returncode, content.stderr) == (0, "")
    assert content.stdout.endswith("nothing is missing\n")
    assert refused.returncode == 1
    assert refused.stderr == "Fjellvik: not written: archive rules (Oppsett, Egne svar)\n"


def test_an_access_log_that_was_changed_is_named_with_the_line(tmp_path: Path) -> None:
    settings = installed(tmp_path)
    engine, seen = open_writer(settings.database_url), Access(NOW, 1, "today")
    with engine.begin() as db:
        for _ in range(3):
            open_store(db, MunicipalityId(1), master_key(settings)).log_access(seen)
    assert missing(settings) == []
    with engine.begin() as db:
        db.execute(update(access).where(access.c.id == 2).values(user=2))
    engine.dispose()

    assert missing(settings) == ["Fjellvik: the access log has been changed; line 2 does not follow"]


@pytest.mark.parametrize(("hours", "said"), [(27, "one is wanted every night"), (None, "none has been made")])
def test_a_backup_that_is_missing_or_old_is_named(tmp_path: Path, hours: int | None, said: str) -> None:
    settings = installed(tmp_path)
    engine, mine = open_writer(settings.database_url), agreed.c.what == BACKUP
    with engine.begin() as db:
        at = datetime.now(UTC) - timedelta(hours=hours or 0)
        db.execute(update(agreed).where(mine).values(value=at.isoformat()) if hours else delete(agreed).where(mine))
    engine.dispose()

    (line,) = missing(settings)

    assert line.startswith("backup: ") and said in line


def asked(settings: Settings) -> list[str]:
    return [line.words for line in report(settings, asks=True) if line.missing]


HTTPS = "https://frivillig.eksempel.no"


def with_accounts(folder: Path, twilio: FakeTwilio, **given: Any) -> Settings:
    twilio.public_url = HTTPS
    return installed(folder, **{**twilio.given(), **given})


def test_accounts_that_work_and_call_us_are_all_that_is_wanted(
    tmp_path: Path, twilio: FakeTwilio, telegram: FakeTelegram
) -> None:
    here = telegram.settings(tmp_path)
    names = ("telegram_token", "telegram_secret", "telegram_api_url")
    settings = with_accounts(tmp_path, twilio, **{name: getattr(here, name) for name in names})

    assert asked(settings) == []
    said = "\n".join(line.words for line in report(settings, asks=True))
    assert "Twilio knows the account" in said and "the token is @" in said and "is heard as STOPP here" in said


def test_what_is_wrong_with_the_account_is_said_all_at_once(tmp_path: Path, twilio: FakeTwilio) -> None:
    twilio.ahead, twilio.calls_to[NUMBER] = timedelta(seconds=40), "https://demo.twilio.com/welcome/sms/reply"
    settings = and_fjelldal(with_accounts(tmp_path, twilio), ("tel:+4759440001", "Fjelldal"))

    number, other, clock = asked(settings)

    assert number == f"{NUMBER}: when a message comes in, Twilio does not call {HTTPS}/hooks/sms by POST"
    assert other == "+4759440001: not a number of this account at Twilio"
    assert clock in {f"the clock here is {n} seconds behind Twilio's; have it kept right" for n in (39, 40, 41)}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"twilio_auth_token": "another"}, "SMS: Twilio refuses the account or its secret (401)"),
        ({"twilio_api_url": "http://127.0.0.1:9"}, "SMS: Twilio did not answer (ConnectError)"),
    ],
)
def test_an_account_that_cannot_be_used_is_named(
    tmp_path: Path, twilio: FakeTwilio, given: dict[str, str], said: str
) -> None:
    assert asked(with_accounts(tmp_path, twilio, **given)) == [said]


def test_who_is_slow_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.checking.outside.SECONDS_TO_ANSWER", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = installed(tmp_path, twilio_api_url=f"http://127.0.0.1:{silent.getsockname()[1]}")

        assert asked(settings) == ["SMS: Twilio did not answer (ReadTimeout)"]


def test_stop_words_of_theirs_that_we_do_not_hear_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.checking.PROVIDER_STOPS", frozenset({"STOP", "KAKE"}))

    assert missing(installed(tmp_path)) == ["SMS: Twilio stops on KAKE; here it is not heard as STOPP"]


@pytest.mark.parametrize(("password", "wrong"), [(None, []), ("another", ["SMS: LINK Mobility refuses the account"])])
def test_link_says_whether_it_knows_us_and_nothing_is_sent(
    tmp_path: Path, password: str | None, wrong: list[str]
) -> None:
    with FakeLink() as link:
        given = link.given() | ({"link_password": password} if password else {})
        settings = installed(tmp_path, **given)

        assert [line.partition(" or its")[0] for line in asked(settings)] == wrong
        assert link.taken == []


def test_a_telegram_token_that_is_another_robots_or_nobodys_is_named(
    tmp_path: Path, twilio: FakeTwilio, telegram: FakeTelegram
) -> None:
    telegram.webhook = "https://somebody.example/hook"
    here = telegram.settings(tmp_path)
    names = ("telegram_token", "telegram_secret", "telegram_api_url")
    settings = with_accounts(tmp_path, twilio, **{name: getattr(here, name) for name in names})

    (line,) = asked(settings)

    assert line == f"Telegram: it does not call {HTTPS}/hooks/telegram; another program may have this token"
