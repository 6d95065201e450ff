"""Who and what a run has named so far, and what a coordinator does to them, by the name it has in the line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from bot import desk
from bot.clock import OSLO
from bot.dialog.weeks import counted_from
from bot.errors import NotFound
from bot.kinds import KINDS
from bot.life.recurring import EVERY
from bot.life.turn import Turn
from bot.model import WEEKDAYS, Approval, ErrandId, Frequency, Kin, PersonId, Stage, Tell
from bot.recurring import first_in_slot
from bot.runner import Runner
from bot.storage.people import read_availability
from bot.storage.store import Store


@dataclass
class Cast:
    """The people and the errands of a run, by the names its lines give them."""

    runner: Runner
    people: dict[str, PersonId] = field(default_factory=dict)
    errands: dict[str, ErrandId] = field(default_factory=dict)
    again: dict[str, int] = field(default_factory=dict)
    """What comes again, by the id its line has."""

    def name_of(self, store: Store, which: ErrandId) -> str:
        """The name of an errand; what comes again is "e1/2" the second time."""
        known = next((name for name, errand in self.errands.items() if errand == which), "")
        if not known:
            made = store.made_as(which)
            again = next((name for name, series in self.again.items() if made and series == made[0]), "")
            known = f"{again}/{made[1]}" if again and made else str(which)
            self.errands[known] = which
        return known

    def act(self, turn: Turn, line: dict[str, Any]) -> None:
        """What a coordinator does, by the name it has in the line."""
        acts: dict[str, Callable[[], object]] = {
            "volunteer": lambda: self._volunteer(turn, line),
            "recipient": lambda: self._recipient(turn, line),
            "errand": lambda: self._errand(turn, line),
            "edit_errand": lambda: self._edit(turn, line),
            "cancel_errand": lambda: self._cancel(turn, line["id"]),
            "give": lambda: desk.give(turn, self.which(turn.store, line["errand"]), self.people[line["volunteer"]]),
            "take_proposed": lambda: desk.take_proposed(turn, self._proposal(turn, line)),
            "greet": lambda: desk.pass_on(turn, self.which(turn.store, line["errand"]), line["text"]),
            "ask_if_well": lambda: desk.ask_if_well(turn, self._who(line)),
            "welcome": lambda: desk.welcome(
                turn, self.which(turn.store, line["errand"]), self.people[line["volunteer"]]
            ),
            "pair": lambda: self._pair(turn, line),
            "pause_pair": lambda: desk.pause_pairing(turn, self._two(turn, line), _day(line.get("until"))),
            "resume_pair": lambda: desk.go_on(turn, self._two(turn, line)),
            "substitute": lambda: desk.set_substitute(turn, self._two(turn, line), self._person(line, "substitute")),
            "end_pair": lambda: desk.end_pairing(turn, self._two(turn, line), quietly=line.get("quietly", False)),
            "approve": lambda: desk.approve(turn, self._who(line)),
            "pledge": lambda: desk.send_pledge(turn, self._who(line)),
            "disapprove": lambda: desk.see(turn, self._who(line), Approval()),
            "pause": lambda: desk.pause(turn, self._who(line), _day(line.get("until"))),
            "erase": lambda: desk.erase(turn, self._who(line)),
            "stop_all": lambda: desk.stop_all(turn, self.people[line["recipient"]]),
            "take_over": lambda: desk.take_over(turn, self._who(line)),
            "hand_back": lambda: desk.hand_back(turn, self.runner, self._who(line)),
            "say": lambda: desk.say(turn, self._who(line), line["text"]),
            "number": lambda: desk.set_number(turn, self._who(line), line["phone"] or ""),
            "clear_number": lambda: desk.clear_number(turn, self._who(line)),
            "merge": lambda: desk.merge(turn, self._who(line), self.people[line["other"]]),
            "invite": lambda: desk.invite(turn, self._who(line), str(line["code"])),
            "answer": lambda: desk.answer(turn, self.runner, self._who(line), line["text"]),
        }
        acts[line["do"]]()

    def _who(self, line: dict[str, Any]) -> PersonId:
        return self.people[line["person"]]

    def _edit(self, turn: Turn, line: dict[str, Any]) -> None:
        at = datetime.fromisoformat(line["starts"]) if "starts" in line else None
        change = desk.change_from if line["id"] in self.again else desk.edit
        which = self._next_of(turn, line["id"]) if line["id"] in self.again else self.which(turn.store, line["id"])
        change(turn, which, starts=at, minutes=line.get("minutes"), details=line.get("details"))

    def _next_of(self, turn: Turn, name: str) -> ErrandId:
        """The next time of what comes again."""
        made = turn.store.errands_in(self.again[name])
        found = next((errand.id for errand in made if errand.active and errand.starts > turn.now), None)
        if found is None:
            raise NotFound("errand")
        return found

    def _proposal(self, turn: Turn, line: dict[str, Any]) -> int:
        which, who = self.which(turn.store, line["errand"]), self._who(line)
        found = (m.id for m in turn.store.matters("counter_offer", "postponed") if (m.errand, m.person) == (which, who))
        matter = next(found, None)
        if matter is None:
            raise NotFound("matter")
        return matter

    def _volunteer(self, turn: Turn, line: dict[str, Any]) -> None:
        who = desk.add_person(turn, line.get("name", line["id"]), line.get("phone") or "", line.get("language", ""))
        if line.get("telegram"):
            turn.store.give_address(who, "telegram", address(line["telegram"]))
        today = turn.now.astimezone(OSLO).date()
        yes = line.get("approved", True)
        born = line.get("born")
        turn.store.add_volunteer(
            who, stage=(Stage.APPROVED if yes else Stage.APPLIED).value, skills=line.get("skills") or list(KINDS),
            availability=read_availability(counted_from({"weekly": line.get("weekly") or []}, turn.now)),
            postcode=line.get("postcode") or "", transport="car" if line.get("car", True) else "bus",
            frequency=Frequency(line.get("per_week", 2), 7), registered=turn.now, waiting_since=turn.now,
            approval=Approval(today, today, today if line.get("pledge", True) else None,
                              today if line.get("police", True) else None),
            organisation=line.get("organisation") or "", born=int(str(born)[:4]) if born else None,
        )  # fmt: skip
        self.people[line["id"]] = who

    def _recipient(self, turn: Turn, line: dict[str, Any]) -> None:
        kin = Kin(**line["kin"]) if line.get("kin") else None
        tell = Tell(line["tell"]) if line.get("tell") else Tell.KIN if kin else None
        self.people[line["id"]] = desk.add_recipient(
            turn, line.get("name", line["id"]), line.get("phone") or "", tell=tell, kin=kin,
            postcode=line.get("postcode") or "", street=line.get("address", ""), entry=line.get("entry", ""),
            known_only=line.get("known_only", False),
        )  # fmt: skip

    def _errand(self, turn: Turn, line: dict[str, Any]) -> None:
        values: dict[str, Any] = {
            "kind": line["kind"], "recipient": self.people[line["recipient"]],
            "starts": datetime.fromisoformat(line["starts"]), "minutes": line.get("minutes", 60),
            "details": line.get("details", ""), "places": line.get("places", 1), "urgent": line.get("urgent", False),
            "ask_first": self._person(line, "with"),
        }  # fmt: skip
        if not line.get("repeat"):
            self.errands[line["id"]] = desk.post(turn, **values, between=_two_moments(line.get("between")))
            return
        first = desk.repeat(turn, weeks=EVERY[line["repeat"]], until=_day(line.get("last")), **values)
        self.again[line["id"]] = turn.store.errand(first).series or 0

    def _cancel(self, turn: Turn, name: str) -> None:
        """One errand, or all that comes again."""
        if name in self.again:
            desk.end_series(turn, self.again[name])
        else:
            desk.call_off(turn, self.which(turn.store, name))

    def _pair(self, turn: Turn, line: dict[str, Any]) -> None:
        trial = datetime.fromisoformat(line["trial"]) if line.get("trial") else None
        start = time.fromisoformat(line["start"])
        which = desk.pair(
            turn, volunteer=self.people[line["volunteer"]], recipient=self.people[line["recipient"]],
            starts=first_in_slot(WEEKDAYS.index(line["day"]), start, max(turn.now, trial or turn.now)),
            minutes=line.get("minutes", 60), weeks=EVERY[line.get("repeat", "weekly")],
            substitute=self._person(line, "substitute"), trial=trial, along=line.get("along", False),
        )  # fmt: skip
        self.again[f"{line['volunteer']}-{line['recipient']}"] = turn.store.pairing(which).series

    def _two(self, turn: Turn, line: dict[str, Any]) -> int:
        """Those who keep meeting at a recipient's."""
        meeting = turn.store.pairings_of(self.people[line["recipient"]])
        if not meeting:
            raise NotFound("pairing")
        return meeting[-1].id

    def _person(self, line: dict[str, Any], key: str) -> PersonId | None:
        return self.people[line[key]] if line.get(key) else None

    def which(self, store: Store, name: str) -> ErrandId:
        """The errand of that name; "e1/2" is the second time of what comes again."""
        if name in self.errands:
            return self.errands[name]
        again, _, number = name.rpartition("/")
        made = store.occasion(self.again[again], int(number)) if again in self.again else None
        if made is None:
            raise NotFound("errand")
        return made


def address(told: object) -> str:
    """A number, or the number of a chat: "telegram:1001" is chat 1001."""
    return str(told).removeprefix("telegram:")


def _two_moments(told: list[str] | None) -> tuple[datetime, datetime] | None:
    return (datetime.fromisoformat(told[0]), datetime.fromisoformat(told[1])) if told else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
