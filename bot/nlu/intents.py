"""The built-in classifier: a linear model over pieces of words, with numpy alone, and the port it fills."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import sqrt
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.dialog.events import Ranking
from bot.nlu.dialect import STANDARD
from bot.nlu.lexicon import Lexicon
from bot.nlu.normal import words

Hashes = NDArray[np.uint32]
Floats = NDArray[np.float32]

SHORTEST, LONGEST, STEM = 2, 4, 3
UNKNOWN = 0.5
# The lowest bit of a hash tells pieces of words from whole words: each kind is weighed on its own.
_WHOLE = np.uint32(1)
_EDGE = np.array([True])


class Classifier(Protocol):
    """Says what a message most likely means from its text alone."""

    def classify(self, text: str) -> Ranking: ...


@lru_cache(maxsize=8_192)
def _pieces(word: str) -> Hashes:
    """Every run of two to four letters in the word with its edges, as even numbers."""
    padded = f" {word} ".encode()
    lengths = range(SHORTEST, min(LONGEST, len(padded)) + 1)
    runs = (padded[i : i + n] for n in lengths for i in range(len(padded) - n + 1))
    return np.fromiter((crc32(run) & ~1 for run in runs), dtype=np.uint32)


def _runs(tokens: list[str], mark: str) -> list[int]:
    """Words, pairs and pairs with a word between, as odd numbers."""
    edged = [f"{mark}^", *tokens, "$"]
    said = tokens + [f"{a} {b}" for a, b in pairwise(edged)]
    if mark:
        said += [f"{a} _ {b}" for a, b in zip(tokens, tokens[2:], strict=False)]
    return [crc32(f"{mark}{run}".encode()) | 1 for run in said]


def features(text: str, lexicon: Lexicon) -> Hashes:
    """The hashed pieces of a message, repeated as often as they occur."""
    keys = [word.key for word in words(text)] + ["?"] * ("?" in text)
    meant = [lexicon.meant(key) for key in keys]
    # The first letters stand for the word in all its endings.
    found = _runs(meant, "") + _runs([word[:STEM] for word in meant], "<")
    # Pieces are of the word as written: what is no slip at all still looks like itself.
    pieces = (_pieces(STANDARD.get(key, key)) for key in keys)
    return np.concatenate((np.array(found, dtype=np.uint32), *pieces))


def weight_of_unknown(idf: Floats) -> float:
    """What a piece that is in no example weighs."""
    return UNKNOWN * float(idf.max())


def weigh(found: Hashes, vocabulary: Hashes, idf: Floats, unknown: float) -> tuple[NDArray[np.intp], Floats]:
    """Rows of the vocabulary and how much each weighs; word pieces and whole words sum to one length each.

    What is in no example counts towards the length too, so that a message full of it is less sure.
    """
    found = np.sort(found)
    begins = np.concatenate((_EDGE, found[1:] != found[:-1], _EDGE)).nonzero()[0]  # as np.unique, at half the time
    hashes, counts = found[begins[:-1]], begins[1:] - begins[:-1]
    at = vocabulary.searchsorted(hashes)
    known = vocabulary.take(at, mode="clip") == hashes
    weight = np.where(known, idf.take(at, mode="clip"), np.float32(unknown))
    weight = ((1 + np.log(counts)) * weight).astype(np.float32)
    whole = (hashes & _WHOLE).astype(bool)
    for block in (whole, ~whole):
        of_kind = weight[block]
        if length := sqrt(of_kind @ of_kind):
            weight[block] = of_kind / length
    return at[known], weight[known]


@dataclass(frozen=True, eq=False)
class Model:
    """A trained classifier; weights are kept as whole numbers and a scale, a quarter of the size.

    It is itself and no other: numpy's arrays can be neither hashed nor said to be equal in a word.
    """

    labels: tuple[str, ...]
    lexicon: Lexicon
    vocabulary: Hashes
    idf: Floats
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats
    temperature: float

    @cached_property
    def unknown(self) -> float:
        return weight_of_unknown(self.idf)

    def scores(self, text: str) -> Floats:
        rows, weight = weigh(features(text, self.lexicon), self.vocabulary, self.idf, self.unknown)
        scores: Floats = (weight @ self.weights.take(rows, axis=0).astype(np.float32)) * self.scale + self.bias
        return scores

    def classify(self, text: str) -> Ranking:
        scaled = self.scores(text) / self.temperature
        likely = np.exp(scaled - scaled.max())
        likely /= likely.sum()
        return tuple(sorted(zip(self.labels, likely.tolist(), strict=True), key=itemgetter(1), reverse=True))

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        told = {"labels": self.labels, "temperature": self.temperature, "words": self.lexicon.listed}
        about = json.dumps(told, ensure_ascii=False)
        arrays: dict[str, Any] = {
            "about": np.frombuffer(about.encode(), dtype=np.uint8),
            "vocabulary": self.vocabulary,
            "idf": self.idf.astype(np.float16),
            "weights": self.weights,
            "scale": self.scale,
            "bias": self.bias,
        }
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)

    @classmethod
    def load(cls, path: Path) -> Model:
        """The model in the file; a ValueError that names the file when there is none in it."""
        try:
            with path.open("rb") as opened, np.load(opened) as file:
                return cls._of(file)
        except OSError:
            raise
        except Exception as wrong:  # a file that is something else fails in any way there is
            raise ValueError(f"{path}: no trained reader") from wrong

    @classmethod
    def _of(cls, file: Mapping[str, NDArray[Any]]) -> Model:
        about = json.loads(file["about"].tobytes())
        return cls(
            tuple(about["labels"]),
            Lexicon(about["words"]),
            file["vocabulary"],
            file["idf"].astype(np.float32),
            file["weights"],
            file["scale"],
            file["bias"],
            about["temperature"],
        )
