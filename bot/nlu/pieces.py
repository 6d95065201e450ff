"""The things a reply says, one by one: yes, no, which, if, perhaps, and words we do not know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import zip_longest

from bot.dialog.events import Entity, Open
from bot.nlu.choosing import ORDINALS, chosen, is_name, named, number, of_kind, on_the_hour, ordinal, rest_told
from bot.nlu.kinds import find_kinds, kind_of
from bot.nlu.normal import Word
from bot.nlu.phrases import Phrases, read_phrases
from bot.nlu.piece import (
    ALL_BUT,
    ASK,
    BEFORE_NUMBER,
    BUT,
    CHOICE,
    DO,
    ELSEWHERE,
    EXCEPT,
    FINE,
    GOES,
    IF,
    INTRO,
    INVERTED,
    IS,
    KIND,
    MAYBE,
    MILD,
    NO,
    NUMBER,
    ONLY,
    PAUSE,
    PICK,
    REST,
    SETTLES,
    SIDE,
    STRONG_NO,
    TAKES,
    TALK,
    UNKNOWN,
    WEAK,
    WITH,
    YES,
    Picks,
    Piece,
)
from bot.nlu.signing import KINDLY, may_be_signed, signature

_COUNTS = re.compile(r"[ .:#]*(?:\d|(?:en|én|ein|ett|to|tre)\b)", re.IGNORECASE)
_PAUSE = re.compile(r"[,.;:!?\n]")
_TIME_TO_SPARE = re.compile(r"\b(?:har|god|bra|nok|masse|rikelig|ikke|ikkje|itj|itte|kje)\s+$", re.IGNORECASE)
_NARROWS = re.compile(
    r"(?:al(?:t|le) (?:an\w+ )?)?\w+(?: (?:å|fra|frå|ja|til|te|på|den|nr|nummer|oppdrag|med|enn|han|ho|hun))*[ .]*",
    re.IGNORECASE,
)
_MARK = re.compile(r"[.…]{2,}|…|[,.;!\n/&+?]")
_SIGN = re.compile(r"[^\w\s!-~]")
_FROWN = re.compile(r"[:;8]-?[(/|]")
_SMILE = re.compile(r"[:;8]-?[)D]|<3")
_INVISIBLE = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff♀♂]")
_THUMBS_UP, _THUMBS_DOWN = "👍👌✅🙋🆗", "👎❌🙅⛔"
_CAUTION = ("opens", "another", "told", ASK, INVERTED, GOES, TAKES, IF, ONLY, EXCEPT, WITH, MAYBE, BUT, STRONG_NO, NO,
            DO, FINE, YES, WEAK, TALK, INTRO, MILD, KIND, IS, "dictated", REST, SETTLES)  # fmt: skip
_MEANS = {"opens": DO, "dictated": PAUSE, "another": UNKNOWN, "told": MILD}
_IN_ONE = {ALL_BUT: (NUMBER, EXCEPT), "none_of_the_rest": (STRONG_NO, REST), "neither": (STRONG_NO, NUMBER)}
"""What says two things at once; the number is all of them."""
_LIGHT = frozenset((MILD, "filler", "other", SIDE))
_LONGEST_KIND = 6
_LONGEST_CLAUSE = 100
"""A reply with more words and no pause is no plain yes, and is asked about."""
_ANSWERS = frozenset((YES, DO, FINE))
_SEVERAL = frozenset(("both", "all", "all_three", *ORDINALS))
_DOES = frozenset(("@kan", "@vil", "@skal", "@tar", "@gjør", "@kommer", "@fikser", "@orne", "@er", "@har", "star"))
"""Said of someone without "jeg", it is they who can and take: "Astrid kan ta den", "alle har tid"."""
_ANY_ERRAND, _WHATEVER_IT_IS_FOR = frozenset(("tur", "turen")), "coffee_visit"
_BEFORE_ORDINAL = frozenset(("den", "det", "nr", "numer"))
_ARTICLES = frozenset(("a", "n", "an", "en", "ho", "hu", "han", "hon", "hain", "hein", "hanj", "fru"))
_WITH_SOMEONE = frozenset("med me hos for til te".split())
"""Before a name these make it the errand's, not someone who does it: "legen med Berit er greit"."""
_BEFORE_HOUR = frozenset(("ok", "oki", "okei", "ja", "jo", "jau", "greit", "fint"))
_LEANING_ARTICLE = re.compile(r"'(?:a|n|en)$")
_BOTH = re.compile(r"(?:både|båe|baade)\b", re.IGNORECASE)
_AROUND = frozenset(("tiden", "tida", "tia"))
_ALONE = {"1": 1, "en": 1, "ein": 1, "et": 1, "eit": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5}


