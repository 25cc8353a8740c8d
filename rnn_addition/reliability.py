"""How far a success can be trusted: over seeds, and with a unit missing.

k   a hidden unit
"""

# --8<-- [start:reliability-imports]
from math import sqrt

import numpy as np

from rnn_addition.rnn import Params

# --8<-- [end:reliability-imports]


# --8<-- [start:wilson]
Z = 1.959964  # standard errors: a normal variable is within them 95 times of 100


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the interval that holds the true rate with 95 % confidence (Wilson, 1927)."""
    rate = successes / trials
    middle = rate + Z**2 / (2 * trials)
    half = Z * sqrt(rate * (1 - rate) / trials + Z**2 / (4 * trials**2))
    scale = 1 + Z**2 / trials
    # rounding may take an end beyond 0 or 1
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


# --8<-- [end:wilson]


# --8<-- [start:without_unit]
def without_unit(params: Params, k: int) -> Params:
    """Return the network with unit k held at 0: nothing reads it any more."""
    U, V, W = params
    reads = (np.arange(V.shape[-2]) != k)[:, np.newaxis]  # (H, 1)
    return Params(U, V * reads, W * reads)


# --8<-- [end:without_unit]
