"""Which sums are tried, and what counts as right."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from rnn_addition.bits import encode, from_bits
from rnn_addition.evaluation import all_sums, count_right, right


@pytest.mark.parametrize("bits", [2, 3, 8, 9])
def test_every_sum_is_tried_once(bits):
    seen = []
    for x, y in all_sums(bits):
        a, b = from_bits(x[..., 0]), from_bits(x[..., 1])
        np.testing.assert_array_equal(from_bits(y[..., 0]), a + b)
        seen += zip(a.tolist(), b.tolist(), strict=True)
    assert sorted(seen) == list(itertools.product(range(2 ** (bits - 1)), repeat=2))


@pytest.mark.parametrize("bits", [2, 8, 9])
def test_the_sums_counted_are_those_of_so_many_bits(bits):
    """XOR is right on 3 of 4 pairs of bits in every column but the last, where all are 0."""

    def forward(_, x):
        return SimpleNamespace(z=x.sum(axis=-1, keepdims=True) % 2 - 0.5)

    assert count_right(SimpleNamespace(forward=forward), None, bits) == 3 ** (bits - 1)


def test_one_wrong_bit_makes_a_sum_wrong():
    _, y = encode(np.array([9, 60, 28]), np.array([60, 9, 35]), 8)
    z = y * 0.2 - 0.1
    assert right(z, y).tolist() == [True, True, True]
    z[5, 1, 0] *= -1
    assert right(z, y).tolist() == [True, False, True]


def test_zero_where_o_is_one_half_reads_as_zero_as_in_the_sources():
    y = np.array([[[0.0]], [[1.0]]])
    assert not right(np.zeros_like(y), y)
    assert right(np.zeros_like(y[:1]), y[:1])


@pytest.mark.parametrize("bit", [0.0, 1.0])
def test_what_is_no_number_is_right_for_no_bit(bit):
    _, y = encode(np.array([9, 60, 28]), np.array([60, 9, 35]), 8)
    z = y * 2 - 1
    t, b = np.argwhere(y[..., 0] == bit)[3]
    z[t, b] = np.nan
    assert right(z, y).tolist() == [k != b for k in range(3)]


def test_every_network_is_judged_alone():
    _, y = encode(np.array([[9, 60]] * 3), np.array([[60, 9]] * 3), 8)  # (8, 3, 2, 1)
    z = y * 2 - 1
    z[2, 1, 0] *= -1
    assert right(z, y).tolist() == [[True, True], [False, True], [True, True]]
