"""Wilson's interval."""

import math

import numpy as np
import pytest

from rnn_addition.intervals import wilson


@pytest.mark.parametrize(
    ("successes", "low", "high"), [(96, 0.9016, 0.9843), (0, 0.0, 0.0370), (100, 0.9630, 1.0)]
)
def test_wilson_solves_its_equation(successes, low, high):
    """Each end is the rate p at which the result lies z standard errors of p away."""
    found = wilson(successes, 100)
    np.testing.assert_allclose(found, (low, high), atol=5e-5)
    for p in found:
        error = 1.959964 * math.sqrt(max(p * (1 - p), 0) / 100)
        assert abs(abs(successes / 100 - p) - error) < 1e-7


def test_a_rate_is_never_below_0_or_above_1():
    """Rounding alone would take it there."""
    for tries in range(1, 200):
        for successes in (0, tries):
            low, high = wilson(successes, tries)
            assert 0 <= low < high <= 1


@pytest.mark.parametrize(
    ("successes", "trials"), [(-1, 10), (11, 10), (0, 0), (0, -1), (-1, -1)]
)
def test_what_is_no_rate_is_refused(successes, trials):
    with pytest.raises(ValueError, match=f"^{successes} of {trials}: expected"):
        wilson(successes, trials)
