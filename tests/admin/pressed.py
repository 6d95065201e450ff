"""What one only comes to by pressing: what is wrong in a form, a later step, what is undone, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle

from playwright.sync_api import Browser, Page

from bot.model import MunicipalityId
from bot.storage import accounts, proofs
from bot.storage.accounts import Role
from tests.admin.axe import findings
from tests.admin.house import PASSWORD
from tests.admin.walk import HEIGHT, Shape, Walk

SENDS = """([path, fields, file]) => {
  const form = Object.assign(document.createElement("form"), {method: "post", action: path});
  if (file) form.enctype = "multipart/form-data";
  for (const [name, value] of Object.entries(fields))
    form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
  if (file) {
    const box = Object.assign(document.createElement("input"), {type: "file", name: "file"});
    const carried = new DataTransfer();
    carried.items.add(new File([file], "liste.csv"));
    box.files = carried.files;
    form.append(box);
  }
  document.body.append(form);
  form.submit();
}"""
"""As a form on one of our own pages sends it."""
ERRAND = {"recipient": "4", "kind": "shopping", "when": "torsdag kl. 12", "minutes": "60", "places": "1"}
CSV = "Navn;Telefon;Sted\nKari Vik;90000101;2317\nNy Person;90000666;2317\nUten Nummer;12;2317\n"
Sent = tuple[str, Mapping[str, str], str]
"""Where to, with what, and some words that tell that one has come there."""
INSIDE: Sequence[Sent] = (
    ("/oppgaver/ny", {}, "Rett opp disse"), ("/oppgaver/ny", ERRAND | {"see": "first"}, "Astrid Berg"),
    ("/oppgaver/ny", ERRAND | {"decided": "yes"}, "Ingenting er lagt inn"),
    ("/oppgaver/ny", ERRAND | {"decided": "no", "when": "fredag kl. 23"}, "Er du sikker?"),
    ("/oppgaver/ny", ERRAND | {"decided": "no"}, "Du kan angre i"), ("/angre/1", {}, "Angret"),
    ("/oppgaver/1/endre", {"when": "5. marsj kl. 12"}, "forsto ikke"), ("/oppgaver/1/gi-til", {}, "Velg den som"),
    ("/besoksvenner/ny", {}, "Rett opp disse"), ("/onsker/nytt", {}, "Rett opp disse"),
    ("/onsker/1/hvem", {"asker": "kin", "whom": "Olga"}, "Rettet"), ("/onsker/bort", {}, "Kryss av for"),
    ("/onsker/1/vedtak", {"decided": "no"}, "Da kan det gis videre"), ("/onsker/1/vedtak", {}, "Svar ja eller nei"),
    ("/onsker/1/slutt", {"ending": "organisation", "to": "Røde Kors"}, "Hør først om"),
    ("/oppgaver/ny", ERRAND | {"need": "1"}, "Så krysser du av"),
    ("/tilbud/nytt", {}, "Rett opp disse"), ("/frivillige/ny", {}, "Rett opp disse"),
    ("/frivillige/liste", {"list": "Ny Person, 90000667, 2317\nUten Nummer", "do": "read"}, "Slik leste vi lista"),
    ("/frivillige/1/godkjenning", {"talk": "31. april"}, "Rett opp"),
    ("/frivillige/1/pause", {"until": "31. april"}, "Rett opp"),
    ("/frivillige/3/loefte", {}, "Taushetsløftet sendes"),
    ("/frivillige/1/godkjenning", {"pledge": "i dag"}, "Kryss av"),
    ("/oppsett/taushetslofte", {"again": "yes", "until": "31. april"}, "Rett opp"),
    ("/innbyggere/ny", {}, "Rett opp disse"),
    ("/innbyggere/4/endre", {}, "Rett opp"), ("/regneark/frivillige", {"file": CSV}, "Ingenting er lagret"),
    ("/regneark/frivillige", {}, "Velg en fil"), ("/brukere", {}, "Velg hva kollegaen"),
    ("/brukere", {"role": "reader"}, "Lenken er klar"), ("/brukere/1/steng", {}, "stenge deg selv ute"),
    ("/oppsett", {}, "Rett opp"), ("/tekster/nb/offer.ask", {"words": ""}, "Teksten er tom"),
    ("/samtaler/2/ta-over", {}, "Du har samtalen"), ("/samtaler/2/svar", {}, "Samtaler"),
    ("/konto/passord", {}, "Rett opp"), ("/konto/kode/ny", {}, "kode"), ("/bekreft", {}, "Rett opp"),
    ("/i-dag/1/ferdig", {}, "Tatt av lista"), ("/oppgaver/999/avlys", {}, "finnes ikke"),
    ("/frivillige/flere", {"act": "skriv", "chosen": "1"}, "Skriv en melding"),
    ("/frivillige/flere", {"act": "pause", "chosen": "2", "day": "31. april"}, "Skriv en dag"),
    ("/frivillige/flere", {"act": "kurs", "chosen": "3", "day": "i dag"}, "har vært på kurs"),
    ("/slaa-sammen/1/4", {}, "De kan ikke slås sammen"), ("/slaa-sammen/2/3", {}, "De er slått sammen"),
)  # fmt: skip
OUTSIDE: Sequence[Sent] = (
    ("/logg-inn", {"email": "ingrid@eksempel.no", "password": "galt"}, "Rett opp"), ("/hjelp/1", {}, "Rett opp disse"),
    ("/hjelp/1", {"words": "Handle", "name": "Olga", "phone": "90000401", "asker": "self"}, "Takk, vi har fått det"),
)  # fmt: skip


def pressed(browser: Browser, walk: Walk, *shapes: Shape) -> Iterator[tuple[str, list[str]]]:
    """Where one has come, and what axe has against it there; the shapes take turns."""
    turns = cycle(shapes)
    walk.house.act(lambda turn: turn.store.change_set_up(policy={}))
    for secret, starts, sent in _visits(walk):
        with walk.context(browser, *shapes[0], logged_in=False) as context:
            if secret:
                context.add_cookies([{"name": "handslag", "value": secret, "url": walk.address}])
            page = context.new_page()
            for start in starts:
                page.goto(start)
                yield start, _against(page, next(turns)) if not sent else []
            for path, fields, shows in sent:
                _send(page, path, fields)
                said = page.inner_text("main")
                there = [] if shows in said else [f"not there: {shows}, but: {said[:200]}"]
                yield f"{path} {dict(fields)}", there + _against(page, next(turns))
    walk.house.act(lambda turn: turn.store.change_set_up(policy={"undo": 0}))


def _visits(walk: Walk) -> list[tuple[str, tuple[str, ...], Sequence[Sent]]]:
    """As whom, from which page on, and what is sent; without anything sent the pages themselves are looked at."""
    house, week = walk.house, walk.house.at + accounts.INVITATION_LASTS
    reader = house.secret(house.user(Role.READER, "leser@eksempel.no", "Liv Moe"))
    link = house.do(lambda db: accounts.invite(db, Role.READER, week, MunicipalityId(1)))
    welcome, coded = f"/velkommen/{link}", house.user(Role.READER, "kode@eksempel.no", "Odd Lie")
    house.do(lambda db: proofs.set_totp(db, coded.id, b"sealed"))
    enters, invites = {"email": coded.email, "password": PASSWORD}, {"role": "reader"}
    earlier = house.at - accounts.FRESH
    stale = house.do(lambda db: accounts.open_login(db, 1, "Firefox på Linux", earlier))
    return [
        (walk.secret, ("/konto",), INSIDE), (reader, ("/i-dag", "/rapporter", "/oppgaver/999"), ()),
        (walk.secret, ("/oppgaver/999",), ()), ("", ("/logg-inn",), OUTSIDE), ("", ("/velkommen/brukt", welcome), ()),
        ("", ("/logg-inn",), [("/logg-inn", enters, "Skriv koden din")]),
        (stale, ("/konto",), [("/brukere", invites, "Bekreft at det er deg"),
                              ("/bekreft?neste=/bekreft/videre", {"password": PASSWORD}, "ikke gjort ennå")]),
        ("", (welcome,), [(welcome, {"name": "", "email": "x", "password": "kort"}, "Rett opp disse")]),
    ]  # fmt: skip


def _send(page: Page, path: str, fields: Mapping[str, str]) -> None:
    rest = {name: value for name, value in fields.items() if name != "file"}
    with page.expect_navigation():
        page.evaluate(SENDS, [path, rest, fields.get("file", "")])


def _against(page: Page, shape: Shape) -> list[str]:
    page.set_viewport_size({"width": shape[1], "height": HEIGHT})
    page.emulate_media(color_scheme=shape[0])
    return findings(page)
