"""Passkeys, with a browser that has a key of its own: made, used to come in and to confirm, and taken away."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
from starlette.testclient import TestClient

from bot.storage import proofs
from bot.storage.accounts import Role
from tests.admin.axe import findings
from tests.admin.house import PASSWORD, House, house_in, served
from tests.test_main_job import free_port

KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@dataclass
class Phone:
    """A page, and the key its machine holds."""

    house: House
    address: str
    page: Page
    cdp: CDPSession
    key: str

    def comes(self, path: str) -> None:
        self.page.goto(self.address + path)

    def arrives(self, path: str) -> None:
        self.page.wait_for_url(lambda address: urlsplit(address).path == path, timeout=5000)

    def makes_a_key(self) -> None:
        self.comes("/konto")
        self.page.click("text=Lag en nøkkel")
        expect(self.page.get_by_text("Nøkkelen er klar")).to_be_visible()

    def logs_out(self) -> None:
        self.page.click("text=Logg ut >> nth=0")
        self.arrives("/logg-inn")

    def verifies(self, yes: bool) -> None:
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.key, "isUserVerified": yes})


@contextmanager
def phone_in(browser: Browser, folder: Path) -> Iterator[Phone]:
    port = free_port()
    with house_in(folder, f"http://localhost:{port}") as house, served(house.panel, port) as address:
        user = house.user(Role.MANAGER)
        with browser.new_context() as context:
            page = context.new_page()
            cdp = context.new_cdp_session(page)
            cdp.send("WebAuthn.enable")
            key = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]
            context.add_cookies([{"name": "handslag", "value": house.secret(user), "url": address}])
            yield Phone(house, address, page, cdp, key)


@pytest.fixture
def phone(browser: Browser, tmp_path: Path) -> Iterator[Phone]:
    with phone_in(browser, tmp_path) as phone:
        yield phone


def test_a_key_is_made_and_comes_first_when_one_logs_in(phone: Phone) -> None:
    phone.makes_a_key()
    assert findings(phone.page) == []
    phone.logs_out()
    phone.comes("/konto")

    first = phone.page.locator("main button").first
    expect(first).to_have_text("Logg inn med nøkkel")
    assert findings(phone.page) == []
    first.focus()
    phone.page.keyboard.press("Enter")

    phone.arrives("/konto")
    assert "Ingrid Lie" in phone.page.inner_text("header")


def test_a_key_that_has_not_asked_for_finger_or_pin_is_refused(phone: Phone) -> None:
    phone.makes_a_key()
    phone.logs_out()
    phone.verifies(False)

    phone.page.click("text=Logg inn med nøkkel")

    expect(phone.page.get_by_role("alert")).to_contain_text("Prøv igjen")
    assert "/logg-inn" in phone.page.url


def test_with_a_key_the_password_alone_lets_nobody_in_any_more(phone: Phone) -> None:
    phone.makes_a_key()
    phone.logs_out()
    phone.page.fill("[name=email]", "ingrid@eksempel.no")
    phone.page.fill("[name=password]", PASSWORD)

    phone.page.click("main form button")

    phone.arrives("/logg-inn/kode")
    assert findings(phone.page) == []


def test_a_key_confirms_who_one_is(phone: Phone) -> None:
    phone.makes_a_key()
    phone.house.at += timedelta(minutes=6)
    phone.comes("/brukere")
    phone.page.check("[value=reader]")
    phone.page.click("text=Lag lenke")
    phone.arrives("/bekreft")
    assert findings(phone.page) == []

    phone.page.click("text=Bekreft med nøkkel")

    phone.arrives("/bekreft/videre")
    assert findings(phone.page) == []
    phone.page.keyboard.press("Enter")
    expect(phone.page.locator("#link")).to_be_visible()


def test_a_key_that_is_taken_away_lets_nobody_in(phone: Phone) -> None:
    phone.makes_a_key()
    phone.page.click("text=Ta bort")
    expect(phone.page.get_by_text("Nøkkelen virker ikke lenger")).to_be_visible()
    phone.logs_out()

    phone.page.click("text=Logg inn med nøkkel")

    expect(phone.page.get_by_role("alert")).to_contain_text("ble ikke godtatt")


def test_making_a_key_asks_who_one_is_when_that_was_long_ago(phone: Phone) -> None:
    phone.house.at += timedelta(minutes=6)
    phone.comes("/konto")

    phone.page.click("text=Lag en nøkkel")

    phone.arrives("/bekreft")


def test_a_browser_without_keys_or_script_sees_no_button_for_them(browser: Browser, tmp_path: Path) -> None:
    plain = browser.new_context(java_script_enabled=False)
    with house_in(tmp_path) as house, served(house.panel) as address, plain as context:
        page = context.new_page()
        page.goto(f"{address}/logg-inn")

        expect(page.get_by_text("Logg inn med nøkkel")).to_be_hidden()
        expect(page.get_by_role("button", name="Logg inn")).to_be_visible()


def answered(phone: Phone, path: str) -> dict[str, Any]:
    """What the browser's key answers when it is asked to log in, not yet sent; and the cookie that goes with it."""
    phone.comes("/logg-inn")
    return dict(phone.page.evaluate(
        """async (path) => {
          const options = await (await fetch(path + "/start", {method: "POST"})).json();
          const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
          return (await navigator.credentials.get({publicKey})).toJSON();
        }""",
        path,
    ))  # fmt: skip


def test_an_answer_counts_once_for_the_browser_that_was_asked_and_from_our_own_page(phone: Phone) -> None:
    phone.makes_a_key()
    phone.logs_out()
    answer = answered(phone, "/logg-inn/nokkel")
    cookies = {one["name"]: one["value"] for one in phone.page.context.cookies()}
    client = TestClient(phone.house.panel, headers={"Sec-Fetch-Site": "same-origin"})

    def sent(**changed: Any) -> int:
        return client.post("/logg-inn/nokkel", json=answer | changed).status_code

    assert sent() == 422
    client.cookies.update(cookies)
    assert sent() == 200
    assert sent() == 422


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"id": 7}', '{"id": "AAAA"}', '{"id": "AAAA", "response": {}}'])
def test_what_is_no_answer_is_refused(house: House, client: TestClient, body: str) -> None:
    client.post("/logg-inn/nokkel/start")

    assert client.post("/logg-inn/nokkel", content=body).status_code == 422


def test_an_answer_to_another_question_or_for_another_site_is_refused(phone: Phone) -> None:
    phone.makes_a_key()
    phone.logs_out()
    answer = answered(phone, "/logg-inn/nokkel")
    client = TestClient(phone.house.panel, headers={"Sec-Fetch-Site": "same-origin"})
    client.post("/logg-inn/nokkel/start")

    assert client.post("/logg-inn/nokkel", content=json.dumps(answer)).status_code == 422
    assert phone.house.do(lambda db: proofs.passkeys_of(db, 1))[0].used is None


def test_what_passkeys_codes_and_issuers_need_is_not_read_in_before_someone_uses_it() -> None:
    script = "import sys, bot.app, admin; admin.all_routes(); print(*sys.modules)"

    loaded = subprocess.check_output([sys.executable, "-c", script], text=True).split()

    assert "admin.screens.passkeys" in loaded
    assert {"webauthn", "OpenSSL", "cbor2", "pyotp", "segno"} & set(loaded) == set()
