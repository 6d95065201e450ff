"""Tekster: what the robot says is worded in the panel, a broken text is not kept, and ours comes back."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from admin.views.wording import group_of, name_of
from bot.storage.accounts import Role
from bot.texts import TEXTS
from tests.admin.axe import findings
from tests.admin.house import House, served
from tests.admin.test_volunteers import sms_to
from tests.admin.town import posted, recipient, volunteer, words_on, writes

ASK = "/tekster/nb/offer.ask"
OURS = TEXTS["offer.ask"].nb
OWN = "Hei {name}! Har du lyst til å {what} {when}{place}? Det tar {minutes} minutter. Svar JA eller NEI."


@pytest.fixture(autouse=True)
def manager(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.MANAGER))


def said(client: TestClient, typed: str, where: str = ASK) -> str:
    """What the page says of a text that was to be saved."""
    answer = client.post(where, data={"text": typed})
    assert answer.status_code == 422
    return words_on(answer.text)


def test_the_robot_says_it_as_it_was_worded_and_nobody_else_s_language_changes(
    house: House, client: TestClient
) -> None:
    kari, per, astrid = volunteer(house), volunteer(house, "Per Holen", "+4790000102"), recipient(house)
    house.act(lambda turn: turn.store.change_person(per, language="nn"))

    assert client.post(ASK, data={"text": OWN}).status_code == 303
    posted(house, astrid)

    assert sms_to(house, kari)[0].startswith("Hei Kari! Har du lyst til å handle for Astrid torsdag 26. november")
    assert sms_to(house, per)[0].startswith("Hei Per! Kan du handle for Astrid torsdag 26. november")


def test_a_piece_is_worded_too_wherever_it_is_said(house: House, client: TestClient) -> None:
    kari, astrid = volunteer(house), recipient(house)

    client.post("/tekster/nb/kind.shopping", data={"text": "kjøpe mat til {name}"})
    posted(house, astrid)
    writes(house, kari, "JA")

    assert all("kjøpe mat til Astrid" in text for text in sms_to(house, kari))


def test_what_was_done_is_kept_with_who_and_when_and_ours_comes_back(house: House, client: TestClient) -> None:
    kari, astrid = volunteer(house), recipient(house)
    client.post(ASK, data={"text": OWN})
    changed = words_on(client.get(ASK).text)
    client.post(f"{ASK}/var")
    posted(house, astrid)
    page = words_on(client.get(ASK).text)

    assert "man. 23. nov. kl. 09.00 Ingrid Lie" in changed and f"{OURS} {OWN}" in changed
    assert f"{OWN} Vår tekst igjen" in page
    assert sms_to(house, kari)[0].startswith("Hei Kari! Kan du")
    assert house.act(lambda turn: turn.town.wording) == ""


def test_an_earlier_wording_of_their_own_comes_back_with_one_press(house: House, client: TestClient) -> None:
    second = OWN.replace("Har du lyst", "Kunne du tenke deg")
    for one in (OWN, second):
        client.post(ASK, data={"text": one})
    page = client.get(ASK).text.partition("Endringer i teksten")[2]
    (earlier,) = re.findall(r'name="text" value="([^"]+)"><button[^>]*>Bruk denne igjen', page)

    client.post(ASK, data={"text": html.unescape(earlier)})
    again = client.get(ASK).text

    assert house.act(lambda turn: turn.store.worded()) == {("nb", "offer.ask"): OWN}
    assert second in html.unescape(again) and again.count("Bruk denne igjen") == 1


def test_each_text_is_called_by_how_it_begins_and_no_two_that_differ_alike(client: TestClient) -> None:
    names = {(group_of(one.key), one.nb.strip()): name_of(one, "nb") for one in TEXTS.values()}

    called = Counter((group, name) for (group, _), name in names.items())
    assert [one for one, many in called.items() if many > 1] == []
    page = client.get(ASK).text
    assert "<title>Hei {name}! Kan du {what} {when}{place}? Det … – Spørsmål om" in page and "«Hei {name}! Kan" in page


def test_what_has_been_changed_is_marked_and_found_by_its_words(client: TestClient) -> None:
    client.post(ASK, data={"text": OWN})

    assert words_on(client.get("/tekster?endret=1").text).count("Deres egen") == 1
    assert "Har du lyst til å {what}" in words_on(client.get("/tekster?q=lyst til å {what}").text)
    assert "Deres egen" not in client.get("/tekster?sprak=nn&om=offer").text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (" ", "Teksten er tom"),
        (OWN.replace("{name}", "du"), "Teksten mangler {name}"),
        (OWN + " Hilsen {mayor}", "Roboten kjenner ikke {mayor}"),
        (OWN.replace("{when}", "{when.year}"), "Roboten kjenner ikke {when.year}"),
        (OWN.replace("{name}", "{name!r}"), "Roboten kjenner ikke {name}"),
        (OWN.replace("{when}", "{when"), "Det mangler en krøllparentes"),
        (OWN.replace(" Svar JA eller NEI.", ""), "Teksten må si hva man kan svare: JA, NEI mangler"),
        (OWN.replace("lyst", "“lyst”"), "Disse tegnene gjør meldingen mer enn dobbelt så dyr: “ ”"),
        (OWN + " Det hadde vært veldig hyggelig." * 8, "Meldingen blir 3 SMS"),
        (OWN + " Les mer på www.eksempel.no", "Roboten sender aldri lenker"),
    ],
)
def test_a_broken_text_is_not_kept_and_it_is_said_why(house: House, client: TestClient, typed: str, why: str) -> None:
    assert why in said(client, typed)
    assert house.act(lambda turn: turn.town.wording) == ""


@pytest.mark.parametrize(
    ("where", "typed", "why"),
    [
        ("/tekster/nb/onboarding.transport", "Hvordan kommer du fram? 1 Bil 2 Buss 3 Til fots", "4 mangler"),
        ("/tekster/nb/talk.danger", "Jeg er en robot. Ring 113, 110 eller 116 117.", "116 123 mangler"),
        (
            "/tekster/nb/talk.danger", "Vi kan ikke sende hjelp. Ring 113, 110, 116 117 eller 116 123.",
            "Teksten må si at det er en robot som skriver",
        ),
        ("/tekster/nb/kind.laundry", "henge opp klær og brette dem pent " * 6 + "hos {name}", "Da blir denne"),
    ],
)  # fmt: skip
def test_what_people_must_not_miss_stays(client: TestClient, where: str, typed: str, why: str) -> None:
    assert why in said(client, typed, where)


def test_a_text_is_seen_before_it_is_saved_also_without_javascript(house: House, client: TestClient) -> None:
    seen = words_on(client.post(f"{ASK}/se", data={"text": OWN}).text)
    whole = client.post(ASK, data={"text": OWN, "look": "first"})

    shown = re.search(r"Hei Gunnhild! Har du lyst til å .* (\d+) tegn, 1 SMS, LIKS \d+", seen)
    assert shown is not None
    assert whole.status_code == 200 and shown[0] in words_on(whole.text)
    assert html.escape(OWN) in whole.text
    assert house.act(lambda turn: turn.town.wording) == ""


def test_advice_does_not_keep_a_text_from_being_used(client: TestClient) -> None:
    heavy = "{name}, frivilligkoordinatoren spør: Kan du {what} {when}{place}? I {minutes} minutter? Svar JA eller NEI."

    seen = words_on(client.post(f"{ASK}/se", data={"text": heavy}).text)

    assert "Den er litt tung å lese" in seen and "Den spør om mer enn én ting" in seen
    assert client.post(ASK, data={"text": heavy}).status_code == 303


def test_spaces_around_a_piece_of_a_sentence_stay(house: House, client: TestClient) -> None:
    client.post("/tekster/nb/offer.place", data={"text": "\r\n i {place}\r\n"})

    assert house.act(lambda turn: turn.store.worded()) == {("nb", "offer.place"): " i {place}"}


def test_a_coordinator_reads_the_texts_and_changes_none(house: House, client: TestClient) -> None:
    house.let_in(client, house.user(Role.COORDINATOR, "per@eksempel.no", "Per Vik"))

    assert 'name="text"' not in client.get(ASK).text
    assert client.post(ASK, data={"text": OWN}).status_code == 403


@pytest.mark.parametrize("where", ["/tekster/fi/offer.ask", "/tekster/nb/offer.nothing"])
def test_a_text_that_is_not_there(client: TestClient, where: str) -> None:
    assert client.get(where).status_code == client.post(where, data={"text": "Hei"}).status_code == 404


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Every question to the database about the wording."""
    found: list[str] = []

    def note(*said: Any) -> None:
        found.extend([said[2]] if "FROM wording" in said[2] else [])

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def test_the_wording_is_read_once_for_each_time_it_changes(house: House, client: TestClient, asked: list[str]) -> None:
    for typed in (OWN, f"{OWN} Takk!"):
        client.post(ASK, data={"text": typed})
        asked.clear()
        for _ in range(3):
            house.act(lambda turn: None)

        assert len(asked) == 1


def test_the_message_is_seen_while_one_types(browser: Browser, house: House) -> None:
    user = house.user(Role.MANAGER, "odd@eksempel.no", "Odd Moe")
    with served(house.panel) as address, browser.new_context(base_url=address) as context:
        context.add_cookies([{"name": "handslag", "value": house.secret(user), "url": address}])
        page = context.new_page()
        page.goto(ASK)
        page.fill("[name=text]", OWN)
        expect(page.locator("#seen .bubble")).to_contain_text("Har du lyst til å")
        page.fill("[name=text]", OWN.replace("{name}", "du"))
        expect(page.locator("#seen")).to_contain_text("Teksten mangler {name}.")
        page.fill("[name=text]", OWN)
        page.click("text=Lagre")
        expect(page.locator("main")).to_contain_text("Slik skrev vi den")
        assert findings(page) == []
