"""What volunteers choose between, and how their choices are said back to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.dialog.asking import Choice
from bot.kinds import KINDS
from bot.model import WEEKDAYS
from bot.texts import Text, kind_name, listed
from bot.when import weekday

KIND_CHOICES = (
    Choice(("coffee_visit", "meal_company"), "Besøk", ("besøk", "vitj", "besøg", "visit")),
    Choice(("shopping",), "Handle", ("handl", "køb", "indkøb", "shop")),
    Choice(("walk", "escort"), "Tur", ("tur", "gåtur", "walk")),
    Choice(("phone_call", "screen_visit"), "Ringe noen", ("ring", "phone", "call")),
    Choice(("small_repairs", "laundry", "tidying", "digital_help", "snow"), "Småting i huset", ("småting", "small")),
    Choice(("transport", "escort"), "Kjøre", ("kjør", "køyr", "kør", "driv")),
    Choice(
        tuple(KINDS), "Vet ikke", ("vet ikke", "veit ikk", "ved ikke", "don't know", "alt", "som helst", "anything")
    ),
)
FREQUENCIES = (
    Choice("week", "Hver uke", ("uke", "veke", "uge", "uka", "ukentlig", "week")),
    Choice("month", "Hver måned", ("måned", "månad", "måne", "month")),
    Choice(
        "seldom", "Sjelden",
        ("sjeld", "sjæld", "seldom", "av og til", "noen ganger", "nokre gonger", "innimellom", "now and then"),
    ),
)
TRANSPORTS = (
    Choice("car", "Bil", ("bil", "kjør", "køyr", "car", "driv")),
    Choice("bus", "Buss", ("bus", "tog", "kollektiv", "drosje")),
    Choice("foot", "Til fots", ("fots", "fods", "gå", "beina", "sykkel", "spark", "foot", "walk")),
    Choice("phone", "Ringer heller", ("ring", "telefon", "ikke ut", "hjemme", "heime", "phone", "call")),
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


def times_in_words(times: Mapping[str, Any], language: str) -> str:
    """"tirsdag og torsdag kl. 09-12": days that share their hours are said together."""
    together: dict[tuple[str, str], list[str]] = {}
    for window in times.get("weekly", ()):
        together.setdefault((window["start"], window["end"]), []).append(window["day"])
    if not together:
        return ANY_TIME.say(language)
    return ", ".join(
        _days(days, language) if hours == ("08:00", "21:00") else
        BETWEEN.say(language, days=_days(days, language), start=_clock(hours[0]), end=_clock(hours[1]))
        for hours, days in together.items()
    )  # fmt: skip


def _days(days: Sequence[str], language: str) -> str:
    if set(days) == set(WEEKDAYS):
        return EVERY_DAY.say(language)
    if set(days) == set(WEEKDAYS[:5]):
        return WORKDAYS.say(language)
    return listed([weekday(WEEKDAYS.index(day), language) for day in dict.fromkeys(days)], language)


def _clock(text: str) -> str:
    hour, minute = text.split(":")
    return hour.lstrip("0") if minute == "00" else f"{hour.lstrip('0')}.{minute}"
