"""The sigmoid and its slope."""

import math

import numpy as np

from rnn_addition.activations import sigmoid, sigmoid_derivative


def test_the_sigmoid_is_half_a_hyperbolic_tangent():
    z = np.linspace(-30, 30, 121).reshape(11, 11)
    expected = [[(1 + math.tanh(value / 2)) / 2 for value in row] for row in z.tolist()]
    np.testing.assert_allclose(sigmoid(z), expected, rtol=0, atol=1e-15)
    np.testing.assert_allclose(sigmoid(z) + sigmoid(-z), 1, rtol=0, atol=1e-15)


def test_the_slope_is_that_of_the_sigmoid():
    z = np.linspace(-30, 30, 61)
    exact = sigmoid(z + 1e-30j).imag / 1e-30
    np.testing.assert_allclose(sigmoid_derivative(sigmoid(z)), exact, rtol=1e-9, atol=1e-15)
    assert sigmoid_derivative(sigmoid(np.zeros(1))) == 0.25
