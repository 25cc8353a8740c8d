"""The plain recurrent network, against its equations written plainly."""

import math

import numpy as np
import pytest

from rnn_addition import biased, rnn

RECURRENT = pytest.mark.parametrize("model", [rnn, biased], ids=["rnn", "biased"])


def one_by_one(params, x):
    """Return the states and z of one sequence x (T, I) in plain Python, a number at a time."""
    U, V, W = (weight.tolist() for weight in params)
    units = range(len(W))
    states, z = [[0.0] * len(W)], []
    for column in x.tolist():
        before = states[-1]
        a = [
            sum(column[i] * U[i][j] for i in range(len(U)))
            + sum(before[k] * W[k][j] for k in units)
            for j in units
        ]
        states.append([1 / (1 + math.exp(-value)) for value in a])
        z.append([sum(states[-1][k] * V[k][o] for k in units) for o in range(len(V[0]))])
    return states, z


def gradients_one_by_one(params, x, states, d_z):
    """Return the gradients of one sequence: what each output owes to each column before it.

    A sum over pairs (t, s): the error of output t, led back to column s and no further.
    """
    d_U, d_V, d_W = (np.zeros_like(weight) for weight in params)
    for t in range(len(x)):
        d_V += np.outer(states[t + 1], d_z[t])
        d_h = params.V @ d_z[t]
        for s in range(t, -1, -1):
            d_u = d_h * states[s + 1] * (1 - states[s + 1])
            d_U += np.outer(x[s], d_u)
            d_W += np.outer(states[s], d_u)
            d_h = params.W @ d_u
    return d_U, d_V, d_W


def test_forward_computes_its_equations(problem):
    params, x, _ = problem(rnn)
    trace = rnn.forward(params, x)
    for b in range(x.shape[1]):
        states, z = one_by_one(params, x[:, b])
        np.testing.assert_allclose(trace.h[:, b], states, rtol=0, atol=1e-14)
        np.testing.assert_allclose(trace.z[:, b], z, rtol=0, atol=1e-13)


def test_backward_is_the_sum_of_what_each_output_owes_to_each_column(problem):
    params, x, _ = problem(rnn)
    trace = rnn.forward(params, x)
    d_z = np.random.RandomState(1).randn(*trace.z.shape)
    expected = [
        gradients_one_by_one(params, x[:, b], trace.h[:, b], d_z[:, b])
        for b in range(x.shape[1])
    ]
    found = rnn.backward(params, trace, d_z)
    for ours, parts in zip(found, zip(*expected, strict=True), strict=True):
        np.testing.assert_allclose(ours, sum(parts), rtol=0, atol=1e-12)


@pytest.mark.parametrize("half", [1, 2, 4])
@RECURRENT
def test_a_sum_goes_on_from_the_state_that_it_stopped_at(problem, model, half):
    params, x, _ = problem(model)
    whole = model.forward(params, x)
    first = model.forward(params, x[:half])
    second = model.forward(params, x[half:], first.h[-1])
    np.testing.assert_allclose(
        np.concatenate([first.h, second.h[1:]]), whole.h, rtol=0, atol=1e-14
    )
    np.testing.assert_allclose(np.concatenate([first.z, second.z]), whole.z, rtol=0, atol=1e-13)
    np.testing.assert_array_equal(second.h[0], first.h[-1])


@RECURRENT
def test_a_start_is_zero_unless_another_is_given(problem, model):
    params, x, _ = problem(model)
    trace, half = model.forward(params, x), model.forward(params, x, 0.5)
    np.testing.assert_array_equal(trace.h[0], np.zeros((3, 4)))
    np.testing.assert_array_equal(half.h[0], np.full((3, 4), 0.5))
    assert (half.z != trace.z).all()


def test_the_weights_are_the_first_numbers_of_the_seed():
    params = rnn.init(np.random.RandomState(0))
    drawn = 2 * np.random.RandomState(0).random_sample(304) - 1
    np.testing.assert_array_equal(np.concatenate([weight.ravel() for weight in params]), drawn)
