"""The block that the sources print every 1,000 steps.

d   predicted bits      sources: d
"""

# --8<-- [start:report-imports]
import numpy as np

from rnn_addition.app.messages import LABELS
from rnn_addition.bits import from_bits
from rnn_addition.losses import absolute_error
from rnn_addition.training import Step

# --8<-- [end:report-imports]


# --8<-- [start:report]
def report(step: Step, lang: str = "en") -> str:
    """Return error, predicted bits, true bits and the sum of a step with one sum in it."""
    error, predicted, true = LABELS[lang]
    x = step.trace.x[:, 0]  # (T, 2)
    y = step.y[:, 0, 0].astype(int)  # (T,)
    d = np.round(step.trace.o[:, 0, 0]).astype(int)  # (T,)
    a, b = from_bits(x[:, 0]), from_bits(x[:, 1])
    text = f"{error}:[{absolute_error(step.trace.o, step.y):.8f}]\n"
    text += f"{predicted}:{d[::-1]}\n"
    text += f"{true}:{y[::-1]}\n"
    text += f"{a} + {b} = {from_bits(d)}\n"
    return text + "------------"


# --8<-- [end:report]
