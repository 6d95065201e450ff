"""The open pages in nynorsk: all that we have written is, and what people have typed stands as it was typed."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from admin.nynorsk import fragments, texts
from admin.pages import TEMPLATES, environment
from admin.views.wellbeing import CONSENT, RING
from bot.scales import scale
from bot.storage.accounts import Role
from bot.storage.answered import consent
from tests.admin.house import House
from tests.admin.test_help_page import ASKS
from tests.admin.town import recipient

OPEN = ("outside.html", "help.html", "help_done.html", "help_where.html", "provisions_open.html", "provision_open.html")
BOKMAL = re.compile(r"\b(?:en|et|fra|gjelder|hva|hvem|hvor|ikke|jeg|noe|noen|selv|trenger|vet)\b", re.IGNORECASE)
IKKE = "Trenger noen å prate med, men ikke på mandager"


@pytest.fixture(autouse=True)
def municipality(house: House) -> None:
    house.user(Role.COORDINATOR)
    house.act(lambda turn: turn.store.change_set_up(language="nn"))


def read(page: str) -> str:
    """What one reads, and what is read aloud."""
    text = html.unescape(re.sub(r"<(?:script|style).*?</(?:script|style)>|<[^>]+>", " ", page, flags=re.DOTALL))
    return " ".join(text.split())


@pytest.mark.parametrize("template", OPEN)
def test_every_text_of_an_open_page_is_written_in_nynorsk(template: str) -> None:
    source = (TEMPLATES / template).read_text(encoding="utf-8")
    written = fragments(environment().lex(source))
    assert sorted(set(written) - set(texts())) == []


def test_one_who_asks_for_help_reads_nynorsk_also_when_something_is_wrong(client: TestClient) -> None:
    pages = [client.get("/hjelp/1"), client.post("/hjelp/1", data={"asker": "kin"})]
    pages += [client.post("/hjelp/1", data=ASKS), client.get("/tilbud/for/1")]

    assert all('<html lang="nn"' in page.text for page in pages)
    assert [BOKMAL.findall(read(page.text)) for page in pages] == [[]] * 4


def test_what_people_have_typed_stands_as_they_typed_it(house: House, client: TestClient) -> None:
    sent = ASKS | {"words": IKKE, "phone": "feil", "name": "Send"}
    assert IKKE in html.unescape(client.post("/hjelp/1", data=sent).text)


def test_what_is_read_aloud_is_in_the_language_of_whoever_is_asked(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR, "liv@eksempel.no"))
    astrid = recipient(house)
    said = {CONSENT, RING, *scale().items, *scale().answers}
    assert said <= set(texts())
    house.act(lambda turn: turn.store.change_person(astrid, language="nn"))

    page = client.get(f"/fellesskap/{astrid}").text
    client.post(f"/fellesskap/{astrid}", data={"agreed": "on", "first": 1, "second": 2, "third": 3, "rings": "no"})

    assert all(texts()[words] in page for words in said)
    kept = house.do(lambda db: db.execute(select(consent.c.text)).scalar_one())
    assert kept == texts()[CONSENT]


def test_a_municipality_that_writes_bokmal_has_it_on_its_pages(house: House, client: TestClient) -> None:
    house.act(lambda turn: turn.store.change_set_up(language="nb"))
    assert '<html lang="nb"' in client.get("/hjelp/1").text
    assert "Hva trengs det hjelp til" in client.get("/hjelp/1").text
