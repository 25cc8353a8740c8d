"""What becomes of the LSTM on sums longer than it learned from, and what mends it."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from rnn_addition import biased, carries, lstm, rnn, trials
from rnn_addition.bits import random_pairs, stream
from rnn_addition.evaluation import count_right
from rnn_addition.losses import half_squared
from rnn_addition.models import MODELS
from rnn_addition.training import train

from .rates import rate
from .variants import perfect

SEEDS = "0-99, 0-19 (first_about)"
# Columns that hand a carry on, and the lack of one too, over and over.
PATTERNS = {"10": [(1, 0)], "01": [(0, 1)], "10_01": [(1, 0), (0, 1)]}
LENGTHS = (7, 12, 24, 50)


class Way(NamedTuple):
    """A model and how it is trained; the steps after which it is looked at."""

    model: str
    steps: Sequence[int] = (10_000,)
    bits: int = 8
    alpha: float = 0.1
    forget: float = 0.0  # where the biases of the forget gates start


WAYS = {
    "rnn": Way("rnn", (10_000, 20_000)),
    "rnn_12_bits": Way("rnn", bits=12),
    "biased": Way("biased", (10_000, 20_000)),
    "biased_12_bits": Way("biased", bits=12),
    "lstm": Way("lstm", (10_000, 20_000, 40_000)),
    "lstm_12_bits": Way("lstm", bits=12),
    "lstm_forget_1": Way("lstm", forget=1.0),
    "lstm_forget_2": Way("lstm", forget=2.0),
    "lstm_alpha_0_05": Way("lstm", (20_000,), alpha=0.05),
}
CELLS: dict[str, tuple[Any, int]] = {
    "rnn": (rnn, 16),
    "biased": (biased, 16),
    "lstm": (lstm, 16),
    "lstm_of_seven": (lstm, 7),
    "without_output_tanh": (lstm.WITHOUT_OUTPUT_TANH, 16),
}


def values() -> dict[str, Any]:
    """Return all of it, in six minutes.

    The ways lstm_12_bits and lstm_forget_1 came out the same with the kernel Nehalem.
    """
    return {
        "ways": {
            f"{name}_{steps}": outcome(WAYS[name].model, params)
            for name in WAYS
            for steps, params in along(WAYS[name], range(100))
        },
        "first_about": {name: first_about(*CELLS[name], range(20)) for name in CELLS},
    }


def along(way: Way, seeds: Sequence[int]) -> Iterator[tuple[int, Any]]:
    """Yield a number of steps and the weights after it, a network a seed."""
    model = MODELS[way.model]
    rngs = [np.random.RandomState(seed) for seed in seeds]
    params = trials.stack([model.init(rng) for rng in rngs])
    if way.forget:
        params = params._replace(bf=params.bf + way.forget)
    pairs = np.stack([random_pairs(rng, max(way.steps), way.bits) for rng in rngs], axis=1)
    sums = stream(pairs, way.bits)
    for n, step in enumerate(train(model, params, sums, half_squared, way.alpha), start=1):
        if n in way.steps:
            yield n, step.params


def outcome(name: str, params: Any) -> dict[str, Any]:
    """Return how many of a stack of networks add, and how those fail that do not."""
    model = MODELS[name]
    counts = [count_right(model, network) for network in trials.unstack(params)]
    learned = np.array(counts) == 128**2  # (S,)
    sums = carries.random_sums(np.random.RandomState(0), 2000, 10)
    random = carries.adds(model, params, sums, 2001).all(axis=-1)  # (S,)
    chains = carries.adds(model, params, [*carries.chains(2000).values()], 2001).all(axis=-1)
    found: dict[str, Any] = {
        "all": rate(int(learned.sum()), len(counts)),
        "random": rate(int(random.sum()), len(counts)),
        "chains": rate(int(chains.sum()), len(counts)),
        "ends": {pattern: ends(model, params, pattern) for pattern in PATTERNS},
        "wrong_after": wrong_after(model, params, learned),
    }
    if name == "lstm":
        found["most_open"] = most_open(params)
    return found


def by_hand() -> lstm.Params:
    """Return a single cell that keeps a carry as long as its forget gate does not leak."""
    silent = (np.zeros_like(w) for w in lstm.init(np.random.RandomState(0), hidden=1))
    both, one = np.full((2, 1), 20.0), np.ones((1, 1))
    return lstm.Params(*silent)._replace(
        Ui=both, Uf=both, bg=10 * one, bi=-30 * one, bf=-10 * one, bq=10 * one
    )


def from_both(columns: np.ndarray) -> np.ndarray:
    """Return x (T + 1, 1, 2 B, 2) of columns (T, B, 2) after 1 + 1, and after 0 + 0."""
    first = np.zeros((1, *columns.shape[1:]))  # (1, B, 2)
    begun = [np.concatenate([first + bit, columns]) for bit in (1, 0)]
    return np.concatenate(begun, axis=1)[:, np.newaxis]


def repeated(pattern: Sequence[tuple[int, int]], n: int) -> np.ndarray:
    """Return n columns (n, 1, 2) that go through a pattern over and over."""
    return np.resize(np.array(pattern, float), (n, 2))[:, np.newaxis]


def ends(model: Any, params: Any, name: str, n: int = 2000) -> dict[str, int]:
    """Return how many networks keep a carry and the lack of one for n columns, or which not.

    `merged`: of those that do not, how many are in one state in the end, whatever came first.
    """
    trace = model.forward(params, from_both(repeated(PATTERNS[name], n)))
    lost = (trace.z[1:, :, 0, 0] > 0).any(axis=0)  # (S,): 1 + 0 and a carry is a 0
    invented = (trace.z[1:, :, 1, 0] <= 0).any(axis=0)  # (S,)
    apart = np.abs(trace.h[-1, :, 0] - trace.h[-1, :, 1]).max(axis=-1)  # (S,)
    return {
        "kept": int((~lost & ~invented).sum()),
        "lost": int((lost & ~invented).sum()),
        "invented": int((invented & ~lost).sum()),
        "merged": int(((lost | invented) & (apart < 1e-3)).sum()),
        "of": len(lost),
    }


def wrong_after(model: Any, params: Any, learned: np.ndarray) -> dict[str, int]:
    """Return in percent how many answers are wrong after so many columns of a random order.

    Each column hands on what it gets, a carry or none. Networks that have not learned all
    sums are left out.
    """
    a = np.random.RandomState(5).randint(2, size=(max(LENGTHS), 100)).astype(float)
    z = model.forward(params, from_both(np.stack([a, 1 - a], axis=-1))).z[1:, :, :, 0]
    wrong = (z[:, learned] > 0) != (
        np.arange(200) >= 100
    )  # (T, S, B): first those with a carry
    return {str(n): round(100 * float(wrong[n - 1].mean())) for n in LENGTHS}


def most_open(params: Any, n: int = 300) -> float:
    """Return the median over networks of the largest forget gate, n columns after a carry."""
    f = MODELS["lstm"].forward(params, from_both(repeated([(1, 0)], n))).f[-1, :, 0]  # (S, H)
    return round(float(np.median(f.max(axis=-1))), 2)


def first_about(model: Any, hidden: int, seeds: range, steps: int = 10_000) -> dict[str, Any]:
    """Return after how many steps networks first get all sums right: their median, to 500.

    The last bit moves some of these first steps, which are told in hundreds.
    """
    rngs = [np.random.RandomState(seed) for seed in seeds]
    params = trials.stack([model.init(rng, hidden) for rng in rngs])
    pairs = np.stack([random_pairs(rng, steps) for rng in rngs], axis=1)
    first: dict[int, int] = {}
    for n, step in enumerate(train(model, params, stream(pairs), half_squared, 0.1), start=1):
        if n % 100 == 0:
            unknown = [k for k in range(len(seeds)) if k not in first]
            first |= dict.fromkeys(perfect(model, step.params, unknown), n)
    steps_of = [first.get(k, steps) for k in range(len(seeds))]
    return {
        "weights": sum(weight[0].size for weight in params),
        "median": 500 * round(np.median(steps_of) / 500),
        "ever": len(first),
        "on_this_machine": {"first": steps_of},
    }
