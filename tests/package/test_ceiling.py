"""The best that a network without memory can do, and that training lands on it."""

import numpy as np
import pytest

from rnn_addition import ceiling, feedforward, trials
from rnn_addition.bits import to_bits
from rnn_addition.evaluation import count_right


def test_without_memory_xor_is_the_best_and_training_lands_on_it():
    functions = ceiling.boolean_functions()
    assert functions.shape == (16, 2)
    assert functions.argmax(axis=0).tolist() == [0b0110, 0b0110]
    # XOR is right where no carry comes in: surely in column 0, then half as often plus 1/4
    no_carry = [1.0]
    while len(no_carry) < 8:
        no_carry.append(no_carry[-1] / 2 + 1 / 4)
    assert functions[0b0110].tolist() == [3**7, sum(no_carry) * 128**2]
    setting = trials.SOURCES._replace(model="feedforward")
    (params,) = trials.unstack(trials.trained(setting, [0]))
    assert count_right(feedforward, params) == 3**7


def test_the_windows():
    percent = [round(100 * ceiling.with_window(w) / 128**2, 2) for w in range(8)]
    assert percent == [13.35, 39.84, 69.92, 87.5, 95.31, 98.44, 99.61, 100.0]


@pytest.mark.parametrize("w", [0, 1])
def test_no_function_of_the_window_does_better(w):
    """Try them all: a content of the window is undecided if it lets a carry in pass through."""
    bits = 8
    a, b = np.divmod(np.arange(128**2), 128)
    columns = np.array([to_bits(a, bits), to_bits(b, bits)])  # (2, T, B)
    true = to_bits(a + b, bits)
    content = np.zeros_like(true)
    for k in range(w + 1):
        earlier = np.zeros_like(columns)
        earlier[:, k:] = columns[:, : bits - k]
        content = 4 * content + 2 * earlier[0] + earlier[1]
    places = 4 ** (w + 1)
    masks = [sum(((content == c) & (true == bit)).any(axis=0) * (1 << c) for c in range(places))
             for bit in (0, 1)]  # fmt: skip
    needs, counts = np.unique(np.array(masks), axis=1, return_counts=True)
    functions = np.arange(2**places)
    right = np.zeros(len(functions), dtype=int)
    for (zeros, ones), count in zip(needs.T, counts, strict=True):
        right += count * ((functions & zeros == 0) & (functions & ones == ones))
    assert right.max() == ceiling.with_window(w)


def test_a_window_of_less_than_no_columns_is_refused():
    for window in (lambda: ceiling.with_window(-1), lambda: feedforward.window(np.ones(8), -1)):
        with pytest.raises(ValueError, match=r"^window -1: expected 0 columns or more$"):
            window()


def test_the_ceiling_is_the_number_of_families():
    """Sums are of one family if 0 + 0 and 1 + 1 differ in places that no window can see."""
    pairs = [f"{a:08b}"[::-1] + f"{b:08b}"[::-1] for a in range(128) for b in range(128)]
    for w in range(8):
        families = set()
        for bits in pairs:
            columns = [int(bits[t]) + int(bits[8 + t]) for t in range(8)]
            alike = [
                columns[t] != 1 and t + w < 7 and columns[t + 1 : t + 1 + w] == [1] * w
                for t in range(8)
            ]
            families.add("".join("=" if alike[t] else bits[t] + bits[8 + t] for t in range(8)))
        assert len(families) == ceiling.with_window(w)
