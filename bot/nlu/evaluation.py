"""Measures a model: how often it is right, how well it knows that, how it bears slips, how fast it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import fmean, quantiles
from time import perf_counter
from typing import Any

from bot.nlu.examples import Example, read_examples
from bot.nlu.intents import Model
from bot.nlu.slips import with_slips

BINS = 15
AIM = 0.98


def evaluate(model: Path, data: Path) -> dict[str, Any]:
    """The figures of ``handslag evaluate``; the likeliest intent counts, without asking back."""
    return measure(Model.load(model), read_examples(data))


def measure(model: Model, examples: Sequence[Example]) -> dict[str, Any]:
    guesses, took = _guess(model, examples)
    right = [intent == e.intent for (intent, _), e in zip(guesses, examples, strict=True)]
    sure = [confidence for _, confidence in guesses]
    centiles = quantiles(took, n=100, method="inclusive") if len(took) > 1 else took * 99
    return {
        "n": len(examples),
        "accuracy": _round(fmean(right)),
        "macro_f1": _round(fmean(f["f1"] for f in per_intent(examples, guesses).values() if f["n"])),
        "coverage_at_98": _round(coverage(sure, right)),
        "ece": _round(calibration_error(sure, right)),
        "accuracy_one_typo": _round(_with_typos(model, examples, 1)),
        "accuracy_three_typos": _round(_with_typos(model, examples, 3)),
        "p50_ms": round(centiles[49] * 1000, 3),
        "p99_ms": round(centiles[98] * 1000, 3),
        "per_intent": per_intent(examples, guesses),
        **_by_variety(examples, right),
    }


def _guess(model: Model, examples: Sequence[Example]) -> tuple[list[tuple[str, float]], list[float]]:
    guesses, took = [], []
    for example in examples:
        start = perf_counter()
        guesses.append(model.classify(example.text)[0])
        took.append(perf_counter() - start)
    return guesses, took


def _with_typos(model: Model, examples: Sequence[Example], slips: int) -> float:
    chance = Random(0)
    return fmean(model.classify(with_slips(e.text, slips, chance))[0][0] == e.intent for e in examples)


def per_intent(examples: Sequence[Example], guesses: Sequence[tuple[str, float]]) -> dict[str, dict[str, float]]:
    pairs = [(e.intent, intent) for e, (intent, _) in zip(examples, guesses, strict=True)]
    figures = {}
    for name in sorted({intent for pair in pairs for intent in pair}):
        right = sum(truth == guess == name for truth, guess in pairs)
        said, meant = sum(guess == name for _, guess in pairs), sum(truth == name for truth, _ in pairs)
        precision, recall = right / said if said else 0.0, right / meant if meant else 0.0
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        figures[name] = {"n": meant, "precision": _round(precision), "recall": _round(recall), "f1": _round(f1)}
    return figures


def coverage(sure: Sequence[float], right: Sequence[bool]) -> float:
    """The largest share, the surest first, of which 98 in a hundred are right."""
    best = correct = 0
    for n, (_, hit) in enumerate(sorted(zip(sure, right, strict=True), reverse=True), start=1):
        correct += hit
        best = n if correct >= AIM * n else best
    return best / len(sure)


def calibration_error(sure: Sequence[float], right: Sequence[bool]) -> float:
    """How far "90 % sure" is from being right nine times in ten, on average over fifteen bins."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, hit in zip(sure, right, strict=True):
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, hit))
    return sum(abs(sum(c for c, _ in found) - sum(h for _, h in found)) for found in bins) / len(sure)


def _by_variety(examples: Sequence[Example], right: Sequence[bool]) -> dict[str, Any]:
    varieties = sorted({e.variety for e in examples} - {""})
    if not varieties:
        return {}
    found = {v: [hit for e, hit in zip(examples, right, strict=True) if e.variety == v] for v in varieties}
    return {"by_variety": {v: {"n": len(hits), "accuracy": _round(fmean(hits))} for v, hits in found.items()}}


def _round(figure: float) -> float:
    return round(float(figure), 4)
