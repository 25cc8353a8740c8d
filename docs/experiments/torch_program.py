"""The same online training with PyTorch, as its users write it: for `make bench` only.

It starts from our weights and sees our sums, so that its losses must be ours.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch

VERSION = torch.__version__


def losses(
    params: Any, columns: Iterable[tuple[np.ndarray, np.ndarray]], alpha: float = 0.1
) -> list[float]:
    """Train on (x, y) pairs of arrays (T, 1, 2) and (T, 1, 1); return the loss of each step."""
    torch.set_num_threads(1)  # ours has one, too, and more only slow it down
    U, V, W = (torch.tensor(weight, requires_grad=True) for weight in params)
    descent = torch.optim.SGD([U, V, W], lr=alpha)
    found = []
    for x, y in columns:
        o = forward(U, V, W, torch.from_numpy(x))
        loss = ((o - torch.from_numpy(y)) ** 2).sum() / 2
        descent.zero_grad()
        loss.backward()
        descent.step()
        found.append(loss.item())
    return found


def forward(U: Any, V: Any, W: Any, x: Any) -> Any:
    """Return the outputs (T, 1, 1) for the columns x (T, 1, 2)."""
    u = x @ U
    h = torch.zeros_like(u[0])
    states = []
    for u_t in u:
        h = torch.sigmoid(u_t + h @ W)
        states.append(h)
    return torch.sigmoid(torch.stack(states) @ V)
