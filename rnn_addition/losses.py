"""What training lowers, and what the sources print.

o    outputs of a sigmoid (T, ..., B, O)   sources: layer_2
y    targets (T, ..., B, O)
d_z  loss gradient at the output's pre-activation (T, ..., B, O)   sources: -layer_2_delta
"""

# --8<-- [start:losses-imports]
import numpy as np

from rnn_addition.activations import sigmoid_derivative

# --8<-- [end:losses-imports]


# --8<-- [start:half_squared]
def half_squared(o: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the loss (...), a number a network, and its gradient d_z (T, ..., B, O)."""
    error = o - y  # (T, ..., B, O)
    loss = (error**2).sum(axis=(0, -2, -1)) / 2  # (...)
    return loss, error * sigmoid_derivative(o)


# --8<-- [end:half_squared]


# --8<-- [start:absolute_error]
def absolute_error(o: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the sum of |y - o| (...), a number a network."""
    return np.abs(y - o).sum(axis=(0, -2, -1))  # (...)


# --8<-- [end:absolute_error]
