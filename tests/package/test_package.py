"""The taught package: the sources' run, every sum, gradients, purity."""

import itertools
import runpy
from collections import deque
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from literate import ROOT

from rnn_addition import rnn
from rnn_addition.bits import encode, from_bits, random_pairs, stream, to_bits
from rnn_addition.evaluation import all_sums, count_right, right
from rnn_addition.losses import absolute_error, half_squared
from rnn_addition.sources import report
from rnn_addition.training import train

# Typed from the sources: error, predicted bits, true bits, a, b and the sum that was printed.
BLOCKS = [
    (3.45638663, "00000001", "01000101", "9 + 60 = 1"),
    (3.63389116, "11111111", "00111111", "28 + 35 = 255"),
    (3.91366595, "01001000", "10100000", "116 + 44 = 72"),
    (3.72191702, "11011111", "01001101", "4 + 73 = 223"),
    (3.58527130, "00001000", "01010010", "71 + 11 = 8"),
    (2.53352328, "10100010", "11000010", "81 + 113 = 162"),
    (0.57691441, "01010001", "01010001", "81 + 0 = 81"),
    (1.42589952, "10000001", "10000001", "4 + 125 = 129"),
    (0.47477457, "00111000", "00111000", "39 + 17 = 56"),
    (0.21595037, "00001110", "00001110", "11 + 3 = 14"),
]


def steps_of(seeds, count):
    """Train a network a seed, all in the same calls."""
    rngs = [np.random.RandomState(seed) for seed in seeds]
    params = rnn.Params(*map(np.stack, zip(*(rnn.init(rng) for rng in rngs))))
    pairs = np.stack([random_pairs(rng, count) for rng in rngs], axis=1)
    return train(rnn, params, stream(pairs), half_squared, 0.1)


def steps_of_one(seed, count):
    rng = np.random.RandomState(seed)
    params = rnn.init(rng)
    return train(rnn, params, stream(random_pairs(rng, count)), half_squared, 0.1)


def last(steps):
    return deque(steps, maxlen=1)[0]


@pytest.fixture(scope="module")
def run():
    """The ten steps that the sources print, and the last one."""
    steps = list(steps_of_one(0, 10_000))
    return steps[::1000], steps[-1]


@pytest.fixture(scope="module")
def flat():
    program = ROOT / "docs" / "experiments" / "flat_program.py"
    return runpy.run_path(str(program))["blocks"]


@pytest.mark.parametrize("k", range(10))
def test_the_ten_blocks_of_the_sources(run, k):
    error, predicted, true, printed_sum = BLOCKS[k]
    step = run[0][k]
    assert abs(absolute_error(step.trace.o, step.y) - error) < 5e-9
    lines = report(step).split("\n")
    assert lines == [
        f"Error:[{error:.8f}]",
        f"Pred:[{' '.join(predicted)}]",
        f"True:[{' '.join(true)}]",
        printed_sum,
        "------------",
    ]


@pytest.mark.parametrize(
    ("lang", "labels"), [("zh", ["误差", "预测", "正确"]), ("ko", ["오차", "예측", "정답"])]
)
def test_the_labels_are_the_readers(run, lang, labels):
    ours, english = report(run[0][3], lang).split("\n"), report(run[0][3]).split("\n")
    assert [line.partition(":")[0] for line in ours[:3]] == labels
    assert [line.partition(":")[2] for line in ours[:3]] == [
        line.partition(":")[2] for line in english[:3]
    ]
    assert ours[3:] == english[3:]


def test_the_flat_program_is_a_second_witness(flat):
    for (error, bits, a, b), (printed_error, predicted, _, printed_sum) in zip(
        flat, BLOCKS, strict=True
    ):
        assert abs(error - printed_error) < 5e-9
        assert "".join(map(str, bits)) == predicted
        assert f"{a} + {b} = {int(predicted, 2)}" == printed_sum


def test_all_sums_are_right_after_ten_thousand_steps(run):
    assert count_right(rnn, run[1].params) == 128 * 128


def test_a_step_size_of_five_is_too_much():
    """The pages say so; the very count differs from machine to machine."""
    rng = np.random.RandomState(0)
    params = rnn.init(rng)
    sums = stream(random_pairs(rng, 10_000))
    step = last(train(rnn, params, sums, half_squared, 5))
    assert count_right(rnn, step.params) < 128 * 128 / 20


def test_twenty_seeds_in_one_call_are_twenty_seeds_alone():
    count = 1000
    together = last(steps_of(range(20), count))
    assert together.params.W.shape == (20, 16, 16)
    for seed in range(20):
        alone = last(steps_of_one(seed, count))
        for stacked, single in zip(together.params, alone.params, strict=True):
            np.testing.assert_allclose(stacked[seed], single, rtol=0, atol=1e-12)
        np.testing.assert_allclose(together.loss[seed], alone.loss, rtol=0, atol=1e-12)
        np.testing.assert_allclose(together.trace.o[:, seed], alone.trace.o, rtol=0, atol=1e-12)


