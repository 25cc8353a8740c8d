"""What the page tells of learning rates, from what was recorded and from a few runs more."""

import numpy as np
import pytest
from experiments import learning_rate, networks, robust

RECORD = robust.record_of("learning_rate")


def test_at_5_the_outcome_is_chance():
    found = RECORD["nudged"]
    assert found["all"] > 3 and found["few"] > 3 and found["all"] + found["few"] < found["runs"]
    assert 0 < RECORD["seeds"]["all"] < RECORD["seeds"]["runs"] == 20


def test_what_is_published_is_the_same_in_each_run():
    by_alpha = RECORD["nudged_by_alpha"]
    assert {by_alpha[name]["all"] for name in ("0_1", "1", "1_5")} == {50}
    assert (by_alpha["20"]["few"], by_alpha["20"]["all"]) == (50, 0)
    assert RECORD["right"]["20"] == 0 and RECORD["right"]["1_5"] == 128**2


def test_what_fails_at_5_had_learned_much_and_is_saturated():
    assert RECORD["failed"]["median_after_1000"] > 1000
    saturated = RECORD["saturated"]
    assert saturated["failed"] > 80 > 70 > saturated["learned"]
    normal = learning_rate.saturation([networks.load("sources"), few_right()])
    assert normal["learned"] < 20


def few_right():
    return learning_rate.along_training({0})[0]


@pytest.mark.golden
def test_at_20_every_answer_is_saturated_after_ten_steps():
    with np.errstate(over="ignore"):
        assert learning_rate.answers_saturated(20) == RECORD["answers_saturated"]["20"] == 100
    assert learning_rate.answers_saturated(0.1) == 0
