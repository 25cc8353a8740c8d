"""Measure the package beside the flat program in one run; write the ratios to docs/bench.json.

Each contender trains for the same number of steps, the three take turns, and the fastest turn
of each counts, so that a busy machine slows all of them alike.
"""

import json
import platform
import runpy
import time
from pathlib import Path

import numpy as np

from rnn_addition import rnn
from rnn_addition.bits import random_pairs, stream
from rnn_addition.losses import half_squared
from rnn_addition.training import train

STEPS = 2000
ROUNDS = 7
MANY = 100
FLAT = Path(__file__).with_name("flat_program.py")
RESULT = Path(__file__).parents[1] / "docs" / "bench.json"


def flat():
    runpy.run_path(str(FLAT), {"STEPS": STEPS})


def networks(seeds):
    """Train one network a seed, all in the same calls, for STEPS steps each."""
    rngs = [np.random.RandomState(seed) for seed in seeds]
    params = rnn.Params(*map(np.stack, zip(*(rnn.init(rng) for rng in rngs))))
    pairs = np.stack([random_pairs(rng, STEPS) for rng in rngs], axis=1)  # (N, S, 2)
    for _ in train(rnn, params, stream(pairs), half_squared, 0.1):
        pass


def one():
    rng = np.random.RandomState(0)
    params = rnn.init(rng)
    for _ in train(rnn, params, stream(random_pairs(rng, STEPS)), half_squared, 0.1):
        pass


def many():
    networks(range(MANY))


def seconds(contender):
    start = time.perf_counter()
    contender()
    return time.perf_counter() - start


def main():
    contenders = (flat, one, many)
    turns = [[seconds(contender) for contender in contenders] for _ in range(ROUNDS)]
    flat_s, one_s, many_s = (min(turn) for turn in zip(*turns))
    result = {
        "one": round(flat_s / one_s, 1),
        "hundred": round(flat_s / (many_s / MANY), 1),
        "microseconds_a_step": {
            "flat": round(flat_s / STEPS * 1e6, 1),
            "one": round(one_s / STEPS * 1e6, 1),
            "hundred": round(many_s / STEPS / MANY * 1e6, 2),
        },
        "python": platform.python_version(),
        "numpy": np.__version__,
    }
    print(json.dumps(result, indent=2))
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
