"""The long short-term memory network. Hochreiter and Schmidhuber 1997, with the forget gate of
Gers, Schmidhuber and Cummins 2000.

g   what to write          g = tanh(x Ug + h Wg + bg)
i   input gate             i = sigmoid(x Ui + h Wi + bi)
f   forget gate            f = sigmoid(x Uf + h Wf + bf)
q   output gate            q = sigmoid(x Uq + h Wq + bq)
s   cell state             s' = f s + i g
r   what the cell shows    r = tanh(s')
h   hidden state           h' = q r
z   output pre-activation  z = h' V + bz
u.  pre-activation without the state's part: ug = x Ug + bg, and so ui, uf, uq
d_  the loss gradient at: d_z, d_s, d_h, d_ug, d_ui, d_uf, d_uq
T B I H O   columns, sequences side by side, inputs, cells, outputs
"""

# --8<-- [start:lstm-imports]
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from rnn_addition.activations import sigmoid, sigmoid_derivative
from rnn_addition.rnn import stacked

# --8<-- [end:lstm-imports]


# --8<-- [start:Params]
class Params(NamedTuple):
    """The weights, in the order in which they are drawn; the biases start at zero."""

    Ug: np.ndarray  # (..., I, H)
    Ui: np.ndarray  # (..., I, H)
    Uf: np.ndarray  # (..., I, H)
    Uq: np.ndarray  # (..., I, H)
    V: np.ndarray  # (..., H, O)
    Wg: np.ndarray  # (..., H, H)
    Wi: np.ndarray  # (..., H, H)
    Wf: np.ndarray  # (..., H, H)
    Wq: np.ndarray  # (..., H, H)
    bg: np.ndarray  # (..., 1, H)
    bi: np.ndarray  # (..., 1, H)
    bf: np.ndarray  # (..., 1, H)
    bq: np.ndarray  # (..., 1, H)
    bz: np.ndarray  # (..., 1, O)


# --8<-- [end:Params]


# --8<-- [start:Trace]
class Trace(NamedTuple):
    """What forward saw. The state is a pair, s and h; row 0 of each is the start."""

    x: np.ndarray  # (T, ..., B, I)
    h: np.ndarray  # (T + 1, ..., B, H)
    z: np.ndarray  # (T, ..., B, O)
    s: np.ndarray  # (T + 1, ..., B, H)
    r: np.ndarray  # (T, ..., B, H)
    g: np.ndarray  # (T, ..., B, H)
    i: np.ndarray  # (T, ..., B, H)
    f: np.ndarray  # (T, ..., B, H)
    q: np.ndarray  # (T, ..., B, H)


# --8<-- [end:Trace]


# --8<-- [start:init]
def init(
    rng: np.random.RandomState, hidden: int = 16, inputs: int = 2, outputs: int = 1
) -> Params:
    """Return weights drawn evenly from [-1, 1), and biases of zero."""
    U = [2 * rng.random_sample((inputs, hidden)) - 1 for _ in "gifq"]  # (I, H)
    V = 2 * rng.random_sample((hidden, outputs)) - 1  # (H, O)
    W = [2 * rng.random_sample((hidden, hidden)) - 1 for _ in "gifq"]  # (H, H)
    bias = [np.zeros((1, hidden)) for _ in "gifq"]  # (1, H)
    return Params._make([*U, V, *W, *bias, np.zeros((1, outputs))])


# --8<-- [end:init]


