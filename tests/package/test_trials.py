"""Many networks at once, and how often training succeeds."""

import inspect
import types

import numpy as np
import pytest

from rnn_addition import rnn, sources, trials
from rnn_addition.models import MODELS


def counts(results):
    """Return how many seeds get every sum, the random ones, the chains, and all three."""
    verdicts = [(result.right == 128**2, result.random, result.chains) for result in results]
    return (*map(sum, zip(*verdicts, strict=True)), sum(map(all, verdicts)))


@pytest.mark.slow
def test_the_plain_setting_succeeds_as_often_as_the_pages_say():
    """96 of 100 get all short sums right, and a third of them fail where carries travel far."""
    assert counts(trials.trial(trials.SOURCES, range(100))) == (96, 96, 63, 63)


def test_the_setting_of_the_sources_is_that_of_their_run():
    given = inspect.signature(sources.run).parameters
    assert given["steps"].default == trials.SOURCES.steps
    assert given["alpha"].default == trials.SOURCES.alpha


def test_a_seed_has_the_same_result_in_any_company():
    setting = trials.SOURCES._replace(steps=300)
    together = trials.trial(setting, [3, 4, 5], length=20)
    assert together == [trials.trial(setting, [seed], length=20)[0] for seed in (3, 4, 5)]


def test_what_is_stacked_can_be_taken_apart():
    networks = [rnn.init(np.random.RandomState(seed), 3) for seed in range(4)]
    both = trials.stack(networks)
    assert isinstance(both, rnn.Params) and both.U.shape == (4, 2, 3)
    for params, again in zip(networks, trials.unstack(both), strict=True):
        assert isinstance(again, rnn.Params)
        for one, other in zip(params, again, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("forgets", [None, 0, 19, 20])
def test_a_long_sum_is_right_if_all_its_columns_are(monkeypatch, forgets):
    """Sums of 20 bits have a column more, for the last carry."""

    def forward(params, x):  # U is (..., I, H)
        carry, bits = np.zeros((*params.U.shape[:-2], x.shape[-2])), []
        for t, column in enumerate(x):
            total = column.sum(axis=-1) + carry
            bits.append(0 * total if t == forgets else total % 2)
            carry = total // 2
        return types.SimpleNamespace(z=np.array(bits)[..., np.newaxis] - 0.5)

    fake = types.SimpleNamespace(init=rnn.init, forward=forward)
    monkeypatch.setitem(MODELS, "fake", fake)
    monkeypatch.setattr(trials, "trained", lambda *_: trials.stack([rnn.init(np.random)] * 2))
    setting = trials.Setting("fake", 16, 0.1, 8, 0)
    for result in trials.trial(setting, [5, 6], length=20):
        assert (result.random, result.chains) == (forgets is None, forgets is None)
        assert (result.right == 128**2) == (forgets != 0)


@pytest.mark.parametrize("model", MODELS)
def test_every_model_can_be_studied(model):
    setting = trials.Setting(model, hidden=3, alpha=0.1, bits=8, steps=5)
    results = trials.trial(setting, [1, 2], length=10)
    assert [result.seed for result in results] == [1, 2]
    assert all(0 <= result.right < 128**2 for result in results)
