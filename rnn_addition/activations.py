"""The sigmoid and its slope.

z   pre-activation
o   activation, o = sigmoid(z)      sources: output
"""

import numpy as np


# --8<-- [start:sigmoid]
def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + e^-z), element by element, in (0, 1)."""
    return 1 / (1 + np.exp(-z))  # (...)


# --8<-- [end:sigmoid]


# --8<-- [start:sigmoid_derivative]
def sigmoid_derivative(o: np.ndarray) -> np.ndarray:
    """Return the slope of the sigmoid where its value is o = sigmoid(z)."""
    return o * (1 - o)  # (...)


# --8<-- [end:sigmoid_derivative]
