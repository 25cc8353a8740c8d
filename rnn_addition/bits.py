"""Numbers as columns of bits, and the stream of sums that a network learns from.

a, b  the two numbers                              sources: a_int, b_int
x     their bits, a pair a column (T, ..., B, 2)   sources: X
y     the bits of the sum         (T, ..., B, 1)   sources: y, c
T     columns, least significant first             sources: binary_dim
B     sums side by side
N     sums one after another
"""

# --8<-- [start:bits-imports]
from collections.abc import Iterator

import numpy as np

# --8<-- [end:bits-imports]


# --8<-- [start:to_bits]
def to_bits(numbers: int | np.ndarray, bits: int) -> np.ndarray:
    """Return the low `bits` bits of numbers (...), least significant first: (T, ...)."""
    return np.array([numbers >> t & 1 for t in range(bits)])  # (T, ...)


# --8<-- [end:to_bits]


# --8<-- [start:from_bits]
def from_bits(columns: np.ndarray) -> int | np.ndarray:
    """Return the numbers (...) with these bits (T, ...): Python integers of any length.

    Raises ValueError for what is not 0 or 1, such as outputs that were not rounded.
    """
    if np.any((columns != 0) & (columns != 1)):
        raise ValueError("columns: expected 0 or 1 everywhere")
    digits = columns.astype(int).astype(object)  # (T, ...)
    return sum(digit << t for t, digit in enumerate(digits))  # (...)


# --8<-- [end:from_bits]


# --8<-- [start:encode]
def encode(a: np.ndarray, b: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Return x (T, ..., B, 2) and y (T, ..., B, 1), the columns of a + b (..., B).

    Raises ValueError for what are no whole numbers from 0, another shape of one than of the
    other, or a sum that needs more bits.
    """
    a, b = with_room(a, bits), with_room(b, bits)  # (..., B)
    if a.shape != b.shape or not a.shape:
        raise ValueError(f"shapes {a.shape} and {b.shape}: expected the same, with an axis B")
    if np.any((a + b) >> bits):
        raise ValueError(f"{np.max(a + b)}: expected sums that fit into {bits} bits")
    x = np.stack([to_bits(a, bits), to_bits(b, bits)], axis=-1)  # (T, ..., B, 2)
    y = to_bits(a + b, bits)[..., np.newaxis]  # (T, ..., B, 1)
    return x.astype(float), y.astype(float)


def with_room(numbers: np.ndarray, bits: int) -> np.ndarray:
    """Return numbers (..., B) in a type of integer in which no sum of `bits` bits overflows."""
    if bits < 1:
        raise ValueError(f"{bits} bits: expected one or more")
    whole = isinstance(numbers, np.ndarray) and (
        numbers.dtype.kind in "iu"
        or (numbers.dtype.kind == "O" and all(type(number) is int for number in numbers.flat))
    )
    if not whole:
        said = " ".join(repr(numbers).split())
        raise ValueError(f"{said:.60}: expected an array of whole numbers")
    if np.any(numbers < 0) or np.any(numbers > 2**bits - 1):
        raise ValueError(
            f"{numbers.min()} to {numbers.max()}: expected numbers from 0 to {2**bits - 1}"
        )
    return numbers.astype(np.int64 if bits < 63 else object)  # (..., B)


# --8<-- [end:encode]


# --8<-- [start:random_pairs]
def random_pairs(rng: np.random.RandomState, steps: int, bits: int = 8) -> np.ndarray:
    """Return the numbers to add, a row a step: (N, 2); their sums fit in `bits` bits."""
    return rng.randint(2 ** (bits - 1), size=(steps, 2), dtype=np.int64)  # (N, 2)


# --8<-- [end:random_pairs]


# --8<-- [start:stream]
def stream(pairs: np.ndarray, bits: int = 8) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield x (T, ..., 1, 2) and y (T, ..., 1, 1) for each of the pairs (N, ..., 2)."""
    for some in np.array_split(pairs, len(pairs) // 1000 + 1):  # (N, ..., 2)
        a, b = some[..., :1], some[..., 1:]  # (N, ..., 1)
        x, y = encode(a, b, bits)  # (T, N, ..., 1, 2), (T, N, ..., 1, 1)
        for n in range(len(some)):
            yield x[:, n], y[:, n]  # (T, ..., 1, 2), (T, ..., 1, 1)


# --8<-- [end:stream]
