"""A rate and its interval."""

from experiments.rates import rate


def test_a_rate_has_its_interval_in_percent():
    """That of 96 of 100 as two libraries give it."""
    assert rate(96, 100) == {"count": 96, "of": 100, "low": 90.2, "high": 98.4}
