"""Plants bugs of other people's code in ours: what the check says, and what training says."""

import inspect
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from rnn_addition import losses, rnn, trials
from rnn_addition.bits import encode, random_pairs, stream
from rnn_addition.evaluation import all_sums, count_right, right
from rnn_addition.gradients import check_gradients
from rnn_addition.training import train

from .along import nudged

SEEDS = "0-19, 0-4 (delay)"
SUMS = 128**2


class Bug(NamedTuple):
    """A piece of code that stands once in a module, and what is written in its place."""

    module: ModuleType
    code: str
    planted: str


BUGS = {
    "later_error_lost": Bug(rnn, "d_u[t - 1] += d_u[t] @ W.mT * slope[t - 1]", "pass"),
    "own_error_lost": Bug(rnn, "d_u[t - 1] +=", "d_u[t - 1] ="),
    "added_to_itself": Bug(rnn, "d_u[t] @ W.mT * slope[t - 1]", "d_u[t - 1]"),
    "slope_of_another_column": Bug(rnn, "W.mT * slope[t - 1]", "W.mT * slope[t]"),
    "state_overwritten": Bug(
        rnn, "sigmoid_derivative(h[1:])", "np.multiply(h[1:], 1 - h[1:], h[1:])"
    ),
    "value_for_slope": Bug(rnn, "sigmoid_derivative(h[1:])", "h[1:]"),
    "line_copied": Bug(rnn, "stacked(h[:-1])", "stacked(h[1:])"),
    "not_transposed": Bug(rnn, "d_u[t] @ W.mT", "d_u[t] @ W"),
    "weights_moved_first": Bug(
        rnn, "d_z @ V.mT", "d_z @ (V - 0.1 * stacked(h[1:]).mT @ stacked(d_z)).mT"
    ),
    "slope_left_out": Bug(losses, "error * sigmoid_derivative(o)", "error"),
    "sign_turned": Bug(losses, "error = o - y", "error = y - o"),
    "half_left_out": Bug(
        losses, "(error**2).sum(axis=(0, -2, -1)) / 2", "(error**2).sum(axis=(0, -2, -1))"
    ),
}


def planted(bug: Bug) -> tuple[Any, Any]:
    """Return model and loss, one of them with the bug."""
    source = inspect.getsource(bug.module)
    if source.count(bug.code) != 1:
        raise ValueError(f"{bug.code}: expected once in {bug.module.__name__}")
    module = ModuleType(bug.module.__name__)
    exec(source.replace(bug.code, bug.planted), module.__dict__)
    return (module, losses.half_squared) if bug.module is rnn else (rnn, module.half_squared)


def error(bug: Bug) -> float:
    """Return the largest relative error of the gradients of 81 + 113 by the first weights."""
    model, loss = planted(bug)
    x, y = encode(np.array([81]), np.array([113]), 8)
    params = model.init(np.random.RandomState(0))
    return max(check_gradients(model, params, x, y, loss).values())


def rounded(value: float) -> float:
    """Return a number to one digit, without a point from 1 on."""
    short = float(f"{value:.1g}")
    return int(short) if short >= 1 else short


def networks(
    bug: Bug | None, seeds: range, sums: Any, nudge: tuple[int, ...] = ()
) -> list[Any]:
    """Return a network a seed, trained for 10,000 steps on what sums(rngs) yields."""
    model, loss = planted(bug) if bug else (rnn, losses.half_squared)
    rngs = [np.random.RandomState(seed) for seed in seeds]
    params = trials.stack([nudged(rnn.init(rng), nudge) for rng in rngs])
    with np.errstate(over="ignore", invalid="ignore"):
        for step in train(model, params, sums(rngs), loss, 0.1):
            params = step.params
    return trials.unstack(params)


def additions(rngs: list[Any]) -> Any:
    """Return the sources' sums, those of a network a generator along the second axis."""
    return stream(np.stack([random_pairs(rng, 10_000) for rng in rngs], axis=1))


def training(bug: Bug, seeds: range, nudge: tuple[int, ...] = ()) -> dict[str, int]:
    """Return how many networks get all sums right, and how many sums the median gets.

    To the nearest thousand: some of the networks hang on the last bit.
    """
    trained = networks(bug, seeds, additions, nudge)
    with np.errstate(over="ignore"):
        found = [count_right(rnn, params) for params in trained]
    median = float(np.median(found))
    about = SUMS if median == SUMS else 1000 * round(median / 1000)
    return {"all": found.count(SUMS), "median_about": about}


def by_carry(seeds: range) -> dict[str, int]:
    """Return whether the line that hands errors back is missed by the long carries.

    In how many networks trained without it a sum without any carry is less often right than
    one with a carry into four columns or more one after another.
    """
    ((x, y),) = all_sums()
    into = x.sum(axis=-1) % 2 != y[..., 0]  # (T, B)
    run = longest = np.zeros(SUMS, int)
    for column in into:
        run = np.where(column, run + 1, 0)
        longest = np.maximum(longest, run)
    trained = networks(BUGS["later_error_lost"], seeds, additions)
    correct = [right(rnn.forward(params, x).z, y) for params in trained]
    worse = sum(bool(ok[longest == 0].mean() < ok[longest >= 4].mean()) for ok in correct)
    return {"networks": len(trained), "worse_without_carry": worse}


def delayed(k: int, rng: Any, sequences: int) -> tuple[np.ndarray, np.ndarray]:
    """Return columns of random bits, and as answers the first bit of k columns before."""
    x = rng.randint(2, size=(8, sequences, 2)).astype(float)
    y = np.zeros((8, sequences, 1))
    y[k:] = x[:-k, :, :1]
    return x, y


def delay(k: int, bug: Bug | None, seeds: range) -> dict[str, int]:
    """Return the fewest and the most bits right, in percent, of k columns' delay."""

    def sums(rngs: list[Any]) -> Any:
        for _ in range(10_000):
            pairs = [delayed(k, rng, 1) for rng in rngs]
            yield tuple(np.stack(arrays, axis=1) for arrays in zip(*pairs))

    x, y = delayed(k, np.random.RandomState(99), 2000)
    found = [
        ((rnn.forward(params, x).z > 0) == (y > 0.5))[k:].mean()
        for params in networks(bug, seeds, sums)
    ]
    return {"least": int(100 * min(found)), "most": int(100 * max(found))}


def values() -> dict[str, Any]:
    """Return all of it, in some minutes."""
    lost = BUGS["later_error_lost"]
    return {
        "seeds": 20,
        "count": len(BUGS),
        "bugs": {
            name: {"error": rounded(error(bug)), **training(bug, range(20))}
            for name, bug in BUGS.items()
        },
        "by_carry": by_carry(range(20)),
        "delay": {
            str(k): {"with": delay(k, None, range(5)), "without": delay(k, lost, range(5))}
            for k in (1, 2, 4)
        },
    }
