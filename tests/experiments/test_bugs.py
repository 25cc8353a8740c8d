"""The planted bugs: what the record says of them, found again with nudged weights."""

import re

import numpy as np
import pytest
from experiments import bugs, robust
from literate import LANGUAGES, ROOT

from rnn_addition import losses, rnn

RECORD = robust.record_of("bugs")
NAMES = list(bugs.BUGS)


def test_every_bug_is_recorded_und_found_by_the_check():
    assert list(RECORD["bugs"]) == NAMES
    assert RECORD["count"] == len(NAMES) == 12
    assert all(found["error"] > 1e-3 for found in RECORD["bugs"].values())


@pytest.mark.golden
@pytest.mark.parametrize("name", NAMES)
def test_what_the_check_says_of_a_bug(name):
    assert bugs.rounded(bugs.error(bugs.BUGS[name])) == RECORD["bugs"][name]["error"]


def test_the_check_says_nothing_of_code_without_a_bug():
    assert bugs.error(bugs.Bug(rnn, "d_u[t] @ W.mT", "d_u[t] @ W.mT")) < 1e-13


def test_bugs_whose_error_is_known_beforehand():
    assert RECORD["bugs"]["sign_turned"]["error"] == 2  # -g for g
    assert RECORD["bugs"]["half_left_out"]["error"] == 0.5  # g for 2 g


def test_what_is_not_there_once_is_not_planted():
    for code in ("nowhere", "stacked"):
        with pytest.raises(ValueError, match=f"{code}: expected once in rnn_addition.rnn"):
            bugs.planted(bugs.Bug(rnn, code, ""))
    model, loss = bugs.planted(bugs.BUGS["half_left_out"])
    assert model is rnn
    z, y = np.ones((1, 1, 1)), np.zeros((1, 1, 1))
    assert loss(z, y)[0] == 2 * losses.half_squared(z, y)[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["slope_of_another_column", "weights_moved_first"])
def test_training_with_a_bug_ends_alike_from_weights_changed_in_their_last_bit(name):
    assert bugs.training(bugs.BUGS[name], range(20), nudge=(0, 40, 300)) == {
        key: RECORD["bugs"][name][key] for key in ("all", "median_about")
    }


def test_without_the_line_that_hands_errors_back_it_is_not_the_long_carries_that_fail():
    found = RECORD["by_carry"]
    assert found["networks"] == 20
    assert bugs.by_carry(range(2))["worse_without_carry"] <= 2
    assert found["worse_without_carry"] >= 8


@pytest.mark.slow
def test_a_delay_of_four_columns_needs_that_line():
    found = RECORD["delay"]["4"]
    lost = bugs.BUGS["later_error_lost"]
    assert found == {
        "with": bugs.delay(4, None, range(5)),
        "without": bugs.delay(4, lost, range(5)),
    }
    assert found["with"] == {"least": 100, "most": 100}
    assert 30 < found["without"]["least"] < 50 < found["without"]["most"] < 70


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_of_the_page_shows_the_bugs_as_they_are_planted(lang):
    text = (ROOT / "docs" / lang / "gradients.md").read_text("utf-8")
    shown = re.findall(r"^\| .*`(.+)` → `(.+)` .*bugs\.bugs\.(\w+)\.error", text, re.M)
    planted = [(bug.code, bug.planted, name) for name, bug in bugs.BUGS.items()]
    assert shown == planted
