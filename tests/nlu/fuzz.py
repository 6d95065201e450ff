"""Whatever can be sent, read for a while: `python -m tests.nlu.fuzz SECONDS [SEED]`; the seed makes the same again."""

from __future__ import annotations

import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from bot.nlu import Reader
from bot.nlu.parse import EXPECTED
from tests import trained
from tests.nlu.conftest import COFFEE, EXAMPLES, NOW, SHOPPING

LONGEST = 10_000
_CLASSES = ("Lu", "Ll", "Lo", "Mn", "Nd", "No", "Pd", "Po", "Sm", "So", "Zs", "Cf", "Cc")
_WORDS = """
ja nei kan ikke jeg torsdag fredag 12 klokka halv kvart på over fra til mellom og neste hver annenhver uke 17.3 17/3
12.30 0612 +4790000001 hvis men så brenner faller liker Astrid nr 2 , . ... ? ! 😊 👍 - / 'ke åå a
"""
_PIECES = (*_WORDS.split(), "\n", "  ")


@dataclass(frozen=True, slots=True)
class Run:
    count: int
    worst_ms: float
    text: str


@cache
def _examples() -> tuple[str, ...]:
    files = sorted(EXAMPLES.glob("*.yml"))
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(line.partition("text: ")[2] for line in lines if "text: " in line)


@cache
def _of_class(category: str) -> str:
    return "".join(c for c in map(chr, range(0x2FFFF)) if unicodedata.category(c) == category)[:2_000]


def _bytes(chance: Random) -> str:
    return chance.randbytes(chance.randint(1, LONGEST)).decode(chance.choice(("utf-8", "latin-1", "utf-16")), "replace")


def _letters(chance: Random) -> str:
    some = [_of_class(category) for category in chance.sample(_CLASSES, 3)]
    return "".join(chance.choice(chance.choice(some)) for _ in range(chance.randint(1, LONGEST)))


def _repeated(chance: Random) -> str:
    piece = "".join(chance.choice(_PIECES) for _ in range(chance.randint(1, 3)))
    return (piece + chance.choice(("", " ", ", ", "."))) * chance.randint(1, LONGEST // max(len(piece), 1))


def _mixed(chance: Random) -> str:
    return chance.choice((" ", "", ", ")).join(chance.choices(_PIECES, k=chance.randint(1, 2_000)))


def _told(chance: Random) -> str:
    """Real sentences run together, now and then with letters lost or swapped."""
    text = list(" ".join(chance.choices(_examples(), k=chance.randint(1, 200))))
    for _ in range(chance.randint(0, len(text) // 10)):
        text[chance.randrange(len(text))] = chance.choice("aeikø .,'1")
    return "".join(text)


_WAYS: tuple[Callable[[Random], str], ...] = (_bytes, _letters, _repeated, _mixed, _told)


def run(reader: Reader, seconds: float, seed: int) -> Run:
    """Read until the time is up; what a message cost is counted in this thread's own time."""
    chance, ends = Random(seed), time.monotonic() + seconds
    count, worst, text = 0, 0.0, ""
    while time.monotonic() < ends:
        said = chance.choice(_WAYS)(chance)[:LONGEST]
        asked, open = chance.choice(EXPECTED), chance.choice(((), (SHOPPING,), (SHOPPING, COFFEE)))
        began = time.thread_time()
        reader.understand(said, now=NOW, expecting=asked, open=open)
        cost = (time.thread_time() - began) * 1_000
        if cost > worst:
            worst, text = cost, said
        count += 1
    return Run(count, worst, text)


def main() -> None:
    seconds, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else Random().randrange(1_000_000)
    found = run(Reader.load(trained.model()), seconds, seed)
    sys.stdout.write(f"seed {seed}: {found.count} messages, worst {found.worst_ms:.1f} ms\n{found.text!r}\n")


if __name__ == "__main__":
    main()
