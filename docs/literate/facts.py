"""Computes every number that the prose quotes, and puts the recorded ones into it."""

import json
import re
from collections import deque
from pathlib import Path

import numpy as np

from rnn_addition import rnn, trials
from rnn_addition.bits import random_pairs, stream
from rnn_addition.evaluation import count_right
from rnn_addition.losses import half_squared
from rnn_addition.training import train

from . import RESULTS, ROOT
from .code import logical_lines, snippet

PLACE = re.compile(r"\{\{ ([a-z][a-z0-9_.]*) \}\}")


def compute() -> dict[str, int]:
    """Return the facts by name, in about ten seconds."""
    rng = np.random.RandomState(0)
    params = rnn.init(rng)
    pairs = random_pairs(rng, 10_000)
    facts = {
        "weights": sum(weight.size for weight in params),
        "weights_u": params.U.size,
        "weights_v": params.V.size,
        "weights_w": params.W.size,
        "sums": 128**2,
        "sums_by_chance": 128**2 // 2**8,
        "pairs_seen": len({tuple(pair) for pair in pairs.tolist()}),
        "forward_lines": len(logical_lines(snippet(ROOT, "rnn_addition/rnn.py:forward"))),
        "right_after_0": count_right(rnn, params),
    }
    tried = 1000, 2000, 3000, 4000, 5000, 6000, 7000, 7500, 10_000
    for n, step in enumerate(train(rnn, params, stream(pairs), half_squared, 0.1), start=1):
        if n in tried:
            facts[f"right_after_{n}"] = count_right(rnn, step.params)
    for n in (6000, 7500):
        facts[f"wrong_after_{n}"] = facts["sums"] - facts[f"right_after_{n}"]
    for alpha in (2, 0.01):
        last = deque(train(rnn, params, stream(pairs), half_squared, alpha), maxlen=1)[0]
        facts[f"right_with_alpha_{alpha}"] = count_right(rnn, last.params)
    right = [result.right for result in trials.trial(trials.SOURCES, range(100), n=8)]
    return facts | {"seeds_right": right.count(128**2), "seeds_worst": min(right)}


def recorded(root: Path = ROOT) -> dict[str, str]:
    """Return the recorded facts and the measured ratios, written as the prose writes them."""
    facts = json.loads((root / RESULTS / "facts.json").read_text(encoding="utf-8"))
    bench = json.loads((root / RESULTS / "bench.json").read_text(encoding="utf-8"))
    texts = {name: f"{value:,}" for name, value in facts.items()}
    return texts | {"bench.one": f"{bench['one']}", "bench.hundred": f"{bench['hundred']}"}


def fill(line: str, facts: dict[str, str]) -> str:
    """Return a line of prose with its numbers; raise KeyError for a name that is no fact."""
    return PLACE.sub(lambda place: facts[place[1]], line)
