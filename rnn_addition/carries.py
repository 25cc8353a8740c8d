"""Sums longer than any that were learned: random ones, and those where carries travel far."""

# --8<-- [start:carries-imports]
from collections.abc import Sequence

import numpy as np

from rnn_addition.bits import encode
from rnn_addition.evaluation import right
from rnn_addition.models import Model, ParamsT, TraceT

# --8<-- [end:carries-imports]


# --8<-- [start:random_sums]
def random_sums(rng: np.random.RandomState, length: int, count: int) -> list[tuple[int, int]]:
    """Return `count` pairs of numbers of `length` random bits."""
    drawn = [rng.bytes(length // 8 + 1) for _ in range(2 * count)]
    numbers = [int.from_bytes(bytes, "little") % 2**length for bytes in drawn]
    return list(zip(numbers[::2], numbers[1::2]))


# --8<-- [end:random_sums]


# --8<-- [start:chains]
def chains(length: int) -> dict[str, tuple[int, int]]:
    """Return sums of `length` bits on which a carry, or the lack of one, lasts all the way."""
    ones = 2**length - 1
    odd = (4 ** ((length + 1) // 2) - 1) // 3  # ...0101
    even = ones ^ odd  # ...1010
    return {
        "1 + 11...11": (1, ones),
        "11...11 + 1": (ones, 1),
        "11...11 + 11...11": (ones, ones),
        "0 + 11...11": (0, ones),
        "11...11 + 0": (ones, 0),
        "..0101 + ..1010": (odd, even),
        "..0101 + ..1011": (odd, even | 1),
        "..1011 + ..0101": (even | 1, odd),
        "..0101 + ..0101": (odd, odd),
        "..1010 + ..1010": (even, even),
    }


# --8<-- [end:chains]


# --8<-- [start:columns_of]
def columns_of(sums: Sequence[tuple[int, int]], bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Return x (T, B, 2) and y (T, B, 1) of sums of any length, as encode does."""
    a, b = np.array(sums, dtype=object).mT  # (B,)
    return encode(a, b, bits)


# --8<-- [end:columns_of]


# --8<-- [start:adds]
def adds(
    model: Model[ParamsT, TraceT], params: ParamsT, sums: Sequence[tuple[int, int]], bits: int
) -> np.ndarray:
    """Return for each of the sums whether the network gets all `bits` bits right: (..., B)."""
    x, y = columns_of(sums, bits)  # (T, B, 2), (T, B, 1)
    some = range(1, np.ndim(params[0]) - 1)  # axes of the networks
    z = model.forward(params, np.expand_dims(x, tuple(some))).z  # (T, ..., B, 1)
    return right(z, np.broadcast_to(np.expand_dims(y, tuple(some)), z.shape))  # (..., B)


# --8<-- [end:adds]
