"""Each place in a message where a time is named: its days, its part of day and its clock time, put together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.nlu.time_amounts import minutes
from bot.nlu.time_clock import Clock, clock
from bot.nlu.time_counted import away
from bot.nlu.time_day import Days
from bot.nlu.time_days import base
from bot.nlu.time_tokens import LOOK_AHEAD, Token, skip


@dataclass(frozen=True, slots=True)
class Mention:
    """What was said between two words of the message; ``moment`` counts minutes from now."""

    begins: int
    ends: int
    days: Days | None = None
    until: Days | None = None
    part: str = ""
    usual: bool = False
    early: bool = False
    clock: Clock | None = None
    moment: int | None = None
    moment_ends: int | None = None
    right_now: bool = False
    negated: bool = False

    @property
    def again(self) -> bool:
        """Said of what comes again and again, so no date is meant."""
        return bool(self.days and self.days.many) or (self.usual and not (self.days or self.clock))

    @property
    def bare(self) -> bool:
        """No more than a clock time or a part of the day."""
        return self.days is None and self.moment is None and not self.right_now


_BEFORE_PART = ("på", "om", "tidlig", "sent", "den", "utover", "alle", "hver", "denne")


def mentions(ts: list[Token], today: date) -> list[Mention]:
    found: list[Mention] = []
    i, last = 0, len(ts) - LOOK_AHEAD
    while i < last:
        one = _mention(ts, i, today) if _may_begin(ts[i]) else None
        one = one or (_one_more(ts, i, found[-1]) if found else None)
        if one is None:
            i += 1
        else:
            found.append(one)
            i = one.ends
    return found


def _one_more(ts: list[Token], i: int, before: Mention) -> Mention | None:
    """A number after "eller": "klokka ti eller elleve"."""
    if not (before.clock and before.ends == i - 1 and ts[i - 1].key in ("og", "eller") and ts[i].number >= 0):
        return None
    found = clock(ts, i)
    ended = found and (ts[found[1]].kind in ("end", "sign") or ts[found[1]].word.does != "" or ts[found[1]].key != "")
    return Mention(i, found[1], clock=found[0]) if found and ended else None


def _may_begin(token: Token) -> bool:
    word = token.word
    return (
        bool(word.key) or token.number >= 0 or word.weekday >= 0 or bool(token.pair) or bool(word.part) or word.nth != 0
        or word.month > 0 or bool(word.feast) or bool(word.unit) or word.days is not None
    )  # fmt: skip


def _mention(ts: list[Token], i: int, today: date) -> Mention | None:
    if ts[i].key == "i" and ts[i + 1].key == "løpet":
        return None
    if after := _from_now(ts, i):
        return after
    got = Mention(i, i)
    while True:
        j = _filler(ts, got) if got.ends > i else i
        more = _with_days(ts, j, got, today) or _with_part(ts, j, got) or _with_clock(ts, j, got)
        if more is None or more is got:
            break
        got = more
    if got.ends == i or not _is_meant(ts, got):
        return None
    return got


def _filler(ts: list[Token], got: Mention) -> int:
    """Past the small words inside one time: "fredag, kl 12", "torsdag den 5.", "tolv på lørdag"."""
    j = got.ends
    if ts[j].raw in (",", "(") and (
        ts[j + 1].word.weekday < 0 or bool(got.days and got.days.first and got.days.single)
    ):
        j += 1
    j = skip(ts, j, ("på", "presis"))
    return j + (ts[j].key == "om" and ts[j + 1].word.part != "")


def _from_now(ts: list[Token], i: int) -> Mention | None:
    """ "om to timer", "om ti minutt", "ti minutter fra nå"; "akkurat nå"."""
    if ts[i].key in ("om", "innen", "in"):
        j = i + 1
        j = skip(ts, j, ("ca",))
        j += ts[j].raw == "." and ts[j - 1].key == "ca"
        found = minutes(ts, j)
        return Mention(i, found[1], moment=found[0]) if found and ts[i].key != "innen" else None
    alone = i == 0 and ts[i + 1].kind in ("end", "sign") and ts[i + 2].kind == "end"
    if (
        ts[i].key == "nå"
        and (alone or ts[i - 1].key == "presis")
        and ts[i + 1].key != "på"
        and ts[i].raw.lower() != "no"
    ):
        return Mention(i, i + 1, right_now=True)
    if ts[i].key in ("neste", "forrige") and (found := minutes(ts, i + 1)) and ts[i].word.unit == "":
        ahead = ts[i].key == "neste"
        return Mention(i, found[1], moment=0 if ahead else -found[0], moment_ends=found[0] if ahead else 0)
    if ts[i].number >= 0 and (found := minutes(ts, i)):
        j = found[1]
        if ts[j].key == "fra" and ts[j + 1].key == "nå":
            return Mention(i, j + 2, moment=found[0])
        if ts[j].key == "siden":
            return Mention(i, j + 1, moment=-found[0])
    return None


def _with_days(ts: list[Token], j: int, got: Mention, today: date) -> Mention | None:
    edge, k = _edge(ts, j)
    found = base(ts, k, today) or (_after_so_long(ts, k, edge, today) if edge else None)
    if found is None:
        return None
    days, k = found
    days = replace(days, edge=days.edge or edge)
    if got.days is not None:
        merged = merge(got.days, days, today) if not got.until else None
        return replace(got, days=merged, ends=k) if merged else got
    until = _until(ts, k, days, today)
    if until:
        return replace(got, days=replace(days, edge="" if edge == "mellom" else edge), until=until[0], ends=until[1])
    if edge == "mellom":
        return None
    named = ts[k - 1].word
    part = got.part or (named.part if named.weekday >= 0 or named.days is not None else "")
    return replace(got, days=days, part=part, ends=k)


def _after_so_long(ts: list[Token], k: int, edge: str, today: date) -> tuple[Days, int] | None:
    """ "innen to uker", "etter fem dager"."""
    found = away(ts, k, today) if edge in ("innen", "etter") else None
    return (Days(first=found[0], edge="innen" if edge == "innen" else "fra"), found[1]) if found else None


def _edge(ts: list[Token], j: int) -> tuple[str, int]:
    """ "fra og med", "innen", "før", "etter", "fram til" before days."""
    key = ts[j].key
    if key == "før" and ts[j - 1].word.does == "not":
        return "fra", j + 1 + (ts[j + 1].key == "på")
    if key == "fram" and ts[j + 1].key == "til":
        return "fram til", j + 2
    if key not in ("fra", "innen", "før", "etter", "mellom", "ette") and not (
        key == "til" and ts[j + 1].key in ("og",)
    ):
        return "", j
    j += 1
    if ts[j].key == "og" and ts[j + 1].key == "med":
        j += 2
    j = skip(ts, j, ("på",))
    return {"til": "til og med", "ette": "etter"}.get(key, key), j


def _until(ts: list[Token], k: int, days: Days, today: date) -> tuple[Days, int] | None:
    """The other end of "mandag til onsdag", "5. mars - 3. april", "mellom mandag og fredag"."""
    if days.first is not None and days.last is not None and days.grain != "month" or days.shift is not None:
        return None
    to = (
        ts[k].key == "til"
        or (ts[k].key == "og" and days.edge == "mellom")
        or (ts[k].raw == "t" and ts[k + 1].raw == ".")
    )
    if not (to or ts[k].raw == "-"):
        return None
    j = k + 1
    if ts[j].key == "og" and ts[j + 1].key == "med":
        j += 2
    found = base(ts, j, today)
    if found is None or found[0].shift is not None or ((ts[k].raw == "-" or days.many) and not _alike(days, found[0])):
        return None
    fuller = base(ts, found[1], today)
    merged = merge(found[0], fuller[0], today) if fuller else None
    return (merged, fuller[1]) if fuller and merged else found


def _alike(a: Days, b: Days) -> bool:
    return bool(a.weekdays) == bool(b.weekdays) or a.first is not None and b.first is not None


def merge(a: Days, b: Days, today: date) -> Days | None:
    """Two ways of saying one day: "torsdag 5. mars", "fredag neste uke", "tirsdag om åtte dager"."""
    if a.edge and b.edge or b.edge:
        return None
    for one, other in ((a, b), (b, a)):
        named = len(one.weekdays) == 1 and one.first is None and not one.nths
        if named and other.weeks:
            return replace(one, many=True, weeks=other.weeks)
        if other.every and not other.weekdays and (one.weekdays or one.many):
            return replace(one, many=True, every=other.every)
        if other.shift is not None and (named or one.first is not None and one.single) and not one.many:
            return (
                replace(one, shift=other.shift) if named else replace(one, first=_later(one, other.shift), shift=None)
            )
        if named and not one.many and other.first is not None and (joined := _weekday_in(one, other, today)):
            return replace(joined, edge=a.edge)
    return None


def _later(days: Days, shift: int) -> date:
    assert days.first is not None
    return date.fromordinal(days.first.toordinal() + shift)


def _weekday_in(named: Days, other: Days, today: date) -> Days | None:
    assert other.first is not None
    weekday = named.weekdays[0]
    if other.last is None:
        if other.weekdays:
            return None
        if other.first.weekday() == weekday:
            return other
        nearest = date.fromordinal(today.toordinal() + ((weekday - today.weekday()) % 7 or 7))
        return replace(other, others=(nearest,))
    if other.pick == "datert" and other.first.weekday() == weekday:
        return other
    if (other.last - other.first).days > 10 or other.grain not in ("week", "day"):
        return None
    start = other.first.toordinal()
    if other.grain == "week" or other.weekdays:
        start -= other.first.weekday()
    return Days(first=date.fromordinal(start + (weekday - date.fromordinal(start).weekday()) % 7))


def _with_part(ts: list[Token], j: int, got: Mention) -> Mention | None:
    if got.part or got.moment is not None:
        return None
    found = _part(ts, j, got)
    if found is None:
        return None
    part, usual, early, k = found
    if not part:
        return replace(got, early=True, ends=k) if not got.early and got.ends > got.begins else None
    return replace(got, part=part, usual=usual, early=got.early or early, ends=k)


def _part(ts: list[Token], i: int, got: Mention) -> tuple[str, bool, bool, int] | None:
    """Part of day, whether it is said of many days, whether it is early, and what follows."""
    j, usual, early = i, False, False
    if ts[j].key in ("etter", "ette", "før", "for") and ts[j + 1].key == "middag":
        return ("ettermiddag" if ts[j].key.startswith("ette") else "formiddag"), False, False, j + 2
    while j < i + 5 and (ts[j].key in _BEFORE_PART or (ts[j].key == "til" and ts[j + 1].word.part)):
        usual = usual or ts[j].key in ("alle", "hver")
        early = early or ts[j].key == "tidlig"
        j += 1
    if ts[j].key in ("midt", "midten") and ts[j + 1].key in ("på", "i") and ts[j + 2].word.unit == "dag":
        return "midt", usual, False, j + 3
    if (
        ts[j].word.unit == "dag"
        and ts[j].raw.lower() in ("dagen", "dan", "dag'n", "dagan")
        and ts[j - 1].key == "på"
        and j > i - 1
    ):
        return ("morgen" if early else "dagtid"), usual, early, j + 1
    if ts[j].key == "middag" and got.days:
        return "midt", usual, False, j + 1
    word = ts[j].word
    if word.part and word.weekday < 0 and not (word.days is not None and j != i):
        if ts[j].key == "morgen?" and ts[j - 1].key == "i":
            return None
        return word.part, usual or word.many, early, j + 1
    if ts[i].key == "tidlig" and got.ends > got.begins:
        return "", False, True, i + 1
    return None


def _with_clock(ts: list[Token], j: int, got: Mention) -> Mention | None:
    if got.clock or got.moment is not None or (got.days and (got.days.last or got.days.shift is not None) and not got.days.single
                                               and not got.days.many and not got.until and got.days.grain != "day"):  # fmt: skip
        return None
    found = clock(ts, j)
    if found is None:
        return None
    return replace(got, clock=found[0], ends=found[1])


_WISH = ("god",)
_LINKS = frozenset(("men", "bare", "helst", "og", "eller", "ca", "på"))


def _is_meant(ts: list[Token], got: Mention) -> bool:
    """A bare number is a clock time only beside a day, or where the talk is of what suits."""
    before = ts[got.begins - 1]
    if got.part and got.bare and not got.clock:
        named = ts[got.ends - 1].key == "morgen?" and ts[got.ends - 1].raw.lower() == "morn"
        return before.key not in _WISH and not named
    if got.clock is None or got.clock.sure:
        return True
    if got.days or got.part:
        return not _belongs_to_a_name(ts, got) or ts[got.begins].number < 0
    return _number_suits(ts, got)


def _belongs_to_a_name(ts: list[Token], got: Mention) -> bool:
    """ "Storgata 12 i morgen", "nr 2 fredag", "ja til 2 på fredag"."""
    before = ts[got.begins - 1]
    if got.begins == 0:
        return False
    name = (
        before.kind == "word"
        and before.raw[0].isupper()
        and got.begins > 1
        and ts[got.begins - 2].raw not in (".", "!", "?")
    )
    return (
        name
        or before.key in ("nr", "til")
        or before.raw.lower().endswith(("gata", "gate", "veien", "vegen", "vei", "veg"))
    )


def _number_suits(ts: list[Token], got: Mention) -> bool:
    assert got.clock is not None
    hour = got.clock.first.minute // 60
    before, after = ts[got.begins - 1], ts[got.ends]
    if not 8 <= hour <= 21 or _belongs_to_a_name(ts, got):
        return False
    ended = after.kind == "end" or after.raw in (",", ".", "!", "?", "\n")
    goes_on = ended or after.word.does != "" or after.key in ("men", "og", "eller")
    if got.clock.way == "span":
        return goes_on or after.key in ("i", "på", "bare", "helst")
    if ts[got.begins].kind == "int" and len(ts[got.begins].raw) > 2:
        return False
    if ts[got.begins].kind == "hm":
        return goes_on or before.word.does != ""
    cue = before.word.does != "" or before.key in ("men", "bare", "helst") or after.word.does != ""
    return cue and goes_on
