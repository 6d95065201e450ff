"""What one time in a message lends another: a part of day, a day, or the other half of one time."""

from __future__ import annotations

from dataclasses import replace

from bot.nlu.time_mention import Mention
from bot.nlu.time_tokens import Token

_BREAKS = frozenset(".!?;\n")
_NEAR = 5


def shared(ts: list[Token], found: list[Mention]) -> list[Mention]:
    if len(found) < 2:
        return found
    return _lent_backwards(ts, _lent_forwards(ts, _day_before(ts, _again_with(ts, _joined(ts, found)))))


def _between(ts: list[Token], a: Mention, b: Mention) -> list[Token]:
    return ts[a.ends : b.begins]


def _joined(ts: list[Token], found: list[Mention]) -> list[Mention]:
    """ "fredag passer etter tolv", "klokka ti går fint på fredag": one time with words in between."""
    out = [found[0]]
    for one in found[1:]:
        last = out[-1]
        if _halves(last, one) and _near(_between(ts, last, one)):
            out[-1] = replace(
                last,
                ends=one.ends,
                gaps=(*last.gaps, (last.ends, one.begins)),
                days=last.days or one.days,
                until=last.until or one.until,
                part=last.part or one.part,
                clock=last.clock or one.clock,
                negated=last.negated or one.negated,
                usual=last.usual and one.usual,
                early=last.early or one.early,
            )
        else:
            out.append(one)
    return out


def _halves(a: Mention, b: Mention) -> bool:
    one_day = [m for m in (a, b) if m.days is not None]
    if len(one_day) != 1 or a.moment is not None or b.moment is not None or a.right_now or b.right_now:
        return False
    days, rest = (a, b) if a.days else (b, a)
    assert days.days is not None
    if days.clock or not (days.days.single or days.days.many) or days.until or days.days.edge:
        return False
    return rest.bare and not (days.part and rest.part)


def _near(between: list[Token]) -> bool:
    stops = ("men", "og", "eller", "fordi", "for")
    return len(between) <= _NEAR and not any(
        token.raw in _BREAKS or token.raw == "," or token.key in stops or token.key == "hvorfor" for token in between
    )


def links(between: list[Token]) -> bool:
    """Nothing but "og", "eller", a comma or a small word: one list of days."""
    return all(token.key in ("og", "eller", "på", "i", "ikke") or token.raw in (",", "/") for token in between)


def _again_with(ts: list[Token], found: list[Mention]) -> list[Mention]:
    """ "hver tirsdag og torsdag": the second comes again as the first does."""
    out = [found[0]]
    for one in found[1:]:
        last = out[-1]
        listed = links(_between(ts, last, one))
        if listed and last.days and last.days.many and one.days and one.days.first is None:
            every = one.days.every or last.days.every
            out.append(replace(one, days=replace(one.days, many=True, every=every)))
        else:
            out.append(replace(one, days=last.days, usual=True) if listed and last.again and one.bare else one)
    return out


def _day_before(ts: list[Token], found: list[Mention]) -> list[Mention]:
    """Hours alone are on the day said before them: "fredag kl 10 eller 12", "torsdag, men etter tolv"."""
    out = [found[0]]
    for one in found[1:]:
        last = out[-1]
        same_day = one.bare and last.days and last.days.single and not last.until and not last.days.edge
        apart = any(token.raw in _BREAKS for token in _between(ts, last, one))
        out.append(replace(one, days=last.days) if same_day and not apart else one)
    return out


def _lent_forwards(ts: list[Token], found: list[Mention]) -> list[Mention]:
    """ "formiddagen tirsdag eller torsdag": hours said before the first day hold for the list."""
    out = [found[0]]
    for one in found[1:]:
        last = out[-1]
        lends = last.hours_first and one.days and not one.part and not one.clock and links(_between(ts, last, one))
        out.append(replace(one, part=last.part, clock=last.clock, hours_first=True) if lends else one)
    return out


def _lent_backwards(ts: list[Token], found: list[Mention]) -> list[Mention]:
    """A part of day or clock time said last holds for the days listed before it."""
    out = list(found)
    for k in range(len(out) - 2, -1, -1):
        this, following = out[k], out[k + 1]
        if following.days is None or not links(_between(ts, this, following)):
            continue
        if this.days is None and this.bare and following.days.single:
            out[k] = replace(this, days=following.days, part=this.part or following.part)
        elif (
            this.days is not None
            and not this.part
            and not this.clock
            and this.days.last is None
            and this.moment is None
        ):
            out[k] = replace(this, part=following.part, clock=following.clock, early=following.early)
    return out
