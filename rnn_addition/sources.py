"""The sources' program: its run, and the block that it prints every 1,000 steps.

d   predicted bits      sources: d
"""

# --8<-- [start:sources-imports]
from collections.abc import Iterator

import numpy as np

from rnn_addition import rnn
from rnn_addition.activations import sigmoid
from rnn_addition.bits import from_bits, random_pairs, stream
from rnn_addition.losses import absolute_error, half_squared
from rnn_addition.training import Step, train

# --8<-- [end:sources-imports]


# --8<-- [start:run]
SourcesStep = Step[rnn.Params, rnn.Trace]


def run(seed: int = 0, steps: int = 10_000, alpha: float = 0.1) -> Iterator[SourcesStep]:
    """Yield the steps of the sources' program: 16 hidden units learn sums of 8 bits."""
    rng = np.random.RandomState(seed)
    params = rnn.init(rng)
    pairs = random_pairs(rng, steps)  # (N, 2)
    return train(rnn, params, stream(pairs), half_squared, alpha)


# --8<-- [end:run]


# --8<-- [start:report]
def report(step: SourcesStep, labels: tuple[str, str, str] = ("Error", "Pred", "True")) -> str:
    """Return error, predicted bits, true bits and the sum of a step with one sum in it."""
    error, predicted, true = labels
    x, z = step.trace.x[:, 0], step.trace.z[:, 0, 0]  # (T, 2), (T,)
    y = step.y[:, 0, 0].astype(int)  # (T,)
    d = np.round(sigmoid(z)).astype(int)  # (T,)
    a, b = from_bits(x[:, 0]), from_bits(x[:, 1])
    text = f"{error}:[{absolute_error(step.trace.z, step.y):.8f}]\n"
    text += f"{predicted}:{d[::-1]}\n"
    text += f"{true}:{y[::-1]}\n"
    text += f"{a} + {b} = {from_bits(d)}\n"
    return text + "------------"


# --8<-- [end:report]
