"""The same online training with PyTorch, as its users write it: for `make bench` only.

It starts from our weights and sees our sums, so that its losses must be ours.
"""

import torch


def losses(params, columns, alpha=0.1):
    """Train on (x, y) pairs of arrays (T, 1, 2) and (T, 1, 1); return the loss of each step."""
    torch.set_num_threads(1)  # ours has one, too, and more only slow it down
    U, V, W = (torch.tensor(weight, requires_grad=True) for weight in params)
    descent = torch.optim.SGD([U, V, W], lr=alpha)
    found = []
    for x, y in columns:
        x, y = torch.from_numpy(x), torch.from_numpy(y)
        u = x @ U
        h = torch.zeros_like(u[0])
        states = []
        for u_t in u:
            h = torch.sigmoid(u_t + h @ W)
            states.append(h)
        o = torch.sigmoid(torch.stack(states) @ V)
        loss = ((o - y) ** 2).sum() / 2
        descent.zero_grad()
        loss.backward()
        descent.step()
        found.append(loss.item())
    return found
