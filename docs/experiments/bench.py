"""Measures the package beside other programs in one run: the ratios of results/bench.json.

Each contender trains for the same number of steps, they take turns, and the fastest turn of
each counts, so that a busy machine slows all of them alike. PyTorch, JAX, and scalar loops that
Numba compiles take part where they are installed; where not, their ratios stay as recorded.
"""

import importlib
import json
import runpy
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from rnn_addition import lstm, rnn, sources, trials
from rnn_addition.bits import encode, random_pairs, stream
from rnn_addition.carries import adds, random_sums
from rnn_addition.evaluation import count_right
from rnn_addition.losses import half_squared
from rnn_addition.training import train

from . import store, texts
from .robust import record_of

STEPS = 2000
ROUNDS = 7
MANY = 100
FLAT = Path(__file__).with_name("flat_program.py")
RIVALS = {"torch": "torch_program", "jax": "jax_program", "compiled": "numba_program"}
Contenders = dict[str, Callable[[], Any]]


def problem(seed: int = 0) -> tuple[rnn.Params, Any]:
    """Return the first weights and the stream of sums."""
    rng = np.random.RandomState(seed)
    return rnn.init(rng), stream(random_pairs(rng, STEPS))


def flat() -> None:
    runpy.run_path(str(FLAT), {"STEPS": STEPS})


def one() -> list[float]:
    return [float(step.loss) for step in sources.run(steps=STEPS)]


def hundred() -> None:
    trials.trained(trials.SOURCES._replace(steps=STEPS), range(MANY))


def one_lstm() -> None:
    rng = np.random.RandomState(0)
    params = lstm.init(rng)
    for _ in train(lstm, params, stream(random_pairs(rng, STEPS)), half_squared, 0.1):
        pass


def all_sums() -> None:
    count_right(rnn, problem()[0])


def long_sum() -> None:
    sums = random_sums(np.random.RandomState(1), 100_000, 1)
    adds(rnn, problem()[0], sums, 100_001)


def rivals() -> dict[str, ModuleType]:
    """Return the programs whose library is installed, after they have found our losses."""
    found = {}
    for name, module in RIVALS.items():
        try:
            program = importlib.import_module(f".{module}", __package__)
        except ImportError:
            print(f"{name} is not installed: its ratios stay as recorded")
            continue
        np.testing.assert_allclose(program.losses(*problem()), one(), rtol=1e-9)
        if name == "compiled":
            np.testing.assert_allclose(compiled_hundred(program)[0], one(), rtol=1e-9)
        found[name] = program
    return found


def contenders(programs: dict[str, ModuleType]) -> Contenders:
    """Return what takes turns, by name."""
    found: Contenders = {
        contender.__name__: contender
        for contender in (flat, one, hundred, one_lstm, all_sums, long_sum)
    }
    for name, program in programs.items():
        found[name] = partial(alone, program)
    if "compiled" in programs:
        found["compiled_hundred"] = partial(compiled_hundred, programs["compiled"])
    return found


def alone(program: ModuleType) -> None:
    program.losses(*problem())


def compiled_hundred(program: ModuleType) -> Any:
    """Train what hundred() trains; return the losses."""
    rngs = [np.random.RandomState(seed) for seed in range(MANY)]
    params = trials.stack([rnn.init(rng) for rng in rngs])
    pairs = np.stack([random_pairs(rng, STEPS) for rng in rngs], axis=1)  # (N, S, 2)
    return program.losses_of_many(params, *encode(pairs[..., 0], pairs[..., 1], 8))


def fastest(turns: Contenders) -> dict[str, float]:
    """Return the fewest seconds that each contender needs, of some turns."""
    rounds = [{name: seconds(turns[name]) for name in turns} for _ in range(ROUNDS)]
    return {name: min(times[name] for times in rounds) for name in turns}


def seconds(contender: Callable[[], Any]) -> float:
    start = time.perf_counter()
    contender()
    return time.perf_counter() - start


def parts() -> dict[str, int]:
    """Return the share of a step that each part of it takes, in percent."""
    params, sums = problem()
    clock = time.perf_counter
    spent = dict.fromkeys(["sums", "forward", "loss", "backward", "descent"], 0.0)
    start = clock()
    for x, y in sums:
        spent["sums"] += (now := clock()) - start
        trace = rnn.forward(params, x)
        spent["forward"] += (then := clock()) - now
        _, d_z = half_squared(trace.z, y)
        spent["loss"] += (now := clock()) - then
        grads = rnn.backward(params, trace, d_z)
        spent["backward"] += (then := clock()) - now
        params = rnn.Params(*(p - 0.1 * g for p, g in zip(params, grads)))
        start = clock()
        spent["descent"] += start - then
    return {name: round(100 * s / sum(spent.values())) for name, s in spent.items()}


def ratios(best: dict[str, float]) -> dict[str, Any]:
    """Return what the pages quote: times as fast, and what one step, or one sum, takes."""
    one_of_many = best["hundred"] / MANY
    found: dict[str, Any] = {
        "one": round(best["flat"] / best["one"], 1),
        "hundred": round(best["flat"] / one_of_many, 1),
        "lstm": round(best["one_lstm"] / best["one"], 1),
        "all_sums_ms": round(best["all_sums"] * 1000, 1),
        "microseconds_a_step": {
            "flat": round(best["flat"] / STEPS * 1e6, 1),
            "one": round(best["one"] / STEPS * 1e6, 1),
            "hundred": round(one_of_many / STEPS * 1e6, 2),
        },
        "sum_of_100_000_bits_s": round(best["long_sum"], 2),
    }
    # how many times our time one network takes there, and a hundred of ours theirs
    found |= {name: round(best[name] / best["one"], 2) for name in RIVALS if name in best}
    if "compiled_hundred" in best:
        found["hundred_to_compiled"] = round(best["hundred"] / best["compiled_hundred"], 2)
    return found


def main() -> None:
    """Measure, and write results/bench.json; what no longer takes part stays as it was."""
    programs = rivals()
    values = record_of("bench") | ratios(fastest(contenders(programs)))
    values["text_model_s"] = round(seconds(texts.values) / 6, 1)
    values["percent_of_a_step"] = parts()
    versions = {name: program.VERSION for name, program in programs.items()}
    values["versions"] = values.get("versions", {}) | versions
    print(json.dumps(values, indent=2))
    store.write("bench", "make bench", f"0, 0-{MANY - 1}", values)


if __name__ == "__main__":
    main()
