"""Angre, act by act: each route that writes may be taken back, has another way back, or says why it has none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from admin import all_routes, sheets
from admin.security import SAFE
from admin.undoing import FOR_GOOD, OWN_WAY, TELLS, TELLS_NOBODY
from admin.views.importing import carried
from bot import desk
from bot.life import importing, needs, wording
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage import accounts
from bot.storage.accounts import Role
from bot.storage.needs import Through
from tests.admin.house import NOW, House, house_in
from tests.admin.test_recipients import ASTRID as BERG
from tests.admin.test_sending import enrol_many
from tests.admin.test_undo import FORM, rows, undo, without_traces
from tests.admin.test_volunteers import KARI as VIK
from tests.admin.town import THURSDAY, passes, posted, recipient, volunteer, words_on, writes

KARI, PER, LIV, ASTRID, BERIT, OLGA = (PersonId(n) for n in range(1, 7))
GOES, RESTS = 1, 2
LUNCH = {"name": "Onsdagslunsj", "contact": "Marit, 900 00 501"}
CHOIR = {"number": "999999991", "name": "Oppdiktet kor", "what": "", "place": "Hamar", "contact": "900 00 502"}
FRIENDS = {"recipient": str(BERIT), "volunteer": str(LIV), "when": "onsdag kl. 10", "decided": "no"}
RANG = {"words": "Kan noen handle for meg?", "asker": "self", "name": "Mai Lund", "phone": "900 00 151"}
LIST = "Navn;Mobil\n" + "\n".join(f"Anne {n};900 00 {n}" for n in range(601, 626))
SHEET = b"Navn;Telefon;Postnummer og sted;Liker;Passer;Hvor ofte;Om vinteren\nMai Lund;90000151;2317 Hamar;Handle"


def settle(turn: Turn, house: House) -> None:
    """Two are fixed for Astrid, and one of them rests; there is a wish, a call, a lesson, and a lot to look at."""
    runner = house.system.runner
    desk.pair(turn, volunteer=LIV, recipient=ASTRID, starts=THURSDAY, substitute=PER)
    desk.pair(turn, volunteer=KARI, recipient=ASTRID, starts=THURSDAY + timedelta(days=1), kind="shopping")
    desk.pause_pairing(turn, RESTS, None)
    needs.receive(turn, ASTRID, "noen å spise sammen med", Through.PANEL)
    lunch = turn.store.add_provision(turn.now, **LUNCH)
    turn.store.add_need(
        ASTRID, "noen å synge med", turn.now, through="sms", ending="provision", ended=turn.now, provision=lunch
    )
    wording.reword(turn, "pledge.words", "nb", "Jeg sier ikke videre det jeg hører.", 1)
    turn.store.keep_lesson(PER, "grønn elefant", turn.now, expecting="", heard="", why="unclear")
    importing.take_in(turn, "Anne Moe", "+4790000150")
    desk.take_over(turn, PER, 1)
    desk.snooze(turn, PER, turn.now + timedelta(days=2), 1)
    enrol_many(turn, runner, 26)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_in(tmp_path_factory.mktemp("town")) as house:
        house.user(Role.MANAGER)
        for who, name, kind in ((KARI, "Kari Vik", "shopping"), (PER, "Per Holen", "coffee_visit")):
            assert volunteer(house, name, f"+479000010{who}", kind) == who
        assert volunteer(house, "Liv Lund", "+4790000103", "coffee_visit") == LIV
        assert recipient(house) == ASTRID and recipient(house, "Berit Moe", "+4790000202") == BERIT
        assert volunteer(house, "Olga Strand", "+4762000001") == OLGA
        posted(house, BERIT)
        house.act(lambda turn: settle(turn, house))
        writes(house, PER, "Er du der?")
        passes(house, minutes=10)
        house.act(lambda turn: turn.store.change_set_up(policy={}))
        yield house


@pytest.fixture
def client(house: House) -> TestClient:
    """As in the morning, whatever was tried before: all of it was taken back."""
    house.at = NOW + timedelta(minutes=30)
    client = TestClient(house.panel, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    secret = house.do(lambda db: accounts.open_login(db, 1, "Firefox på Linux", house.at))
    client.cookies.set("handslag", secret, domain="testserver.local", path="/")
    return client


Typed = Mapping[str, Sequence[str]]
ACTS: dict[str, tuple[str, str, Typed]] = {
    "two are made friends": ("friends.make", "/besoksvenner/ny", FRIENDS),
    "two are tried out": ("friends.make", "/besoksvenner/ny", FRIENDS | {"trial": "tirsdag kl. 12", "along": "on"}),
    "a friend rests": ("friends.pause", f"/besoksvenner/{GOES}/pause", {"until": "1. februar"}),
    "a friend goes on": ("friends.go_on", f"/besoksvenner/{RESTS}/igjen", {}),
    "no substitute": ("friends.substitute", f"/besoksvenner/{GOES}/vikar", {"substitute": ""}),
    "it is over": ("friends.end", f"/besoksvenner/{GOES}/avslutt", {}),
    "it is over quietly": ("friends.end", f"/besoksvenner/{GOES}/avslutt", {"how": "quietly"}),
    "the weather": ("outdoors.move", "/oppgaver/ute", {"to": "2026-11-27", "chosen": ["1"]}),
    "a volunteer": ("volunteers.register", "/frivillige/ny", VIK | {"name": "Mai Lund", "phone": "900 00 151"}),
    "a list": ("volunteers.paste.read", "/frivillige/liste", {"list": LIST, "do": "store"}),
    "a sheet": ("sheets.keep", "/regneark/frivillige/inn", {"rows": carried(sheets.read(SHEET))}),
    "those of a sheet are asked": ("sheets.ask", "/regneark/spor", {}),
    "a volunteer is another": ("volunteer.changed", f"/frivillige/{KARI}/endre", VIK | {"phone": "900 00 111"}),
    "approved": ("volunteer.approval", "/frivillige/8/godkjenning", {"talk": "i dag", "promised": "on"}),
    "the pledge": ("volunteer.pledge", f"/frivillige/{LIV}/loefte", {}),
    "a new pledge": ("pledge.publish", "/oppsett/taushetslofte", {"again": "yes"}),
    "a pause": ("volunteer.pause", f"/frivillige/{LIV}/pause", {"until": "1. februar", "do": "pause"}),
    "the end of a pause": ("volunteer.pause", f"/frivillige/{KARI}/pause", {"do": "end"}),
    "no more Telegram": ("volunteer.telegram", f"/frivillige/{KARI}/telegram", {"do": "end"}),
    "someone who is helped": ("recipients.register", "/innbyggere/ny", BERG),
    "another address": ("recipient.changed", f"/innbyggere/{ASTRID}/endre", BERG | {"street": "Lillegata 2"}),
    "all is stopped": ("recipient.stop", f"/innbyggere/{ASTRID}/stans", {"do": "stop"}),
    "kept apart": ("recipient.not_again", f"/innbyggere/{ASTRID}/ikke-igjen", {"volunteer": str(OLGA)}),
    "are you well": ("today.ask_if_well", f"/i-dag/stille/{LIV}", {}),
    "read": ("today.seen", f"/i-dag/lest/{PER}", {}),
    "rung, and told": ("calls.answer", "/ringeliste/{call}", {"answer": "told"}),
    "rung, and nobody": ("calls.answer", "/ringeliste/{call}", {"answer": "no_reply"}),
    "a wish": ("needs.register", "/onsker/nytt", RANG | {"decided": "no"}),
    "a wish for home care": ("needs.register", "/onsker/nytt", RANG | {"decided": "yes"}),
    "who it is about": ("needs.correct", "/onsker/1/hvem", {"asker": "kin", "whom": "Olga", "knows": "no"}),
    "nothing to do": ("needs.drop", "/onsker/bort", {"need": ["1"], "reason": "nonsense"}),
    "not decided by law": ("needs.decide", "/onsker/1/vedtak", {"decided": "no"}),
    "decided by law": ("needs.decide", "/onsker/1/vedtak", {"decided": "yes"}),
    "it was used": ("needs.used", "/onsker/2/brukt", {"used": "yes"}),
    "police": ("police.save", "/oppsett/politiattest", {"kinds": ["shopping"], "basis": "Vedtak", "sure": "99"}),
    "what is dropped": ("sending.drop", "/utsending/mange/{mass}/dropp", {}),
    "one message": ("sending.take_back", "/utsending/{waiting}/dropp", {}),
    "no reminder": ("talk.let_be", f"/samtaler/{PER}/minn-meg/nei", {}),
    "a reminder": ("talk.snooze", f"/samtaler/{PER}/minn-meg", {"when": "i morgen"}),
    "ready answers": ("canned.save", "/tekster/ferdige-svar", {"answers": "Takk!"}),
    "own answers": ("own_answers.save", "/oppsett/egne-svar", {"insurance": "Ja"}),
    "a text": ("text.save", "/tekster/nb/kind.shopping", {"text": "kjøpe mat til {name}"}),
    "our text": ("text.use_ours", "/tekster/nb/kind.walk/var", {}),
    "a lesson": ("lessons.tell", "/laer-roboten/1", {"text": "elefant", "intent": "deny"}),
    "no lesson": ("lessons.drop", "/laer-roboten/1/bort", {}),
    "a provision": ("provisions.register", "/tilbud/nytt", LUNCH),
    "another provision": ("provisions.changed", "/tilbud/1", LUNCH | {"cost": "50 kr"}),
    "a provision is right": ("provisions.checked", "/tilbud/1/sjekket", {}),
    "no provision": ("provisions.take_away", "/tilbud/1/bort", {}),
    "a choir": ("register.take_in", "/tilbud/register/inn", {"take": json.dumps(CHOIR)}),
    "prices": ("reports.prices", "/rapporter/priser", {"sms": "70", "hour": "400"}),
    "how they are": ("wellbeing.keep", f"/fellesskap/{ASTRID}",
                     {"agreed": "on", "first": "3", "second": "2", "third": "1", "rings": "yes"}),
    "what they are asked": ("wellbeing.word", "/fellesskap/ord", {"first": "Savner du noen?"}),
    "several": ("errands.together", "/oppgaver/flere", {"chosen": ["1"], "act": "avlys"}),
    "posted": ("errand.post", "/oppgaver/ny", FORM | {"recipient": str(BERIT)}),
    "called off": ("errand.call_off", "/oppgaver/1/avlys", {}),
    "given": ("errand.give", "/oppgaver/1/gi-til", {"volunteer": str(KARI)}),
    "changed": ("errand.changed", "/oppgaver/1/endre", {"when": "fredag kl. 12", "minutes": "60", "details": ""}),
}  # fmt: skip
ELSEWHERE = {
    "errand.ask_more", "errand.cannot_come", "errand.end_series", "errand.greet", "errand.take_proposed",
    "errand.welcome", "merge.do", "needs.end", "sending.send", "talk.answer", "volunteers.together",
}  # fmt: skip
"""Tried with what they are about, in the tests of their own screens."""


def address(house: House, where: str) -> str:
    """With the numbers of what waits to be rung, looked over and sent."""

    def numbers(turn: Turn) -> dict[str, int]:
        (mass,) = turn.store.matters("mass")
        call = next(one.id for one in turn.store.to_be_read(turn.now) if one.kind == "offer")
        return {"mass": mass.id, "waiting": turn.store.queued_about(mass.id)[0].id, "call": call}

    return where.format(**house.act(numbers)) if "{" in where else where


def differs(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, set[str]]:
    """By table, the rows that are not the same."""
    was, now = without_traces(before), without_traces(after)
    return {table: set(was[table]) ^ set(now[table]) for table in was if was[table] != now[table]}


@pytest.mark.parametrize("act", ACTS)
def test_it_is_all_put_back(house: House, client: TestClient, act: str) -> None:
    what, where, typed = ACTS[act]
    before = rows(house)

    assert client.post(address(house, where), data=typed).status_code == 303
    passes(house, seconds=29)
    done, on_the_page = rows(house), client.get("/frivillige").text
    left = {row for row in done["message"] if "'handed_over'" in row} - set(before["message"])
    said = undo(client)
    passes(house, minutes=1)

    assert differs(before, done)
    assert ("Ingenting er sendt ennå" in on_the_page, "Angret. Ingenting er sendt." in said) == (what in TELLS,) * 2
    assert "Angret." in said
    assert differs(before, rows(house)) == {}
    assert not left


def test_nothing_is_left_of_someone_who_was_not_to_be_written_up(house: House, client: TestClient) -> None:
    _, where, typed = ACTS["a volunteer"]
    client.post(where, data=typed)
    undo(client)

    assert not [row for row in rows(house)["message"] if "skrev deg opp" in row and "90000151" in row]


LOGGED = {
    "several": ["Ingrid Lie avlyste oppgave 1"],
    "the weather": ["Ingrid Lie flyttet oppgave 1 på grunn av været"],
    "a list": [f"Ingrid Lie skrev opp Anne {n} fra en liste" for n in range(601, 626)],
    "a sheet": ["Ingrid Lie la inn Mai Lund som frivillig fra en fil"],
    "those of a sheet are asked": ["Ingrid Lie lot roboten spørre Anne Moe om det stemmer"],
    "what is dropped": [f"Ingrid Lie lot være å sende ut til Hjelper {n} og mange andre" for n in range(3000, 3026)],
}


@pytest.mark.parametrize("act", LOGGED)
def test_what_is_done_to_many_has_a_line_for_each_that_stands_when_it_is_taken_back(
    house: House, client: TestClient, act: str
) -> None:
    _, where, typed = ACTS[act]
    assert client.post(address(house, where), data=typed).status_code == 303
    shown = words_on(client.get("/logg").text)
    before = house.act(lambda turn: turn.store.check_chain())
    undo(client)

    assert [line for line in LOGGED[act] if line not in shown] == []
    after = house.act(lambda turn: turn.store.check_chain())
    assert after.broken is None and after.lines > before.lines


def test_every_route_that_writes_says_whether_it_can_be_taken_back() -> None:
    tables = [TELLS, TELLS_NOBODY, OWN_WAY.keys(), FOR_GOOD.keys()]
    writing = {route.name for route in all_routes() if set(route.methods or ()) - SAFE}

    assert sorted(name for table in tables for name in table) == sorted(writing)


def test_every_act_that_may_be_taken_back_is_tried() -> None:
    assert {what for what, _, _ in ACTS.values()} | ELSEWHERE == TELLS | TELLS_NOBODY
