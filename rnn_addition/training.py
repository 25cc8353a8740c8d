"""One training loop for every model.

alpha   learning rate      sources: alpha
d_z     loss gradient at the output's pre-activation      sources: -layer_2_delta
grads   loss gradients of the weights      sources: -U_update, -synapse_0_update, ...
"""

# --8<-- [start:training-imports]
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, NamedTuple

import numpy as np

from rnn_addition.models import Model, ParamsT, TraceT

# --8<-- [end:training-imports]


# --8<-- [start:Step]
class Step(NamedTuple, Generic[ParamsT, TraceT]):
    """What one step saw, and the weights that it left behind."""

    params: ParamsT
    trace: TraceT
    y: np.ndarray  # (T, ..., B, O)
    loss: np.ndarray  # (...)


# --8<-- [end:Step]


# --8<-- [start:train]
Example = tuple[np.ndarray, np.ndarray]  # x (T, ..., B, I) and y (T, ..., B, O)
Loss = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def train(
    model: Model[ParamsT, TraceT],
    params: ParamsT,
    stream: Iterable[Example],
    loss: Loss,
    alpha: float,
) -> Iterator[Step[ParamsT, TraceT]]:
    """Yield a Step for each (x, y) of the stream, descending the loss by alpha."""
    for x, y in stream:
        trace = model.forward(params, x)
        value, d_z = loss(trace.z, y)
        grads = model.backward(params, trace, d_z)
        params = params._make(weight - alpha * grad for weight, grad in zip(params, grads))
        yield Step(params, trace, y, value)


# --8<-- [end:train]