def random_problem(batch=3, columns=5):
    """Weights of every sign, away from any training, and several sums at once."""
    rng = np.random.RandomState(7)
    params = rnn.Params(*(3 * rng.randn(*weight.shape) for weight in rnn.init(rng, hidden=4)))
    pairs = rng.randint(2 ** (columns - 1), size=(batch, 2))
    return params, *encode(pairs[:, 0], pairs[:, 1], columns)


def test_forward_and_backward_change_nothing():
    params, x, y = random_problem()
    for array in (*params, x, y):
        array.flags.writeable = False
    trace = rnn.forward(params, x)
    for array in trace:
        array.flags.writeable = False
    _, d_z = half_squared(trace.o, y)
    d_z.flags.writeable = False
    first, second = rnn.backward(params, trace, d_z), rnn.backward(params, trace, d_z)
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)
    for one, other in zip(trace, rnn.forward(params, x), strict=True):
        np.testing.assert_array_equal(one, other)


def test_training_leaves_the_first_weights_as_they_were():
    rng = np.random.RandomState(0)
    params = rnn.init(rng)
    before = [weight.copy() for weight in params]
    for _ in train(rnn, params, stream(random_pairs(rng, 3)), half_squared, 0.1):
        pass
    for weight, copy in zip(params, before, strict=True):
        np.testing.assert_array_equal(weight, copy)


def test_the_weights_are_the_first_numbers_of_the_seed():
    params = rnn.init(np.random.RandomState(0))
    drawn = 2 * np.random.RandomState(0).random_sample(304) - 1
    np.testing.assert_array_equal(np.concatenate([weight.ravel() for weight in params]), drawn)


@given(st.integers(0, 2**300), st.integers(0, 40))
def test_bits_of_numbers_of_any_length(n, room):
    bits = to_bits(n, n.bit_length() + room)
    assert "".join(map(str, bits[::-1])).lstrip("0") == f"{n:b}".lstrip("0")
    assert from_bits(bits) == n


def test_bits_of_an_array_are_the_bits_of_its_numbers():
    numbers = np.arange(256).reshape(4, 64)
    table = np.unpackbits(numbers.astype(np.uint8)[..., None], axis=-1)  # highest bit first
    np.testing.assert_array_equal(np.moveaxis(to_bits(numbers, 8), 0, -1), table[..., ::-1])
    np.testing.assert_array_equal(from_bits(to_bits(numbers, 8)), numbers)


@given(st.integers(0, 127), st.integers(0, 127))
def test_columns_hold_the_two_numbers_and_their_sum(a, b):
    x, y = encode(np.array([a]), np.array([b]), 8)
    assert (x.shape, y.shape) == ((8, 1, 2), (8, 1, 1))
    weights = 2.0 ** np.arange(8)
    assert (weights @ x[:, 0, 0], weights @ x[:, 0, 1], weights @ y[:, 0, 0]) == (a, b, a + b)


def test_pairs_are_drawn_as_the_sources_draw_them():
    one_by_one = np.random.RandomState(3)
    expected = [[one_by_one.randint(128), one_by_one.randint(128)] for _ in range(2500)]
    assert random_pairs(np.random.RandomState(3), 2500).tolist() == expected


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 2500])
def test_the_stream_hands_out_every_pair_in_order(count):
    pairs = random_pairs(np.random.RandomState(1), count)
    numbers = [[from_bits(x[:, 0, 0]), from_bits(x[:, 0, 1])] for x, _ in stream(pairs)]
    assert numbers == pairs.tolist()


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
    xor = SimpleNamespace(forward=lambda _, x: SimpleNamespace(o=x.sum(-1, keepdims=True) % 2))
    assert count_right(xor, None, bits) == 3 ** (bits - 1)


def test_one_wrong_bit_makes_a_sum_wrong():
    _, y = encode(np.array([9, 60, 28]), np.array([60, 9, 35]), 8)
    o = y * 0.8 + 0.1
    assert right(o, y).tolist() == [True, True, True]
    o[5, 1, 0] = 1 - o[5, 1, 0]
    assert right(o, y).tolist() == [True, False, True]


def test_one_half_reads_as_zero_as_in_the_sources():
    y = np.array([[[0.0]], [[1.0]]])
    assert not right(np.full_like(y, 0.5), y)
    assert right(np.full_like(y[:1], 0.5), y[:1])


def test_the_losses():
    o, y = np.array([[[0.25]], [[0.5]]]), np.array([[[1.0]], [[0.0]]])
    loss, d_z = half_squared(o, y)
    assert loss == (0.75**2 + 0.5**2) / 2
    assert d_z.ravel().tolist() == [-0.75 * 0.25 * 0.75, 0.5 * 0.5 * 0.5]
    assert absolute_error(o, y) == 0.75 + 0.5
