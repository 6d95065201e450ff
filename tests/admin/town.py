"""A small town for tests of the panel: volunteers who are asked, someone who gets help, and what they write."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from itertools import count

from bot import desk
from bot.channels import Incoming
from bot.life import needs
from bot.life.turn import Turn
from bot.model import Errand, ErrandId, MunicipalityId, PersonId
from bot.storage.needs import Through
from tests.admin.house import NOW, House, done

THURSDAY = NOW + timedelta(days=3, hours=2)
"""torsdag 26. november kl. 11.00, three days after it is Monday at nine"""
DAY_PAGES = (
    "/i-dag", "/oppgaver", "/oppgaver?vis=avtalt", "/oppgaver?vis=avlyste", "/oppgaver?q=ingen", "/oppgaver/ny",
    "/oppgaver/ny?som=1", "/oppgaver/1", "/oppgaver/1/endre", "/oppgaver/2", "/oppgaver/3", "/oppgaver/2/endre",
    "/oppgaver/ute", "/oppgaver/flere?valgt=1&valgt=2&gjor=avlys", "/samtaler", "/samtaler?vis=alle",
    "/samtaler/1", "/samtaler/2", "/samtaler/1?alt=ja",
    "/ringeliste", "/laer-roboten", "/onsker", "/onsker/nytt", "/oppgaver/ny?onske=1", "/tilbud", "/tilbud?q=ingen",
    "/tilbud/nytt", "/tilbud/1", "/tilbud/1/endre", "/tilbud/register", "/mote",
    "/innsyn?q=a", "/innsyn/1/slett", "/regneark", "/rapporter",
    "/paminnelser", "/paminnelser?hvem=1", "/paminnelser?hvem=4", "/fellesskap", "/fellesskap/4",
)  # fmt: skip
"""Pages that show something when a day has been spent among the neighbours."""
_events = count(1)


def volunteer(house: House, name: str = "Kari Vik", phone: str = "+4790000101", kind: str = "shopping") -> PersonId:
    """Someone who is ready to be asked."""

    def job(turn: Turn) -> PersonId:
        who = desk.enrol(turn, house.system.runner, name, phone, ask=False, skills=[kind])
        desk.approve(turn, who, quiet=True)
        return who

    return house.act(job)


def recipient(house: House, name: str = "Astrid Moe", phone: str = "+4790000201", postcode: str = "2317") -> PersonId:
    return house.act(lambda turn: desk.add_recipient(turn, name, phone, postcode=postcode))


def posted(house: House, whom: PersonId, starts: datetime = THURSDAY, kind: str = "shopping") -> ErrandId:
    return house.act(lambda turn: desk.post(turn, kind=kind, recipient=whom, starts=starts))


def writes(house: House, who: PersonId, text: str) -> None:
    """An SMS from someone we know, and all that comes of it."""
    number = house.act(lambda turn: turn.store.addresses(who)["sms"])
    came = Incoming("sms", f"test-{next(_events)}", number, text)
    done(house.system.receive(came, MunicipalityId(1)))
    passes(house)


def passes(house: House, **time: float) -> None:
    """So much time goes by, and what falls due is done."""
    house.at = house.at + timedelta(**time)
    house.act(lambda turn: None)


def errand(house: House, which: ErrandId) -> Errand:
    return house.act(lambda turn: turn.store.errand(which))


def sms_to(house: House, who: PersonId) -> list[str]:
    """What someone has been sent, withdrawn messages left out."""
    return house.act(
        lambda turn: [m.text for m in turn.store.messages_to(who) if m.channel == "sms" and m.handed_over is not None]
    )


def spend_a_day(house: House, user: int) -> None:
    """Among the neighbours: someone is in need, someone waits, one errand is free, one is off, one must be rung."""
    kari, per, astrid = PersonId(1), PersonId(2), PersonId(4)
    volunteer(house, "Olga Strand", "+4762000001")
    posted(house, astrid, THURSDAY + timedelta(days=1))
    house.act(lambda turn: desk.call_off(turn, posted_in(turn, astrid, THURSDAY + timedelta(days=2))))
    writes(house, kari, "jeg har falt og kommer meg ikke opp")
    writes(house, per, "grønn elefant hos Astrid")
    writes(house, per, "kan noen ringe meg")
    house.act(lambda turn: desk.take_over(turn, kari, user))
    house.act(_wish_and_offer)
    writes(house, kari, "Er du der?")


def _wish_and_offer(turn: Turn) -> None:
    """Astrid has asked for help twice, and one of it may be given away; a club offers lunch."""
    for words in ("kan noen handle for meg på torsdag kl. 12", "noen å spise sammen med"):
        needs.receive(turn, PersonId(4), words, Through.PANEL)
    needs.decide(turn, 2, False, None)
    lunch = {"name": "Onsdagslunsj", "what": "Suppe og prat", "contact": "Marit, 900 00 501", "kinds": ["meal_company"]}
    turn.store.add_provision(turn.now, **lunch)


def posted_in(turn: Turn, whom: PersonId, starts: datetime) -> ErrandId:
    return desk.post(turn, kind="gathering", recipient=whom, starts=starts, places=3, urgent=True)


def words_on(page: str) -> str:
    """The text of a page's main part, without tags and line breaks."""
    main = page[page.index("<main") :] if "<main" in page else page
    inside, text = False, []
    for letter in main:
        inside = letter == "<" or (inside and letter != ">")
        text.append(" " if letter in "<>" else "" if inside else letter)
    return " ".join(unescape("".join(text)).split())
