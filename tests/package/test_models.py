"""What holds for every model: the contract, exact gradients, and many networks at once."""

import types
from pathlib import Path

import numpy as np
import pytest

from rnn_addition import gradients, lstm, trials
from rnn_addition.bits import encode
from rnn_addition.cross_entropy import cross_entropy
from rnn_addition.losses import half_squared
from rnn_addition.models import MODELS

ALL = MODELS | {"without output tanh": lstm.WITHOUT_OUTPUT_TANH}
EVERY_MODEL = pytest.mark.parametrize("model", ALL.values(), ids=ALL)


def read_only(arrays):
    for array in arrays:
        array.flags.writeable = False


@EVERY_MODEL
def test_what_is_drawn_has_the_sizes_asked_for(model):
    params = model.init(np.random.RandomState(0), hidden=5, inputs=3, outputs=2)
    trace = model.forward(params, np.zeros((7, 4, 3)))
    assert trace.z.shape == (7, 4, 2)
    assert [weight.shape for weight in model.backward(params, trace, trace.z)] == [
        weight.shape for weight in params
    ]
    usual = model.init(np.random.RandomState(0))
    asked = model.init(np.random.RandomState(0), hidden=16, inputs=2, outputs=1)
    for one, other in zip(usual, asked, strict=True):
        np.testing.assert_array_equal(one, other)


@EVERY_MODEL
def test_a_trace_begins_with_x_h_and_z_and_holds_arrays_only(model, problem):
    params, x, _ = problem(model)
    trace = model.forward(params, x)
    assert trace._fields[:3] == ("x", "h", "z") and trace[:3] == (trace.x, trace.h, trace.z)
    np.testing.assert_array_equal(trace.x, x)
    assert trace.z.shape == (5, 3, 1) and trace.h.shape[1:] == (3, 4)
    for array in (*params, *trace):
        assert type(array) is np.ndarray and array.dtype == float


@EVERY_MODEL
def test_forward_stops_at_z(model, problem):
    """Which is linear in V and the bias of the output, if there is one."""
    params, x, _ = problem(model)
    twice = params._replace(
        **{name: 2 * getattr(params, name) for name in ("V", "bz") if name in params._fields}
    )
    z, doubled = (model.forward(some, x).z for some in (params, twice))
    np.testing.assert_allclose(doubled, 2 * z, rtol=1e-14)


@EVERY_MODEL
def test_forward_and_backward_change_nothing(model, problem):
    params, x, y = problem(model)
    read_only((*params, x, y))
    trace = model.forward(params, x)
    read_only(trace)
    _, d_z = half_squared(trace.z, y)
    read_only([d_z])
    first, second = (model.backward(params, trace, d_z) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)
    for one, other in zip(trace, model.forward(params, x), strict=True):
        np.testing.assert_array_equal(one, other)


@EVERY_MODEL
def test_every_gradient_is_exact(model, problem):
    params, x, y = problem(model)
    errors = gradients.check_gradients(model, params, x, y, half_squared)
    assert set(errors) == set(params._fields)
    assert max(errors.values()) < 1e-12, errors


@EVERY_MODEL
def test_every_gradient_is_exact_with_the_loss_of_text_too(model):
    rng = np.random.RandomState(1)
    params = model.init(rng, 3, 5, 5)
    params = params._make(rng.randn(*weight.shape) for weight in params)
    x, y = np.eye(5)[rng.randint(5, size=(2, 6, 2))]
    errors = gradients.check_gradients(model, params, x, y, cross_entropy)
    assert set(errors) == set(params._fields)
    assert max(errors.values()) < 1e-12, errors


# Bugs found in other people's code, planted in ours: the check must see each of them.
BUGS = [
    ("rnn", "sigmoid_derivative(h[1:])", "sigmoid_derivative(sigmoid(h[1:]))"),
    ("rnn", "stacked(h[:-1])", "stacked(h[1:])"),
    ("rnn", "range(1, len(x))", "range(3, len(x))"),
    ("rnn", "* slope[t - 1]", "* slope[t]"),
    ("rnn", "d_z @ V.mT", "-d_z @ V.mT"),
    ("rnn", "d_u[t] @ W.mT", "d_u[t] @ W"),
    ("biased", "d_U[..., -1:, :], d_bz", "0 * d_U[..., -1:, :] + d_bz, d_bz"),
    ("biased", "d_bz = rnn.stacked(d_z)", "d_bz = d_W.mean() * rnn.stacked(d_z)"),
    ("feedforward", " * sigmoid_derivative(h)", ""),
    ("lstm", "for d_u in gates]  # (..., 1, H)", "for d_u in [gates[0], *[gates[1]] * 3]]"),
    ("lstm", "d_bz = stacked(d_z)", "d_bz = stacked(d_z * 0.9)"),
    ("lstm", "d_s[t] = d_s[t + 1] * f[t]", "d_s[t] = 0 * d_s[t + 1]"),
    ("lstm", "d_s[t + 1] * s[t]", "d_s[t + 1] * s[t + 1]"),
    ("lstm", "1 - r**2 if output_tanh", "1 - r if output_tanh"),
    ("lstm", "d_h[t] += d_ug[t] @ Wg.mT + ", "d_h[t] += "),
    ("without output tanh", "np.ones_like(r)", "1 - r**2"),
]


@pytest.mark.parametrize(("name", "right", "wrong"), BUGS)
def test_the_check_sees_a_planted_bug(problem, name, right, wrong):
    path = Path((MODELS.get(name) or lstm).__file__)
    source = path.read_text(encoding="utf-8")
    assert source.count(right) == 1
    broken = types.ModuleType(f"broken_{path.stem}")
    exec(compile(source.replace(right, wrong), str(path), "exec"), broken.__dict__)
    model = broken if name in MODELS else broken.WITHOUT_OUTPUT_TANH
    params, x, y = problem(model)
    errors = gradients.check_gradients(model, params, x, y, half_squared)
    assert max(errors.values()) > 1e-3, errors


@EVERY_MODEL
def test_two_networks_at_once_are_each_alone(model):
    networks = [model.init(np.random.RandomState(seed), hidden=3) for seed in (1, 2)]
    both = trials.stack(networks)
    x, y = encode(np.array([9, 60]), np.array([60, 9]), 8)
    trace = model.forward(both, x[:, np.newaxis])
    targets = np.broadcast_to(y[:, np.newaxis], trace.z.shape)
    loss, d_z = half_squared(trace.z, targets)
    grads = model.backward(both, trace, d_z)
    for k, params in enumerate(networks):
        alone = model.forward(params, x)
        np.testing.assert_allclose(trace.z[:, k], alone.z, rtol=0, atol=1e-14)
        alone_loss, alone_d_z = half_squared(alone.z, y)
        assert abs(loss[k] - alone_loss) < 1e-14
        for one, other in zip(grads, model.backward(params, alone, alone_d_z), strict=True):
            np.testing.assert_allclose(one[k], other, rtol=0, atol=1e-13)
