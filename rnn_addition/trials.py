"""Many networks at once: one setting, a network a seed, all trained in the same calls."""

# --8<-- [start:trials-imports]
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnn_addition.bits import random_pairs, stream
from rnn_addition.carries import adds, chains, random_sums
from rnn_addition.evaluation import count_right
from rnn_addition.losses import half_squared
from rnn_addition.models import MODELS
from rnn_addition.training import Loss, train

# --8<-- [end:trials-imports]


# --8<-- [start:Setting]
class Setting(NamedTuple):
    """What is trained, and how; bits and steps are those of the sums to learn from."""

    model: str
    hidden: int
    alpha: float
    bits: int
    steps: int


SOURCES = Setting("rnn", hidden=16, alpha=0.1, bits=8, steps=10_000)  # the sources'
RECIPE = Setting("biased", hidden=16, alpha=0.7, bits=12, steps=20_000)
# --8<-- [end:Setting]


# --8<-- [start:Result]
class Result(NamedTuple):
    """What became of one seed."""

    seed: int
    right: int  # sums of two numbers below 128, of 16,384
    random: bool  # all long random sums right
    chains: bool  # all long carry chains right


# --8<-- [end:Result]


# --8<-- [start:trained]
def stack(networks: Sequence[Any]) -> Any:
    """Return the weights of all networks, stacked along a new first axis."""
    return networks[0]._make(map(np.stack, zip(*networks)))


def unstack(params: Any) -> list[Any]:
    """Return the weights of each network."""
    return [params._make(weights) for weights in zip(*params)]


def trained(setting: Setting, seeds: Sequence[int], loss: Loss = half_squared) -> Any:
    """Return the trained weights, those of all seeds stacked along the first axis."""
    model = MODELS[setting.model]
    rngs = [np.random.RandomState(seed) for seed in seeds]
    params = stack([model.init(rng, setting.hidden) for rng in rngs])
    pairs = np.stack([random_pairs(rng, setting.steps, setting.bits) for rng in rngs], axis=1)
    sums = stream(pairs, setting.bits)
    for step in train(model, params, sums, loss, setting.alpha):
        params = step.params
    return params


# --8<-- [end:trained]


# --8<-- [start:trial]
def trial(setting: Setting, seeds: Sequence[int], length: int = 2000) -> list[Result]:
    """Return the results of training a network a seed, tried on sums of `length` bits too."""
    model = MODELS[setting.model]
    params = trained(setting, seeds)
    right = [count_right(model, network) for network in unstack(params)]
    sums = random_sums(np.random.RandomState(0), length, 10)
    random = adds(model, params, sums, length + 1)  # (..., 10)
    chain = adds(model, params, list(chains(length).values()), length + 1)  # (..., 10)
    return [
        Result(seed, right[k], bool(random[k].all()), bool(chain[k].all()))
        for k, seed in enumerate(seeds)
    ]


# --8<-- [end:trial]
