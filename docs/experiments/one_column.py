"""What is learned without the second term of equation 5: results/one_column.json.

`one_column`: gradients flow back within a column only. `drawn_w`: and W stays as it was drawn.
"""

from types import SimpleNamespace
from typing import Any

import numpy as np

from rnn_addition import rnn, trials
from rnn_addition.activations import sigmoid_derivative
from rnn_addition.bits import random_pairs, stream
from rnn_addition.evaluation import count_right
from rnn_addition.losses import half_squared
from rnn_addition.rnn import Params, stacked
from rnn_addition.training import train

SEEDS = "0-19"
NETWORKS = 20


def one_column(params: Params, trace: rnn.Trace, d_z: np.ndarray) -> Params:
    """Return the gradients without what later columns have to say."""
    _, V, _ = params
    x, h, _ = trace
    d_u = stacked(d_z @ V.mT * sigmoid_derivative(h[1:]))
    return Params(
        stacked(x).mT @ d_u, stacked(h[1:]).mT @ stacked(d_z), stacked(h[:-1]).mT @ d_u
    )


def drawn_w(params: Params, trace: rnn.Trace, d_z: np.ndarray) -> Params:
    return one_column(params, trace, d_z)._replace(W=0 * params.W)


def right_sums(backward: Any, steps: int = 10_000) -> list[int]:
    """Return how many sums the networks of seeds 0-19 get right, in order."""
    model = SimpleNamespace(init=rnn.init, forward=rnn.forward, backward=backward)
    rngs = [np.random.RandomState(seed) for seed in range(NETWORKS)]
    params = trials.stack([rnn.init(rng) for rng in rngs])
    pairs = np.stack([random_pairs(rng, steps) for rng in rngs], axis=1)  # (N, S, 2)
    for step in train(model, params, stream(pairs), half_squared, 0.1):
        params = step.params
    return [count_right(rnn, network) for network in trials.unstack(params)]


def values() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, backward in (
        ("whole", rnn.backward),
        ("one_column", one_column),
        ("drawn_w", drawn_w),
    ):
        right = sorted(right_sums(backward))
        found[name] = {
            "all": right.count(128 * 128),
            "least": right[0],
            "median": round(float(np.median(right))),
            "most": right[-1],
        }
    return found
