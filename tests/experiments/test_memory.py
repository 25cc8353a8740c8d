"""Networks without memory reach what they can, and no more."""

import numpy as np
import pytest
from experiments import memory, robust

from rnn_addition import ceiling, feedforward
from rnn_addition.bits import to_bits

RECORD = robust.record_of("memory")
WINDOWS = [found | found.get("on_this_machine", {}) for found in RECORD["windows"].values()]


def test_none_gets_beyond_what_its_window_lets_it():
    """Narrow windows reach it; the widest, which could do all, does not find out how."""
    assert [found["ceiling"] for found in WINDOWS] == [*map(ceiling.with_window, range(8))]
    for found in WINDOWS:
        for name in ("coarse", "fine"):
            right = found[name]["right"]
            assert len(right) == 10
            assert max(right) <= found["ceiling"]
            assert found[name]["reach"] == sum(one == found["ceiling"] for one in right)


def test_what_the_page_says_of_windows_in_words():
    """Where the last bit moves the counts, the page says hardly any, most, some and none."""
    coarse, fine = ([found[name]["reach"] for found in WINDOWS] for name in ("coarse", "fine"))
    assert max(coarse[3:]) <= 1
    assert fine[3] > 5 > fine[4] > 0
    assert 0 < RECORD["on_this_machine"]["three_at_the_coarse_rate"] < 5
    assert fine[5:] == [0, 0, 0] == RECORD["widest"]["all"]
    wrong = RECORD["widest"]["on_this_machine"]["wrong_percent"]
    assert max(wrong[:3]) < 0.1
    assert min(wrong[5:]) > 10


def test_what_is_trained_again_comes_out_alike():
    coarse, fine = (memory.sums_right(1, found) for found in memory.window_of(1, range(3)))
    assert coarse == RECORD["windows"]["1"]["coarse"]["right"][:3]
    assert fine == RECORD["windows"]["1"]["fine"]["right"][:3]
    assert memory.trained() == RECORD["trained"] == 3**7
    assert memory.best().items() <= RECORD.items()


@pytest.mark.golden
def test_how_many_seeds_end_on_the_best_function_does_not_move():
    assert memory.of_seeds(range(100)).count(3**7) == RECORD["seeds"]["met"]


def test_passed_counts_the_columns_that_pass_a_carry_on():
    """A flipped bit in the column before them changes the bit at t just where they all do."""
    a, b = np.divmod(np.arange(128**2), 128)
    found = memory.passed(to_bits(a, 8) != to_bits(b, 8))
    for t in range(8):
        for first in range(t):
            low = 2**first
            without = (a // low * low + b // low * low) >> t & 1
            with_carry = (a // low * low + b // low * low + low) >> t & 1
            np.testing.assert_array_equal(without != with_carry, found[t] >= t - first)


def test_wrong_is_where_a_network_errs():
    """XOR errs where a carry comes in. With none that passes it on, that is after 1 + 1: of the
    7 columns after another one a quarter, while half of them are after two equal bits."""
    U, V = np.zeros((16, 2)), np.array([[-10.0], [8.0]])
    U[:2] = [[1.0, 10.0], [1.0, 10.0]]
    stack = feedforward.Params(U[np.newaxis], V[np.newaxis])
    percent = memory.wrong(stack)
    assert percent[0] == pytest.approx(100 * (7 / 4) / (1 + 7 / 2))  # column 0 has none before
    assert percent[7] == 0  # column 7 alone, and nothing comes into column 0
