"""A few invented people in a panel, and the addresses of the pages about them."""

from __future__ import annotations

from datetime import date, timedelta

from bot import desk
from bot.channels import Incoming
from bot.life import wording
from bot.life.turn import Turn
from bot.model import Approval, Kin, PersonId, Tell
from tests.admin.house import NOW, House, done

PAGES = (
    "/frivillige", "/frivillige?vis=pause", "/frivillige?q=ingen", "/frivillige/ny", "/frivillige/liste",
    "/frivillige/1", "/frivillige/2", "/frivillige/3", "/frivillige/1/endre", "/frivillige/1/slett",
    "/frivillige/flere?valgt=1&valgt=2&gjor=skriv", "/frivillige/flere?valgt=1&gjor=pause",
    "/frivillige/flere?valgt=1&gjor=kurs", "/frivillige/flere?valgt=1&gjor=ut",
    "/slaa-sammen/1", "/slaa-sammen/1?q=ingen", "/slaa-sammen/1?q=o", "/slaa-sammen/1/3", "/slaa-sammen/1/4",
    "/innbyggere", "/innbyggere?q=ingen", "/innbyggere/ny", "/innbyggere/4", "/innbyggere/5", "/innbyggere/4/endre",
    "/prov", "/oppsett", "/oppsett/egne-svar", "/oppsett/politiattest", "/oppsett/taushetslofte",
    "/frivillige?vis=loefte", "/tekster/nb/pledge.words", "/tekster", "/tekster?sprak=nn&om=offer",
    "/tekster?endret=1", "/tekster/nb/onboarding.welcome", "/tekster/en/talk.danger",
)  # fmt: skip


def move_in(house: House) -> None:
    """Kari has a visit, Per is new and Turid rests; Astrid is helped, and all about Olga is stopped."""

    def people(turn: Turn) -> None:
        for who, name in enumerate(("Kari Vik", "Per Holen", "Turid Nygård"), 1):
            _volunteer(house, turn, PersonId(who), name)
        desk.pause(turn, PersonId(3), date(2027, 2, 1))
        astrid = desk.add_recipient(turn, "Astrid Berg", "+4790000099", postcode="2317", street="Storgata 1")
        kin = Kin("Siv", "+4790000098")
        olga = desk.add_recipient(turn, "Olga Strand", tell=Tell.KIN, kin=kin, postcode="2340")
        desk.post(turn, kind="shopping", recipient=astrid, starts=NOW + timedelta(days=3, hours=2))
        desk.stop_all(turn, olga)
        wording.reword(turn, "pledge.words", "nb", "Det jeg hører hos andre, sier jeg ikke videre.", None)
        turn.store.change_set_up(night="+4790000001", phones=["p1", "vakt", "k5", "ny-1"])

    house.act(people)
    done(house.system.receive(Incoming("sms", "kari-1", "+4790000101", "JA")))
    done(house.system.tick())


def _volunteer(house: House, turn: Turn, who: PersonId, name: str) -> None:
    phone = f"+479000010{who}"
    desk.enrol(turn, house.system.runner, name, phone, skills=["shopping", "walk"], postcode="2317", ask=who == 2)
    if who != 2:
        day = date(2026, 11, 2)
        desk.approve(turn, who, Approval(day, day, day, day, date(2026, 12, 24)), quiet=True)
