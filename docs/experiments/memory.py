"""What networks without memory can do at best, and what trained ones do: none, and windows."""

from typing import Any

import numpy as np

from rnn_addition import ceiling, feedforward, trials
from rnn_addition.bits import random_pairs, stream
from rnn_addition.evaluation import all_sums, count_right, right
from rnn_addition.losses import half_squared
from rnn_addition.training import train

SEEDS = "0-9"


def values() -> dict[str, Any]:
    """Return all of it, in about a minute."""
    windows = {str(w): window_of(w, range(10)) for w in range(8)}
    return {
        **best(),
        "trained": trained(),
        "windows": {
            w: {"ceiling": ceiling.with_window(int(w)), **window(int(w), found)}
            for w, found in windows.items()
        },
    }


def window(w: int, right: list[int]) -> dict[str, Any]:
    """Return what networks with a window get right; from 3 on the last bit moves it."""
    found = {"most": max(right), "right": right}
    return found if w < 3 else {"on_this_machine": found}


def best() -> dict[str, Any]:
    """Return which function of the two bits of a column is best, and what it gets right."""
    functions = ceiling.boolean_functions()
    best = int(functions[:, 0].argmax())
    sums, bits = functions[best].tolist()
    return {"best_function": f"{best:04b}", "sums": sums, "bits": bits}


def trained() -> int:
    """Return how many sums the feed-forward network gets right, trained as the sources do."""
    setting = trials.SOURCES._replace(model="feedforward")
    (only,) = trials.unstack(trials.trained(setting, [0]))
    return count_right(feedforward, only)


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
    answers = (feedforward.forward(network, x).z for network in trials.unstack(params))
    return [int(right(z, y).sum()) for z in answers]
