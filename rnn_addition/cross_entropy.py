"""The loss of choosing one among many: softmax and cross-entropy.

z    pre-activations of the output (T, ..., B, O)
o    how likely each of the O is, o = softmax(z), a sum of 1
y    the one that it was, as a row with a single 1 (T, ..., B, O)
d_z  loss gradient at z (T, ..., B, O)
"""

# --8<-- [start:cross_entropy-imports]
import numpy as np

from rnn_addition.losses import check_targets

# --8<-- [end:cross_entropy-imports]


# --8<-- [start:softmax]
def softmax(z: np.ndarray) -> np.ndarray:
    """Return e^z, each row divided by its sum. Taking the largest off first changes nothing."""
    e = np.exp(z - z.real.max(axis=-1, keepdims=True))  # (..., O)
    return e / e.sum(axis=-1, keepdims=True)  # (..., O)


# --8<-- [end:softmax]


# --8<-- [start:cross_entropy]
def cross_entropy(z: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the loss of a choice (...), in nats, and its gradient d_z (T, ..., B, O).

    Raises ValueError unless each row of y holds a single 1.
    """
    check_targets(z, y)
    if np.any(y.sum(axis=-1) != 1):
        raise ValueError("targets: expected a single 1 in each row")
    o = softmax(z)  # (T, ..., B, O)
    count = o.shape[0] * o.shape[-2]
    likely = (o * y).sum(axis=-1)  # (T, ..., B)  of the one that it was
    loss = -np.log(likely).sum(axis=(0, -1)) / count  # (...)
    return loss, (o - y) / count  # (...), (T, ..., B, O)


# --8<-- [end:cross_entropy]
