"""How many sums a network gets right, with every sum tried.

x, y  columns of the sums and of their answers, as in bits
o     outputs; above one half reads as 1      sources: layer_2, d
"""

# --8<-- [start:evaluation-imports]
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np

from rnn_addition.bits import encode

# --8<-- [end:evaluation-imports]


# --8<-- [start:all_sums]
def all_sums(bits: int = 8) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield x (T, B, 2) and y (T, B, 1) until every sum of `bits` bits has been there."""
    largest = 2 ** (bits - 1)
    for pairs in np.split(np.arange(largest**2), max(1, largest**2 // 2**14)):
        yield encode(pairs // largest, pairs % largest, bits)


# --8<-- [end:all_sums]


# --8<-- [start:right]
def right(o: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return for each sum whether all its bits are right: (..., B)."""
    return ((o > 0.5) == (y > 0.5)).all(axis=(0, -1))  # (..., B)


# --8<-- [end:right]


# --8<-- [start:count_right]
def count_right(model: ModuleType, params: Any, bits: int = 8) -> int:
    """Return how many of the 4^(bits - 1) sums of `bits` bits the network gets right."""
    counts = (right(model.forward(params, x).o, y).sum() for x, y in all_sums(bits))
    return int(sum(counts))


# --8<-- [end:count_right]
