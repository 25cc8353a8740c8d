"""What a network loses with a hidden unit.

k   a hidden unit
"""

# --8<-- [start:ablation-imports]
import numpy as np

from rnn_addition.rnn import Params

# --8<-- [end:ablation-imports]


# --8<-- [start:without_unit]
def without_unit(params: Params, k: int) -> Params:
    """Return the network with unit k held at 0: nothing reads it any more.

    Raises ValueError if there is no unit k.
    """
    U, V, W = params
    if k not in range(V.shape[-2]):
        raise ValueError(f"unit {k}: expected one from 0 to {V.shape[-2] - 1}")
    reads = (np.arange(V.shape[-2]) != k)[:, np.newaxis]  # (H, 1)
    return Params(U, V * reads, W * reads)


# --8<-- [end:without_unit]
