"""What a network loses with a hidden unit."""

# --8<-- [start:ablation-imports]
import numpy as np

from rnn_addition.rnn import Params

# --8<-- [end:ablation-imports]


# --8<-- [start:without_unit]
def without_unit(params: Params, unit: int) -> Params:
    """Return the network with that unit held at 0: nothing reads it any more.

    Raises ValueError if there is no such unit.
    """
    U, V, W = params
    if unit not in range(V.shape[-2]):
        raise ValueError(f"unit {unit}: expected one from 0 to {V.shape[-2] - 1}")
    reads = (np.arange(V.shape[-2]) != unit)[:, np.newaxis]  # (H, 1)
    return Params(U, V * reads, W * reads)


# --8<-- [end:without_unit]
