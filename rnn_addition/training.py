"""One training loop for every model.

model   a module with init, forward and backward
alpha   step size      sources: alpha
d_z     loss gradient at the output's pre-activation      sources: -layer_2_delta
grads   loss gradients of the weights      sources: -U_update, -synapse_0_update, ...
"""

# --8<-- [start:training-imports]
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

# --8<-- [end:training-imports]


# --8<-- [start:Step]
class Step(NamedTuple):
    """What one step saw, and the weights that it left behind."""

    params: Any  # the model's Params
    trace: Any  # the model's Trace
    y: np.ndarray  # (T, ..., B, O)
    loss: np.ndarray  # (...)


# --8<-- [end:Step]


# --8<-- [start:train]
def train(
    model: ModuleType,
    params: Any,
    stream: Iterable[Any],
    loss: Callable[..., Any],
    alpha: float,
) -> Iterator[Step]:
    """Yield a Step for each (x, y) of the stream, descending the loss by alpha."""
    for x, y in stream:
        trace = model.forward(params, x)
        value, d_z = loss(trace.o, y)
        grads = model.backward(params, trace, d_z)
        params = type(params)(*(p - alpha * g for p, g in zip(params, grads)))
        yield Step(params, trace, y, value)


# --8<-- [end:train]
