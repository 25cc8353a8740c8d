"""Sums longer than any that were learned."""

import numpy as np
import pytest

from rnn_addition import carries, rnn, trials
from rnn_addition.bits import encode
from rnn_addition.evaluation import count_right


def test_chains_are_what_their_names_say():
    sums = carries.chains(8)
    assert sums["1 + 11...11"] == (1, 0b11111111)
    assert sums["..0101 + ..1011"] == (0b01010101, 0b10101011)
    assert sums["..1010 + ..1010"] == (0b10101010, 0b10101010)
    assert all(max(pair) < 2**8 for pair in sums.values())
    assert carries.chains(7)["..0101 + ..1010"] == (0b1010101, 0b0101010)


@pytest.mark.parametrize("n", [7, 8])
def test_no_chain_is_there_twice(n):
    sums = carries.chains(n)
    assert len(set(sums.values())) == len(sums) == 10


def test_random_sums_have_the_bits_asked_for():
    sums = carries.random_sums(np.random.RandomState(0), 20, 500)
    numbers = [number for pair in sums for number in pair]
    assert len(sums) == 500 and max(numbers).bit_length() == 20 and len(set(numbers)) > 990


def test_columns_of_long_sums_are_their_digits():
    sums = carries.random_sums(np.random.RandomState(0), 500, 3)
    x, y = carries.columns_of(sums, 501)
    for k, (a, b) in enumerate(sums):
        columns = [*x[:, k].T.astype(int).tolist(), y[:, k, 0].astype(int).tolist()]
        texts = ["".join(map(str, reversed(column))) for column in columns]
        assert texts == [f"{number:0501b}" for number in (a, b, a + b)]


def test_a_sum_that_does_not_fit_is_refused(seed_0):
    with pytest.raises(ValueError, match=r"^512: expected sums that fit into 9 bits$"):
        carries.adds(rnn, seed_0[10_000], [(511, 1)], 9)


def test_the_network_of_the_sources_adds_100_000_bits(seed_0):
    n = 100_000
    sums = [
        *carries.random_sums(np.random.RandomState(1), n, 1),
        carries.chains(n)["11...11 + 1"],
    ]
    assert carries.adds(rnn, seed_0[10_000], sums, n + 1).all()


def test_the_trap_at_step_8200(seed_0):
    params = seed_0[8200]
    assert count_right(rnn, params) == 128**2
    assert carries.adds(rnn, params, [(1, 511), (511, 1)], 10).tolist() == [True, False]
    x, _ = encode(np.array([511]), np.array([1]), 10)
    said = (rnn.forward(params, x).z[:, 0, 0] > 0) @ 2 ** np.arange(10)
    assert said == 768


def test_adds_takes_many_networks(seed_0):
    both = trials.stack([*seed_0.values()])
    assert carries.adds(rnn, both, [(511, 1), (1, 511)], 10).tolist() == [
        [False, True],
        [True] * 2,
    ]
