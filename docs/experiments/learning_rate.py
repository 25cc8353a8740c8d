"""What the learning rate decides, and where it leaves the outcome to chance.

At 5 a last bit decides whether seed 0 learns all sums or next to none, so its counts are those
of this machine alone. At 0.01, 0.1, 1.5 and 20 they are the same on every machine tried.
"""

from typing import Any

import numpy as np

from rnn_addition import rnn
from rnn_addition.activations import sigmoid
from rnn_addition.evaluation import all_sums, count_right
from rnn_addition.trials import unstack

from .along import along_training, many_along_training

SEEDS = "0-19"
ALPHAS = {"0_01": 0.01, "0_1": 0.1, "1": 1, "1_5": 1.5, "2": 2, "5": 5, "20": 20}
STEADY = ("0_01", "0_1", "1_5", "20")
CHANCE = ("2", "5")  # where a last bit may decide: seldom at 2, always at 5
RUNS = 50
ALL, FEW = 128**2, 128**2 // 20


def values() -> dict[str, Any]:
    """Return all of it, in about a minute."""
    with np.errstate(over="ignore"):  # large weights are what is looked at
        at_5 = nudged_runs(5)
        seeds = many_along_training({10_000}, range(20), [()] * 20, 5)[10_000]
        return {
            "right": {name: seed_0(ALPHAS[name]) for name in STEADY},
            "nudged_by_alpha": {
                name: counts(nudged_runs(alpha)[10_000])
                for name, alpha in ALPHAS.items()
                if name not in CHANCE
            },
            "on_this_machine": {"nudged_at_2": counts(nudged_runs(2)[10_000])},
            "nudged": counts(at_5[10_000]),
            "seeds": counts(unstack(seeds)),
            "saturated": saturation(at_5[10_000]),
            "answers_saturated": {"20": answers_saturated(20)},
            "failed": story(at_5),
        }


def seed_0(alpha: float) -> int:
    """Return how many sums seed 0 gets right after 10,000 steps."""
    return count_right(rnn, along_training({10_000}, alpha=alpha)[10_000])


def nudged_runs(alpha: float) -> dict[int, list[rnn.Params]]:
    """Return of seed 0 a run a weight, whose last bit was changed, after 1,000 and 10,000."""
    places = np.linspace(0, 303, RUNS).astype(int).tolist()
    at = many_along_training({1000, 10_000}, [0] * RUNS, [(place,) for place in places], alpha)
    return {n: unstack(params) for n, params in at.items()}


def counts(networks: list[rnn.Params]) -> dict[str, int]:
    """Return how many of the networks get all sums right, and fewer than one in twenty."""
    right = [count_right(rnn, params) for params in networks]
    few = sum(count < FEW for count in right)
    return {"runs": len(right), "all": right.count(ALL), "few": few}


def extreme(values: np.ndarray) -> float:
    """Return the share in percent of what lies within 0.01 of 0 or of 1."""
    return 100 * float(((values < 0.01) | (values > 0.99)).mean())


def saturation(networks: list[rnn.Params]) -> dict[str, int]:
    """Return how many of the hidden values are extreme, in networks that learned and failed."""
    ((x, _),) = all_sums()
    shares = [(count_right(rnn, p), extreme(rnn.forward(p, x).h[1:])) for p in networks]
    learned = [share for count, share in shares if count == ALL]
    failed = [share for count, share in shares if count < FEW]
    return {"learned": round(np.mean(learned)), "failed": round(np.mean(failed))}


def answers_saturated(alpha: float, steps: int = 10) -> int:
    """Return how many percent of all answers of seed 0 are extreme after so few steps."""
    ((x, _),) = all_sums()
    params = along_training({steps}, alpha=alpha)[steps]
    return round(extreme(sigmoid(rnn.forward(params, x).z)))


def story(at: dict[int, list[rnn.Params]]) -> dict[str, int]:
    """Return of the runs that fail how many sums they once got right, after 1,000 steps."""
    failed = [k for k, params in enumerate(at[10_000]) if count_right(rnn, params) < FEW]
    early = [count_right(rnn, at[1000][k]) for k in failed]
    return {
        "fewest_after_1000": min(early),
        "median_after_1000": int(np.median(early)),
        "most_after_1000": max(early),
    }
