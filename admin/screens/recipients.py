"""Innbyggere: those who get help, how they are told who comes, and the button that stops everything about one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.auth import login_of, municipality_of, parts_of
from admin.forms import Chosen, Fields, Form, read_form
from admin.pages import go, page
from admin.undoing import act_undoably
from admin.views.apart import apart_of
from admin.views.errands import standing, title
from admin.views.friends import friends_of, ready
from admin.views.paging import Pager, cut
from admin.views.people import by_name, fits, has_digits, words_of, write_area
from admin.views.recipient_form import TOLD, Typed, about, check, filled, show
from admin.words import telephone
from bot import desk
from bot.errors import NotFound, Refused
from bot.life.turn import Turn
from bot.model import PersonId, Recipient, Status, Tell
from bot.storage.store import Store

TOLD_HOW = {Tell.SMS: "På SMS", Tell.CALL: "På telefon", Tell.KIN: "Gjennom pårørende", Tell.NOBODY: "Et sted"}
MOST_ERRANDS = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list on a page."""

    id: PersonId
    name: str
    place: str
    told: str
    next: datetime | None
    stopped: bool


class NotAgain(Fields):
    """Who is not to come, and from which card it was said."""

    volunteer: Chosen = None
    do: str = ""
    card: str = ""


async def recipients(request: Request) -> Response:
    query, now = request.query_params.get("q", "").strip(), parts_of(request).now()

    def ask(store: Store) -> tuple[list[Row], Pager]:
        numbers = store.numbers() if has_digits(query) else {}
        sought = words_of(query)
        hits = [
            one for one in store.recipient_lines()
            if fits(sought, f"{one.name} {one.place}", (*numbers.get(one.id, ()), one.kin_phone, one.postcode))
        ]  # fmt: skip
        part, coming = cut(request, sorted(hits, key=lambda one: by_name(one.name))), store.next_visits(now)
        rows = [
            Row(one.id, one.name or "Uten navn", one.place, TOLD_HOW[one.tell], coming.get(one.id), one.stopped)
            for one in part.rows
        ]
        return rows, part.pager

    rows, pager = await parts_of(request).system.read(municipality_of(request), ask)
    return await page(request, "recipients.html", query=query, rows=rows, pager=pager)


async def new(request: Request) -> Response:
    """An empty form; for whom a wish is about, with the name it gave."""
    typed: dict[str, str | list[str]] = {"tell": Tell.SMS.value}
    if (wish := request.query_params.get("onske", "")).isdecimal():
        need = await parts_of(request).system.read(municipality_of(request), lambda store: store.need(int(wish)))
        typed |= {"name": need.whom, "need": wish}
    return await show(request, Form[Typed](typed))


async def register(request: Request) -> Response:
    form = await read_form(request, Typed, TOLD)
    check(form)
    if form.read is None or form.wrong:
        return await show(request, form, status=422)
    read, kept = form.read, asdict(about(form.read))
    try:
        who = await act_undoably(
            request, "recipients.register",
            lambda turn: desk.add_recipient(turn, read.name, read.phone, tell=read.tell, kin=read.kin, **kept),
        )
    except Refused as why:
        form.wrong["phone"] = str(why)
        return await show(request, form, status=422)
    to = f"/oppgaver/ny?onske={read.need}&innbygger={who}" if read.need else f"/innbyggere/{who}"
    return await go(request, to, "Lagret.")


def who(request: Request) -> PersonId:
    return PersonId(request.path_params["recipient"])


def known(store: Store, which: PersonId) -> Recipient:
    """The one who gets help; one who has been erased is no more found."""
    found = store.recipient(which)
    if found is None or store.erased(which):
        raise NotFound("recipient")
    return found


async def one(request: Request) -> Response:
    now = parts_of(request).now()

    def ask(store: Store) -> dict[str, Any]:
        recipient = known(store, who(request))
        head = {
            "id": recipient.id, "name": recipient.person.name or "Uten navn", "stopped": recipient.stopped,
            "first_name": recipient.person.first_name or "innbyggeren",
        }  # fmt: skip
        return {
            "recipient": head, "facts": _facts(store, recipient), "errands": _errands(store, recipient.id, now),
            "friends": friends_of(store, recipient.id, now), "friend_choices": ready(store),
            "apart": apart_of(store, recipient.id),
        }  # fmt: skip

    return await page(request, "recipient.html", **await parts_of(request).system.read(municipality_of(request), ask))


