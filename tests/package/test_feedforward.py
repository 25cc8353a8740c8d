"""The feed-forward network, and the window that lends it a memory."""

import numpy as np

from rnn_addition import feedforward, rnn
from rnn_addition.bits import encode


def test_the_feed_forward_network_is_the_recurrent_one_without_w(problem):
    params, x, _ = problem(rnn)
    alike = rnn.forward(params._replace(W=np.zeros_like(params.W)), x)
    trace = feedforward.forward(feedforward.Params(params.U, params.V), x)
    np.testing.assert_array_equal(trace.z, alike.z)
    np.testing.assert_array_equal(trace.h, alike.h[1:])


def test_backward_is_a_sum_of_outer_products(problem):
    params, x, _ = problem(feedforward)
    trace = feedforward.forward(params, x)
    d_z = np.random.RandomState(1).randn(*trace.z.shape)
    d_U, d_V = (np.zeros_like(weight) for weight in params)
    for t, b in np.ndindex(x.shape[:2]):
        h = 1 / (1 + np.exp(-x[t, b] @ params.U))
        d_V += np.outer(h, d_z[t, b])
        d_U += np.outer(x[t, b], params.V @ d_z[t, b] * h * (1 - h))
    found = feedforward.backward(params, trace, d_z)
    np.testing.assert_allclose(found.U, d_U, rtol=0, atol=1e-13)
    np.testing.assert_allclose(found.V, d_V, rtol=0, atol=1e-13)


def test_its_first_weights_are_those_of_the_recurrent_one():
    params, alike = (
        model.init(np.random.RandomState(7), 5, 3, 2) for model in (feedforward, rnn)
    )
    for one, other in zip(params, alike):
        np.testing.assert_array_equal(one, other)


def test_a_window_holds_the_columns_before():
    x, _ = encode(np.array([11]), np.array([3]), 4)
    wide = feedforward.window(x, 2)
    assert wide.shape == (4, 1, 6)
    assert wide[2, 0].tolist() == [*x[2, 0], *x[1, 0], *x[0, 0]]
    assert wide[0, 0].tolist() == [*x[0, 0], 0, 0, 0, 0]
    np.testing.assert_array_equal(feedforward.window(x, 0), x)
