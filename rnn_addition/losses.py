"""What training lowers, and what the sources print.

z    pre-activations of the output (T, ..., B, O)
o    outputs, o = sigmoid(z)                        sources: layer_2
y    targets, each 0 or 1 (T, ..., B, O)
d_z  loss gradient at z (T, ..., B, O)              sources: -layer_2_delta
"""

# --8<-- [start:losses-imports]
import numpy as np

from rnn_addition.activations import sigmoid, sigmoid_derivative

# --8<-- [end:losses-imports]


# --8<-- [start:half_squared]
def half_squared(z: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the loss (...), a number a network, and its gradient d_z (T, ..., B, O)."""
    check_targets(z, y)
    o = sigmoid(z)  # (T, ..., B, O)  eq. 4
    error = o - y  # (T, ..., B, O)
    loss = (error**2).sum(axis=(0, -2, -1)) / 2  # (...)  eq. 10
    return loss, error * sigmoid_derivative(o)  # (...), (T, ..., B, O)  eq. 11


# --8<-- [end:half_squared]


# --8<-- [start:absolute_error]
def absolute_error(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the sum of |y - o| (...), a number a network."""
    check_targets(z, y)
    return np.abs(y - sigmoid(z)).sum(axis=(0, -2, -1))  # (...)


# --8<-- [end:absolute_error]


# --8<-- [start:check_targets]
def check_targets(z: np.ndarray, y: np.ndarray) -> None:
    """Raise ValueError unless y has the shape of z and holds bits."""
    if z.shape != y.shape:
        raise ValueError(f"targets of shape {y.shape}: expected {z.shape}, the shape of z")
    if np.any(y != (y > 0.5)):
        raise ValueError("targets: expected 0 or 1 everywhere, after z")


# --8<-- [end:check_targets]
