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
    right = [(k >> column & 1) == true for k in range(16)]  # 16 x (T, B)
    return np.array([[answer.all(axis=0).sum(), answer.sum()] for answer in right])  # (16, 2)


# --8<-- [end:boolean_functions]


# --8<-- [start:with_window]
def with_window(w: int, bits: int = 8) -> int:
    """Return the sums right for one that sees w earlier columns, and takes the rest for 0."""
    largest = 2 ** (bits - 1)
    a, b = np.divmod(np.arange(largest**2), largest)  # (B,)
    starts = [max(t - w, 0) for t in range(bits)]
    seen = [(a >> start) + (b >> start) for start in starts]  # T x (B,)
    answer = [s >> t - start & 1 for t, (s, start) in enumerate(zip(seen, starts))]
    return int((np.array(answer) == to_bits(a + b, bits)).all(axis=0).sum())


# --8<-- [end:with_window]
