"""How far a setting may go: what the options take, and what files may hold."""

import math

MOST_HIDDEN = 1024  # hidden units
MOST_LETTERS = 10_000  # of an alphabet
RANGES = {
    "hidden": (1, MOST_HIDDEN),
    "bits": (2, 62),
    "steps": (0, 10_000_000),
    "seed": (0, 2**32 - 1),
}


def is_step_size(alpha: float) -> bool:
    return 0 < alpha < math.inf
