"""One volunteer: the facts, the way to being ready, pauses, visits, and the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views import volunteers as views
from admin.views.apart import apart_of
from admin.views.approving import Checked, checklist, confirmed, read, unless_promised_since
from admin.views.days import read_day
from admin.views.errands import OVER, title
from admin.views.friends import friends_of, ready
from admin.views.people import write_area, write_times
from admin.views.pledges import card_of, seen_by
from admin.views.volunteer_form import TOLD, Typed, filled, show, values_of
from admin.words import full_day, telephone
from bot import desk
from bot.clock import OSLO
from bot.dialog.session import Talk
from bot.errors import NotFound, Refused
from bot.flows import enrolled
from bot.kinds import kind_of
from bot.life.turn import Turn
from bot.model import Errand, PersonId, Stage, VisitState, Volunteer
from bot.storage.store import Store

NEEDED = {"talk": "Skriv når dere hadde samtalen.", "pledge": "Den frivillige må gi taushetsløftet først."}
OLD_ENOUGH = "Kryss av når du har fått bekreftet at den frivillige har fylt {least} år."
TOO_YOUNG = "Den frivillige er for ung. Alle må ha fylt {least} år."
IN_WORDS = {"week": "Hver uke", "month": "Hver måned", "seldom": "Sjelden"}
VISITS = {
    VisitState.AGREED: ("success", "Avtalt"),
    VisitState.ARRIVED: ("info", "Framme"),
    VisitState.DONE: ("neutral", "Ferdig"),
    VisitState.FAILED: ("danger", "Ble ikke noe av"),
    VisitState.CANCELLED: ("neutral", "Ga avbud"),
}
MOST_VISITS = 30


class Resting(Fields):
    """A pause: until when, as typed."""

    until: str = ""
    do: str = ""


def who(request: Request) -> PersonId:
    return PersonId(request.path_params["volunteer"])


def known(store: Store, which: PersonId) -> Volunteer:
    """The volunteer; one who has left is no more found."""
    found = store.volunteer(which)
    if found is None or found.stage is Stage.LEFT:
        raise NotFound("volunteer")
    return found


async def one(request: Request) -> Response:
    return await shown(request)


async def shown(
    request: Request, status: int = 200, form: Form[Checked] | None = None, pause: Form[Resting] | None = None
) -> Response:
    has_telegram, now = "telegram" in parts_of(request).system.channels, parts_of(request).now()

    def ask(store: Store) -> dict[str, Any]:
        volunteer = known(store, who(request))
        addresses = store.addresses(volunteer.id)
        town = store.municipality_row()
        may_invite = has_telegram and town.telegram and "sms" in addresses
        return {
            "age": views.age(volunteer, now, town.policy), "least": town.policy.min_age, "police": town.policy.police,
            "missing": views.missing(volunteer, now, town.policy),
            "police_for": views.likes(sorted(town.policy.police.kinds)),
            "on_telegram": "telegram" in addresses, "may_invite": may_invite,
            "pledge": card_of(store, volunteer), "seen_by": seen_by(store, volunteer),
            "volunteer": _head(volunteer), "facts": _facts(store, volunteer), "visits": _visits(store, volunteer),
            "form": form or checklist(volunteer.approval), "approved": volunteer.stage is Stage.APPROVED,
            "pause_form": pause or Form[Resting](), "friends": friends_of(store, volunteer.id, now),
            "friend_choices": ready(store), "apart": apart_of(store, volunteer.id),
        }  # fmt: skip

    seen = await parts_of(request).system.read(municipality_of(request), ask)
    if pause is not None and form is None:
        seen["wrong"] = pause
    return await page(request, "volunteer.html", status, **{"wrong": seen["form"], **seen})


def _head(volunteer: Volunteer) -> dict[str, Any]:
    tone, words = views.status(
        volunteer, stopped=volunteer.person.stopped, pledged=volunteer.approval.pledge is not None
    )
    return {
        "id": volunteer.id, "person": volunteer.id, "name": volunteer.person.name or "Uten navn", "tone": tone,
        "status": words, "paused": volunteer.paused,
        "stopped": volunteer.person.stopped,
    }  # fmt: skip


def _facts(store: Store, volunteer: Volunteer) -> list[tuple[str, str]]:
    addresses = store.addresses(volunteer.id)
    waits = Talk.from_json(store.talk_state(volunteer.id)).flow == enrolled.FLOW.name
    transport = dict(views.TRANSPORT_CHOICES)
    return [
        ("Telefon", telephone(addresses.get("sms") or addresses.get("phone", "")) or "Ingen som virker"),
        ("Telegram", "Ja" if "telegram" in addresses else ""),
        ("Stemmer det?", "Har ikke svart på SMS-en vår ennå" if waits else ""),
        ("Svarer for", volunteer.organisation),
        ("Bor", write_area(volunteer.postcode, volunteer.place)),
        ("Liker", views.likes(sorted(volunteer.skills)) or "Ikke sagt"),
        ("Passer", write_times(volunteer.availability).capitalize()),
        ("Spørres", IN_WORDS[views.how_often(volunteer.frequency)]),
        ("Om vinteren", transport.get(volunteer.transport, "")),
        ("Vil ikke", volunteer.dislikes),
        ("Født", str(volunteer.born or "")),
        ("Meldte seg", full_day(volunteer.registered) if volunteer.registered else ""),
    ]


def _visits(store: Store, volunteer: Volunteer) -> list[dict[str, Any]]:
    """Those to come first, then the last ones."""
    pairs = sorted(store.visits_by(volunteer.id, active=False), key=lambda pair: pair[1].starts, reverse=True)
    lines = []
    for visit, errand in pairs[:MOST_VISITS]:
        tone, words = OVER.get(errand.status, VISITS[visit.state])
        lines.append({"id": errand.id, "starts": errand.starts, "what": title(errand), "tone": tone, "status": words})
    return lines


async def approval(request: Request) -> Response:
    """Write down what was seen to; and when all that is needed is, they are ready."""
    form, now = await read_form(request, Checked, {}), parts_of(request).now()
    before, policy = await parts_of(request).system.read(
        municipality_of(request), lambda store: (known(store, who(request)), store.municipality_row().policy)
    )
    seen, age = read(form, now), views.age(before, now, policy)
    approves = form.read is not None and form.read.do == "approve"
    seen = unless_promised_since(form, replace(seen, of_age=confirmed(form, before, age, now)), before.approval)
    if approves:
        for name, words in NEEDED.items():
            if getattr(seen, name) is None:
                form.wrong.setdefault(name, words)
        if age == "young" or (age == "open" and seen.of_age is None):
            form.wrong["of_age"] = (OLD_ENOUGH if age == "open" else TOO_YOUNG).format(least=policy.min_age)
    if form.wrong:
        return await shown(request, 422, form)
    user = login_of(request).user.id

    def write_down(turn: Turn) -> None:
        volunteer = known(turn.store, who(request))
        desk.see(turn, who(request), seen, user)
        if approves and volunteer.stage is Stage.APPLIED:
            desk.approve(turn, who(request))

    await act_undoably(request, "volunteer.approval", write_down)
    return await go(request, f"/frivillige/{who(request)}", "Godkjent og klar til å starte." if approves else "Lagret.")


async def rest(request: Request) -> Response:
    form, now = await read_form(request, Resting, {}), parts_of(request).now()
    typed, ends = form.value("until"), form.value("do") == "end"
    until = read_day(typed, now) if typed and not ends else None
    if typed and not ends and (until is None or until < now.astimezone(OSLO).date()):
        form.wrong["until"] = "Skriv en dag fram i tid, for eksempel 1. februar."
        return await shown(request, 422, pause=form)

    def act(turn: Turn) -> None:
        known(turn.store, who(request))
        if ends:
            desk.resume(turn, who(request))
        else:
            desk.pause(turn, who(request), until)

    await act_undoably(request, "volunteer.pause", act)
    till = f"Pausen varer til og med {full_day(until)}." if until else "Pausen varer til noen sier fra."
    return await go(request, f"/frivillige/{who(request)}", "Pausen er over." if ends else till)


async def telegram(request: Request) -> Response:
    """Invite them to Telegram, or write to them there no more."""
    leaves = (await read_form(request, Resting, {})).value("do") == "end"

    def act(turn: Turn) -> None:
        known(turn.store, who(request))
        if leaves:
            desk.leave_telegram(turn, who(request))
        else:
            desk.invite(turn, who(request))

    try:
        await act_undoably(request, "volunteer.telegram", act)
    except Refused as why:
        return await go(request, f"/frivillige/{who(request)}", str(why))
    said = "Nå skriver roboten på SMS i stedet." if leaves else "Invitasjonen sendes på SMS."
    return await go(request, f"/frivillige/{who(request)}", said)


async def change(request: Request) -> Response:
    def ask(store: Store) -> tuple[Volunteer, str]:
        addresses = store.addresses(who(request))
        return known(store, who(request)), addresses.get("sms") or addresses.get("phone", "")

    volunteer, phone = await parts_of(request).system.read(municipality_of(request), ask)
    return await show(request, filled(volunteer, telephone(phone)), volunteer.person)


async def changed(request: Request) -> Response:
    parts, form = parts_of(request), await read_form(request, Typed, TOLD)
    before = await parts.system.read(municipality_of(request), lambda store: known(store, who(request)))
    values = values_of(form, parts.now(), before)
    if form.read is not None and not form.wrong:
        name, phone = form.read.name, form.read.phone
        try:
            await act_undoably(
                request, "volunteer.changed",
                lambda turn: desk.change_volunteer(turn, before.id, name, phone, **values),
            )  # fmt: skip
            return await go(request, f"/frivillige/{before.id}", "Lagret.")
        except Refused as why:
            form.wrong["phone"] = str(why)
    return await show(request, form, before.person, 422)


async def hours(request: Request) -> Response:
    """What someone has done in a year, on one page to print: ground for an attest."""
    now = parts_of(request).now().astimezone(OSLO)
    typed = request.query_params.get("aar", "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else now.year

    def ask(store: Store) -> dict[str, Any]:
        volunteer = known(store, who(request))
        done = _finished(store, volunteer.id)
        years = {errand.starts.astimezone(OSLO).year for errand in done} | {now.year}
        others = sorted(years - {year})
        return {"volunteer": volunteer.person, **_hours(done, year), "town": store.municipality_row(), "others": others}

    shown = await parts_of(request).system.read(municipality_of(request), ask)
    return await page(request, "hours.html", year=year, today=now, **shown)


def _finished(store: Store, which: PersonId) -> list[Errand]:
    return [errand for visit, errand in store.visits_by(which, active=False) if visit.state is VisitState.DONE]


def _hours(finished: Sequence[Errand], year: int) -> dict[str, Any]:
    """Visits and hours of a year, by kind; never whom they were to."""
    done = [errand for errand in finished if errand.starts.astimezone(OSLO).year == year]
    minutes: Counter[str] = Counter()
    visits: Counter[str] = Counter()
    for errand in done:
        name = kind_of(errand.kind).name
        visits[name] += 1
        minutes[name] += errand.minutes
    rows = [(name, visits[name], write_hours(minutes[name])) for name in sorted(visits)]
    return {"rows": rows, "visits": len(done), "hours": write_hours(sum(minutes.values()))}


def write_hours(minutes: int) -> str:
    """"12,5"."""
    return f"{minutes / 60:.1f}".replace(".", ",").removesuffix(",0")


async def leaving(request: Request) -> Response:
    """What erasing means, before it is done."""

    def ask(store: Store) -> tuple[Volunteer, int]:
        return known(store, who(request)), len(store.visits_by(who(request)))

    volunteer, coming = await parts_of(request).system.read(municipality_of(request), ask)
    return await page(request, "volunteer_erase.html", volunteer=volunteer.person, coming=coming)


async def erase(request: Request) -> Response:
    def act(turn: Turn) -> None:
        known(turn.store, who(request))
        desk.erase(turn, who(request))

    await parts_of(request).system.act(municipality_of(request), act)
    return await go(request, "/frivillige", "Den frivillige er slettet.")


ROUTES = [
    Route("/frivillige/{volunteer:int}/timer", hours, methods=["GET"], name="volunteer.hours"),
    Route("/frivillige/{volunteer:int}", one, methods=["GET"], name="volunteer"),
    Route("/frivillige/{volunteer:int}/endre", change, methods=["GET"], name="volunteer.change"),
    Route("/frivillige/{volunteer:int}/endre", changed, methods=["POST"], name="volunteer.changed"),
    Route("/frivillige/{volunteer:int}/godkjenning", approval, methods=["POST"], name="volunteer.approval"),
    Route("/frivillige/{volunteer:int}/pause", rest, methods=["POST"], name="volunteer.pause"),
    Route("/frivillige/{volunteer:int}/telegram", telegram, methods=["POST"], name="volunteer.telegram"),
    Route("/frivillige/{volunteer:int}/slett", leaving, methods=["GET"], name="volunteer.leaving"),
    Route("/frivillige/{volunteer:int}/slett", erase, methods=["POST"], name="volunteer.erase"),
]
