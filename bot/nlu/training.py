"""Trains the built-in classifier; the only place that needs scikit-learn."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.nlu.examples import Example, read_examples
from bot.nlu.intents import Floats, Hashes, Model, features, weigh, weight_of_unknown
from bot.nlu.lexicon import Lexicon
from bot.nlu.normal import words
from bot.nlu.slips import with_slips

FOLDS, ENOUGH = 5, 2_000
SLIPS = "typo"
COST, CLOSE = 0.4, 1.0
LARGEST_VOCABULARY = 40_000
Classes = NDArray[np.intp]
Exact = NDArray[np.float64]


def train(data: Path, out: Path, seed: int = 0) -> Model:
    """Read the examples, train, write one file; the same examples and seed give the same bytes.

    What is there already is replaced when the new one is whole.
    """
    if out.is_dir():
        raise ValueError(f"{out}: a folder, where a file is to be written")
    model = fit(read_examples(data), seed)
    unfinished = out.with_name(f"{out.name}.{os.getpid()}")
    try:
        model.save(unfinished)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return model


def fit(examples: Sequence[Example], seed: int = 0) -> Model:
    """A model whose confidence is set by messages it had not seen when it judged them."""
    labels = tuple(sorted({example.intent for example in examples}))
    if len(labels) < 2:
        raise ValueError("training needs examples of at least two intents")
    lexicon = Lexicon.of(e.text for e in examples if e.variety != SLIPS)
    texts = (*(e.text for e in examples), *_slipped(examples, seed))
    found = [features(text, lexicon) for text in texts]
    vocabulary, idf = _vocabulary(found)
    matrix = _matrix(found, vocabulary, idf)
    number = {label: n for n, label in enumerate(labels)}
    truth = np.array([number[e.intent] for e in examples] * 2)
    temperature = _calibrated(matrix, truth, _folds(examples, seed), len(labels), seed)
    weights, bias = _separate(matrix, truth, len(labels), seed)
    scale = (np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127).astype(np.float32)
    whole = np.round(weights / scale).astype(np.int8)
    return Model(labels, lexicon, vocabulary, idf, whole, scale, bias.astype(np.float32), temperature)


def _slipped(examples: Sequence[Example], seed: int) -> list[str]:
    """Each message once more, with a slip or two."""
    chance = Random(seed)
    return [with_slips(e.text, chance.choice((1, 1, 2)), chance) for e in examples]


def _folds(examples: Sequence[Example], seed: int) -> Classes:
    """Versions of one sentence, and messages that only differ in spelling, are never parted."""
    groups = [e.group or " ".join(word.key for word in words(e.text)) for e in examples]
    names = sorted(set(groups))
    Random(seed).shuffle(names)
    fold = {name: n % FOLDS for n, name in enumerate(names)}
    return np.array([fold[group] for group in groups])


def _calibrated(matrix: csr_matrix, truth: Classes, folds: Classes, classes: int, seed: int) -> float:
    """The temperature that suits messages left out of training, of which two thousand tell enough."""
    if len(set(folds)) < FOLDS:
        return 1.0
    both = np.tile(folds, 2)
    scores: list[Exact] = []
    answers: list[Classes] = []
    for fold in range(FOLDS):
        seen, unseen = both != fold, np.flatnonzero(folds == fold)
        if len(set(truth[seen])) < 2:
            return 1.0
        if sum(map(len, answers)) >= ENOUGH:
            break
        weights, bias = _separate(matrix[seen], truth[seen], classes, seed)
        scores.append(matrix[unseen] @ weights + bias)
        answers.append(truth[unseen])
    return _temperature(np.vstack(scores), np.concatenate(answers))


def _vocabulary(found: Sequence[Hashes]) -> tuple[Hashes, Floats]:
    """What occurs in two messages or more, the most frequent if there is too much, with its rarity."""
    seen = Counter(chain.from_iterable(set(message.tolist()) for message in found))
    often = sorted((p for p, n in seen.items() if n > 1), key=lambda p: (-seen[p], p))[:LARGEST_VOCABULARY]
    vocabulary = np.array(sorted(often) or [0], dtype=np.uint32)
    count = np.array([seen[int(p)] for p in vocabulary], dtype=np.float64)
    idf = np.log((1 + len(found)) / (1 + count)) + 1
    return vocabulary, idf.astype(np.float16).astype(np.float32)


def _matrix(found: Sequence[Hashes], vocabulary: Hashes, idf: Floats) -> csr_matrix:
    unknown = weight_of_unknown(idf)
    weighed = [weigh(message, vocabulary, idf, unknown) for message in found]
    edges = np.cumsum([0, *(len(rows) for rows, _ in weighed)])
    columns = np.concatenate([rows for rows, _ in weighed])
    values = np.concatenate([weight for _, weight in weighed]).astype(np.float64)
    return csr_matrix((values, columns, edges), shape=(len(found), len(vocabulary)))


def _separate(matrix: csr_matrix, truth: Classes, classes: int, seed: int) -> tuple[Exact, Exact]:
    """One line between each intent and the rest; an intent that is not there is never likely."""
    machine = LinearSVC(C=COST, random_state=seed, tol=CLOSE).fit(matrix, truth)
    weights = np.zeros((matrix.shape[1], classes))
    bias = np.full(classes, -2.0)
    coefficients, intercepts = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        coefficients, intercepts = np.vstack([-coefficients, coefficients]), np.hstack([-intercepts, intercepts])
    weights[:, machine.classes_] = coefficients.T
    bias[machine.classes_] = intercepts
    return weights, bias


def _temperature(scores: Exact, truth: Classes) -> float:
    """What to divide scores by, so that "90 % sure" is right nine times in ten."""

    def surprise(log_temperature: float) -> float:
        scaled = scores / np.exp(log_temperature)
        scaled -= scaled.max(axis=1, keepdims=True)
        likely = np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(truth)), truth]
        return float(likely.mean())

    best = minimize_scalar(surprise, bounds=(-4.0, 2.0), method="bounded")
    return round(float(np.exp(best.x)), 4)
