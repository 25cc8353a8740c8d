"""The counts that the course quotes: of weights and sums, and of sums right along training."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from literate import ROOT
from literate.code import logical_lines, snippet

from rnn_addition import rnn
from rnn_addition.bits import random_pairs
from rnn_addition.evaluation import count_right
from rnn_addition.trials import unstack

from .along import along_training, many_along_training

SEEDS = "0-99"
STEPS = (0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 7500, 10_000)
SUMS = 128**2


def values() -> dict[str, Any]:
    """Return all of it, in about ten seconds."""
    return {**sizes(), **along(), "seeds": of_seeds(range(100))}


def sizes() -> dict[str, Any]:
    """Return what is counted without any training."""
    rng = np.random.RandomState(0)
    U, V, W = rnn.init(rng)
    pairs = random_pairs(rng, 10_000)
    return {
        "weights": {"all": U.size + V.size + W.size, "u": U.size, "v": V.size, "w": W.size},
        "sums": SUMS,
        "sums_by_chance": SUMS // 2**8,
        "pairs_seen": len({tuple(pair) for pair in pairs.tolist()}),
        "forward_lines": len(logical_lines(snippet(ROOT, "rnn_addition/rnn.py:forward"))),
    }


def along(nudge: Sequence[int] = ()) -> dict[str, Any]:
    """Return the sums right after some steps, for seed 0 with weights nudged."""
    right = {n: count_right(rnn, p) for n, p in along_training(STEPS, nudge=nudge).items()}
    return {
        "right_after": {str(n): count for n, count in right.items()},
        "wrong_after": {str(n): SUMS - right[n] for n in (6000, 7500)},
    }


def of_seeds(seeds: Sequence[int], nudge: Sequence[int] = ()) -> dict[str, int]:
    """Return how many seeds get every sum right after 10,000 steps, and what the worst gets."""
    params = many_along_training({10_000}, seeds, [nudge] * len(seeds), 0.1)[10_000]
    right = [count_right(rnn, network) for network in unstack(params)]
    return {"right": right.count(SUMS), "worst": min(right)}
