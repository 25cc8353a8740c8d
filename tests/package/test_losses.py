"""The losses, and the arguments that they refuse."""

import math

import numpy as np
import pytest

from rnn_addition.cross_entropy import cross_entropy
from rnn_addition.evaluation import right
from rnn_addition.losses import absolute_error, half_squared

TAKE_TARGETS = pytest.mark.parametrize(
    "takes", [half_squared, absolute_error, cross_entropy, right], ids=lambda f: f.__name__
)


def test_the_losses():
    z, y = np.array([[[-math.log(3)]], [[0.0]]]), np.array([[[1.0]], [[0.0]]])  # o: 1/4, 1/2
    loss, d_z = half_squared(z, y)
    assert loss == pytest.approx((0.75**2 + 0.5**2) / 2, rel=1e-15)
    expected = [-0.75 * 0.25 * 0.75, 0.5 * 0.5 * 0.5]
    np.testing.assert_allclose(d_z.ravel(), expected, rtol=1e-15)
    assert absolute_error(z, y) == pytest.approx(0.75 + 0.5, rel=1e-15)


def test_every_network_has_its_own_loss():
    rng = np.random.RandomState(0)
    z, y = rng.randn(5, 3, 2, 1), rng.randint(2, size=(5, 3, 2, 1)).astype(float)
    for k in range(3):
        assert half_squared(z, y)[0][k] == pytest.approx(half_squared(z[:, k], y[:, k])[0])
        assert absolute_error(z, y)[k] == pytest.approx(absolute_error(z[:, k], y[:, k]))
    assert half_squared(z, y)[0].shape == absolute_error(z, y).shape == (3,)


@pytest.mark.parametrize(
    "shape",
    [
        (8, 3),
        (3, 8, 1),
        (8, 1, 3),
        (7, 3, 1),
        (8, 1, 1),
        (1, 1, 1),
        (1, 8, 3, 1),
        (8, 3, 3),
        (),
    ],
    ids=str,
)
@TAKE_TARGETS
def test_targets_of_another_shape_are_refused(takes, shape):
    """Most of these would be broadcast, and answered with a wrong number."""
    with pytest.raises(ValueError, match=r"^targets of shape .*: expected .*, the shape of z$"):
        takes(np.zeros((8, 3, 1)), np.zeros(shape))
    if shape:  # what is no array of columns is refused as a target only
        with pytest.raises(ValueError, match=r"^targets of shape"):
            takes(np.zeros(shape), np.zeros((8, 3, 1)))


@TAKE_TARGETS
def test_swapped_arguments_are_refused(takes):
    rng = np.random.RandomState(0)
    z, y = rng.randn(8, 3, 2), np.tile([0.0, 1.0], (8, 3, 1))
    takes(z, y)
    with pytest.raises(ValueError, match=r"^targets: expected 0 or 1 everywhere, after z$"):
        takes(y, z)


@pytest.mark.parametrize("strange", [0.5, -1.0, 2.0, 1 + 1e-15, math.nan, math.inf, -math.inf])
@TAKE_TARGETS
def test_one_target_that_is_no_bit_is_refused(takes, strange):
    z, y = np.zeros((8, 3, 2)), np.tile([0.0, 1.0], (8, 3, 1))
    y[7, 2, 1] = strange
    with pytest.raises(ValueError, match=r"^targets: expected 0 or 1 everywhere, after z$"):
        takes(z, y)
