"""The plain recurrent network.

U   input -> hidden      sources: synapse_0, U
V   hidden -> output     sources: synapse_1, V
W   hidden -> hidden     sources: synapse_h, W
x   input                sources: X
h   hidden state         sources: layer_1, layer_1_values
u   hidden pre-activation,  h = sigmoid(u)
z   output pre-activation,  o = sigmoid(z) is the sources' layer_2
d_  the loss gradient at: d_z, d_u      sources: -layer_2_delta, -layer_1_delta
T B I H O   columns, sequences side by side, inputs, hidden units, outputs
"""

# --8<-- [start:rnn-imports]
from typing import NamedTuple

import numpy as np

from rnn_addition.activations import sigmoid, sigmoid_derivative

# --8<-- [end:rnn-imports]


# --8<-- [start:Params]
class Params(NamedTuple):
    """The weights, in the order in which they are drawn."""

    U: np.ndarray  # (..., I, H)
    V: np.ndarray  # (..., H, O)
    W: np.ndarray  # (..., H, H)


# --8<-- [end:Params]


# --8<-- [start:Trace]
class Trace(NamedTuple):
    """What forward saw. Row 0 of h is the start, row t + 1 the state after column t."""

    x: np.ndarray  # (T, ..., B, I)
    h: np.ndarray  # (T + 1, ..., B, H)
    z: np.ndarray  # (T, ..., B, O)


# --8<-- [end:Trace]


# --8<-- [start:init]
def init(
    rng: np.random.RandomState, hidden: int = 16, inputs: int = 2, outputs: int = 1
) -> Params:
    """Return weights drawn evenly from [-1, 1)."""
    U = 2 * rng.random_sample((inputs, hidden)) - 1  # (I, H)
    V = 2 * rng.random_sample((hidden, outputs)) - 1  # (H, O)
    W = 2 * rng.random_sample((hidden, hidden)) - 1  # (H, H)
    return Params(U, V, W)


# --8<-- [end:init]


# --8<-- [start:forward]
def forward(params: Params, x: np.ndarray, start: np.ndarray | float = 0.0) -> Trace:
    """Return the states and z for the columns x (T, ..., B, I), from the state `start` on."""
    U, V, W = params
    u = x @ U  # (T, ..., B, H)  eq. 1 1st term
    h = np.empty((len(x) + 1, *u.shape[1:]), u.dtype)  # (T + 1, ..., B, H)
    h[0] = start  # (..., B, H)
    for t in range(len(x)):
        u[t] += h[t] @ W  # (..., B, H)  eq. 1 2nd term
        h[t + 1] = sigmoid(u[t])  # (..., B, H)  eq. 2
    return Trace(x, h, h[1:] @ V)  # (T, ..., B, O)  eq. 3


# --8<-- [end:forward]


# --8<-- [start:backward]
def backward(params: Params, trace: Trace, d_z: np.ndarray) -> Params:
    """Return the gradients of the weights, given that of the outputs, d_z (T, ..., B, O)."""
    _, V, W = params
    x, h, _ = trace
    slope = sigmoid_derivative(h[1:])  # (T, ..., B, H)
    d_u = d_z @ V.mT * slope  # (T, ..., B, H)  eq. 5 1st term, 6
    for t in reversed(range(1, len(x))):
        d_u[t - 1] += d_u[t] @ W.mT * slope[t - 1]  # (..., B, H)  eq. 5 2nd term, 6
    d_u = stacked(d_u)  # (..., T B, H)
    d_U = stacked(x).mT @ d_u  # (..., I, H)  eq. 7
    d_V = stacked(h[1:]).mT @ stacked(d_z)  # (..., H, O)  eq. 8
    d_W = stacked(h[:-1]).mT @ d_u  # (..., H, H)  eq. 9
    return Params(d_U, d_V, d_W)


def stacked(columns: np.ndarray) -> np.ndarray:
    """Return all columns (T, ..., B, H) one below the other: (..., T B, H)."""
    T, *networks, B, H = columns.shape
    axes = (*range(1, columns.ndim - 2), 0, -2, -1)
    return columns.transpose(axes).reshape(*networks, T * B, H)  # (..., T B, H)


# --8<-- [end:backward]
