"""The plain network with biases: the plain one with an input that is always 1."""

import numpy as np

from rnn_addition import biased, rnn


def test_biases_of_zero_change_nothing(problem):
    plain, x, _ = problem(rnn)
    params = biased.with_biases(plain)
    assert [bias.tolist() for bias in params[3:]] == [[[0.0] * 4], [[0.0]]]
    trace, alike = biased.forward(params, x), rnn.forward(plain, x)
    for one, other in zip(trace, alike, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-15)


def test_biases_that_are_there_stay(problem):
    params, _, _ = problem(biased)
    assert biased.with_biases(params) is params


def test_a_stack_of_networks_gets_a_stack_of_biases():
    params = biased.with_biases(rnn.Params(*np.ones((3, 7, 5, 5))))
    assert params.bh.shape == params.bz.shape == (7, 1, 5)


def test_the_first_weights_are_those_of_the_plain_network():
    params, plain = (model.init(np.random.RandomState(7), 5, 3, 2) for model in (biased, rnn))
    for one, other in zip(params, plain):
        np.testing.assert_array_equal(one, other)
    assert params.bh.tolist() == [[0.0] * 5] and params.bz.tolist() == [[0.0] * 2]


def test_forward_and_backward_compute_their_equations(problem):
    """A column at a time, each gradient a sum of outer products."""
    params, x, _ = problem(biased)
    U, V, W, bh, bz = params
    trace = biased.forward(params, x)
    d_z = np.random.RandomState(1).randn(*trace.z.shape)
    expected = [np.zeros_like(weight) for weight in params]
    d_U, d_V, d_W, d_bh, d_bz = expected
    for b in range(x.shape[1]):
        states = [np.zeros(4)]
        for t in range(len(x)):
            a = x[t, b] @ U + states[-1] @ W + bh[0]
            states.append(1 / (1 + np.exp(-a)))
            np.testing.assert_allclose(trace.h[t + 1, b], states[-1], rtol=0, atol=1e-14)
            np.testing.assert_allclose(
                trace.z[t, b], states[-1] @ V + bz[0], rtol=0, atol=1e-13
            )
            d_V += np.outer(states[-1], d_z[t, b])
            d_bz += d_z[t, b]
            d_h = V @ d_z[t, b]
            for s in range(t, -1, -1):
                d_u = d_h * states[s + 1] * (1 - states[s + 1])
                d_U += np.outer(x[s, b], d_u)
                d_W += np.outer(states[s], d_u)
                d_bh += d_u
                d_h = W @ d_u
    for ours, plainly in zip(biased.backward(params, trace, d_z), expected, strict=True):
        np.testing.assert_allclose(ours, plainly, rtol=0, atol=1e-12)
