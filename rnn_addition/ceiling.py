"""How many sums a network without memory can get right at best.

In each column it answers with a function of the two bits alone, one of the 16 that there are.
w   earlier columns that it is shown beside each column
"""

# --8<-- [start:ceiling-imports]
import numpy as np

from rnn_addition.bits import to_bits

# --8<-- [end:ceiling-imports]


# --8<-- [start:boolean_functions]
def boolean_functions(bits: int = 8) -> np.ndarray:
    """Return for each of the 16 functions of two bits the sums and bits it gets right: (16, 2).

    Function k answers bit 2a + b of k.
    """
    largest = 2 ** (bits - 1)
    a, b = np.divmod(np.arange(largest**2), largest)  # (B,)
    true = to_bits(a + b, bits)  # (T, B)
    column = 2 * to_bits(a, bits) + to_bits(b, bits)  # (T, B)
    rights = [(k >> column & 1) == true for k in range(16)]  # 16 x (T, B)
    return np.array([[right.all(axis=0).sum(), right.sum()] for right in rights])  # (16, 2)


# --8<-- [end:boolean_functions]


# --8<-- [start:with_window]
def with_window(w: int, bits: int = 8) -> int:
    """Return the sums right for one that sees w earlier columns, and takes the rest for 0.

    Raises ValueError for a window of less than no columns.
    """
    if w < 0:
        raise ValueError(f"window {w}: expected 0 columns or more")
    largest = 2 ** (bits - 1)
    a, b = np.divmod(np.arange(largest**2), largest)  # (B,)
    right = np.ones(len(a), dtype=bool)  # (B,)
    for t in range(bits):
        first = max(t - w, 0)  # the first column in sight
        seen = (a >> first) + (b >> first)  # (B,)
        right &= (seen >> (t - first) & 1) == (a + b >> t & 1)
    return int(right.sum())


# --8<-- [end:with_window]
