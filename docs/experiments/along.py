"""The sources' network along its training, if need be from weights changed in a last bit."""

from collections.abc import Collection, Sequence

import numpy as np

from rnn_addition import rnn
from rnn_addition.bits import random_pairs, stream
from rnn_addition.losses import half_squared
from rnn_addition.training import train
from rnn_addition.trials import stack


def nudged(params: rnn.Params, places: Sequence[int]) -> rnn.Params:
    """Return the weights with those in `places`, counted through all, a last bit larger."""
    weights = [weight.copy() for weight in params]
    for place in places:
        for weight in weights:
            if place < weight.size:
                weight.flat[place] = np.nextafter(weight.flat[place], np.inf)
                break
            place -= weight.size
    return rnn.Params(*weights)


def along_training(
    tried: Collection[int], seed: int = 0, alpha: float = 0.1, nudge: Sequence[int] = ()
) -> dict[int, rnn.Params]:
    """Return the weights of the sources' network after each number of steps in `tried`."""
    rng = np.random.RandomState(seed)
    params = nudged(rnn.init(rng), nudge)
    found = {0: params} if 0 in tried else {}
    sums = stream(random_pairs(rng, max(tried)))
    for n, step in enumerate(train(rnn, params, sums, half_squared, alpha), start=1):
        if n in tried:
            found[n] = step.params
    return found


def many_along_training(
    tried: Collection[int], seeds: Sequence[int], nudges: Sequence[Sequence[int]], alpha: float
) -> dict[int, rnn.Params]:
    """Return the same for a network a seed, nudged one by one, stacked along the first axis."""
    rngs = [np.random.RandomState(seed) for seed in seeds]
    params = stack([nudged(rnn.init(rng), nudge) for rng, nudge in zip(rngs, nudges)])
    pairs = np.stack([random_pairs(rng, max(tried)) for rng in rngs], axis=1)  # (N, S, 2)
    found = {}
    for n, step in enumerate(train(rnn, params, stream(pairs), half_squared, alpha), start=1):
        if n in tried:
            found[n] = step.params
    return found
