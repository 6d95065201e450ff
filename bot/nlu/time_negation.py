"""Which times in a message are refused: "kan ikke torsdag", "torsdag går ikke", "verken tirsdag eller fredag"."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from bot.nlu.time_mention import Mention
from bot.nlu.time_tokens import LOOK_AHEAD, Token, not_until

_REFUSING = frozenset(("unntatt", "verken", "utenfor", "itte", "nei", "dårlig", "ingen"))
_EARSHOT = 20
_STOPS = frozenset(".!?;\n()")
_INLAND = frozenset(
    "je jæ kæin kæinn kæn dom hu æiller kåmmå kåmå måra dekkan dæ'n hæin hæinn itt'n væl væra vørti".split()
)
_WEST = frozenset(
    "eg ej ikkje ikkj kje me dokker dåke kor korleis kva ka kossen meg deg seg ittepå då frå heim".split()
)


def negated(ts: list[Token], found: list[Mention]) -> list[Mention]:
    """The same mentions, with those refused marked."""
    if not found:
        return found
    found = [_settled(ts, one) for one in found]
    after = {k for one in found if one.clock and one.clock.way != "at" for k in range(one.begins, one.ends)}
    refusals = [k for k in range(len(ts) - LOOK_AHEAD) if _refuses(ts, k) and not (ts[k].key == "itte" and k in after)]
    # "ikke før tolv" says from when, and refuses nothing
    refusals = [k for k in refusals if not any(ts[j].key == "før" and not_until(ts, j) for j in range(k + 1, k + 4))]
    if not refusals:
        return found
    cuts = _clauses(ts, found)
    marked: list[Mention] = []
    for first, last in zip(cuts, [*cuts[1:], len(ts)], strict=True):
        inside = found[bisect_left(found, first, key=_begins) : bisect_left(found, last, key=_begins)]
        here = refusals[bisect_left(refusals, first) : bisect_left(refusals, last)]
        marked += [replace(one, negated=True) if _refused(one, inside, here) else one for one in inside]
    return marked


def _begins(one: Mention) -> int:
    return one.begins


def _refused(one: Mention, inside: list[Mention], refusals: list[int]) -> bool:
    """A refusal reaches all times after it in its sentence; with none after it, those before."""
    if not refusals:
        return False
    return one.begins > refusals[0] or inside[-1].begins < refusals[-1]


def _settled(ts: list[Token], one: Mention) -> Mention:
    """ "itte" before a clock time is *ikke* in Innlandet and *etter* in the west; other words may decide."""
    if one.clock is None or not one.clock.asks:
        return one
    around = ts[max(0, one.begins - _EARSHOT) : one.ends + _EARSHOT]
    words = {token.raw.lower() for token in around}
    at = next(k for k in range(one.begins, one.ends) if ts[k].key == "itte")
    contrast = any(token.key == "men" for token in ts[one.ends : one.ends + _EARSHOT])
    elsewhere = sum(token.key == "itte" for token in around) > 1
    inland, west = bool(words & _INLAND) or elsewhere or contrast, bool(words & _WEST)
    if inland == west:
        return one
    if west:
        return replace(one, clock=replace(one.clock, asks=False))
    begins = at + 1 if at == one.begins else one.begins
    return replace(one, begins=begins, clock=replace(one.clock, way="at", asks=False))


def _refuses(ts: list[Token], k: int) -> bool:
    token = ts[k]
    if token.word.does != "not" and token.word.key not in _REFUSING:
        return False
    before, after = ts[k - 1], ts[k + 1]
    if token.key in ("unntatt", "verken", "utenfor"):
        return True
    if token.key == "itte":
        return after.kind != "end"
    if token.key == "nei":
        named = before.word.weekday >= 0 or before.word.part != "" or before.word.month > 0
        return (
            after.key == "til" or (after.key == "takk" and ts[k + 2].key == "til") or (named and after.kind != "word")
        )
    if token.key == "ingen":
        return after.key == "tida"
    if token.key == "dårlig":
        return before.word.does == "can" or ts[k + 1].key == "tida"
    if token.word.does != "not":
        return False
    nothing_wrong = after.key == "noe" and ts[k + 2].key == "problem"
    return not (nothing_wrong or after.key in ("bare", "sant", "problem") or before.key == "hvorfor")


def _clauses(ts: list[Token], found: list[Mention]) -> list[int]:
    """Where each stretch begins that one refusal can reach: at "men", a full stop, a new sentence."""
    cuts = [0]
    ends = {one.begins: one.ends for one in found}
    inside = {k for one in found for k in range(one.begins, one.ends)}
    seen = can = False
    for k, token in enumerate(ts[:-LOOK_AHEAD]):
        if k in ends:
            cut = seen and can and ts[ends[k]].word.does == "can"  # a run-on: "kan ikke torsdag fredag går fint"
        else:
            stop = token.kind == "sign" and token.raw in _STOPS
            cut = k not in inside and (
                stop or token.key == "men" or (token.raw == "," and not _list_goes_on(ts, k, inside))
            )
        if cut:
            cuts.append(k)
            seen = can = False
        seen = seen or k in ends
        can = can or (k not in inside and token.word.does == "can")
    return cuts


def _list_goes_on(ts: list[Token], k: int, inside: set[int]) -> bool:
    """After the comma nothing but more times: "kan ikke tirsdag, torsdag eller fredag"."""
    j = k + 1
    if j not in inside and ts[j].key not in ("på", "og", "eller"):
        return False
    while j < k + 12 and ts[j].kind != "end" and ts[j].raw not in _STOPS and ts[j].raw != "," and ts[j].key != "men":
        if j not in inside and ts[j].key not in ("på", "og", "eller", "om", "i"):
            return False
        j += 1
    return True
