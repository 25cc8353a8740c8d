"""How often training succeeds: the sources' setting, and the better recipe."""

import types

import numpy as np
import pytest

from rnn_addition import rnn, trials


def counts(results):
    """Return how many seeds get every sum, the random ones, the chains, and all three."""
    verdicts = [(result.right == 128**2, result.random, result.chains) for result in results]
    return (*map(sum, zip(*verdicts, strict=True)), sum(map(all, verdicts)))


@pytest.mark.slow
def test_the_plain_setting_succeeds_as_often_as_the_pages_say():
    """96 of 100 get all short sums right, and a third of them fail where carries travel far."""
    assert counts(trials.trial(trials.SOURCES, range(100))) == (96, 96, 63, 63)


def test_a_seed_has_the_same_result_in_any_company():
    setting = trials.SOURCES._replace(steps=300)
    together = trials.trial(setting, [3, 4, 5], n=20)
    assert together == [trials.trial(setting, [seed], n=20)[0] for seed in (3, 4, 5)]


@pytest.mark.parametrize("forgets", [None, 0, 19, 20])
def test_a_long_sum_is_right_if_all_its_columns_are(monkeypatch, forgets):
    """Sums of 20 bits have a column more, for the last carry."""

    def forward(params, x):  # U is (..., I, H)
        carry, o = np.zeros((*params.U.shape[:-2], x.shape[-2])), []
        for t, column in enumerate(x):
            total = column.sum(axis=-1) + carry
            o.append(0 * total if t == forgets else total % 2)
            carry = total // 2
        return types.SimpleNamespace(o=np.array(o)[..., np.newaxis])

    fake = types.SimpleNamespace(init=rnn.init, forward=forward)
    monkeypatch.setitem(trials.MODELS, "fake", fake)
    monkeypatch.setattr(trials, "trained", lambda *_: trials.stack([rnn.init(np.random)] * 2))
    setting = trials.Setting("fake", 16, 0.1, 8, 0)
    for result in trials.trial(setting, [5, 6], n=20):
        assert (result.random, result.chains) == (forgets is None, forgets is None)
        assert (result.right == 128**2) == (forgets != 0)


@pytest.mark.parametrize("model", trials.MODELS)
def test_every_model_can_be_studied(model):
    setting = trials.Setting(model, hidden=3, alpha=0.1, bits=8, steps=5)
    results = trials.trial(setting, [1, 2], n=10)
    assert [result.seed for result in results] == [1, 2]
    assert all(0 <= result.right < 128**2 for result in results)
