"""Without the second term of equation 5: the records, and gradients that stay in a column."""

import json

import numpy as np
import pytest
from experiments import one_column
from literate import RESULTS, ROOT

from rnn_addition import rnn
from rnn_addition.bits import encode
from rnn_addition.losses import half_squared

RECORD = json.loads((ROOT / RESULTS / "one_column.json").read_text("utf-8"))


def test_its_gradient_is_that_of_the_columns_one_by_one():
    params = rnn.init(np.random.RandomState(0))
    x, y = encode(np.array([81]), np.array([113]), 8)
    trace = rnn.forward(params, x)
    whole = one_column.one_column(params, trace, half_squared(trace.z, y)[1])
    alone = [0 * weight for weight in params]
    for t in range(8):  # each column as if it were a sum, begun with the state before it
        column = rnn.forward(params, x[t : t + 1], start=trace.h[t])
        grads = rnn.backward(params, column, half_squared(column.z, y[t : t + 1])[1])
        alone = [some + grad for some, grad in zip(alone, grads)]
    for found, expected in zip(whole, alone):
        np.testing.assert_allclose(found, expected, atol=1e-15)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["one_column", "drawn_w"])
def test_the_record_is_what_training_gives(name):
    right = one_column.right_sums(getattr(one_column, name))
    record = RECORD[name]
    assert (min(right), max(right)) == (record["least"], record["most"])
    assert sum(count >= record["median"] for count in right) == len(right) // 2


def test_only_the_whole_gradient_learns_all_sums():
    assert RECORD["whole"]["all"] == 20
    assert RECORD["one_column"]["all"] == RECORD["drawn_w"]["all"] == 0
