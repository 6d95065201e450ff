"""Five hundred scripts and formulas through every field one can write freely in: none runs, and none is worked out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from itertools import cycle

import openpyxl
import pytest
from playwright.sync_api import Browser, Dialog
from starlette.testclient import TestClient

from admin.views.importing import SHEETS
from bot.storage.accounts import Role
from tests.admin.crawling import Form, Reader
from tests.admin.house import House, served
from tests.admin.walk import ANYONE, LOGGED_IN, after_a_day

RUN = "alert('kjørt')"
SCRIPTS = (
    f"<script>{RUN}</script>", f"<img src=x onerror={RUN}>", f"<svg onload={RUN}>", f"<body onload={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>", f"<details open ontoggle={RUN}>x</details>",
    f"<input autofocus onfocus={RUN}>", f"<video><source onerror={RUN}></video>", f"<a href=javascript:{RUN}>x</a>",
    f"<div data-hx-on:load={RUN}>x</div>", f"<div data-hx-get=/logg data-hx-trigger='load[{RUN}]'>x</div>",
    f"<math><mtext></table><img src=x onerror={RUN}>", f"<template><script>{RUN}</script></template>",
    f"<object data=javascript:{RUN}>", f"<style onload={RUN}></style>",
)  # fmt: skip
BEFORE = (
    "", "Kari ", "\"'>", "</textarea>", "</title>", "</option></select>", "--></script>", "'\"><!--", "{{7*7}}", "&lt;",
)  # fmt: skip
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "\r=1")
PAYLOADS = [
    *(f"{before}{script}" for before in BEFORE for script in SCRIPTS),
    *(f"{formula}{script}" for formula in FORMULAS for script in SCRIPTS),
    *(f"{formula} {n}" for formula in FORMULAS for n in range(29)),
]
LEFT_ALONE = re.compile(r"/logg-ut|/bekreft|/konto|/brukere|/slett|/stans|/avlys|/kan-ikke|/regneark|/oppsett$|/innsyn")
"""What ends, closes or lets in; and files, which have tests of their own."""
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Free(Reader):
    """Also which fields one writes freely in."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.free: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        given = dict(attrs)
        if tag == "textarea" or (tag == "input" and given.get("type") in {"text", "tel", "search", "email"}):
            self.free.add(given.get("name") or "")


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with after_a_day() as (house, _):
        yield house


@pytest.fixture(scope="module")
def client(house: House) -> TestClient:
    client = TestClient(house.panel, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    found = house.user(Role.MANAGER, "odd@eksempel.no", "Odd Moe")
    house.let_in(client, found)
    return client


@pytest.fixture(scope="module")
def written(client: TestClient) -> dict[tuple[str, str], str]:
    """Every payload sent through the fields, one field at a time and all at once; the last page each field led to."""
    forms: dict[str, tuple[Form, list[str]]] = {}
    for at in (*LOGGED_IN, *ANYONE):
        read = Free(at)
        read.feed(client.get(at, follow_redirects=True).text)
        for form in read.forms:
            free = sorted(read.free & {name for name, _ in form.fields})
            if free and not LEFT_ALONE.search(form.action):
                forms.setdefault(re.sub(r"\d+", "1", form.action), (form, free))
    answers: dict[tuple[str, str], str] = {}
    payloads = iter(PAYLOADS)
    for form, free in forms.values():
        for name in free:
            answers[form.action, name] = sent(client, form, {name: next(payloads)})
    for form, free in cycle(forms.values()):
        some = dict(zip(free, payloads, strict=False))
        if not some:
            return answers
        answers[form.action, ""] = sent(client, form, some)
    raise AssertionError


def sent(client: TestClient, form: Form, typed: dict[str, str]) -> str:
    """The page it led to; what else is empty is left so, or filled in where that is not let through."""
    for empty in ("", "noe"):
        shown = {name: values[0] if values else empty for name, values in form.fields}
        answer = client.request(form.method, form.action, data=shown | typed)
        assert answer.status_code < 500, (form.action, typed)
        if answer.status_code == 303:
            break
    return answer.text


def test_no_script_that_was_written_in_any_field_runs(
    browser: Browser, house: House, client: TestClient, written: dict[tuple[str, str], str]
) -> None:
    """With the content policy switched off: that is the second lock, and this is about the first."""
    assert len(written) > 60
    shown = [at for at in (*LOGGED_IN, *ANYONE) if RUN in unescape(client.get(at, follow_redirects=True).text)]
    echoed = {form: text for (form, _), text in written.items() if RUN in unescape(text)}
    assert len(shown) > 5 and len(echoed) > 10
    ran: list[str] = []

    def heard(dialog: Dialog) -> None:
        ran.append(dialog.page.url if dialog.page else "")
        dialog.dismiss()

    with served(house.panel) as address, browser.new_context(base_url=address, bypass_csp=True) as context:
        context.add_cookies([{"name": "handslag", "value": client.cookies["handslag"], "url": address}])
        page = context.new_page()
        page.on("dialog", heard)
        for at in shown:
            page.goto(at)
        for form, text in echoed.items():
            page.route("**/ekko*", lambda route, text=text: route.fulfill(body=text, content_type="text/html"))
            page.goto(f"/ekko?{form}")
            page.unroute("**/ekko*")
        assert ran == []
        page.set_content(f"<img src=x onerror={RUN}>")
        page.wait_for_timeout(300)

    assert len(ran) == 1, "a script that does run is heard"


def test_no_formula_that_was_written_in_any_field_is_worked_out(
    client: TestClient, written: dict[tuple[str, str], str]
) -> None:
    assert written
    cells = 0
    for what in SHEETS:
        book = client.post(f"/regneark/{what}/ut", data={"as": "xlsx"}).content
        for row in openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows():
            assert all(cell.data_type != "f" and not str(cell.value or "").startswith(BEGINS_A_FORMULA) for cell in row)
        text = client.post(f"/regneark/{what}/ut", data={"as": "csv"}).content.decode("utf-8-sig")
        found = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in row]
        assert [cell for cell in found if cell.startswith(BEGINS_A_FORMULA)] == []
        cells += sum("alert" in cell or "SUM" in cell or "1+1" in cell for cell in found)
    assert cells > 5
