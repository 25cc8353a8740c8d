"""How the sources' network comes to add: results/progress.json.

`columns`: sums whose bit is right, by column; `broken`: the sums wrong after 7,500 steps, in
how many of their columns a carry would go straight through; `late`: the seeds of 0-99 that
do not learn all sums in 10,000 steps, and in 20,000.
"""

from typing import Any

import numpy as np

from rnn_addition import rnn
from rnn_addition.evaluation import all_sums, count_right
from rnn_addition.trials import SOURCES, trained, unstack

from .along import along_training

SEEDS = "0-99"
TRIED = range(500, 10_001, 500)


def right_bits(params: rnn.Params) -> np.ndarray:
    """Return for each bit of all sums whether it is right: (T, B)."""
    ((x, y),) = all_sums(8)
    z = rnn.forward(params, x).z
    return np.asarray(((z > 0) == (y > 0.5))[..., 0])


def handed_on(a: int, b: int) -> int:
    """Return in how many of 7 columns exactly one bit is 1, so that a carry goes through."""
    return (a ^ b).bit_count()


def wrong_sums(params: rnn.Params) -> list[tuple[int, int]]:
    wrong = np.flatnonzero(~right_bits(params).all(axis=0))
    return [(int(k) // 128, int(k) % 128) for k in wrong]


def late() -> dict[str, Any]:
    """Return the seeds that are late, and how many of them learn all sums in twice the time."""
    networks = unstack(trained(SOURCES, range(100)))
    seeds = [seed for seed in range(100) if count_right(rnn, networks[seed]) < 128 * 128]
    longer = unstack(trained(SOURCES._replace(steps=20_000), seeds))
    return {
        "seeds": seeds,
        "count": len(seeds),
        "all_after_20000": sum(count_right(rnn, network) == 128 * 128 for network in longer),
    }


def values() -> dict[str, Any]:
    along = along_training(TRIED)
    columns = {n: right_bits(along[n]).sum(axis=1).tolist() for n in TRIED}
    broken = wrong_sums(along[7500])
    through = sorted(handed_on(a, b) for a, b in broken)
    return {
        "columns": columns,
        "bits_percent": {
            n: round(100 * sum(columns[n]) / (8 * 128 * 128), 1)
            for n in (1000, 2000, 3000, 4000, 5000, 6000)
        },
        "broken": {
            "count": len(broken),
            "through_at_least": through[0],
            "through_median": int(np.median(through)),
            "with_six_or_seven": sum(count >= 6 for count in through),
        },
        "late": late(),
    }
