"""What a coordinator has seen to before someone may be asked, as it is typed on their card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from admin.forms import Fields, Form
from admin.views.days import read_day, write_numbers
from bot.clock import OSLO
from bot.model import Approval, Volunteer

DAYS = ("talk", "course", "pledge", "police_seen", "police_expires")
NOT_PROMISED = "Kryss av for at den frivillige har lest og lovet."


class Checked(Fields):
    """What a coordinator has seen to: days, as typed."""

    talk: str = ""
    course: str = ""
    pledge: str = ""
    promised: str = ""
    had: str = ""
    police_seen: str = ""
    police_expires: str = ""
    of_age: str = ""
    do: str = ""


def checklist(seen: Approval) -> Form[Checked]:
    days = {name: write_numbers(getattr(seen, name)) for name in DAYS}
    promised = {"promised": "on" if seen.pledge else "", "had": days["pledge"]}
    return Form({**days, **promised, "of_age": "on" if seen.of_age else ""})


def unless_promised_since(form: Form[Checked], seen: Approval, before: Approval) -> Approval:
    """A JA that came while the card was open is not taken back by whoever had not seen it."""
    return seen if form.value("had") == write_numbers(before.pledge) else replace(seen, pledge=before.pledge)


def read(form: Form[Checked], now: datetime) -> Approval:
    days: dict[str, date | None] = {}
    for name in DAYS:
        typed, past = form.value(name), name != "police_expires"
        days[name] = read_day(typed, now, past=past) if typed else None
        if typed and days[name] is None:
            form.wrong[name] = "Skriv en dato, for eksempel 27.11.2026 eller i dag."
        elif past and (day := days[name]) is not None and day > now.astimezone(OSLO).date():
            form.wrong[name] = "Den dagen har ikke vært ennå."
    days["pledge"] = _promised(form, days["pledge"], now)
    return Approval(**days)


def _promised(form: Form[Checked], day: date | None, now: datetime) -> date | None:
    """The day someone promised, today where no other is written; it is nothing without somebody who saw it."""
    if form.value("promised") != "on":
        if form.value("pledge"):
            form.wrong.setdefault("pledge", NOT_PROMISED)
        return None
    return day if form.value("pledge") else now.astimezone(OSLO).date()


def confirmed(form: Form[Checked], before: Volunteer, age: str, now: datetime) -> date | None:
    """When someone's age was confirmed: it is asked about where the year of birth leaves it open."""
    if age != "open":
        return before.approval.of_age
    return (before.approval.of_age or now.astimezone(OSLO).date()) if form.value("of_age") == "on" else None
