"""A municipality words our texts as it likes, but never so that people get something broken."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from string import Formatter

from bot.errors import NotFound, Refused
from bot.life.samples import counted, is_piece, rendered, values, weight
from bot.life.turn import Turn
from bot.sms_parts import parts, strangers
from bot.texts import TEXTS, Text, translations, worded

LANGUAGES = ("nb", "nn", "da", "en")
MOST_PARTS, LONGEST, HEAVY = 2, 600, 30
_ANSWER = re.compile(r"\b[A-ZÆØÅ]{2,}\b")
_HELP = re.compile(r"\b(?:11[023]|116 1(?:17|23))\b")
_CHOICE = re.compile(r"(?<!\S)[1-9](?= [A-ZÆØÅ])")
_LINK = re.compile(r"https?:|www\.|\.(?:no|com)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Worded:
    """How a text would be.  ``wrong`` keeps it from being used; ``advice`` does not."""

    text: str
    seen: str = ""
    parts: int = 0
    likes: int = 0
    wrong: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


def text_called(key: str, language: str) -> Text:
    if key not in TEXTS or language not in LANGUAGES:
        raise NotFound("text")
    return TEXTS[key]


def placeholders(template: str) -> list[str]:
    """What is filled in, each once, in order; a capital only begins a sentence."""
    return list(dict.fromkeys(name.lower() for _, name, _, _ in Formatter().parse(template) if name))


def judge(turn: Turn, key: str, language: str, typed: str) -> Worded:
    """Look at what someone has typed in place of a text."""
    text = text_called(key, language)
    new = _tidy(text.ours(language), typed)
    wrong = tuple(_broken(text.ours(language), new))
    if wrong:
        return Worded(new, wrong=wrong)
    with worded(language, key, new):
        given, led = values(language), counted(turn.engine)
        seen = rendered(text, language, given, led)
        wrong = tuple(_costly(text, new, seen))
        if not wrong and is_piece(key):
            wrong = tuple(_in_others(text, language, led))
    many, heavy = parts(seen), round(weight([seen if seen.rstrip()[-1:] in {".", "!", "?"} else f"{seen}."]))
    return Worded(new, seen, many, heavy, wrong, tuple(_advice(text, language, new, seen, heavy)))


def reword(turn: Turn, key: str, language: str, typed: str, by: int | None) -> None:
    """From now on the robot says it so."""
    found = judge(turn, key, language, typed)
    if found.wrong:
        raise Refused(" ".join(found.wrong))
    _keep(turn, text_called(key, language), language, found.text, by)


def use_ours(turn: Turn, key: str, language: str, by: int | None) -> None:
    """The robot says it as we wrote it again."""
    text = text_called(key, language)
    _keep(turn, text, language, text.ours(language), by)


def _keep(turn: Turn, text: Text, language: str, new: str, by: int | None) -> None:
    ours = text.ours(language)
    before = turn.store.wording(turn.town.wording).get((language, text.key), ours)
    if new == before:
        return
    change = {"before": before, "text": None if new == ours else new, "by": by}
    turn.store.change_set_up(wording=turn.store.reword(language, text.key, turn.now, **change))


def _tidy(ours: str, typed: str) -> str:
    """Without gaps and line breaks; what stands around a piece of a sentence stays."""
    words = " ".join(typed.split())
    before, after = (" " if side == " " else "" for side in (ours[:1], ours[-1:]))
    return f"{before}{words}{after}" if words else ""


def _broken(ours: str, new: str) -> Iterator[str]:
    """Why the words themselves will not do."""
    if not new:
        yield "Teksten er tom. Skriv noe, eller ta tilbake vår tekst."
        return
    try:
        pieces = list(Formatter().parse(new))
    except ValueError:
        yield "Det mangler en krøllparentes. Hvert felt skrives slik: {name}."
        return
    fields = [(name, how, turned) for _, name, how, turned in pieces if name is not None]
    known, used = placeholders(ours), [name.lower() for name, _, _ in fields]
    odd = [name for name, how, turned in fields if how or turned or name.lower() not in known or not _cased(name)]
    if odd:
        yield f"Roboten kjenner ikke {_listed(f'{{{name}}}' for name in odd)} i denne teksten."
    if missing := [name for name in known if name not in used]:
        yield f"Teksten mangler {_listed(f'{{{name}}}' for name in missing)}."
    if missing := _missing(_ANSWER, ours, new):
        yield f"Teksten må si hva man kan svare: {_listed(missing)} mangler."
    if missing := _missing(_CHOICE, ours, new):
        yield f"Teksten må ha med alle valgene: {_listed(missing)} mangler, med tall og stor bokstav."
    if missing := _missing(_HELP, ours, new):
        yield f"Teksten må ha med nødnumrene: {_listed(missing)} mangler."
    if "robot" in ours and "robot" not in new.lower():
        yield "Teksten må si at det er en robot som skriver."
    if _LINK.search(new):
        yield "Roboten sender aldri lenker."


def _cased(name: str) -> bool:
    return name in {name.lower(), name.lower().capitalize()}


def _missing(what: re.Pattern[str], ours: str, new: str) -> list[str]:
    there = set(what.findall(new))
    return [found for found in dict.fromkeys(what.findall(ours)) if found not in there]


def _costly(text: Text, new: str, seen: str) -> Iterator[str]:
    """What is read aloud by telephone may be in any letters; all else may go by SMS."""
    if len(new) > LONGEST:
        yield f"Teksten er for lang: høyst {LONGEST} tegn."
    elif not text.key.startswith("calls."):
        if odd := strangers(seen):
            yield f"Disse tegnene gjør meldingen mer enn dobbelt så dyr: {' '.join(odd)}"
        elif parts(seen) > MOST_PARTS:
            yield f"Meldingen blir {parts(seen)} SMS. Den kan være høyst {MOST_PARTS}."


def _in_others(text: Text, language: str, led: Collection[str]) -> Iterator[str]:
    """What a piece makes of the messages it stands in."""
    given = values(language)
    for key, other in TEXTS.items():
        if is_piece(key) or key.startswith("calls."):
            continue
        whole = rendered(other, language, given, led)
        if parts(whole) > MOST_PARTS:
            yield f"Da blir denne meldingen {parts(whole)} SMS: {whole}"
            return


def _advice(text: Text, language: str, new: str, seen: str, heavy: int) -> Iterator[str]:
    if parts(seen) == MOST_PARTS and not is_piece(text.key):
        yield "Meldingen går som to SMS. Én er bedre."
    if heavy > HEAVY and not is_piece(text.key):
        yield f"Den er litt tung å lese (LIKS {heavy}, helst under {HEAVY}). Prøv kortere ord og setninger."
    if seen.count("?") > 1 and text.ours(language).count("?") <= 1:
        yield "Den spør om mer enn én ting."
    known = {word for template in (*translations(language).values(), *(one.nb for one in TEXTS.values()))
             for word in _ANSWER.findall(template)}  # fmt: skip
    if odd := [word for word in dict.fromkeys(_ANSWER.findall(new)) if word not in known]:
        yield f"Store bokstaver er for ordene man kan svare med. Roboten venter ikke på {_listed(odd)}."


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))
