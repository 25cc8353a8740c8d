"""A network without one of its units."""

import numpy as np
import pytest

from rnn_addition import rnn, trials
from rnn_addition.ablation import without_unit
from rnn_addition.bits import encode


def test_a_unit_without_readers_is_a_unit_at_zero(seed_0):
    params = seed_0[10_000]
    x, _ = encode(np.array([81, 127]), np.array([113, 1]), 8)
    for k in (0, 7, 15):
        h, outputs = np.zeros((2, 16)), []
        for column in x:
            h = 1 / (1 + np.exp(-(column @ params.U + h @ params.W)))
            h[:, k] = 0
            outputs.append(h @ params.V)
        z = rnn.forward(without_unit(params, k), x).z
        np.testing.assert_allclose(z, outputs, rtol=0, atol=1e-13)


def test_a_stack_of_networks_loses_the_unit_in_each(seed_0):
    both = trials.stack([*seed_0.values()])
    for k, params in enumerate(seed_0.values()):
        for stacked, single in zip(without_unit(both, 3), without_unit(params, 3), strict=True):
            np.testing.assert_array_equal(stacked[k], single)


@pytest.mark.parametrize("k", [-1, 16, 100, 0.5])
def test_a_unit_that_is_not_there_is_refused(seed_0, k):
    with pytest.raises(ValueError, match=f"^unit {k}: expected one from 0 to 15$"):
        without_unit(seed_0[10_000], k)
