"""The LSTM, with and without the tanh of its output."""

import math

import numpy as np
import pytest

from rnn_addition import lstm
from rnn_addition.bits import random_pairs, stream
from rnn_addition.evaluation import count_right
from rnn_addition.losses import half_squared
from rnn_addition.training import train

BOTH = pytest.mark.parametrize(
    "model", [lstm, lstm.WITHOUT_OUTPUT_TANH], ids=["tanh", "no tanh"]
)


def test_the_lstm_draws_its_weights_one_after_the_other():
    """In the order of their names, each gate its own, so that a seed gives the same network."""
    rng = np.random.RandomState(7)
    shapes = [(2, 5)] * 4 + [(5, 1)] + [(5, 5)] * 4
    drawn = [rng.uniform(-1, 1, shape) for shape in shapes]
    params = lstm.init(np.random.RandomState(7), 5)
    for weight, expected in zip(params, drawn):
        np.testing.assert_allclose(weight, expected, rtol=0, atol=1e-15)
    assert [bias.tolist() for bias in params[9:]] == [[[0.0] * 5]] * 4 + [[[0.0]]]


@BOTH
def test_the_lstm_computes_its_equations(model, problem):
    """Against plain Python, one number at a time."""
    params, x, _ = problem(model)
    trace = model.forward(params, x)
    cells = range(4)
    for b in range(x.shape[1]):
        s, h = [0.0] * 4, [0.0] * 4
        for t in range(len(x)):
            a = {
                gate: [
                    sum(x[t, b, k] * getattr(params, "U" + gate)[k, j] for k in range(2))
                    + sum(h[k] * getattr(params, "W" + gate)[k, j] for k in cells)
                    + getattr(params, "b" + gate)[0, j]
                    for j in cells
                ]
                for gate in "gifq"
            }
            i, f, q = ([1 / (1 + math.exp(-z)) for z in a[gate]] for gate in "ifq")
            s = [f[j] * s[j] + i[j] * math.tanh(a["g"][j]) for j in cells]
            h = [q[j] * (math.tanh(s[j]) if model is lstm else s[j]) for j in cells]
            z = sum(h[j] * params.V[j, 0] for j in cells) + params.bz[0, 0]
            np.testing.assert_allclose(trace.s[t + 1, b], s, rtol=0, atol=1e-13)
            np.testing.assert_allclose(trace.h[t + 1, b], h, rtol=0, atol=1e-13)
            assert abs(trace.z[t, b, 0] - z) < 1e-12


@BOTH
def test_the_lstm_learns_every_sum_with_the_loss_and_step_of_the_sources(model):
    rng = np.random.RandomState(0)
    params = model.init(rng)
    for step in train(model, params, stream(random_pairs(rng, 5000)), half_squared, 0.1):
        params = step.params
    assert count_right(model, params) == 128**2
