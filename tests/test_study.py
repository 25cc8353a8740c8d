"""How often training succeeds: the sources' setting, and the better recipe."""

import pytest

from rnn_addition import study


def counts(results):
    """Return how many seeds get every sum, the random ones, the chains, and all three."""
    verdicts = [(result.right == 128**2, result.random, result.chains) for result in results]
    return (*map(sum, zip(*verdicts, strict=True)), sum(map(all, verdicts)))


def test_the_plain_setting_succeeds_as_often_as_the_pages_say():
    """96 of 100 get all short sums right, and a third of them fail where carries travel far."""
    assert counts(study.trial(study.PLAIN, range(100))) == (96, 96, 63, 63)


def test_a_seed_has_the_same_result_in_any_company():
    setting = study.PLAIN._replace(steps=300)
    together = study.trial(setting, [3, 4, 5], n=20)
    assert together == [study.trial(setting, [seed], n=20)[0] for seed in (3, 4, 5)]


@pytest.mark.parametrize("model", study.MODELS)
def test_every_model_can_be_studied(model):
    setting = study.Setting(model, hidden=3, alpha=0.1, bits=8, steps=5)
    results = study.trial(setting, [1, 2], n=10)
    assert [result.seed for result in results] == [1, 2]
    assert all(0 <= result.right < 128**2 for result in results)