# --8<-- [start:forward]
def forward(params: Params, x: np.ndarray, output_tanh: bool = True) -> Trace:
    """Return the states and z for the columns x (T, ..., B, I)."""
    Ug, Ui, Uf, Uq, V, Wg, Wi, Wf, Wq, bg, bi, bf, bq, bz = params
    ug, ui, uf, uq = x @ Ug + bg, x @ Ui + bi, x @ Uf + bf, x @ Uq + bq  # (T, ..., B, H)
    g, i, f, q, r = (np.empty_like(ug) for _ in range(5))  # (T, ..., B, H)
    states = (len(x) + 1, *ug.shape[1:])
    s, h = (np.zeros(states, ug.dtype) for _ in range(2))  # (T + 1, ..., B, H)
    for t in range(len(x)):
        g[t] = np.tanh(ug[t] + h[t] @ Wg)  # (..., B, H)
        i[t] = sigmoid(ui[t] + h[t] @ Wi)  # (..., B, H)
        f[t] = sigmoid(uf[t] + h[t] @ Wf)  # (..., B, H)
        q[t] = sigmoid(uq[t] + h[t] @ Wq)  # (..., B, H)
        s[t + 1] = f[t] * s[t] + i[t] * g[t]  # (..., B, H)
        r[t] = np.tanh(s[t + 1]) if output_tanh else s[t + 1]  # (..., B, H)
        h[t + 1] = q[t] * r[t]  # (..., B, H)
    z = h[1:] @ V + bz  # (T, ..., B, O)
    return Trace(x, h, z, s, r, g, i, f, q)


# --8<-- [end:forward]


# --8<-- [start:backward]
def backward(params: Params, trace: Trace, d_z: np.ndarray, output_tanh: bool = True) -> Params:
    """Return the gradients of the weights, given that of the outputs, d_z (T, ..., B, O)."""
    _, _, _, _, V, Wg, Wi, Wf, Wq, *_ = params
    x, h, _, s, r, g, i, f, q = trace
    d_ug, d_ui, d_uf, d_uq = (np.empty_like(g) for _ in range(4))  # (T, ..., B, H)
    d_h = np.zeros(h.shape, h.dtype)  # (T + 1, ..., B, H)
    d_h[1:] = d_z @ V.mT  # (T, ..., B, H)
    d_s = np.zeros(h.shape, h.dtype)  # (T + 1, ..., B, H)
    slope = 1 - r**2 if output_tanh else np.ones_like(r)  # (T, ..., B, H)
    for t in reversed(range(len(x))):
        d_s[t + 1] += d_h[t + 1] * q[t] * slope[t]  # (..., B, H)
        d_uq[t] = d_h[t + 1] * r[t] * sigmoid_derivative(q[t])  # (..., B, H)
        d_uf[t] = d_s[t + 1] * s[t] * sigmoid_derivative(f[t])  # (..., B, H)
        d_ui[t] = d_s[t + 1] * g[t] * sigmoid_derivative(i[t])  # (..., B, H)
        d_ug[t] = d_s[t + 1] * i[t] * (1 - g[t] ** 2)  # (..., B, H)
        d_s[t] = d_s[t + 1] * f[t]  # (..., B, H)
        d_h[t] += d_ug[t] @ Wg.mT + d_ui[t] @ Wi.mT + d_uf[t] @ Wf.mT + d_uq[t] @ Wq.mT
    gates = [stacked(d_u) for d_u in (d_ug, d_ui, d_uf, d_uq)]  # (..., T B, H)
    d_U = [stacked(x).mT @ d_u for d_u in gates]  # (..., I, H)
    d_V = stacked(h[1:]).mT @ stacked(d_z)  # (..., H, O)
    d_W = [stacked(h[:-1]).mT @ d_u for d_u in gates]  # (..., H, H)
    d_bias = [d_u.sum(axis=-2, keepdims=True) for d_u in gates]  # (..., 1, H)
    d_bz = stacked(d_z).sum(axis=-2, keepdims=True)  # (..., 1, O)
    return Params._make([*d_U, d_V, *d_W, *d_bias, d_bz])


# --8<-- [end:backward]


# --8<-- [start:Variant]
class Variant(NamedTuple):
    """A model made of functions, such as an LSTM with another setting, the same both ways."""

    init: Callable[..., Params]
    forward: Callable[..., Trace]
    backward: Callable[..., Params]


WITHOUT_OUTPUT_TANH = Variant(
    init, partial(forward, output_tanh=False), partial(backward, output_tanh=False)
)
# --8<-- [end:Variant]
