"""The plain recurrent network with biases. A bias is a weight from an input that is always 1.

b   bias of the hidden units
c   bias of the output
The rest as in rnn.
"""

# --8<-- [start:biased-imports]
from typing import NamedTuple

import numpy as np

from rnn_addition import rnn
from rnn_addition.activations import sigmoid

# --8<-- [end:biased-imports]


# --8<-- [start:Params]
class Params(NamedTuple):
    """The weights, in the order in which they are drawn; the biases start at zero."""

    U: np.ndarray  # (..., I, H)
    V: np.ndarray  # (..., H, O)
    W: np.ndarray  # (..., H, H)
    b: np.ndarray  # (..., 1, H)
    c: np.ndarray  # (..., 1, O)


# --8<-- [end:Params]


# --8<-- [start:init]
def init(
    rng: np.random.RandomState, hidden: int = 16, inputs: int = 2, outputs: int = 1
) -> Params:
    """Return the weights of the plain network, and biases of zero."""
    plain = rnn.init(rng, hidden, inputs, outputs)
    return Params(*plain, np.zeros((1, hidden)), np.zeros((1, outputs)))


# --8<-- [end:init]


# --8<-- [start:forward]
def forward(params: Params, x: np.ndarray) -> rnn.Trace:
    """Return the states and outputs for the columns x (T, ..., B, I); x gets its ones here."""
    ones = np.ones((*x.shape[:-1], 1))  # (T, ..., B, 1)
    x = np.concatenate([x, ones], axis=-1)  # (T, ..., B, I + 1)
    return rnn.forward(_plain(params), x, output=lambda z: sigmoid(z + params.c))


def _plain(params: Params) -> rnn.Params:
    """Return the plain network whose last input weighs b."""
    U, V, W, b, _ = params
    return rnn.Params(np.concatenate([U, b], axis=-2), V, W)


# --8<-- [end:forward]


# --8<-- [start:backward]
def backward(params: Params, trace: rnn.Trace, d_z: np.ndarray) -> Params:
    """Return the gradients of the weights, given that of the outputs, d_z (T, ..., B, O)."""
    d_U, d_V, d_W = rnn.backward(_plain(params), trace, d_z)
    d_c = d_z.sum(axis=(0, -2))[..., np.newaxis, :]  # (..., 1, O)
    return Params(d_U[..., :-1, :], d_V, d_W, d_U[..., -1:, :], d_c)


# --8<-- [end:backward]
