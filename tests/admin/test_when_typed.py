"""What a coordinator types under "Når?": read to the last word, or asked about."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from admin.views.days import read_day
from admin.views.starting import AMBIGUOUS, read_start
from bot.clock import OSLO
from bot.when import write_moment

NOW = datetime(2026, 3, 4, 10, tzinfo=OSLO)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("torsdag 5. mars kl 12", "torsdag 5. mars kl. 12.00"), ("den 9. kl 10", "mandag 9. mars kl. 10.00"),
        ("tosrdag kl 12", "torsdag 5. mars kl. 12.00"), ("5. mrs kl 12", "torsdag 5. mars kl. 12.00"),
        ("i mårra tidli kl 8", "torsdag 5. mars kl. 08.00"), ("imorgen kveld 7", "torsdag 5. mars kl. 19.00"),
        ("kvart over ti i morgen", "torsdag 5. mars kl. 10.15"), ("om to timer", "onsdag 4. mars kl. 12.00"),
        ("12.00", "onsdag 4. mars kl. 12.00"), ("onsdag kl 9", "onsdag 11. mars kl. 09.00"),
        ("10:00 9. mars", "mandag 9. mars kl. 10.00"), ("fredag ca. kl. 12", "fredag 6. mars kl. 12.00"),
        ("fre. 12.00", "fredag 6. mars kl. 12.00"), ("uke 12 fredag kl 10", "fredag 20. mars kl. 10.00"),
        ("2026-08-05T12:00", "onsdag 5. august kl. 12.00"), ("5.8.26 kl 12", "onsdag 5. august kl. 12.00"),
        ("5. mars 2027 kl 10", "fredag 5. mars kl. 10.00"), ("påskeaften kl 12", "lørdag 4. april kl. 12.00"),
        ("julaften kl 12", "torsdag 24. desember kl. 12.00"), ("fredag 6/3 kl 12", "fredag 6. mars kl. 12.00"),
        ("om 14 dager kl 12", "onsdag 18. mars kl. 12.00"), ("fredag kl 8 30", "fredag 6. mars kl. 08.30"),
        ("mandag i neste uke kl 10", "mandag 9. mars kl. 10.00"), ("5. okotber kl 12", "mandag 5. oktober kl. 12.00"),
    ],
)  # fmt: skip
def test_what_is_plain_is_read(typed: str, read: str) -> None:
    start = read_start(typed, NOW)

    assert (write_moment(start.at) if start.at else start.trouble) == read


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("5. marsj", "forsto ikke «5. marsj»"), ("5. marsj kl 12", "forsto ikke «5. marsj»"),
        ("den 5. marsj kl. 10", "forsto ikke «marsj»"), ("5. ma kl 12", "forsto ikke «5. ma»"),
        ("5. jui kl 12", "forsto ikke «5. jui»"), ("todag kl 12", "forsto ikke «todag»"),
        ("i mårga kl 12", "forsto ikke «i mårga»"), ("i mårra tidli", "klokkeslettet også"),
        ("9. kl 10", "forsto ikke «9»"), ("5. i 8. kl 12", "forsto ikke"), ("5/13 kl 10", "forsto ikke «5/13»"),
        ("5.13 kl 10", "forsto ikke «5.13»"), ("5 mars 27 kl 12", "forsto ikke «27»"),
        ("fredag 12 45", "forsto ikke «45»"), ("fredag kl 12/13", "forsto ikke «kl 12/13»"),
        ("fredag kl 12-", "forsto ikke «-»"), ("5. mars kl 12, 14", "forsto ikke «14»"),
        ("fredag kl 12 hvis hun er hjemme", "forsto ikke «hvis hun er hjemme»"),
        ("fredag kl 12 hos Astrid", "forsto ikke «hos Astrid»"), ("fredag kl 12, ikke før", "forsto ikke «ikke før»"),
        ("5. juni kl 25", "Kl 25 finnes ikke"), ("fredag kl. 12.60", "Kl. 12.60 finnes ikke"),
        ("31. april kl 12", "31. april finnes ikke"), ("29. februar 2027 kl 10", "29. februar 2027 finnes ikke"),
        ("29.2.2027 kl. 10", "29.2.2027 finnes ikke"),
        ("fredag 5. mars kl 12", "5. mars er en torsdag"), ("lørdag 6/3 kl 12", "6. mars er en fredag"),
        ("mandag 5. kl 10", "5. mars er en torsdag"), ("neste fredag kl 12", "flere dager"),
        ("uke 12 kl 10", "flere dager"), ("neste uke kl 10", "flere dager"), ("i morgen kl 12 eller 13", "flere dager"),
        ("3. mars kl 12", "3. mars 2027 kl. 12.00. Skriv året"), ("29. februar kl 10", "2028"),
        ("5. mars 2025 kl 10", "2025 kl. 10.00 er allerede forbi"), ("kl 9", "Kl. 09.00 er forbi i dag"),
        ("i dag kl 9", "Kl. 09.00 er forbi i dag"), ("før fredag kl 12", "uten «før»"),
        ("fredag etter kl 12", "uten «etter»"), ("innen fredag kl 12", "uten «innen»"),
        ("hver fredag kl 12", "bare den første gangen"), ("fredager kl 12", "bare den første gangen"),
        ("fredag kl 10-9", "Det blir til fredag 6. mars kl. 21.00"), ("fredag", "klokkeslettet også"),
        ("om en stund", "Skriv når"), ("", "Skriv når"),
    ],
)  # fmt: skip
def test_what_is_not_understood_to_the_last_word_is_asked_about(typed: str, asked: str) -> None:
    start = read_start(typed, NOW)

    assert start.at is None
    assert asked in start.trouble


TUESDAY = datetime(2026, 11, 24, 10, tzinfo=OSLO)
FOURTEENTH = datetime(2026, 4, 14, 10, tzinfo=OSLO)
"""A Tuesday as well, on which 14 may be the day or the hour."""


@pytest.mark.parametrize("now", [NOW, TUESDAY, FOURTEENTH])
@pytest.mark.parametrize("clock", ["kl 14.30", "kl. 14:30", "14.30", "kl 14", "klokka 14", "kl 10.12", "halv 3"])
def test_a_clock_time_is_not_taken_for_a_date(now: datetime, clock: str) -> None:
    for day in ("onsdag", "torsdag"):
        assert "Rett dagen" not in read_start(f"neste {day} {clock}", now).trouble


def test_next_wednesday_may_be_tomorrow_or_a_week_after() -> None:
    assert read_start("neste onsdag kl 14.30", TUESDAY).trouble == AMBIGUOUS
    assert "5. november er en torsdag" in read_start("tirsdag 5. november kl 14.30", TUESDAY.replace(day=2)).trouble


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("fredag 10-15", 300), ("fredag kl 12 i 2 timer", 120), ("fredag kl 12, 45 min", 45), ("fredag kl 12", None)],
)
def test_how_long_is_read_when_it_is_said(typed: str, minutes: int | None) -> None:
    assert read_start(typed, NOW).minutes == minutes


@pytest.mark.parametrize(
    ("typed", "read"),
    [("5. mars", date(2026, 3, 5)), ("5. marsj", None), ("fredag 5. mars", None), ("fram til 6. mars eller så", None)],
)
def test_a_day_is_read_no_less_strictly(typed: str, read: date | None) -> None:
    assert read_day(typed, NOW) == read
