"""No number that the course quotes hangs on the last bit of a weight."""

import numpy as np
import pytest
from experiments import course, learning_rate, robust
from experiments.along import along_training, many_along_training, nudged

from rnn_addition import rnn
from rnn_addition.evaluation import count_right
from rnn_addition.trials import unstack

RECORD = robust.record_of("course")
PLACES = [[0], [7, 100, 303]]


@pytest.mark.golden
def test_the_record_is_what_the_course_finds():
    again = {**course.sizes(), **course.along(), "seeds": RECORD["seeds"]}
    assert [*robust.moving("course", again)] == []


@pytest.mark.parametrize("places", PLACES)
def test_no_count_along_training_moves(places):
    again = course.along(places)
    assert again == {name: RECORD[name] for name in again}


@pytest.mark.golden
def test_no_count_of_the_seeds_moves():
    assert course.of_seeds(range(100), PLACES[0]) == RECORD["seeds"]


@pytest.mark.golden
@pytest.mark.parametrize("name", learning_rate.STEADY)
def test_no_published_learning_rate_moves(name):
    right = robust.record_of("learning_rate")["right"][name]
    params = along_training({10_000}, alpha=learning_rate.ALPHAS[name], nudge=[40, 303])
    assert count_right(rnn, params[10_000]) == right


def test_at_5_the_counts_do_move():
    """So a number that hangs on the last bit is seen by what is done here."""
    at = many_along_training({10_000}, [0] * 8, [(k,) for k in range(8)], 5)
    assert len({count_right(rnn, params) for params in unstack(at[10_000])}) > 2


def test_a_nudge_is_the_last_bit_of_one_weight():
    params = rnn.init(np.random.RandomState(0))
    for place, name, at in ((0, "U", (0, 0)), (33, "V", (1, 0)), (303, "W", (15, 15))):
        moved = nudged(params, [place])
        differs = [(weight != old).sum() for weight, old in zip(moved, params)]
        assert sorted(differs) == [0, 0, 1]
        new, old = getattr(moved, name)[at], getattr(params, name)[at]
        assert old < new < old + 3e-16


def test_what_moves_is_named():
    values = RECORD | {"sums": 3}
    assert [*robust.moving("course", values)] == ["course.sums: 3, recorded 16,384"]
    del values["sums"]
    assert [*robust.moving("course", values)] == ["course.sums: None, recorded 16,384"]
