"""Numbers as columns, what is refused, and the stream of sums."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rnn_addition.bits import encode, from_bits, random_pairs, stream, to_bits

INTEGERS = [np.dtype(name) for name in "uint8 uint16 uint32 uint64 int8 int32 int64".split()]


class CLongOf32Bits(np.random.RandomState):
    """A generator as it is on every Windows: its default integer has 32 bits."""

    def randint(self, low, high=None, size=None, dtype=np.int32):
        return super().randint(low, high, size, dtype)


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


@pytest.mark.parametrize("strange", [0.4, 0.999, -1.0, 2.0, float("nan")])
def test_columns_that_are_no_bits_are_no_number(strange):
    columns = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert from_bits(columns).tolist() == [1, 2]
    columns[1, 0] = strange
    with pytest.raises(ValueError, match=r"^columns: expected 0 or 1 everywhere$"):
        from_bits(columns)


def written(n, bits):
    """Return the digits of a Python integer as floats, the last one first."""
    return [float(digit) for digit in reversed(f"{n:0{bits}b}")]


@given(st.data())
def test_columns_hold_the_two_numbers_and_their_sum(data):
    """Whatever the type of the arrays, and however many bits."""
    bits = data.draw(st.integers(1, 130), label="bits")
    types = st.sampled_from([*INTEGERS, np.dtype(object)])
    arrays, numbers = [], []
    for name in "ab":
        dtype = data.draw(types, label=f"type of {name}")
        largest = 2**bits - 1
        if dtype.kind != "O":
            largest = min(largest, np.iinfo(dtype).max)
        drawn = data.draw(
            st.lists(st.integers(0, largest), min_size=3, max_size=3)
            | st.just([largest, 0, largest // 2]),
            label=name,
        )
        arrays.append(np.array(drawn, dtype))
        numbers.append(drawn)
    sums = [m + n for m, n in zip(*numbers)]
    if max(sums) >= 2**bits:
        with pytest.raises(
            ValueError, match=f"^{max(sums)}: expected sums that fit into {bits}"
        ):
            encode(*arrays, bits)
        return
    x, y = encode(*arrays, bits)
    assert (x.shape, y.shape, x.dtype, y.dtype) == ((bits, 3, 2), (bits, 3, 1), float, float)
    for k in range(3):
        assert x[:, k, 0].tolist() == written(numbers[0][k], bits)
        assert x[:, k, 1].tolist() == written(numbers[1][k], bits)
        assert y[:, k, 0].tolist() == written(sums[k], bits)


def test_columns_keep_every_axis_of_the_numbers():
    a, b = np.arange(24).reshape(2, 3, 4), np.arange(24, 0, -1).reshape(2, 3, 4)
    x, y = encode(a, b, 6)
    assert (x.shape, y.shape) == ((6, 2, 3, 4, 2), (6, 2, 3, 4, 1))
    np.testing.assert_array_equal(from_bits(x[..., 0]), a)
    np.testing.assert_array_equal(from_bits(x[..., 1]), b)
    np.testing.assert_array_equal(from_bits(y[..., 0]), a + b)


@pytest.mark.parametrize(
    "strange",
    [
        [3, 4],
        (3, 4),
        3,
        np.int64(3),
        "3",
        None,
        np.array([3.0, 4.0]),
        np.array([3.5, 4.0]),
        np.array([np.inf, np.nan]),
        np.array([[3.5, 4.0], [5.0, 6.0]]),  # whose repr has two lines
        np.array([3 + 0j, 4]),
        np.array([True, False]),
        np.array(["3", "4"]),
        np.array([3, 4], "m8[s]"),
        np.array([3, 4.0], object),
        np.array([3, np.float64(4)], object),
        np.array([3, None], object),
        np.array([3, "4"], object),
        np.array([3, True], object),
        np.array([3, np.uint8(4)], object),  # which overflows at 256
    ],
    ids=lambda value: f"{type(value).__name__} {value!r}",
)
@pytest.mark.parametrize("bits", [8, 70])
def test_what_are_no_whole_numbers_is_refused(strange, bits):
    for pair in ((strange, np.array([1, 2])), (np.array([1, 2]), strange)):
        with pytest.raises(ValueError, match=r": expected an array of whole numbers$") as said:
            encode(*pair, bits)
        assert "\n" not in str(said.value)


@pytest.mark.parametrize(
    "shapes", [((2,), (3,)), ((2,), (1,)), ((2,), ()), ((), ()), ((2, 1), (2,))]
)
def test_numbers_of_different_shapes_or_without_an_axis_are_refused(shapes):
    for one, other in (shapes, shapes[::-1]):
        with pytest.raises(
            ValueError, match=r"^shapes \(.*\): expected the same, with an axis B$"
        ):
            encode(np.ones(one, int), np.ones(other, int), 8)


@pytest.mark.parametrize("bits", [0, -1])
def test_numbers_of_no_bits_are_refused(bits):
    with pytest.raises(ValueError, match=f"^{bits} bits: expected one or more$"):
        encode(np.array([0]), np.array([0]), bits)


@pytest.mark.parametrize("bits", [8, 62, 63, 70])
@pytest.mark.parametrize("dtype", [np.int8, np.int32, np.int64, object])
def test_a_negative_number_is_refused(dtype, bits):
    ill, well = np.array([5, -1], dtype), np.array([1, 2])
    for pair in ((ill, well), (well, ill)):
        with pytest.raises(
            ValueError, match=f"^-1 to 5: expected numbers from 0 to {2**bits - 1}"
        ):
            encode(*pair, bits)


@given(st.integers(1, 100), st.integers(0, 2**100), st.integers(0, 2**100))
def test_a_sum_fits_or_is_refused(bits, a, b):
    assume(a + b >= 2**bits)
    with pytest.raises(ValueError, match=f"expected (sums|numbers) .*{bits} bits|from 0 to"):
        encode(np.array([a], object), np.array([b], object), bits)


@pytest.mark.parametrize(
    ("dtype", "a", "b", "bits"),
    [(np.uint8, 200, 56, 8), (np.int8, 127, 1, 7), (np.uint64, 2**63, 2**63, 64),
     (np.int64, 2**62, 2**62, 63), (np.int64, 2**61, 2**61, 62)],
)  # fmt: skip
def test_a_sum_that_overflows_its_type_is_refused_too(dtype, a, b, bits):
    with pytest.raises(ValueError, match=f"^{a + b}: expected sums that fit into {bits} bits"):
        encode(np.array([a], dtype), np.array([b], dtype), bits)
    _, y = encode(np.array([a], dtype), np.array([b], dtype), bits + 1)
    assert y[:, 0, 0].tolist() == written(a + b, bits + 1)


def test_pairs_are_drawn_as_the_sources_draw_them():
    one_by_one = np.random.RandomState(3)
    expected = [[one_by_one.randint(128), one_by_one.randint(128)] for _ in range(2500)]
    assert random_pairs(np.random.RandomState(3), 2500).tolist() == expected


@pytest.mark.parametrize("bits", [1, 2, 8, 32, 33, 62, 63, 64])
def test_pairs_are_the_same_on_every_platform_and_as_large_as_can_be(bits):
    pairs = random_pairs(np.random.RandomState(0), 1000, bits)
    assert (pairs.shape, pairs.dtype) == ((1000, 2), np.int64)
    assert pairs.min() >= 0 and int(pairs.max()).bit_length() == bits - 1
    np.testing.assert_array_equal(pairs, random_pairs(CLongOf32Bits(0), 1000, bits))
    for k, (_, y) in enumerate(stream(pairs, bits)):
        assert y[:, 0, 0].tolist() == written(sum(pairs[k].tolist()), bits)


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 2500])
def test_the_stream_hands_out_every_pair_in_order(count):
    pairs = random_pairs(np.random.RandomState(1), count)
    numbers = [[from_bits(x[:, 0, 0]), from_bits(x[:, 0, 1])] for x, _ in stream(pairs)]
    assert numbers == pairs.tolist()


def test_a_stream_of_fewer_bits_than_its_pairs_need_is_refused():
    pairs = random_pairs(np.random.RandomState(0), 1000, bits=9)
    with pytest.raises(ValueError, match=r"expected (sums|numbers)"):
        list(stream(pairs, bits=8))
