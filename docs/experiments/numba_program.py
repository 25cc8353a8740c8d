"""The same online training as scalar loops, compiled by Numba: for `make bench` only.

It starts from our weights and sees our sums, so that its losses must be ours.
"""

from collections.abc import Iterable
from typing import Any

import numba
import numpy as np

VERSION = numba.__version__


@numba.njit
def forward(U: Any, V: Any, W: Any, x: Any, h: Any, o: Any) -> None:
    """Fill in the states h (T + 1, H) and the outputs o (T,) for the columns x (T, 2)."""
    T, H = len(x), len(V)
    for t in range(T):
        z = 0.0
        for j in range(H):
            a = x[t, 0] * U[0, j] + x[t, 1] * U[1, j]
            for i in range(H):
                a += h[t, i] * W[i, j]
            h[t + 1, j] = 1 / (1 + np.exp(-a))
            z += h[t + 1, j] * V[j]
        o[t] = 1 / (1 + np.exp(-z))


@numba.njit
def backward(V: Any, W: Any, y: Any, h: Any, o: Any, d_u: Any, d_z: Any) -> None:
    """Fill in the gradients d_u (T, H) and d_z (T,)."""
    T, H = d_u.shape
    for t in range(T - 1, -1, -1):
        d_z[t] = (o[t] - y[t]) * o[t] * (1 - o[t])
        for i in range(H):
            d_h = d_z[t] * V[i]
            if t + 1 < T:
                for j in range(H):
                    d_h += d_u[t + 1, j] * W[i, j]
            d_u[t, i] = d_h * h[t + 1, i] * (1 - h[t + 1, i])


@numba.njit
def descend(U: Any, V: Any, W: Any, x: Any, h: Any, d_u: Any, d_z: Any, alpha: float) -> None:
    """Change the weights by alpha times their gradients."""
    T, H = d_u.shape
    for t in range(T):
        for j in range(H):
            U[0, j] -= alpha * x[t, 0] * d_u[t, j]
            U[1, j] -= alpha * x[t, 1] * d_u[t, j]
            V[j] -= alpha * h[t + 1, j] * d_z[t]
        for i in range(H):
            for j in range(H):
                W[i, j] -= alpha * h[t, i] * d_u[t, j]


@numba.njit
def train(U: Any, V: Any, W: Any, x: Any, y: Any, alpha: float) -> Any:
    """Return the loss of each step on the columns x (N, T, 2) and y (N, T); change U, V, W."""
    N, T, H = x.shape[0], x.shape[1], len(V)
    h, d_u, o, d_z = np.zeros((T + 1, H)), np.zeros((T, H)), np.zeros(T), np.zeros(T)
    found = np.zeros(N)
    for n in range(N):
        forward(U, V, W, x[n], h, o)
        found[n] = ((o - y[n]) ** 2).sum() / 2
        backward(V, W, y[n], h, o, d_u, d_z)
        descend(U, V, W, x[n], h, d_u, d_z, alpha)
    return found


def losses(
    params: Any, columns: Iterable[tuple[np.ndarray, np.ndarray]], alpha: float = 0.1
) -> list[float]:
    """Train on (x, y) pairs of arrays (T, 1, 2) and (T, 1, 1); return the loss of each step."""
    x, y = (np.array(side) for side in zip(*columns))
    found: list[float] = _alone(params, x[:, :, 0], y[:, :, 0, 0], alpha).tolist()
    return found


def losses_of_many(
    params: Any, x: np.ndarray, y: np.ndarray, alpha: float = 0.1
) -> list[list[float]]:
    """Return the same of S networks, one by one, for x (T, N, S, 2) and y (T, N, S, 1)."""
    x, y = np.ascontiguousarray(x.transpose(2, 1, 0, 3)), np.ascontiguousarray(y.T[0])
    each = (_alone(weights, x[k], y[k], alpha) for k, weights in enumerate(zip(*params)))
    return [found.tolist() for found in each]


def _alone(params: Any, x: Any, y: Any, alpha: float) -> Any:
    """Return what train returns, and leave the weights as they are."""
    U, V, W = params
    return train(U.copy(), V[:, 0].copy(), W.copy(), x, y, alpha)
