"""Computes every number that the prose quotes, and puts the recorded ones into it."""

import json
import re
from pathlib import Path

import numpy as np

from rnn_addition import rnn
from rnn_addition.bits import random_pairs, stream
from rnn_addition.evaluation import count_right
from rnn_addition.losses import half_squared
from rnn_addition.training import train

from . import ROOT
from .code import logical_lines, snippet

PLACE = re.compile(r"\{\{ ([a-z][a-z0-9_.]*) \}\}")


def compute() -> dict[str, int]:
    """Return the facts by name, in about two seconds."""
    rng = np.random.RandomState(0)
    params = rnn.init(rng)
    facts = {
        "weights": sum(weight.size for weight in params),
        "weights_u": params.U.size,
        "weights_v": params.V.size,
        "weights_w": params.W.size,
        "sums": len(range(2**7)) ** 2,
        "forward_lines": len(logical_lines(snippet(ROOT, "rnn_addition/rnn.py:forward"))),
        "right_after_0": count_right(rnn, params),
    }
    pairs = random_pairs(rng, 10_000)
    tried = 1000, 2000, 3000, 4000, 5000, 6000, 7000, 7500, 10_000
    for n, step in enumerate(train(rnn, params, stream(pairs), half_squared, 0.1), start=1):
        if n in tried:
            facts[f"right_after_{n}"] = count_right(rnn, step.params)
    facts["wrong_after_7500"] = facts["sums"] - facts["right_after_7500"]
    return facts


def recorded(root: Path = ROOT) -> dict[str, str]:
    """Return the recorded facts and the measured ratios, written as the prose writes them."""
    facts = json.loads((root / "docs" / "facts.json").read_text(encoding="utf-8"))
    bench = json.loads((root / "docs" / "bench.json").read_text(encoding="utf-8"))
    texts = {name: f"{value:,}" for name, value in facts.items()}
    return texts | {"bench.one": f"{bench['one']}", "bench.hundred": f"{bench['hundred']}"}


def fill(line: str, facts: dict[str, str]) -> str:
    """Return a line of prose with its numbers; raise KeyError for a name that is no fact."""
    return PLACE.sub(lambda place: facts[place[1]], line)
