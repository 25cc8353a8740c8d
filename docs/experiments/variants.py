"""Trains other networks than the course's, and counts how many add."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnn_addition import biased, carries, lstm, rnn, trials
from rnn_addition.activations import sigmoid
from rnn_addition.bits import random_pairs, stream
from rnn_addition.evaluation import all_sums, count_right, right
from rnn_addition.losses import half_squared
from rnn_addition.training import train
from rnn_addition.verdict import first_wrong

from .rates import rate

SEEDS = "0-99 (first_wrong_columns), 0-19 (lstm), 0-39 (two_units)"
# model, cells, and whether the gates are alike at first
LSTM: dict[str, tuple[Any, int, bool]] = {
    "sixteen_cells": (lstm, 16, False),
    "four_cells": (lstm, 4, False),
    "without_output_tanh": (lstm.WITHOUT_OUTPUT_TANH, 16, False),
    "gates_alike_at_first": (lstm, 16, True),
}


def values() -> dict[str, Any]:
    """Return all of it, in some minutes."""
    return {
        "first_wrong_columns": first_wrong_columns(range(100)),
        "lstm": {name: lstm_variant(name, range(20)) for name in LSTM},
        "two_units_with_cross_entropy": two_units_with_cross_entropy(range(40)),
    }


def first_wrong_columns(seeds: range) -> dict[str, Any]:
    """Return for the sources' setting in which column a chain goes wrong first, if one does."""
    x, _ = carries.columns_of(list(carries.chains(2000).values()), 2001)
    found = []
    for params in trials.unstack(trials.trained(trials.SOURCES, seeds)):
        wrong = first_wrong(x, rnn.forward(params, x).z[..., 0] > 0)
        if wrong and count_right(rnn, params) == 128**2:
            found.append(wrong.columns - 1)
    median = float(np.median(found)) if found else None
    return {"networks": len(found), "median_column": median, "columns": sorted(found)}


def lstm_variant(name: str, seeds: range, steps: int = 10_000) -> dict[str, Any]:
    """Return to the nearest five how many of a network a seed are right on all sums.

    On another processor it may be one more or less. The first steps, in hundreds, after which
    they were right, and their median move, too.
    """
    model, hidden, alike = LSTM[name]
    rngs = [np.random.RandomState(seed) for seed in seeds]
    params = trials.stack([gates_alike(lstm.init(rng, hidden), alike) for rng in rngs])
    pairs = np.stack([random_pairs(rng, steps) for rng in rngs], axis=1)
    first: dict[int, int] = {}
    for n, step in enumerate(train(model, params, stream(pairs), half_squared, 0.1), start=1):
        params = step.params
        if n % 100 == 0:
            unknown = [k for k in range(len(seeds)) if k not in first]
            first |= dict.fromkeys(perfect(model, params, unknown), n)
    count = len(perfect(model, params, range(len(seeds))))
    return {
        "of": len(seeds),
        "right_about": 5 * round(count / 5),
        "on_this_machine": {
            "right": rate(count, len(seeds)),
            "first": [first.get(k) for k in range(len(seeds))],
            "median_first": float(np.median([*first.values()])) if first else None,
        },
    }


def gates_alike(params: lstm.Params, alike: bool) -> lstm.Params:
    """Return the weights, if wanted with those of the input gate for every gate."""
    same = {f"{part}{gate}": getattr(params, f"{part}i") for part in "UW" for gate in "gfq"}
    return params._replace(**same) if alike else params


def perfect(model: Any, params: Any, asked: Sequence[int]) -> list[int]:
    """Return which of the networks asked for are right on all sums; some are tried first."""
    ((x, y),) = all_sums()
    z = model.forward(params, x[:, np.newaxis, ::37]).z  # (T, S, B, 1)
    few = right(z, np.broadcast_to(y[:, np.newaxis, ::37], z.shape)).all(axis=-1)  # (S,)
    networks = trials.unstack(params)
    likely = set(np.flatnonzero(few).tolist()) & set(asked)
    return [k for k in sorted(likely) if count_right(model, networks[k]) == 128**2]


def two_units_with_cross_entropy(seeds: range) -> dict[str, Any]:
    """Return the best of networks with biases and two hidden units, after 40,000 steps."""

    def loss(z: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros(len(seeds)), sigmoid(z) - y  # the gradient is all that training needs

    setting = trials.Setting("biased", hidden=2, alpha=0.3, bits=8, steps=40_000)
    params = trials.trained(setting, seeds, loss)
    found = [count_right(biased, network) for network in trials.unstack(params)]
    return {"right": rate(found.count(128**2), len(found)), "most_sums": max(found)}
