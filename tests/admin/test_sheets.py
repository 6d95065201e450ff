"""Lists out to a spreadsheet and in from one: read as they come, judged row by row, and harmless on the way out."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from admin import sheets
from admin.views import importing
from admin.views.importing import SHEETS
from admin.views.rows import Verdict, judged
from bot import desk
from bot.life.turn import Turn
from bot.model import MunicipalityId, PersonId
from bot.storage.accounts import Role
from tests.admin.crawling import Reader
from tests.admin.house import House, done
from tests.admin.town import passes, posted, recipient, sms_to, volunteer, words_on

HEADS = "Navn;Telefon;Postnummer og sted;Liker"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "\r=1")


@pytest.fixture(autouse=True)
def manager(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.MANAGER))


def looked(client: TestClient, what: str, data: bytes) -> str:
    answer = client.post(f"/regneark/{what}", files={"file": ("liste.csv", data)})
    assert answer.status_code == 200, words_on(answer.text)
    return answer.text


def kept(client: TestClient, what: str, data: bytes) -> None:
    """Look at a file, and press the button."""
    page = Reader("/regneark")
    page.feed(looked(client, what, data))
    form = next(one for one in page.forms if one.action == f"/regneark/{what}/inn")
    assert "rows" in dict(form.fields)
    assert client.post(form.action, data={"rows": importing.carried(sheets.read(data))}).status_code == 303


def verdicts(house: House, what: str, data: bytes) -> list[Verdict]:
    return house.act(lambda turn: judged(SHEETS[what], turn.store, sheets.read(data), turn.now))


def names(house: House) -> list[str]:
    return sorted(one.name for one in house.act(lambda turn: turn.store.volunteer_lines()))


def taken_out(client: TestClient, what: str, as_: str = "xlsx") -> bytes:
    answer = client.post(f"/regneark/{what}/ut", data={"as": as_})
    assert answer.status_code == 200
    return answer.content


def test_each_row_has_its_verdict_before_anything_is_written(house: House, client: TestClient) -> None:
    volunteer(house)
    volunteer(house, "Tor Li", "+4790000106")
    rows = (
        "Tor Li;90000106;;", "Kari Vik;90000101;2317;", "Per Holen;90000102;2317;Tur", "Per Holen;90 00 01 02;2317;Tur",
        "Siv Nes;12;2317;Tur", "Ola Bø;90000104;Ingensteds;", "Eva Å;90000105;2317;flyging", "Bare Navn;;2317;Tur",
    )  # fmt: skip
    data = "\n".join((HEADS, *rows)).encode()

    said = [(one.row, one.does.value, one.words) for one in verdicts(house, "frivillige", data)]

    assert said == [
        (2, "same", "Er her fra før"), (3, "changes", "Endrer postnummer og sted"), (4, "new", "Ny"),
        (5, "twice", "Står to ganger i fila"), (6, "wrong", "Skriv telefonnummeret med åtte sifre."),
        (7, "wrong", "Skriv et postnummer eller et sted vi kjenner, for eksempel 2317."),
        (8, "wrong", "Velg minst én ting som passer."), (9, "wrong", "Mangler telefonnummer"),
    ]  # fmt: skip
    seen = words_on(looked(client, "frivillige", data))
    assert "Nye: 1" in seen and "6 Siv Nes 12 2317 Skriv telefonnummeret" in seen and "Per Holen 900 00 102" in seen
    assert names(house) == ["Kari Vik", "Tor Li"]


def test_a_column_by_another_name_is_read_and_one_nobody_knows_is_said(house: House, client: TestClient) -> None:
    data = b"Navn;Mobilnr.;Sted;Kan hjelpe med\nBerit Nes;900 00 107;2317;Tur"

    seen = words_on(looked(client, "frivillige", data))
    kept(client, "frivillige", data)

    assert "Dette blir ikke med: Kan hjelpe med." in seen
    assert "blir ikke med" not in words_on(looked(client, "frivillige", f"{HEADS}\nTor Li;;;Tur".encode()))
    berit = house.act(lambda turn: next(one for one in turn.store.volunteers() if one.person.name == "Berit Nes"))
    assert berit.postcode == "2317"
    assert house.act(lambda turn: turn.store.addresses(berit.id)["sms"]) == "+4790000107"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_a_file_is_read_in_the_letters_and_with_the_signs_it_came_with(encoding: str, sign: str) -> None:
    text = f"Navn{sign}Sted\r\nKåre Ås{sign}Løten\r\n\r\n"

    assert sheets.read(text.encode(encoding)) == [["Navn", "Sted"], ["Kåre Ås", "Løten"]]


@pytest.mark.parametrize(
    "data", [b"", b"\n;;\n", b"PK\x03\x04 og noe mer", b"Navn\n" + b"x\n" * (sheets.MOST_ROWS + 1)]
)
def test_what_is_no_list_is_said_so(client: TestClient, data: bytes) -> None:
    answer = client.post("/regneark/frivillige", files={"file": ("liste.xlsx", data)})

    assert answer.status_code == 422
    assert "Rett opp dette først" in words_on(answer.text)


def test_a_small_file_that_unpacks_to_a_huge_one_is_not_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("xl/worksheets/sheet1.xml", b" " * (sheets.MOST_UNPACKED + 1))

    with pytest.raises(sheets.Unreadable, match="for stor"):
        sheets.read(packed.getvalue())


def test_a_file_without_our_heads_is_no_list_of_ours(client: TestClient) -> None:
    answer = client.post("/regneark/tilbud", files={"file": ("x.csv", b"A;B\n1;2\n")})

    assert (answer.status_code, "Last ned malen" in words_on(answer.text)) == (422, True)


@pytest.mark.parametrize("what", SHEETS)
@pytest.mark.parametrize("as_", ["xlsx", "csv"])
def test_what_is_taken_out_comes_in_again_as_it_was(house: House, client: TestClient, what: str, as_: str) -> None:
    volunteer(house)
    astrid = recipient(house)
    posted(house, astrid)
    lunch = {"name": "Onsdagslunsj", "what": "-prat", "contact": "+47 Marit", "kinds": ["meal_company"]}
    house.act(lambda turn: turn.store.add_provision(turn.now, **lunch))
    house.act(lambda turn: turn.store.change_recipient(astrid, street="=Storgata 1"))
    house.act(lambda turn: turn.store.change_volunteer(PersonId(1), postcode="2317", place="Hamar"))

    data = taken_out(client, what, as_)

    assert [(one.does.value, one.words) for one in verdicts(house, what, data)] == [("same", "Er her fra før")]


def test_nothing_that_is_taken_out_is_a_formula(house: House, client: TestClient) -> None:
    def move_in(turn: Turn) -> None:
        for words in FORMULAS:
            desk.add_recipient(turn, words, street=words, entry=words)

    house.act(move_in)

    book, text = taken_out(client, "innbyggere"), taken_out(client, "innbyggere", "csv").decode("utf-8-sig")

    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        written = packed.read("xl/worksheets/sheet1.xml").decode()
    assert written.count("<row") == 1 + len(FORMULAS)
    assert re.findall(r"<f[ >]|t=\"f\"", written) == []
    cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_the_template_can_be_sent_in_as_it_is(house: House, client: TestClient) -> None:
    recipient(house, "Astrid Eksempel", "+4790000234")
    for what in SHEETS:
        answer = client.get(f"/regneark/{what}/mal")
        (one,) = verdicts(house, what, answer.content)
        assert one.does.value in {"new", "changes"}, (what, one.words)


def test_nobody_who_came_out_of_a_file_is_written_to_before_someone_says_so(house: House, client: TestClient) -> None:
    kept(client, "frivillige", f"{HEADS}\nPer Holen;90000102;2317;Tur\nEva Nes;62000001;2317;".encode())
    assert names(house) == ["Eva Nes", "Per Holen"]
    passes(house, days=8)
    per = PersonId(1)
    assert sms_to(house, per) == []

    house.let_in(client, house.user(Role.MANAGER, "siv@eksempel.no", "Siv Lie"))
    shown = words_on(client.get("/regneark").text)
    assert "1 har mobil og har ikke fått noen melding ennå" in shown
    client.post("/regneark/spor")
    passes(house, minutes=1)

    assert ["skrev deg opp som frivillig. Stemmer det?" in text for text in sms_to(house, per)] == [True]
    assert "ikke fått noen melding" not in words_on(client.get("/regneark").text)


def test_it_is_said_what_was_added_and_what_was_changed(house: House, client: TestClient) -> None:
    volunteer(house)
    rows = b"Kari Vik;90000101;Buss\nEva Nes;90000102;Bil\nOla Nes;90000103;Bil"

    kept(client, "frivillige", b"Navn;Telefon;Om vinteren\n" + rows)

    assert "3 av 3 rader er gått gjennom. 2 er lagt inn. 1 er endret." in words_on(client.get("/regneark").text)


def test_a_row_changes_what_it_says_and_nothing_else(house: House, client: TestClient) -> None:
    kari = volunteer(house)
    house.act(lambda turn: turn.store.change_volunteer(kari, postcode="2317", place="Hamar", dislikes="hund"))

    kept(client, "frivillige", "Navn;Telefon;Om vinteren\nKari Vik;900 00 101;Buss\n".encode("cp1252"))

    one = house.act(lambda turn: turn.store.volunteer(kari))
    assert one is not None
    assert (one.transport, one.dislikes, one.place, sorted(one.skills)) == ("bus", "hund", "Hamar", ["shopping"])


def test_errands_and_offers_come_in_too(house: House, client: TestClient) -> None:
    recipient(house)
    kept(client, "oppgaver", "Innbygger;Hva;Når\nAstrid Moe;Handle;27.11.2026 kl. 11\nIngen;Tur;i går".encode())
    kept(client, "tilbud", b"Navn;Kontakt;Slag\nTurlaget;Ola;Tur\nUten kontakt;;")

    (errand,) = house.act(lambda turn: turn.store.errands())
    assert (errand.kind, errand.starts.isoformat()) == ("shopping", "2026-11-27T10:00:00+00:00")
    assert [one.name for one in house.act(lambda turn: turn.store.provisions())] == ["Turlaget"]


def test_a_long_import_shows_how_far_it_has_come_and_ends_when_it_is_told(house: House, client: TestClient) -> None:
    data = "\n".join([HEADS, *(f"Ola Nr{n};9000{n:04};2317;Tur" for n in range(250))]).encode()
    good = verdicts(house, "frivillige", data)
    job = house.act(lambda turn: importing.begin(turn, SHEETS["frivillige"], len(good)))

    async def some() -> None:
        await importing.Keeper(house.system, MunicipalityId(1), 1, house.parts.real_now).go_on(job, good[:100])

    done(some())
    shown = words_on(client.get("/regneark").text)
    assert "100 av 250 rader" in shown and "Stans importen" in shown
    again = client.post("/regneark/frivillige/inn", data={"rows": importing.carried(sheets.read(data))})
    assert again.status_code == 422
    client.post("/regneark/stopp")
    done(some())

    assert len(names(house)) == 100
    assert "Importen stanset her" in words_on(client.get("/regneark").text)


def test_an_import_whose_program_was_stopped_does_not_hold_up_the_next(house: House) -> None:
    def begin(turn: Turn) -> None:
        importing.begin(turn, SHEETS["tilbud"], 3)

    house.act(begin)
    house.at += timedelta(minutes=3)
    house.act(begin)


def test_lists_are_taken_out_by_a_manager_who_has_just_shown_who_they_are(house: House, client: TestClient) -> None:
    house.at += timedelta(minutes=6)
    assert client.post("/regneark/frivillige/ut").headers["location"].startswith("/bekreft")

    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik"))
    assert client.post("/regneark/frivillige/ut").status_code == 403
    assert "til XLSX" not in client.get("/regneark").text
