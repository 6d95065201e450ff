"""Numbers that tell who someone is, in words and as a date of birth: a code, a telephone number, a year long gone."""

from __future__ import annotations

import re
from datetime import datetime

_ONES = "null?|en|én|ein|ett|eitt|to|tre|fire|fem|seks|sju|syv|åtte|otte|ni"
_TENS = "tjue|tyve|tretti|tredve|førr?ti|femti|seksti|sytti|åtti|nitti"
_WORD = rf"(?:{_ONES}|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|hundre|(?:{_TENS})(?:{_ONES})?)"
_ONE = rf"(?:{_WORD}|\d{{1,4}})"
_SAID = re.compile(rf"(?<!\w){_WORD}(?!\w)", re.IGNORECASE)
_IN_A_ROW = re.compile(rf"(?<!\w){_ONE}(?:(?:[ ,.-]{{1,3}}| og ){_ONE}){{2,}}(?!\w)", re.IGNORECASE)
_YEAR_IN_WORDS = re.compile(rf"(?<!\w)(?:atten|nitten)(?:hundre)?(?:og)?(?:{_TENS})(?:{_ONES})?(?!\w)", re.IGNORECASE)
_DATE = re.compile(
    r"(?<![\d.:])\d{1,2}(?: ?([./-]) ?(?:0?[1-9]|1[0-2]) ?\1| ?/ ?(?:0?[1-9]|1[0-2]) ?-) ?(\d{4}|\d\d)(?!\d|[.:]\d)"
)
_MONTH = (
    r"(?:jan(?:uar)?|feb(?:ruar)?|mars|apr(?:il)?|mai|juni?|juli?|aug(?:ust)?|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?"
    r"|des(?:ember)?)\.?"
)
_IN_A_MONTH = re.compile(rf"(?<!\w)(?:\d{{1,2}}\.? ?)?{_MONTH} (1[89]\d\d)(?!\d)", re.IGNORECASE)
_BORN = re.compile(r"(?<!\w)(født|fødd|årgang|født i|fødd i)( )\d{2,4}(?!\d)", re.IGNORECASE)
_YEARS_AHEAD = 5


def without_numbers_that_tell(text: str, now: datetime, instead: str) -> str:
    """Three numbers in a row, one of them in words, are a code; a date is one of birth unless its year is about now."""

    def far(found: re.Match[str]) -> str:
        year = int(found[2]) + (now.year // 100 * 100 if len(found[2]) == 2 else 0)
        return found[0] if now.year - 1 <= year <= now.year + _YEARS_AHEAD else instead

    def told(found: re.Match[str]) -> str:
        return instead if _SAID.search(found[0]) else found[0]

    text = _IN_A_MONTH.sub(instead, _DATE.sub(far, text))
    text = _BORN.sub(rf"\1\2{instead}", text)
    return _IN_A_ROW.sub(told, _YEAR_IN_WORDS.sub(instead, text))
