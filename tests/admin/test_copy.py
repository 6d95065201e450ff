"""What someone takes home is read by someone of 78: words, and nothing of how it is kept."""

from __future__ import annotations

import ast
import io
import re
import zipfile
from enum import StrEnum
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from admin.views import copy_words as words
from admin.views.matters import WAYS
from bot import desk, flows, model, recurring
from bot.dialog.asking import Flow
from bot.life import company
from bot.life.turn import Turn
from bot.model import Approval, Kin, PersonId
from bot.registry import gather
from bot.storage.accounts import Role
from bot.storage.needs import Ending
from bot.storage.pledges import PledgeState
from bot.storage.written import MessageState
from tests.admin.house import House
from tests.admin.neighbours import move_in
from tests.admin.town import spend_a_day

ROOT = Path(__file__).parent.parent.parent
KARI, ASTRID, GRO = PersonId(1), PersonId(4), PersonId(7)
CODES: dict[type[StrEnum], object] = {
    model.Stage: words.STAGES, model.Status: words.ERRANDS, model.OfferState: words.OFFERS,
    model.VisitState: words.VISITS, model.Tell: words.TELLS, recurring.PairingState: words.PAIRINGS,
    PledgeState: words.PLEDGES, MessageState: words.MESSAGES, Ending: words.ENDINGS,
}  # fmt: skip


@pytest.fixture
def lived_in(house: House, client: TestClient) -> House:
    """Everyone has something in almost every table."""
    user = house.user(Role.MANAGER)
    house.let_in(client, user)
    move_in(house)
    spend_a_day(house, user.id)
    house.act(_more)
    house.act(lambda turn: desk.enrol(turn, house.system.runner, "Gro Dal", "+4790000310"))
    for page in ("/frivillige/1", "/innbyggere/4", "/oppgaver/1"):
        client.get(page)
    return house


def _more(turn: Turn) -> None:
    company.keep(turn, ASTRID, "Ja", (3, 3, 1), rings=True, by=1)
    turn.store.change_recipient(ASTRID, kin=Kin("Nils Moe", "+4790000309"))
    turn.store.give_address(KARI, "telegram", "5550001")
    desk.approve(turn, KARI, Approval(talk=turn.now.date(), pledge=turn.now.date()), quiet=True)


def copy_of(client: TestClient, who: int) -> str:
    answer = client.post(f"/innsyn/{who}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return packed.read("les-meg.html").decode()


def cells(page: str) -> set[str]:
    return {unescape(one).strip() for one in re.findall(r"<td>(.*?)</td>", page, re.DOTALL)}


def test_no_code_no_data_and_no_bare_number_is_in_anyones_copy(lived_in: House, client: TestClient) -> None:
    codes = {one.value for kind in CODES for one in kind} | words.EVENTS.keys() | words.MATTERS.keys() | {"nb", "nn"}
    headings: set[str] = set()
    for who in range(1, 8):
        page = copy_of(client, who).partition("<body>")[2]
        shown = cells(page)
        headings |= set(re.findall(r"<h2>(.*?)</h2>", page))

        assert re.findall(r"\b[a-z]+_[a-z_]+\b", page) == []
        assert [one for one in shown if re.search(r"[{}\"]|\[[^n]|null|true|false", one)] == []
        assert {one for one in shown if one in codes} == set()
        assert {one for one in shown if one.isdecimal() and len(one) != len("2317")} <= {"5550001", "1"}
        assert [one for one in shown if re.match(r"\w{3}\. \d{1,2}\. ", one)] == []  # a day without its year

    assert {"Hva som har skjedd", "Ensomhet og fellesskap", "Hvor samtalen står"} <= headings


def test_each_is_said_in_words(lived_in: House, client: TestClient) -> None:
    astrid, kari, gro = (copy_of(client, who) for who in (ASTRID, KARI, GRO))

    assert "Hvor ofte savner du noen å være sammen med? Ofte." in astrid and "Første gang" in astrid
    assert "Handle, 26. november 2026 kl." in astrid
    assert "900\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}309" in astrid
    assert "Vi har spurt om det vi skrev opp, stemmer" in gro
    assert "Bokmål" in kari and "Klar til å starte" in kari
    assert "Moe" not in kari


def test_kin_are_found_by_name_and_lead_to_whom_they_stand_beside(lived_in: House, client: TestClient) -> None:
    shown = client.get("/innsyn", params={"q": "nils moe"}).text

    assert f'action="/innsyn/{ASTRID}"' in shown and "Pårørende: Nils Moe" in shown


@pytest.mark.parametrize("kind", CODES, ids=lambda kind: kind.__name__)
def test_every_code_has_its_words(kind: type[StrEnum]) -> None:
    assert {one.value for one in kind} == set(CODES[kind])  # type: ignore[call-overload]


def test_every_matter_talk_and_event_has_its_words() -> None:
    assert WAYS.keys() <= words.MATTERS.keys()
    assert {flow.name for flow in gather(flows, "FLOW", Flow).values()} <= words.TALKS.keys()
    assert noted() - words.EVENTS.keys() == set()


def noted() -> set[str]:
    """Everything the program notes by a name of its own."""
    files = (file for folder in ("bot", "admin") for file in (ROOT / folder).rglob("*.py"))
    found: set[str] = set()
    for file in files:
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match call:
                case ast.Call(func=ast.Attribute(attr="note" | "add_note"), args=[ast.Constant(value=str(name)), *_]):
                    found.add(name)
                case _:
                    pass
    return found
