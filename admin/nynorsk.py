"""The open pages in nynorsk: each text of a template looked up as it stands in bokmål, by ``nynorsk.toml``.

Only what we have written is looked up, when a template is read; what people have typed is never changed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_APART = re.compile(r"(<[^>]*>?|^[^<>]*>)")
"""Tags, whole or begun in another piece of the template; what is between them is text."""
_READ_ALOUD = re.compile(r'((?:aria-label|title|alt|placeholder)=")([^"{]+)(")')

_WORD, _SENTENCE = re.compile(r"[a-zæøå]{2}", re.IGNORECASE), re.compile(r"[A-ZÆØÅ][a-zæøå]|[a-zæøå] [a-zæøå]")


@cache
def texts() -> Mapping[str, str]:
    """Nynorsk by bokmål."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def say(words: str, language: str) -> str:
    """A sentence of ours in the language; as it is where that is the same."""
    kept = words.strip()
    return words.replace(kept, texts().get(kept, kept)) if language == "nn" and kept else words


def say_all(pairs: Iterable[tuple[str, str]], language: str) -> list[tuple[str, str]]:
    """The choices of a field."""
    return [(value, say(words, language)) for value, words in pairs]


class Nynorsk(Extension):
    """Reads a template in nynorsk."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        for token in stream:
            value = token.value
            if token.type == "data":
                value = "".join(map(_piece, _APART.split(value)))
            elif token.type == "string":
                value = say(value, "nn")
            yield Token(token.lineno, token.type, value)


def fragments(lexed: Iterable[tuple[int, str, str]]) -> list[str]:
    """What there is to read in a template, as far as it stands there in so many words."""
    found: list[str] = []
    for _, kind, value in lexed:
        for piece in _APART.split(value) if kind == "data" else ():
            found += (m[2] for m in _READ_ALOUD.finditer(piece)) if _APART.fullmatch(piece) else [piece]
        if kind == "string" and _SENTENCE.search(value):
            found.append(value[1:-1])
    return [text.strip() for text in found if _WORD.search(text)]


def _piece(piece: str) -> str:
    if _APART.fullmatch(piece):
        return _READ_ALOUD.sub(lambda match: match[1] + say(match[2], "nn") + match[3], piece)
    return say(piece, "nn")
