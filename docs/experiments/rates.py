"""A rate of success as the store keeps it: a count, and Wilson's interval in percent."""

from rnn_addition.intervals import wilson


def rate(successes: int, trials: int) -> dict[str, int | float]:
    """Return so many of so many, and from how many to how many percent that may mean."""
    low, high = wilson(successes, trials)
    return {
        "count": successes,
        "of": trials,
        "low": round(100 * low, 1),
        "high": round(100 * high, 1),
    }
