"""The complex step, and the error that is told."""

import numpy as np
import pytest

from rnn_addition import rnn
from rnn_addition.gradients import complex_step, relative_error


def test_the_complex_step_is_exact_on_a_function_whose_derivative_is_known():
    rng = np.random.RandomState(0)
    params = rnn.Params(rng.randn(2, 3), rng.randn(3, 1), rng.randn(3, 3))
    before = [weight.copy() for weight in params]

    def loss(params):
        return np.exp(params.U).sum() + (params.V**3).sum() * params.W[1, 2]

    found = complex_step(loss, params)
    by_W = np.zeros((3, 3))
    by_W[1, 2] = (params.V**3).sum()
    np.testing.assert_allclose(found.U, np.exp(params.U), rtol=1e-14)
    np.testing.assert_allclose(found.V, 3 * params.V**2 * params.W[1, 2], rtol=1e-14)
    np.testing.assert_allclose(found.W, by_W, rtol=1e-14)
    for weight, copy in zip(params, before, strict=True):
        np.testing.assert_array_equal(weight, copy)


def test_the_error_is_a_part_of_the_largest_entry():
    exact = rnn.Params(np.array([-4e-6, 1e-6]), np.array([2.0]), np.array([5.0]))
    ours = rnn.Params(np.array([-4e-6, 2e-6]), np.array([2.0]), np.array([-5.0]))
    found = relative_error(ours, exact)
    assert found == pytest.approx({"U": 0.25, "V": 0, "W": 2}, rel=1e-9)


def test_whole_numbers_have_a_slope_too():
    params = rnn.Params(*(np.array([[3]]) for _ in range(3)))
    found = complex_step(lambda params: params.U[0, 0] / 4 + params.V[0, 0] ** 2, params)
    assert [grad.item() for grad in found] == [0.25, 6.0, 0.0]


def test_where_the_exact_gradient_is_zero_the_error_is_told_as_it_is():
    """As that of W is on a sum of one column, which the state before is zero for."""
    exact = rnn.Params(np.zeros(2), np.zeros(1), np.array([2.0]))
    ours = rnn.Params(np.zeros(2), np.array([-0.5]), np.array([2.0]))
    assert relative_error(ours, exact) == {"U": 0, "V": 0.5, "W": 0}
