"""What holds of every date and every text: dates read back, the clock is moved twice a year, and nothing raises."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.availability import find_availability
from bot.nlu.calendar import OSLO
from bot.nlu.times import find_times, read_when
from tests.nlu.time_notation import WEDNESDAY, times

_WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_NYNORSK = ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "sundag")
_MONTHS = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)
_ORDINALS = (
    "første andre tredje fjerde femte sjette sjuende åttende niende tiende ellevte tolvte trettende fjortende femtende "
    "sekstende syttende attende nittende tjuende tjueførste tjueandre tjuetredje tjuefjerde tjuefemte tjuesjette "
    "tjuesjuende tjueåttende tjueniende trettiende trettiførste"
).split()


def _written(day: date) -> list[str]:
    """One date in twenty ways."""
    d, m, weekday, month, ordinal = day.day, day.month, day.weekday(), _MONTHS[day.month - 1], _ORDINALS[day.day - 1]
    return [
        f"{d}. {month}",
        f"{d} {month}",
        f"den {d}. {month}",
        f"{d}.{month}",
        f"{d}/{m}",
        f"den {d}/{m}",
        f"den {d}.{m}.",
        f"{d:02}.{m:02}.{day.year}",
        f"{d}.{m}.{day.year}",
        f"{d}.{m}.{day.year % 100:02}",
        f"den {d}. {month} {day.year}",
        day.isoformat(),
        f"{_WEEKDAYS[weekday]} {d}. {month}",
        f"{_NYNORSK[weekday]} den {d}. {month}",
        f"{_WEEKDAYS[weekday][:3]}. {d}. {month[:3]}",
        f"{_WEEKDAYS[weekday]}, {d}. {month} {day.year}",
        f"{ordinal} {month}",
        f"den {ordinal} {month}",
        f"{d}. {month.upper()}",
        f"{_WEEKDAYS[weekday].upper()} {d}/{m}",
    ]


@pytest.mark.parametrize("away", range(0, 400, 1))
def test_a_date_reads_back_however_it_is_written(away: int) -> None:
    day = WEDNESDAY.date() + timedelta(away)
    now = max(WEDNESDAY, datetime(day.year, day.month, day.day, 7, tzinfo=OSLO) - timedelta(300))

    ways = [way for way in _written(day) if way not in ("24/7", "1/2")]  # always open, and a half
    read = {way: [(one.value["from"], one.value["to"]) for one in find_times(way, now)] for way in ways}

    assert {way: got for way, got in read.items() if got != [(day.isoformat(), None)]} == {}


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_is_too_strange(text: str) -> None:
    for one in find_times(text, WEDNESDAY):
        assert text[one.start : one.end] == one.text
    find_availability(text, WEDNESDAY)
    read_when(text, WEDNESDAY)


_WORDS = (
    "ikke og eller men fra til før etter innen mellom om i på den neste denne forrige hver annenhver alle første siste "
    "fredag tirsdager mandag helga uke dag måned år mars mai kveld formiddag tidlig 17 5. 17.3 12.30 12-14 31/2 99 0 "
    "klokka halv kvart over fem åtte to en time minutter påske jul juledag 2. itte nå midt slutten av hele , . - "
    "9999 1900 måneden uker dager 1000 siden overmorgen fram med som kommer igjen"
).split()


@given(st.lists(st.sampled_from(_WORDS), max_size=14), st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31)))
@settings(max_examples=600, deadline=None)
def test_no_heap_of_time_words_is_too_strange(words: list[str], when: datetime) -> None:
    now, text = when.replace(tzinfo=OSLO), " ".join(words)

    for one in find_times(text, now):
        assert one.entity == "duration" or one.value["to"] is None or one.value["from"] < one.value["to"]
    find_availability(text, now)


@pytest.mark.parametrize(
    ("now", "message", "said"),
    [
        ("2026-03-28T10:00:00+01:00", "i morgen kl 12", "2026-03-29T12:00:00+02:00"),
        ("2026-03-28T23:30:00+01:00", "om tre timer", "2026-03-29T03:30:00+02:00"),
        ("2026-10-24T10:00:00+02:00", "i morgen kl 12", "2026-10-25T12:00:00+01:00"),
        ("2026-10-24T23:30:00+02:00", "om fire timer", "2026-10-25T02:30:00+01:00"),
        ("2026-12-31T10:00:00+01:00", "i morgen", "2027-01-01"),
        ("2026-12-31T10:00:00+01:00", "neste uke", "2027-01-04"),
        ("2026-12-30T10:00:00+01:00", "2. januar", "2027-01-02"),
        ("2026-12-28T10:00:00+01:00", "uke 1", "2027-01-04"),
        ("2026-03-04T23:59:00+01:00", "i dag", "2026-03-04"),
        ("2026-03-04T23:59:00+01:00", "i morgen", "2026-03-05"),
        ("2026-03-04T23:30:00+00:00", "i dag", "2026-03-05"),
        ("2027-03-04T10:00:00+01:00", "29. februar", "2028-02-29"),
        ("2026-03-04T23:59:00+01:00", "i dag klokka 23.59", "2026-03-04T23:59:00+01:00"),
        ("2026-03-04T10:00:00+01:00", "i natt klokka to", "2026-03-05T02:00:00+01:00"),
        ("2026-03-05T01:00:00+01:00", "i natt klokka to", "2026-03-05T02:00:00+01:00"),
        ("2026-03-07T10:00:00+01:00", "i helga", "2026-03-07"),
        ("2026-03-08T10:00:00+01:00", "i helga", "2026-03-08"),
        ("2026-03-07T10:00:00+01:00", "neste helg", "2026-03-14"),
        ("2026-03-08T10:00:00+01:00", "til uka", "2026-03-09"),
    ],
)
def test_the_calendar_turns_at_the_right_moment(now: str, message: str, said: str) -> None:
    assert [one.value["from"] for one in find_times(message, datetime.fromisoformat(now))] == [said]


def test_a_weekday_named_on_that_day_is_today_when_the_question_is_about_today() -> None:
    assert times(find_times("onsdag passer fint", WEDNESDAY, frozenset({WEDNESDAY.date()}))) == "4.3"
    assert times(find_times("onsdag passer fint", WEDNESDAY, frozenset({date(2026, 3, 6)}))) == "11.3"


def test_a_clock_time_alone_is_on_the_one_day_asked_about() -> None:
    assert (
        times(find_times("ikke tolv, men fjorten går", WEDNESDAY, frozenset({date(2026, 3, 6)})))
        == "!6.3 12.00 & 6.3 14.00"
    )


def test_itte_before_a_clock_time_is_asked_about_when_nothing_decides_it() -> None:
    (one,) = find_times("fredag itte tolv", WEDNESDAY)

    assert one.value["to"] == "2026-03-06T21:00:00+01:00"
    assert one.alternatives == ({"from": "2026-03-06T12:00:00+01:00", "to": None, "grain": "minute", "negated": True},)


@pytest.mark.parametrize(
    ("written", "starts", "ends"),
    [
        ("fredag kl 11", "2026-03-06T11:00:00+01:00", None),
        ("torsdag 5. mars 12-13", "2026-03-05T12:00:00+01:00", "2026-03-05T13:00:00+01:00"),
        ("i morgen 10", "2026-03-05T10:00:00+01:00", None),
        ("fre 6.3 kl 10.30-11.30", "2026-03-06T10:30:00+01:00", "2026-03-06T11:30:00+01:00"),
        ("mandag 9. mars kl. 12.00", "2026-03-09T12:00:00+01:00", None),
        ("17/3 1200-1400", "2026-03-17T12:00:00+01:00", "2026-03-17T14:00:00+01:00"),
    ],
)
def test_a_coordinator_writes_when(written: str, starts: str, ends: str | None) -> None:
    read = read_when(written, WEDNESDAY)

    assert read == (datetime.fromisoformat(starts), ends and datetime.fromisoformat(ends))


@pytest.mark.parametrize(
    "written", ["", "fredag", "fredag formiddag", "neste fredag kl 12", "kl 10 eller 12", "snart", "hver tirsdag kl 10"]
)
def test_no_start_is_guessed(written: str) -> None:
    assert read_when(written, WEDNESDAY) is None


def test_a_very_long_message_is_read_at_once() -> None:
    text = ("kan ikke torsdag, men fredag etter tolv går og tirsdag klokka halv åtte " * 140)[:10_000]
    begun = time.process_time()

    find_times(text, WEDNESDAY)

    assert time.process_time() - begun < 0.5
