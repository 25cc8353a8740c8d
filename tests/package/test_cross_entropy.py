"""The loss of choosing one among many."""

import numpy as np
import pytest

from rnn_addition.cross_entropy import cross_entropy, softmax


def test_softmax_is_a_distribution_however_large_its_input():
    z = np.array([[1000.0, 999.0, 0.0], [-1000.0, -1000.0, -1000.0]])
    expected = [[1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1)), 0], [1 / 3] * 3]
    np.testing.assert_allclose(softmax(z), expected, rtol=1e-15, atol=1e-300)


def test_the_loss_of_knowing_nothing_is_the_logarithm_of_the_alphabet():
    y = np.eye(7)[[[3, 1], [0, 6]]]
    loss, d_z = cross_entropy(np.full_like(y, 0.3), y)
    assert abs(loss - np.log(7)) < 1e-15
    np.testing.assert_allclose(d_z.sum(axis=-1), 0, atol=1e-16)
    np.testing.assert_allclose(d_z, (1 / 7 - y) / 4, atol=1e-16)


def test_a_letter_held_impossible_costs_nothing_until_it_follows():
    z = np.array([[[np.log(0.25), np.log(0.75), -np.inf]]])
    loss, _ = cross_entropy(z, np.eye(3)[[[0]]])
    assert abs(loss - np.log(4)) < 1e-15
    with np.errstate(divide="ignore"):
        loss, _ = cross_entropy(z, np.eye(3)[[[2]]])
    assert loss == np.inf


def test_every_network_has_its_own_loss():
    rng = np.random.RandomState(0)
    z, y = rng.randn(5, 3, 2, 7), np.eye(7)[rng.randint(7, size=(5, 3, 2))]
    losses, d_z = cross_entropy(z, y)
    assert losses.shape == (3,)
    for k in range(3):
        loss, alone = cross_entropy(z[:, k], y[:, k])
        assert losses[k] == pytest.approx(loss, rel=1e-14)
        np.testing.assert_allclose(d_z[:, k], alone, rtol=0, atol=1e-16)


@pytest.mark.parametrize("row", [[0, 0, 0], [1, 1, 0], [1, 1, 1]])
def test_a_row_without_a_single_1_is_refused(row):
    y = np.tile(np.eye(3), (2, 1, 1))
    cross_entropy(np.zeros_like(y), y)
    y[1, 2] = row
    with pytest.raises(ValueError, match=r"^targets: expected a single 1 in each row$"):
        cross_entropy(np.zeros_like(y), y)