def _facts(store: Store, one: Recipient) -> list[tuple[str, str]]:
    addresses = store.addresses(one.id)
    kin = " ".join(filter(None, (one.kin.name, telephone(one.kin.phone))))
    return [
        ("Telefon", telephone(addresses.get("sms") or addresses.get("phone", "")) or "Ingen"),
        ("Adresse", one.street),
        ("Bor", write_area(one.postcode, one.place)),
        ("Slik kommer du inn", one.entry),
        ("Får beskjed", TOLD_HOW[one.tell]),
        ("Pårørende", kin),
        ("Hvem som kommer", "Bare kjente ansikter" if one.known_only else ""),
    ]


def _errands(store: Store, which: PersonId, now: datetime) -> list[dict[str, Any]]:
    """Those to come first, the nearest at the top; then those that have been, the last first."""
    errands = [one for one in store.errands_for(which) if one.status is not Status.UNDONE]
    coming = [one for one in errands if one.starts >= now]
    been = [one for one in reversed(errands) if one.starts < now]
    some = (coming + been)[:MOST_ERRANDS]
    helpers = store.helpers([one.id for one in some])
    lines = []
    for errand in some:
        tone, words = standing(errand, helpers.get(errand.id, []))
        lines.append({"id": errand.id, "starts": errand.starts, "what": title(errand), "tone": tone, "status": words})
    return lines


async def change(request: Request) -> Response:
    def ask(store: Store) -> tuple[Recipient, str]:
        addresses = store.addresses(who(request))
        return known(store, who(request)), addresses.get("sms") or addresses.get("phone", "")

    recipient, phone = await parts_of(request).system.read(municipality_of(request), ask)
    return await show(request, filled(recipient, phone), recipient.person)


async def changed(request: Request) -> Response:
    parts, form = parts_of(request), await read_form(request, Typed, TOLD)
    before = await parts.system.read(municipality_of(request), lambda store: known(store, who(request)))
    check(form)
    if form.read is None or form.wrong:
        return await show(request, form, before.person, 422)
    read, kept = form.read, asdict(about(form.read))
    try:
        await act_undoably(
            request, "recipient.changed",
            lambda turn: desk.change_recipient(turn, before.id, read.name, read.phone, read.tell, read.kin, **kept),
        )  # fmt: skip
    except Refused as why:
        form.wrong["phone"] = str(why)
        return await show(request, form, before.person, 422)
    return await go(request, f"/innbyggere/{before.id}", "Lagret.")


async def not_again(request: Request) -> Response:
    """One of the volunteers is not to come here again; or may after all."""
    form = await read_form(request, NotAgain, {"volunteer": "Velg hvem det gjelder."})
    if form.read is None or form.read.volunteer is None:
        return await go(request, f"/innbyggere/{who(request)}#ikke-igjen", "Velg hvem det gjelder.", "warning")
    volunteer, lets, by = PersonId(form.read.volunteer), form.read.do == "let", login_of(request).user.id

    def act(turn: Turn) -> None:
        known(turn.store, who(request))
        if lets:
            desk.let_meet(turn, volunteer, who(request))
        else:
            desk.keep_apart(turn, volunteer, who(request), by)

    card = f"/frivillige/{volunteer}" if form.read.card == "volunteer" else f"/innbyggere/{who(request)}"
    try:
        await act_undoably(request, "recipient.not_again", act)
    except Refused as why:
        return await go(request, f"{card}#ikke-igjen", str(why), "warning")
    said = "Roboten kan sette dem sammen igjen." if lets else "Roboten setter dem ikke sammen mer."
    return await go(request, f"{card}#ikke-igjen", said)


async def stop(request: Request) -> Response:
    """Everything about someone stops at once; or may begin again."""
    async with request.form() as sent:
        resumes = sent.get("do") == "resume"

    def act(turn: Turn) -> None:
        known(turn.store, who(request))
        (desk.resume_all if resumes else desk.stop_all)(turn, who(request))

    await act_undoably(request, "recipient.stop", act)
    said = "Nye oppgaver kan legges ut igjen." if resumes else "Alt er stanset, og de frivillige får beskjed."
    return await go(request, f"/innbyggere/{who(request)}", said)


ROUTES = [
    Route("/innbyggere", recipients, methods=["GET"], name="recipients"),
    Route("/innbyggere/ny", new, methods=["GET"], name="recipients.new"),
    Route("/innbyggere/ny", register, methods=["POST"], name="recipients.register"),
    Route("/innbyggere/{recipient:int}", one, methods=["GET"], name="recipient"),
    Route("/innbyggere/{recipient:int}/endre", change, methods=["GET"], name="recipient.change"),
    Route("/innbyggere/{recipient:int}/endre", changed, methods=["POST"], name="recipient.changed"),
    Route("/innbyggere/{recipient:int}/ikke-igjen", not_again, methods=["POST"], name="recipient.not_again"),
    Route("/innbyggere/{recipient:int}/stans", stop, methods=["POST"], name="recipient.stop"),
]
