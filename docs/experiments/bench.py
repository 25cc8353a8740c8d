"""Measure the package beside the flat program in one run; write the ratios to results/.


Each contender trains for the same number of steps, they take turns, and the fastest turn of
each counts, so that a busy machine slows all of them alike. PyTorch takes part if it is there.
"""

import json
import os
import platform
import runpy
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from rnn_addition import lstm, rnn, trials
from rnn_addition.bits import random_pairs, stream
from rnn_addition.carries import adds, random_sums
from rnn_addition.evaluation import count_right
from rnn_addition.losses import half_squared
from rnn_addition.training import train

try:
    from . import torch_program
except ImportError:  # PyTorch is large and only measured against
    torch_program = None

STEPS = 2000
ROUNDS = 7
MANY = 100
FLAT = Path(__file__).with_name("flat_program.py")
RESULT = Path(__file__).with_name("results") / "bench.json"


def flat():
    runpy.run_path(str(FLAT), {"STEPS": STEPS})


def problem():
    rng = np.random.RandomState(0)
    return rnn.init(rng), stream(random_pairs(rng, STEPS))


def one():
    params, sums = problem()
    return [float(step.loss) for step in train(rnn, params, sums, half_squared, 0.1)]


def many():
    trials.trained(trials.SOURCES._replace(steps=STEPS), range(MANY))


def pytorch():
    return torch_program.losses(*problem())


def one_lstm():
    rng = np.random.RandomState(0)
    params = lstm.init(rng)
    for _ in train(lstm, params, stream(random_pairs(rng, STEPS)), half_squared, 0.1):
        pass


def all_sums():
    count_right(rnn, problem()[0])


def long_sum():
    sums = random_sums(np.random.RandomState(1), 100_000, 1)
    adds(rnn, problem()[0], sums, 100_001)


def texts():
    """Train an rnn and an lstm on each text, as the recorded losses were."""
    subprocess.run(
        [sys.executable, "-c", "from experiments import measured; measured.texts()"],
        env=os.environ | {"PYTHONPATH": str(RESULT.parent)},
        check=True,
    )


def seconds(contender):
    start = time.perf_counter()
    contender()
    return time.perf_counter() - start


def parts():
    """Return the share of a step that each part of it takes, in percent."""
    params, sums = problem()
    clock = time.perf_counter
    spent = dict.fromkeys(["sums", "forward", "loss", "backward", "descent"], 0.0)
    start = clock()
    for x, y in sums:
        spent["sums"] += (now := clock()) - start
        trace = rnn.forward(params, x)
        spent["forward"] += (then := clock()) - now
        _, d_z = half_squared(trace.o, y)
        spent["loss"] += (now := clock()) - then
        grads = rnn.backward(params, trace, d_z)
        spent["backward"] += (then := clock()) - now
        params = rnn.Params(*(p - 0.1 * g for p, g in zip(params, grads)))
        start = clock()
        spent["descent"] += start - then
    return {name: round(100 * s / sum(spent.values())) for name, s in spent.items()}


def main():
    contenders = [flat, one, many, one_lstm, all_sums, long_sum]
    if torch_program:
        np.testing.assert_allclose(pytorch(), one(), rtol=1e-9)  # the same task indeed
        contenders.append(pytorch)
    turns = [[seconds(contender) for contender in contenders] for _ in range(ROUNDS)]
    best = dict(zip([contender.__name__ for contender in contenders], map(min, zip(*turns))))
    result = json.loads(RESULT.read_text(encoding="utf-8"))
    result |= {
        "one": round(best["flat"] / best["one"], 1),
        "hundred": round(best["flat"] / (best["many"] / MANY), 1),
        "lstm": round(best["one_lstm"] / best["one"], 1),
        "all_sums_ms": round(best["all_sums"] * 1000, 1),
        "microseconds_a_step": {
            "flat": round(best["flat"] / STEPS * 1e6, 1),
            "one": round(best["one"] / STEPS * 1e6, 1),
            "hundred": round(best["many"] / STEPS / MANY * 1e6, 2),
        },
        "sum_of_100_000_bits_s": round(best["long_sum"], 2),
        "text_model_s": round(seconds(texts) / 6, 1),
        "percent_of_a_step": parts(),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }
    if torch_program:
        result["pytorch"] = {
            "ratio": round(best["pytorch"] / best["one"], 1),
            "version": torch_program.torch.__version__,
        }
    else:
        print("PyTorch is not installed: its ratio stays as recorded")
    print(json.dumps(result, indent=2))
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
