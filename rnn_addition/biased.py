"""The plain recurrent network with biases. A bias is the weight of an input that is always 1.

bh   bias of the hidden units
bz   bias of the output
The rest as in rnn.
"""

# --8<-- [start:biased-imports]
from typing import NamedTuple

import numpy as np

from rnn_addition import rnn

# --8<-- [end:biased-imports]


# --8<-- [start:Params]
class Params(NamedTuple):
    """The weights, in the order in which they are drawn; the biases start at zero."""

    U: np.ndarray  # (..., I, H)
    V: np.ndarray  # (..., H, O)
    W: np.ndarray  # (..., H, H)
    bh: np.ndarray  # (..., 1, H)
    bz: np.ndarray  # (..., 1, O)


# --8<-- [end:Params]


# --8<-- [start:init]
def init(
    rng: np.random.RandomState, hidden: int = 16, inputs: int = 2, outputs: int = 1
) -> Params:
    """Return the weights of the plain network, and biases of zero."""
    return with_biases(rnn.init(rng, hidden, inputs, outputs))


def with_biases(params: rnn.Params | Params) -> Params:
    """Return the weights as they are if they have biases, else with biases of zero."""
    if isinstance(params, Params):
        return params
    U, V, W = params
    return Params(U, V, W, np.zeros_like(U[..., :1, :]), np.zeros_like(V[..., :1, :]))


# --8<-- [end:init]


# --8<-- [start:forward]
def forward(params: Params, x: np.ndarray, start: np.ndarray | float = 0.0) -> rnn.Trace:
    """Return the states and z for the columns x (T, ..., B, I), from the state `start` on."""
    U, V, W, bh, bz = params
    plain = rnn.Params(np.concatenate([U, bh], axis=-2), V, W)
    trace = rnn.forward(plain, with_ones(x), start)
    return trace._replace(x=x, z=trace.z + bz)


def with_ones(x: np.ndarray) -> np.ndarray:
    """Return x (T, ..., B, I) with an input more, always 1: (T, ..., B, I + 1)."""
    return np.concatenate([x, np.ones_like(x[..., :1])], axis=-1)  # (T, ..., B, I + 1)


# --8<-- [end:forward]


# --8<-- [start:backward]
def backward(params: Params, trace: rnn.Trace, d_z: np.ndarray) -> Params:
    """Return the gradients of the weights, given that of the outputs, d_z (T, ..., B, O)."""
    plain = rnn.Params(*params[:3])
    d_U, d_V, d_W = rnn.backward(plain, trace._replace(x=with_ones(trace.x)), d_z)
    d_bz = rnn.stacked(d_z).sum(axis=-2, keepdims=True)  # (..., 1, O)
    return Params(d_U[..., :-1, :], d_V, d_W, d_U[..., -1:, :], d_bz)


# --8<-- [end:backward]
