"""What volunteers choose between, and how their choices are said back to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.dialog.asking import Choice
from bot.kinds import KINDS
from bot.model import WEEKDAYS
from bot.texts import Text, kind_name, listed
from bot.when import weekday, write_date

KIND_CHOICES = (
    Choice(
        ("coffee_visit", "meal_company"), "Besøk",
        ("besøk", "vitj", "besøg", "visit", "kortspill", "brettspill", "spille ", "spele ", "sjakk", "strikk"),
    ),
    Choice(("shopping",), "Handle", ("handl", "køb", "indkøb", "shop")),
    Choice(("walk", "escort"), "Tur", ("tur", "gåtur", "walk")),
    Choice(("phone_call", "screen_visit"), "Ringe noen", ("ring", "phone", "call")),
    Choice(("small_repairs", "laundry", "tidying", "digital_help", "snow"), "Småting i huset", ("småting", "small")),
    Choice(("transport", "escort"), "Kjøre", ("kjør", "køyr", "kør", "driv")),
    Choice(
        tuple(KINDS), "Vet ikke",
        (
            "vet ikke", "veit ikk", "ved ikke", "don't know", "alt", "som helst", "det spiller",
            "det speler", "anything",
        ),
    ),
)
FREQUENCIES = (
    Choice(
        "week", "Hver uke",
        (
            "uke", "veke", "uge", "uka", "ukentlig", "week", "så ofte", "gjerne ofte", "når det treng",
            "når dere treng", "når de treng", "som helst", "det spiller", "det speler", "så mye dere",
            "så mykje de", "daglig", "dagleg", "hver dag", "kvar dag", "dere bestemmer",
            "det bestemmer dere", "de bestemmer",
        ),
    ),
    Choice("month", "Hver måned", ("måned", "månad", "måne", "month", "fjortende dag", "fjortande dag", "14. dag")),
    Choice(
        "seldom", "Sjelden",
        (
            "sjeld", "sjæld", "seldom", "av og til", "noen ganger", "nokre gonger", "innimellom", "now and then",
            "nå og da", "no og då", "i blant", "iblant", "i ny og ne", "i året", "ikke så ofte", "ikkje så ofte",
            "ikke for ofte", "ikkje for ofte", "ikke ofte", "ikkje ofte",
        ),
    ),
)
TRANSPORTS = (
    Choice("car", "Bil", ("bil", "kjør", "køyr", "førerkort", "førarkort", "car", "driv")),
    Choice("bus", "Buss", ("bus", "tog", "kollektiv", "drosje")),
    Choice("foot", "Til fots", ("fots", "fods", "gå", "beina", "sykkel", "sykl", "spark", "foot", "walk")),
    Choice("phone", "Ringer heller", ("ring", "telefon", "ikke ut", "ikkje ut", "hjemme", "heime", "phone", "call")),
)

HOW_OFTEN = {
    "week": Text("likes.week", "hver uke"), "month": Text("likes.month", "hver måned"),
    "seldom": Text("likes.seldom", "sjelden"),
}  # fmt: skip
ANY_KIND = Text("likes.any_kind", "hva som helst")
EVERY_DAY = Text("likes.every_day", "alle dager")
ANY_TIME = Text("likes.any_time", "når som helst")
WORKDAYS = Text("likes.workdays", "hverdager")
BETWEEN = Text("likes.between", "{days} kl. {start}-{end}")
EVERY_OTHER = Text("likes.every_other", "{times} annenhver uke")
EVERY_SO_MANY = Text("likes.every_so_many", "{times} hver {n}. uke")
FIRST_TIME = Text("likes.first_time", "{times} (første gang {day})")
WEEKS = {"even": Text("likes.even", "{times} i partallsuker"), "odd": Text("likes.odd", "{times} i oddetallsuker")}
MONTHLY = Text("likes.monthly", "{which} {days} i måneden")
WHICH = {
    1: Text("likes.first", "første"), 2: Text("likes.second", "andre"), 3: Text("likes.third", "tredje"),
    4: Text("likes.fourth", "fjerde"), 5: Text("likes.fifth", "femte"), -1: Text("likes.last", "siste"),
}  # fmt: skip
SINCE = Text("likes.since", "fra {day}")
UNTIL = Text("likes.until", "til og med {day}")
NOT_ON = Text("likes.not_on", "ikke {day}")
NOT_FROM = Text("likes.not_from", "ikke {first} til {last}")


def kinds_in_words(kinds: Sequence[str], language: str) -> str:
    """"besøk, handle og tur"."""
    if len(kinds) >= len(KINDS):
        return ANY_KIND.say(language)
    return listed([kind_name(code, language).lower() for code in _plainest(kinds)], language)


def _plainest(kinds: Sequence[str]) -> list[str]:
    """Each choice that was made whole by its best-known kind alone: "besøk" for a visit and a meal."""
    some = [choice for choice in KIND_CHOICES if len(choice.value) < len(KINDS)]
    whole = [choice.value for choice in some if set(choice.value) <= set(kinds)]
    covered = {kind for value in whole for kind in value[1:]} - {value[0] for value in whole}
    return [kind for kind in kinds if kind not in covered]


@dataclass(frozen=True, slots=True)
class _Slot:
    """What days can have in common: their hours, and in which weeks they come."""

    start: str
    end: str
    every: int
    weeks: str
    anchor: str
    which: tuple[int, ...] = ()


def times_in_words(times: Mapping[str, Any], language: str) -> str:
    """"tirsdag og torsdag kl. 9-12, ikke 2. april": all that is kept, and days that share their hours together."""
    slots = [_slot_in_words(slot, days, language) for slot, days in _together(times.get("weekly", ())).items()]
    return ", ".join((*(slots or [ANY_TIME.say(language)]), *_limits(times, language)))


def _together(weekly: Iterable[Mapping[str, Any]]) -> dict[_Slot, list[str]]:
    months: dict[tuple[_Slot, str], list[int]] = {}
    for w in weekly:
        slot = _Slot(w["start"], w["end"], w.get("every_weeks", 1), w.get("weeks", ""), w.get("anchor", ""))
        months.setdefault((slot, w["day"]), []).extend([w["nth"]] if w.get("nth") else [])
    together: dict[_Slot, list[str]] = {}
    for (slot, day), which in months.items():
        together.setdefault(replace(slot, which=tuple(which)), []).append(day)
    return together


def _slot_in_words(slot: _Slot, days: Sequence[str], language: str) -> str:
    said = _days(days, language)
    if slot.which:
        which = listed([WHICH[nth].say(language) for nth in slot.which], language)
        said = MONTHLY.say(language, which=which, days=said)
    if (slot.start, slot.end) != ("08:00", "21:00"):
        said = BETWEEN.say(language, days=said, start=_clock(slot.start), end=_clock(slot.end))
    if slot.weeks:
        said = WEEKS[slot.weeks].say(language, times=said)
    if slot.every > 1:
        often = EVERY_OTHER if slot.every == 2 else EVERY_SO_MANY
        said = often.say(language, times=said, n=slot.every)
    return FIRST_TIME.say(language, times=said, day=_date(slot.anchor, language)) if slot.anchor else said


def _limits(times: Mapping[str, Any], language: str) -> Iterator[str]:
    """From when, until when, and the days taken out."""
    if times.get("from"):
        yield SINCE.say(language, day=_date(times["from"], language))
    if times.get("until"):
        yield UNTIL.say(language, day=_date(times["until"], language))
    for out in times.get("except", ()):
        first, last = out["from"], (date.fromisoformat(out["to"]) - timedelta(days=1)).isoformat()
        if first == last:
            yield NOT_ON.say(language, day=_date(first, language))
        else:
            yield NOT_FROM.say(language, first=_date(first, language), last=_date(last, language))


def _date(text: str, language: str) -> str:
    return write_date(date.fromisoformat(text), language)


def _days(days: Sequence[str], language: str) -> str:
    if set(days) == set(WEEKDAYS):
        return EVERY_DAY.say(language)
    if set(days) == set(WEEKDAYS[:5]):
        return WORKDAYS.say(language)
    return listed([weekday(WEEKDAYS.index(day), language) for day in dict.fromkeys(days)], language)


def _clock(text: str) -> str:
    hour, minute = text.split(":")
    return hour.lstrip("0") if minute == "00" else f"{hour.lstrip('0')}.{minute}"
