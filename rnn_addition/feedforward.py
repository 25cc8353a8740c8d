"""The feed-forward network, the sources' BP network: the plain recurrent one without W.

U   input -> hidden      sources: synapse_0, U
V   hidden -> output     sources: synapse_1, V
x   input                sources: X
h   hidden layer         sources: layer_1
u   hidden pre-activation,  h = sigmoid(u)
z   output pre-activation,  o = sigmoid(z) is the sources' layer_2
d_  the loss gradient at: d_z, d_u      sources: -layer_2_delta, -layer_1_delta
T B I H O   columns, sequences side by side, inputs, hidden units, outputs
"""

# --8<-- [start:feedforward-imports]
from typing import NamedTuple

import numpy as np

from rnn_addition.activations import sigmoid, sigmoid_derivative
from rnn_addition.rnn import stacked

# --8<-- [end:feedforward-imports]


# --8<-- [start:Params]
class Params(NamedTuple):
    """The weights, in the order in which they are drawn."""

    U: np.ndarray  # (..., I, H)
    V: np.ndarray  # (..., H, O)


# --8<-- [end:Params]


# --8<-- [start:Trace]
class Trace(NamedTuple):
    """What forward saw. No row stands for a start: no column knows of another."""

    x: np.ndarray  # (T, ..., B, I)
    h: np.ndarray  # (T, ..., B, H)
    z: np.ndarray  # (T, ..., B, O)


# --8<-- [end:Trace]


# --8<-- [start:init]
def init(
    rng: np.random.RandomState, hidden: int = 16, inputs: int = 2, outputs: int = 1
) -> Params:
    """Return weights drawn evenly from [-1, 1)."""
    U = 2 * rng.random_sample((inputs, hidden)) - 1  # (I, H)
    V = 2 * rng.random_sample((hidden, outputs)) - 1  # (H, O)
    return Params(U, V)


# --8<-- [end:init]


# --8<-- [start:forward]
def forward(params: Params, x: np.ndarray) -> Trace:
    """Return the hidden layer and z for the columns x (T, ..., B, I)."""
    U, V = params
    h = sigmoid(x @ U)  # (T, ..., B, H)
    return Trace(x, h, h @ V)  # (T, ..., B, O)


# --8<-- [end:forward]


# --8<-- [start:backward]
def backward(params: Params, trace: Trace, d_z: np.ndarray) -> Params:
    """Return the gradients of the weights, given that of the outputs, d_z (T, ..., B, O)."""
    _, V = params
    x, h, _ = trace
    d_u = d_z @ V.mT * sigmoid_derivative(h)  # (T, ..., B, H)
    d_U = stacked(x).mT @ stacked(d_u)  # (..., I, H)
    d_V = stacked(h).mT @ stacked(d_z)  # (..., H, O)
    return Params(d_U, d_V)


# --8<-- [end:backward]


# --8<-- [start:window]
def window(x: np.ndarray, w: int) -> np.ndarray:
    """Return each column of x (T, ..., B, I) beside the w before it: (T, ..., B, (w + 1) I).

    Raises ValueError for a window of less than no columns.
    """
    if w < 0:
        raise ValueError(f"window {w}: expected 0 columns or more")
    T = len(x)
    padded = np.concatenate([np.zeros_like(x[:1])] * w + [x])  # (w + T, ..., B, I)
    return np.concatenate([padded[w - k : w - k + T] for k in range(w + 1)], axis=-1)


# --8<-- [end:window]
