"""The same online training with JAX, compiled as one scan: for `make bench` only.

It starts from our weights and sees our sums, so that its losses must be ours.
"""

from collections.abc import Iterable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

VERSION = jax.__version__
jax.config.update("jax_enable_x64", True)


def loss(params: Any, x: Any, y: Any) -> Any:
    """Return the loss of the columns x (T, 1, 2) with the targets y (T, 1, 1)."""
    U, V, W = params

    def column(h: Any, u_t: Any) -> tuple[Any, Any]:
        h = jax.nn.sigmoid(u_t + h @ W)
        return h, h

    _, h = jax.lax.scan(column, jnp.zeros((1, W.shape[0])), x @ U)
    return ((jax.nn.sigmoid(h @ V) - y) ** 2).sum() / 2


@jax.jit
def train(params: Any, x: Any, y: Any, alpha: float) -> Any:
    """Return the loss of each step on the columns x (N, T, 1, 2) and y (N, T, 1, 1)."""

    def step(weights: Any, one: Any) -> tuple[Any, Any]:
        value, grads = jax.value_and_grad(loss)(weights, *one)
        return [w - alpha * g for w, g in zip(weights, grads)], value

    return jax.lax.scan(step, params, (x, y))[1]


def losses(
    params: Any, columns: Iterable[tuple[np.ndarray, np.ndarray]], alpha: float = 0.1
) -> list[float]:
    """Train on (x, y) pairs of arrays (T, 1, 2) and (T, 1, 1); return the loss of each step."""
    x, y = (np.array(side) for side in zip(*columns))
    found: list[float] = np.asarray(train([*params], x, y, alpha)).tolist()
    return found