@cache
def _phrases() -> Phrases:
    return read_phrases("answers.txt")


def pieces_of(text: str, message: tuple[Word, ...], picks: Picks, open: tuple[Open, ...]) -> list[Piece]:
    """Everything a reply says, in order, without the name it is signed with."""
    end = signature(text, open) if len(message) > 1 else len(text)
    picks = [pick for pick in picks if not _is_time_to_spare(text, pick[0])]
    spoken = _spoken(text, _without_articles([w for w in message if w.end <= end], open), picks, open)
    found = sorted((*_marks(text[:end]), *_times(picks), *spoken), key=lambda piece: piece.start)
    if len(open) > 1 and may_be_signed(text, open):
        found.append(Piece(UNKNOWN, len(text)))
    pieces = list(_upright(rest_told(_without_both(text, found), open)))
    pieces = list(_narrowed(text, pieces, len(open)))
    return pieces if len(open) > 1 else [piece for run in _runs(pieces) for piece in _negated(run)]


def _runs(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    run: list[Piece] = []
    for piece in pieces:
        if piece.what in {PAUSE, BUT}:
            yield run
            run = []
        run.append(piece)
    yield run


def _negated(run: list[Piece]) -> list[Piece]:
    """What stands beside a negation says no with it: "det kan jeg dessverre ikke", "ikke så bra for meg"."""
    whats = {piece.what for piece in run}
    if STRONG_NO not in whats or YES in whats:
        return run
    return [piece for piece in run if piece.what not in {DO, FINE, WEAK, MILD, KIND, INTRO, IS}]


def _without_articles(message: list[Word], open: tuple[Open, ...]) -> list[Word]:
    """ "a Astrid", "ho Astrid" and the end of "tar'n Olav" are only Astrid and Olav; an "å" is "og"."""
    kept: list[Word] = []
    for word in reversed(message):
        if not (kept and any(is_name(kept[-1].key, question.recipient) for question in open)):
            kept.append(word)
        elif word.key not in _ARTICLES or word.text.lower() == "å":
            stem = _LEANING_ARTICLE.sub("", word.key)
            stem = "tar" if stem == "ta" and stem != word.key else stem
            kept.append(word if stem == word.key else word._replace(key=stem))
    return kept[::-1]


def _is_time_to_spare(text: str, time: Entity) -> bool:
    """ "je har ti" has time, and says nothing about ten o'clock."""
    return time.text.lower() == "ti" and bool(_TIME_TO_SPARE.search(text, 0, time.start))


def _without_both(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """ "Både 1 og 3" is 1 and 3."""
    followed = zip_longest(pieces, pieces[1:])
    return [p for p, after in followed if not (after and after.what in CHOICE and _BOTH.match(text, p.start))]


def _upright(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """ "torsdag kan jeg", "fredag går" and "jeg tar torsdag" say yes; "kan jeg ..." asks."""
    before = PAUSE
    for piece, after in zip_longest(pieces, pieces[1:]):
        if piece.what in {INVERTED, GOES}:
            after_choice, otherwise = (DO, ASK) if piece.what == INVERTED else (FINE, MILD)
            yield Piece(after_choice if before in CHOICE else otherwise, piece.start)
        elif piece.what == TAKES:
            yield Piece(DO if after and after.what in CHOICE else MILD, piece.start)
        else:
            yield piece
        before = piece.what


def _narrowed(text: str, pieces: list[Piece], open: int) -> Iterator[Piece]:
    """ "bare nr 2" and "alle unntatt fredag" choose; "bare det ikke regner" is a condition."""
    for n, piece in enumerate(pieces):
        after = _chosen_in(pieces[n + 1 : n + 3]) if open > 1 and n + 1 < len(pieces) else piece
        if piece.what not in {ONLY, EXCEPT}:
            yield piece
        elif after.what not in CHOICE or not _NARROWS.fullmatch(text, piece.start, after.start):
            yield Piece(IF, piece.start)
        elif piece.what == ONLY:
            yield piece
        else:
            refused = any(before.what in {NO, STRONG_NO} for before in pieces[:n])
            yield from (Piece(BUT, piece.start), Piece(YES if refused else STRONG_NO, piece.start))


def _chosen_in(following: Sequence[Piece]) -> Piece:
    """What comes next; the errand in it when that agrees and names one, as "handlingen passer" does."""
    return next((p for p in following if p.what in CHOICE and p.start == following[0].start), following[0])


def _marks(text: str) -> Iterator[Piece]:
    """Punctuation and emoji.  One we do not know makes the reply one we do not know."""
    for match in _MARK.finditer(text):
        # "ja..." hesitates, and "1/2" may be a half.
        hesitates = len(match[0]) > 1 or match[0] == "…"
        what = MAYBE if hesitates or match[0] == "/" else ASK if match[0] == "?" else PAUSE
        yield Piece(what, match.start(), joins=match[0] in "&+")
    yield from (Piece(UNKNOWN, match.start()) for match in _FROWN.finditer(text))
    for match in _SIGN.finditer(_INVISIBLE.sub(" ", _SMILE.sub("  ", text))):
        letter, at = match[0], match.start()
        if letter in _THUMBS_UP:
            yield Piece(YES, at)
        elif letter in _THUMBS_DOWN:
            yield Piece(NO, at)
        elif unicodedata.category(letter) == "So" and letter not in KINDLY:
            yield Piece(UNKNOWN, at)


def _times(picks: Picks) -> Iterator[Piece]:
    for entity, fitting in picks:
        yield Piece(PICK if fitting else ELSEWHERE, entity.start, fitting)


def _spoken(text: str, message: list[Word], picks: Picks, open: tuple[Open, ...]) -> Iterator[Piece]:
    if len(message) == 1 and len(open) > 1 and message[0].key in _ALONE:
        yield number(_ALONE[message[0].key], message[0].start, open)
        return
    rest = [w for w in message if not any(e.covers(w.start) for e, _ in picks)] if picks else message
    kinds = {e.start: e for e in find_kinds(text, tuple(rest))}
    for clause in _between_pauses(text, rest, message):
        yield from _said(text, clause, kinds, open)


def _between_pauses(text: str, rest: Sequence[Word], message: Sequence[Word]) -> Iterator[list[Word]]:
    """A phrase runs across no comma, as in "klart, det gjør jeg", and across no time; yet "ja, ja" is one."""
    place = {word.start: n for n, word in enumerate(message)}
    clause: list[Word] = []
    for word in rest:
        if clause:
            before = clause[-1]
            apart = place[word.start] != place[before.start] + 1
            if apart or (before.key != word.key and _PAUSE.search(text, before.end, word.start)):
                yield clause
                clause = []
        clause.append(word)
    yield clause


def _said(text: str, clause: list[Word], kinds: dict[int, Entity], open: tuple[Open, ...]) -> Iterator[Piece]:
    if len(clause) > _LONGEST_CLAUSE:
        yield Piece(UNKNOWN, clause[0].start)
        return
    phrases, passing = _phrases(), dict[int, bool]()
    names = [phrases.names(word.key) | _asked_about(word, open) for word in clause]
    if clause:
        names[0] |= {f"^{clause[0].key}"}
        names[-1] |= {f"{clause[-1].key}$"}
    if len(clause) == 1:
        names[0] |= {f"^{clause[0].key}$"}
    at = 0
    while at < len(clause):
        word = clause[at]
        length, sections = phrases.longest(names, at, passing)
        kind = kinds.get(word.start)
        covered = sum(w.start < kind.end for w in clause[at : at + _LONGEST_KIND]) if kind else 0
        if sections == {BEFORE_NUMBER}:
            if not _COUNTS.match(text, word.end):
                yield Piece(UNKNOWN, word.start)
        elif length and not (kind and (covered > length or (covered == length and sections <= _LIGHT))):
            others = sections & _SEVERAL and _is_of_others(names, at + length, person=False)
            yield from [Piece(UNKNOWN, word.start)] if others else _listed(sections, word.start, open)
            if sections & _ANSWERS or (STRONG_NO in sections and len(open) > 1):
                yield from _within(clause[at : at + length], kinds, open)
        elif kind:
            others = _is_of_others(names, at + covered, person=False)
            yield Piece(UNKNOWN, word.start) if others else of_kind(kind, word.start, open)
            length = covered
        else:
            yield from _unlisted(clause, at, names, open)
        at += max(length, 1)


def _unlisted(
    clause: Sequence[Word], at: int, names: Sequence[frozenset[str]], open: tuple[Open, ...]
) -> Iterator[Piece]:
    """A number, a name, "andre" as the second of them, or a word we do not know."""
    word, before, after = clause[at], clause[at - 1].key if at else "", clause[at + 1 : at + 2]
    if word.key == "andre" and (len(clause) == 1 or before in _BEFORE_ORDINAL):
        # Anywhere else it is other people.
        yield ordinal(ORDINALS["second"], word.start, open)
        return
    if not word.text.isdecimal():
        of_others = before not in _WITH_SOMEONE and _is_of_others(names, at + 1, person=True)
        asked_about = "@nevnt" in names[at] and not (of_others or _comes_after_verb(names, at))
        yield named(word, open) if asked_about else Piece(UNKNOWN, word.start)
        return
    hour = on_the_hour(word, open) if not at or before in _BEFORE_HOUR else None
    yield hour or number(int(word.text), word.start, open)
    if after:
        if after[0].text.isdecimal():
            yield Piece(PAUSE, word.end, joins=True)
        elif after[0].key in _AROUND:
            yield Piece(ELSEWHERE, word.end)
    if before == "for":
        # A coffee for two.
        yield Piece(UNKNOWN, word.start)


def _within(said: Sequence[Word], kinds: dict[int, Entity], open: tuple[Open, ...]) -> Iterator[Piece]:
    """The errands a phrase that agrees names by the way: "jeg kan handle for" says nothing to a visit."""
    for word in said:
        kind = kinds.get(word.start)
        if kind and (word.key not in _ANY_ERRAND or any(question.kind == kind.value for question in open)):
            piece = of_kind(kind, word.start, open)
            if len(open) > 1 or (piece.what == UNKNOWN and kind.value != _WHATEVER_IT_IS_FOR):
                yield piece


def _is_of_others(names: Sequence[frozenset[str]], at: int, *, person: bool) -> bool:
    """Whether what follows says what someone else does: "kan ta den", and not "kan jeg ta"."""
    if at >= len(names) or not names[at] & _DOES:
        return False
    length, sections = _phrases().longest(names, at)
    said = names[at : at + max(length, 2)]
    return (person or (length > 1 and DO in sections)) and not any("@jeg" in name for name in said)


def _comes_after_verb(names: Sequence[frozenset[str]], at: int) -> bool:
    """ "fredag kommer Odd", and not "jeg tar Odd"."""
    verb = at > 0 and names[at - 1] & _DOES and "@tar" not in names[at - 1]
    return bool(verb) and not (at > 1 and "@jeg" in names[at - 2])


def _listed(sections: frozenset[str], start: int, open: tuple[Open, ...]) -> Iterator[Piece]:
    if "filler" in sections and sections <= {MILD, "filler", SIDE}:
        return
    if sections == {"goodbye"}:
        yield from (Piece(MILD, start) for _ in open[1:])
    elif sections <= {"other", SIDE}:
        yield Piece(SIDE if SIDE in sections else UNKNOWN, start)
    elif what := next((_MEANS.get(what, what) for what in _CAUTION if what in sections), None):
        yield Piece(what, start)
    elif "and" in sections:
        yield Piece(PAUSE, start, joins=True)
    elif both := next((pair for name, pair in _IN_ONE.items() if name in sections), None):
        everyone = frozenset(o.n for o in open)
        yield from (Piece(what, start, everyone if what == NUMBER else frozenset()) for what in both)
    else:
        yield from chosen(sections, start, open)
    for name, place in ORDINALS.items():
        if name in sections:
            yield ordinal(place, start, open)


def _asked_about(word: Word, open: tuple[Open, ...]) -> frozenset[str]:
    """The sets a word belongs to because of what was asked: whom it is for, and what is to be done."""
    sets = frozenset[str]()
    for question in open:
        if is_name(word.key, question.recipient):
            sets |= {"@nevnt", "@mottaker"} if len(open) == 1 else {"@nevnt"}
    return sets | {"@slag"} if len(open) == 1 and kind_of(word.key) == open[0].kind else sets
