"""What networks without memory can do at best, and what trained ones do: none, and windows."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from rnn_addition import ceiling, feedforward, trials
from rnn_addition.bits import random_pairs, stream
from rnn_addition.evaluation import all_sums, count_right, right
from rnn_addition.losses import half_squared
from rnn_addition.training import train

SEEDS = "0-9"
COARSE = {"alpha": 0.5, "steps": 20_000}
FINE = {"alpha": 0.05, "steps": 20_000}  # after the coarse ones
WIDE = 64
MOVES = 3  # from so many earlier columns on, the last bit moves the counts


def values() -> dict[str, Any]:
    """Return all of it, in some five minutes."""
    return {
        **best(),
        "trained": trained(),
        "seeds": {"met": sum(right == 3**7 for right in of_seeds(range(100))), "of": 100},
        "settings": {"coarse": COARSE, "fine": FINE, "wide": WIDE},
        "windows": {str(w): window(w) for w in range(8)},
        "on_this_machine": {"three_at_the_coarse_rate": three_at_the_coarse_rate()},
        "widest": widest(),
    }


def best() -> dict[str, Any]:
    """Return which function of the two bits of a column is best, and what it gets right."""
    functions = ceiling.boolean_functions()
    best = int(functions[:, 0].argmax())
    sums, bits = functions[best].tolist()
    return {"best_function": f"{best:04b}", "sums": sums, "bits": bits}


def trained() -> int:
    """Return how many sums the feed-forward network gets right, trained as the sources do."""
    return of_seeds([0])[0]


def of_seeds(seeds: Sequence[int]) -> list[int]:
    """Return the same for each of many seeds."""
    params = trials.trained(trials.SOURCES._replace(model="feedforward"), seeds)
    return [count_right(feedforward, network) for network in trials.unstack(params)]


def window(w: int) -> dict[str, Any]:
    """Return what networks with a window may get right at best, and what ten of them do."""
    best = ceiling.with_window(w)
    found = {}
    for name, params in zip(("coarse", "fine"), window_of(w, range(10)), strict=True):
        right = sums_right(w, params)
        found[name] = {"reach": right.count(best), "right": right}
    return {"ceiling": best, **(found if w < MOVES else {"on_this_machine": found})}


def window_of(
    w: int,
    seeds: Sequence[int],
    phases: Sequence[dict[str, Any]] = (COARSE, FINE),
    hidden: int = 16,
) -> Iterator[feedforward.Params]:
    """Yield the weights of networks that see w earlier columns, stacked, after each phase."""
    rngs = [np.random.RandomState(seed) for seed in seeds]
    params = trials.stack([feedforward.init(rng, hidden, 2 * (w + 1)) for rng in rngs])
    for phase in phases:
        pairs = np.stack([random_pairs(rng, phase["steps"]) for rng in rngs], axis=1)
        sums = ((feedforward.window(x, w), y) for x, y in stream(pairs))
        for step in train(feedforward, params, sums, half_squared, phase["alpha"]):
            params = step.params
        yield params


def sums_right(w: int, params: feedforward.Params) -> list[int]:
    """Return how many sums each of the networks gets right."""
    ((x, y),) = all_sums()
    x = feedforward.window(x, w)
    answers = (feedforward.forward(network, x).z for network in trials.unstack(params))
    return [int(right(z, y).sum()) for z in answers]


def three_at_the_coarse_rate() -> int:
    """Return how many of ten that see three earlier columns reach the best without `FINE`.

    They get ten times as many sums instead.
    """
    (params,) = window_of(3, range(10), [COARSE | {"steps": 10 * COARSE["steps"]}])
    return sums_right(3, params).count(ceiling.with_window(3))


def widest() -> dict[str, Any]:
    """Return what becomes of those that see all columns: more of all, and where they err."""
    longer = FINE | {"steps": 5 * FINE["steps"]}
    *_, fine = window_of(7, range(10))
    *_, long = window_of(7, range(10), (COARSE, longer))
    *_, wide = window_of(7, range(10), hidden=WIDE)
    return {
        "all": [sums_right(7, params).count(128**2) for params in (fine, long, wide)],
        "on_this_machine": {"wrong_percent": [round(part, 1) for part in wrong(fine)]},
    }


def wrong(params: feedforward.Params) -> list[float]:
    """Return the percentage of wrong answers where the carry passes 0, 1, 2... columns."""
    ((x, y),) = all_sums()
    passes = passed(x[:, :, 0] != x[:, :, 1])  # (T, B)
    z = feedforward.forward(params, feedforward.window(x, 7)[:, np.newaxis]).z  # (T, S, B, 1)
    off = ((z > 0) != (y[:, np.newaxis] > 0.5))[..., 0].mean(axis=1)  # (T, B)
    return [100 * float(off[passes == r].mean()) for r in range(8)]


def passed(passing: np.ndarray) -> np.ndarray:
    """Return how many columns right before each one pass on what comes in: (T, B)."""
    found = np.zeros(passing.shape, dtype=int)
    for t in range(1, len(passing)):
        found[t] = np.where(passing[t - 1], found[t - 1] + 1, 0)
    return found
