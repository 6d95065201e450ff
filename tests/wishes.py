"""Losses as they are in earnest, for measuring plans: by our own weights, so that most errands want the same people."""

from __future__ import annotations

import numpy as np

from bot.matching.planning import FAR, FINE
from bot.matching.scoring import counted
from bot.model import Policy

Losses = np.ndarray[tuple[int, int], np.dtype[np.int64]]
KINDS, WANT, KNOW = 11, 0.45, 6


def by_our_weights(errands: int, people: int, seed: int = 1) -> Losses:
    """What each errand loses by asking each, beside whoever suits it best; ``FAR`` where someone does not want it."""
    chance, policy = np.random.default_rng(seed), Policy()
    speaks = np.array([counted(days, policy) for days in chance.exponential(7, people)])
    speaks += policy.yes_is_worth * chance.normal(0, 0.15, people) - policy.visit_costs * chance.poisson(2, people)
    homes, there = chance.normal(0, 6, (people, 2)), chance.normal(0, 6, (errands, 2))
    km = np.hypot(*(there[:, None] - homes[None]).transpose(2, 0, 1))
    known = chance.random((errands, people)) < KNOW / people
    wanted = chance.random((people, KINDS)) < WANT
    days = speaks[None] - policy.kilometre_costs * km + policy.known_is_worth * known
    suits = wanted[:, chance.integers(0, KINDS, errands)].T
    best = np.where(suits, days, -np.inf).max(axis=1, keepdims=True)
    return np.where(suits, np.round((best - days) * FINE), FAR).astype(np.int64)
