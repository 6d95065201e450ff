"""What a single word can mean about time, whatever its variety, its missing æøå or its slip."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from bot.nlu import time_keys as keys
from bot.nlu import time_tables as tables


@dataclass(frozen=True, slots=True)
class Word:
    """All that a spelling can mean; which of it holds is for the grammar to say."""

    key: str = ""
    weekday: int = -1
    many: bool = False
    short: bool = False
    month: int = 0
    number: int = -1
    nth: int = 0
    part: str = ""
    unit: str = ""
    feast: str = ""
    season: str = ""
    days: int | None = None
    does: str = ""


NOTHING = Word()
_TENS = {"tjue": 20, "tjuge": 20, "tretti": 30, "førti": 40, "femti": 50}
_TENS_LAST = {"tyve": 20, "tredve": 30, "tjue": 20, "tyvende": 20, "tredevte": 30}
_ABOUT_THEN = ("tida", "tiden", "tia", "tid", "tidå")
_TRIPLE = re.compile(r"(.)\1{2,}")
_LAST_TWICE = re.compile(r"(.)\1$")
_Fields = dict[str, Any]


def _rows(table: str) -> Iterator[tuple[str, list[str]]]:
    for row in table.replace("\n  ", " ").strip().split("\n"):
        meant, _, forms = row.partition(": ")
        yield meant, forms.split()


def _plain(field: str, table: str) -> Iterator[tuple[str, _Fields]]:
    """Rows whose meaning is a word of ours; a star says that many are meant."""
    for meant, forms in _rows(table):
        fields = {field: meant.rstrip("*")} | ({"many": True} if meant.endswith("*") else {})
        yield from ((form, fields) for form in forms)


def _counted(field: str, table: str, **more: Any) -> Iterator[tuple[str, _Fields]]:
    """Rows whose meaning is a number."""
    for meant, forms in _rows(table):
        fields = {field: int(meant.rstrip("*"))} | ({"many": True} if meant.endswith("*") else {}) | more
        yield from ((form, fields) for form in forms)


def _weekdays() -> Iterator[tuple[str, _Fields]]:
    endings = dict(_rows(tables.DAY_ENDINGS))
    for weekday, stems in _rows(tables.DAY_STEMS):
        one, many = {"weekday": int(weekday)}, {"weekday": int(weekday), "many": True}
        for stem in stems:
            yield from ((stem + ending, one) for ending in endings["one"])
            yield from ((stem + ending, many) for ending in endings["many"])


def _composed(field: str, table: str) -> Iterator[tuple[str, _Fields]]:
    """Tjueto, tjueandre; toogtyve, toogtyvende."""
    for meant, forms in _rows(table):
        if 0 < int(meant) < 10:
            for form in forms:
                yield from ((ten + form, {field: n + int(meant)}) for ten, n in _TENS.items())
                yield from ((form + "og" + ten, {field: n + int(meant)}) for ten, n in _TENS_LAST.items()
                            if ten.endswith(("nde", "vte")) == (field == "nth"))  # fmt: skip


def _all_rows() -> Iterator[tuple[str, _Fields]]:
    yield from _weekdays()
    yield from _counted("weekday", tables.DAYS_IN_FULL)
    yield from _counted("weekday", tables.DAYS_IN_SHORT, short=True)
    yield from _counted("month", tables.MONTHS)
    yield from _composed("number", tables.ONES)
    yield from _counted("number", tables.NUMBERS)
    yield from _composed("nth", tables.ORDINALS)
    for form in ("enogtyvende", "toogtyvende", "treogtyvende", "fireogtyvende", "femogtyvende"):
        yield form, {"nth": 21 + ("en", "to", "tre", "fire", "fem").index(form.removesuffix("ogtyvende"))}
    yield from _counted("nth", tables.ORDINALS)
    yield from _counted("days", tables.DAYS_AWAY)
    yield from _counted("days", tables.TONIGHT, part="kveld")
    for field, table in (("part", tables.PARTS), ("unit", tables.UNITS), ("season", tables.SEASONS),
                         ("feast", tables.FEASTS), ("key", keys.KEYS), ("does", keys.DOES)):  # fmt: skip
        yield from _plain(field, table)


def _without_norwegian_letters(form: str) -> Iterator[str]:
    yield form.replace("å", "aa").replace("ø", "oe").replace("æ", "ae")
    if len(form) >= 4:  # "for" is not "før", "ar" is not "år"
        yield form.replace("å", "a").replace("ø", "o").replace("æ", "a")
        yield form.replace("å", "a").replace("ø", "o").replace("æ", "e")


@cache
def _word(fields: tuple[tuple[str, Any], ...]) -> Word:
    """Thousands of forms mean a few hundred things."""
    return Word(**dict(fields))


def _all_words() -> dict[str, Word]:
    fields: defaultdict[str, _Fields] = defaultdict(dict)
    for form, meant in _all_rows():
        fields[form].update(meant)
    words = {form: _word(tuple(meant.items())) for form, meant in fields.items()}
    for form, word in tuple(words.items()):
        if not form.isascii():
            for bare in _without_norwegian_letters(form):
                words.setdefault(bare, word)
    return words


_WORDS = _all_words()


def _single(form: str) -> str:
    """Doubled letters once: "tirrsdagg" and "tirsdag" are alike."""
    return form[:1] + "".join(b for a, b in pairwise(form) if a != b)


def _less_one(form: str) -> Iterator[str]:
    """Each letter left out once; the first letter is trusted in short words."""
    return (form[:i] + form[i + 1 :] for i in range(0 if len(form) > 6 else 1, len(form)))


def _slips() -> tuple[dict[str, Word], dict[str, str]]:
    singles: dict[str, Word] = {}
    shorter: dict[str, str] = {}
    for form in sorted(keys.SPELT_WRONG, key=lambda form: (_WORDS[form].many, form)):
        for spelt in (form, *_without_norwegian_letters(form)):
            single = _single(spelt)
            singles.setdefault(single, _WORDS[form])
            for less in _less_one(single):
                shorter.setdefault(less, single)
    return singles, shorter


_SINGLES, _SHORTER = _slips()


def _with_slip(form: str) -> Word | None:
    """The word meant when one letter is wrong, missing, extra or swapped; the first letter is trusted."""
    single = _single(form)
    if single in _SINGLES:
        return _SINGLES[single]
    if len(single) < 4:
        return None
    for less in _less_one(single):
        meant = _SHORTER.get(less, "")
        if len(meant) == len(single) > 4 and _one_apart(meant, single):
            return _SINGLES[meant]
    if single in _SHORTER:
        return _SINGLES[_SHORTER[single]]
    return next((_SINGLES[less] for less in _less_one(single) if less in _SINGLES), None)


def _one_apart(a: str, b: str) -> bool:
    differ = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    return len(differ) == 1 or (len(differ) == 2 and differ[1] == differ[0] + 1 and a[differ[0]] == b[differ[1]])


def _compound(form: str) -> Word | None:
    """Tirsdagskveld, lørdagsformiddagene."""
    for at in range(5, min(len(form) - 3, 11)):
        day, rest = _WORDS.get(form[:at], NOTHING), form[at:]
        if day.weekday >= 0 or day.days is not None:
            part = _WORDS.get(rest.removeprefix("s"), NOTHING)
            part = part if part.part else _WORDS.get(rest, NOTHING)
            if part.part:
                return Word(weekday=day.weekday, days=day.days, part=part.part, many=part.many)
    number = _WORDS.get(form[: max(form.rfind("ti"), 0)].removesuffix("s"), NOTHING).number
    return Word(number=number, key="tidspunkt") if 0 < number <= 24 and form.endswith(_ABOUT_THEN) else None


def _repeated(form: str) -> Word | None:
    """A letter held down too long: "ukee", "klokkka"."""
    shorter = _TRIPLE.sub(r"\1\1", form)
    shorter = shorter if shorter in _WORDS else _LAST_TWICE.sub(r"\1", _TRIPLE.sub(r"\1", form))
    return _WORDS.get(shorter)


@lru_cache(maxsize=8192)
def look_up(raw: str) -> Word:
    form = unicodedata.normalize("NFC", raw.lower()).translate(keys.LETTERS)
    word = _WORDS.get(form)
    if word is None and len(form) >= 4 and form not in keys.NO_SLIP:
        word = _repeated(form) or _compound(form) or _with_slip(form)
    return word or NOTHING
