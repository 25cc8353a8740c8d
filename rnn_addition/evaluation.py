"""How many sums a network gets right, with every sum tried.

x, y  columns of the sums and of their answers, as in bits
z     pre-activations of the output; above 0, where o is above one half, reads as 1
"""

# --8<-- [start:evaluation-imports]
from collections.abc import Iterator

import numpy as np

from rnn_addition.bits import encode
from rnn_addition.losses import check_targets
from rnn_addition.models import Model, ParamsT, TraceT

# --8<-- [end:evaluation-imports]


# --8<-- [start:all_sums]
def all_sums(bits: int = 8) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield x (T, B, 2) and y (T, B, 1) until every sum of `bits` bits has been there."""
    largest = 2 ** (bits - 1)
    for pairs in np.split(np.arange(largest**2), max(1, largest**2 // 2**14)):
        yield encode(pairs // largest, pairs % largest, bits)


# --8<-- [end:all_sums]


# --8<-- [start:right]
def right(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return for each sum whether all its bits are right: (..., B)."""
    check_targets(z, y)
    correct = np.where(y > 0.5, z > 0, z <= 0)  # (T, ..., B, 1)
    return np.all(correct, axis=(0, -1))  # (..., B)


# --8<-- [end:right]


# --8<-- [start:count_right]
def count_right(model: Model[ParamsT, TraceT], params: ParamsT, bits: int = 8) -> int:
    """Return how many of the 4^(bits - 1) sums of `bits` bits the network gets right."""
    counts = (right(model.forward(params, x).z, y).sum() for x, y in all_sums(bits))
    return int(sum(counts))


# --8<-- [end:count_right]
