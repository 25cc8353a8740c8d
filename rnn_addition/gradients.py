"""Are the gradients right? The complex step says so to the last digit.

loss(weight + i eps) = loss(weight) + i eps slope - ..., so the imaginary part, over eps, is the
slope: no difference of nearly equal numbers, hence no rounding error. Squire and Trapp,
SIAM Review 40 (1998).
"""

# --8<-- [start:gradients-imports]
from collections.abc import Callable

import numpy as np

from rnn_addition.models import Model, ParamsT, TraceT
from rnn_addition.training import Loss

# --8<-- [end:gradients-imports]


# --8<-- [start:complex_step]
def complex_step(
    loss_of: Callable[[ParamsT], np.ndarray], params: ParamsT, eps: float = 1e-30
) -> ParamsT:
    """Return the gradient of loss_of(params) in the form of params, weight by weight."""
    grads = [np.zeros(weight.shape) for weight in params]
    for k, grad in enumerate(grads):
        for place in np.ndindex(grad.shape):
            nudged = [weight.astype(complex) for weight in params]
            nudged[k][place] += 1j * eps
            grad[place] = loss_of(params._make(nudged)).imag / eps
    return params._make(grads)


# --8<-- [end:complex_step]


# --8<-- [start:relative_error]
def relative_error(ours: ParamsT, exact: ParamsT) -> dict[str, float]:
    """Return for each field the largest error, as a part of the largest exact entry if any."""
    return {
        name: float(np.abs(grad - true).max() / (np.abs(true).max() or 1))
        for name, grad, true in zip(exact._fields, ours, exact)
    }


# --8<-- [end:relative_error]


# --8<-- [start:check_gradients]
def check_gradients(
    model: Model[ParamsT, TraceT], params: ParamsT, x: np.ndarray, y: np.ndarray, loss: Loss
) -> dict[str, float]:
    """Return the relative error of model.backward in each field of params."""
    trace = model.forward(params, x)
    ours = model.backward(params, trace, loss(trace.z, y)[1])
    exact = complex_step(lambda nudged: loss(model.forward(nudged, x).z, y)[0], params)
    return relative_error(ours, exact)


# --8<-- [end:check_gradients]
