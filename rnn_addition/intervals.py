"""How far a rate of success can be trusted: Wilson's interval."""

# --8<-- [start:intervals-imports]
from math import sqrt

# --8<-- [end:intervals-imports]


# --8<-- [start:wilson]
Z = 1.959964  # standard errors: a normal variable is within them 95 times of 100


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the interval that holds the true rate with 95 % confidence (Wilson, 1927).

    Raises ValueError unless successes is from 0 to trials, and trials 1 or more.
    """
    if not 0 <= successes <= trials or trials == 0:
        raise ValueError(f"{successes} of {trials}: expected 0 to all of one or more")
    rate = successes / trials
    middle = rate + Z**2 / (2 * trials)
    half = Z * sqrt(rate * (1 - rate) / trials + Z**2 / (4 * trials**2))
    scale = 1 + Z**2 / trials
    # rounding may take an end beyond 0 or 1
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


# --8<-- [end:wilson]
