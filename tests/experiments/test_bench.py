"""The programs measured beside ours do the same; what is published follows from times."""

import numpy as np
import pytest
from experiments import bench, robust


@pytest.fixture
def few_steps(monkeypatch):
    monkeypatch.setattr(bench, "STEPS", 5)


def test_every_rival_that_is_installed_finds_our_losses(few_steps, monkeypatch):
    fake = "flat_program"  # is there, and has no losses
    monkeypatch.setattr(bench, "RIVALS", {"fake": fake})
    with pytest.raises(AttributeError, match="losses"):
        bench.rivals()
    monkeypatch.setattr(bench, "RIVALS", {"missing": "no_such_program"})
    assert bench.rivals() == {}


def test_one_is_the_sources_run(few_steps):
    assert len(bench.one()) == 5
    np.testing.assert_allclose(sum(bench.parts().values()), 100, atol=3)


def test_the_ratios_follow_from_the_times():
    times = dict.fromkeys(bench.contenders({}), 2.0) | {"flat": 5.0, "hundred": 10.0}
    found = bench.ratios(times | {"torch": 8.0, "compiled_hundred": 4.0})
    assert (found["one"], found["hundred"], found["lstm"]) == (2.5, 50, 1)
    assert (found["torch"], found["hundred_to_compiled"]) == (4, 2.5)
    assert "jax" not in found
    assert found["microseconds_a_step"]["hundred"] == round(10 / 100 / bench.STEPS * 1e6, 2)


def test_the_record_says_what_it_was_measured_with():
    record = robust.record_of("bench")
    assert 1 < record["one"] < record["hundred"]
