"""Trains many networks of one kind or another, and counts how many add."""

from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from rnn_addition import biased, carries, feedforward, lstm, rnn, trials
from rnn_addition.bits import random_pairs, stream
from rnn_addition.evaluation import all_sums, count_right, right
from rnn_addition.losses import half_squared
from rnn_addition.proof import prove
from rnn_addition.training import train
from rnn_addition.verdict import beam_search, first_wrong


def first_wrong_columns(seeds: range) -> dict[str, Any]:
    """Return for the sources' setting in which column a chain goes wrong first, if one does."""
    x, _ = carries.columns_of(list(carries.chains(2000).values()), 2001)
    found = []
    for params in trials.unstack(trials.trained(trials.SOURCES, seeds)):
        if count_right(rnn, params) < 128**2:
            continue
        wrong = first_wrong(x, rnn.forward(params, x).o[..., 0] > 0.5)
        if wrong:
            found.append(wrong.columns - 1)
    return {
        "seeds": f"{seeds[0]}-{seeds[-1]}",
        "networks": len(found),
        "median_column": float(np.median(found)),
        "columns": sorted(found),
    }


# cells, output_tanh, and whether the gates are alike at first
LSTM_VARIANTS = {
    "16 cells": (16, True, False),
    "4 cells": (4, True, False),
    "16 cells, no output tanh": (16, False, False),
    "16 cells, gates alike at first": (16, True, True),
}


def lstm_variant(name: str, seeds: range, steps: int = 10_000) -> dict[str, Any]:
    """Return of a network a seed how many are right on all sums in the end.

    And the first step, in hundreds, after which each of them was, and the median of those.
    """
    hidden, tanh, alike = LSTM_VARIANTS[name]
    rngs = [np.random.RandomState(seed) for seed in seeds]
    params = trials.stack([lstm.init(rng, hidden) for rng in rngs])
    if alike:
        same = {f"{part}{gate}": getattr(params, f"{part}i") for part in "UW" for gate in "gfq"}
        params = params._replace(**same)
    model: Any = SimpleNamespace(
        forward=partial(lstm.forward, output_tanh=tanh), backward=lstm.backward
    )
    pairs = np.stack([random_pairs(rng, steps) for rng in rngs], axis=1)
    ((x, y),) = all_sums()
    x, y = x[:, np.newaxis, ::37], y[:, np.newaxis, ::37]  # (T, 1, B, .), to look quickly
    first: dict[int, int] = {}

    def perfect(network: Any) -> bool:
        return count_right(model, network) == 128**2

    for n, step in enumerate(train(model, params, stream(pairs), half_squared, 0.1), start=1):
        params = step.params
        if n % 100 == 0:
            likely = right(model.forward(params, x).o, y).all(axis=-1)  # (S,)
            for k in np.flatnonzero(likely).tolist():
                if k not in first and perfect(trials.unstack(params)[k]):
                    first[k] = n
    return {
        "seeds": f"{seeds[0]}-{seeds[-1]}",
        "right": sum(map(perfect, trials.unstack(params))),
        "first": [first.get(k) for k in range(len(seeds))],
        "median_first": float(np.median(list(first.values()))),
    }


def window_of(w: int, seeds: range) -> list[int]:
    """Return how many sums feed-forward networks get right that see w earlier columns."""
    rngs = [np.random.RandomState(seed) for seed in seeds]
    params = trials.stack([feedforward.init(rng, 16, inputs=2 * (w + 1)) for rng in rngs])
    pairs = np.stack([random_pairs(rng, 20_000) for rng in rngs], axis=1)
    sums = ((feedforward.window(x, w), y) for x, y in stream(pairs))
    for step in train(feedforward, params, sums, half_squared, 0.5):
        params = step.params
    ((x, y),) = all_sums()
    x = feedforward.window(x, w)
    outputs = (feedforward.forward(network, x).o for network in trials.unstack(params))
    return [int(right(o, y).sum()) for o in outputs]


def two_units_with_cross_entropy(seeds: range = range(40)) -> dict[str, Any]:
    """Return the best of networks with biases and two hidden units, after 40,000 steps."""

    def loss(o: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros(len(seeds)), o - y  # the gradient is all that training needs

    setting = trials.Setting("biased", hidden=2, alpha=0.3, bits=8, steps=40_000)
    params = trials.trained(setting, seeds, loss)
    found = [count_right(biased, network) for network in trials.unstack(params)]
    return {
        "seeds": f"{seeds[0]}-{seeds[-1]}",
        "right": found.count(128**2),
        "most_sums": max(found),
    }


def proved(setting: trials.Setting, seeds: range) -> dict[str, Any]:
    """Return of a setting how many networks are proved right at every length, or refuted."""
    networks = trials.unstack(trials.trained(setting, seeds))
    boxes = [prove(network) for network in networks]
    others = [network for network, found in zip(networks, boxes) if found is None]
    return {
        **setting._asdict(),
        "seeds": f"{seeds[0]}-{seeds[-1]}",
        "proved": sum(found is not None for found in boxes),
        "refuted": sum(beam_search(network) is not None for network in others),
        "boxes": sorted(len(found.low) for found in boxes if found),
    }
