"""One loop, for one network and for many."""

from collections import deque

import numpy as np

from rnn_addition import rnn, sources, trials
from rnn_addition.bits import random_pairs, stream
from rnn_addition.losses import half_squared
from rnn_addition.training import train


def last(steps):
    return deque(steps, maxlen=1)[0]


def test_a_step_goes_down_the_gradient_by_alpha(problem):
    params, x, y = problem(rnn)
    (step,) = train(rnn, params, [(x, y)], half_squared, 0.25)
    trace = rnn.forward(params, x)
    loss, d_z = half_squared(trace.z, y)
    grads = rnn.backward(params, trace, d_z)
    for left, weight, grad in zip(step.params, params, grads, strict=True):
        np.testing.assert_allclose(left, weight - grad / 4, rtol=0, atol=1e-15)
    assert step.loss == loss and step.y is y
    np.testing.assert_array_equal(step.trace.z, trace.z)


def test_each_step_starts_where_the_one_before_ended(problem):
    params, x, y = problem(rnn)
    two = list(train(rnn, params, [(x, y), (x, y)], half_squared, 0.1))
    (again,) = train(rnn, two[0].params, [(x, y)], half_squared, 0.1)
    for one, other in zip(two[1].params, again.params, strict=True):
        np.testing.assert_array_equal(one, other)
    assert two[1].loss < two[0].loss


def test_nothing_is_trained_before_it_is_asked_for():
    steps = train(rnn, rnn.init(np.random.RandomState(0)), iter([]), half_squared, 0.1)
    assert iter(steps) is steps and list(steps) == []


def test_twenty_seeds_in_one_call_are_twenty_seeds_alone():
    count = 300
    rngs = [np.random.RandomState(seed) for seed in range(20)]
    params = trials.stack([rnn.init(rng) for rng in rngs])
    pairs = np.stack([random_pairs(rng, count) for rng in rngs], axis=1)
    together = last(train(rnn, params, stream(pairs), half_squared, 0.1))
    assert together.params.W.shape == (20, 16, 16)
    for seed in range(20):
        alone = last(sources.run(seed, count))
        for stacked, single in zip(together.params, alone.params, strict=True):
            np.testing.assert_allclose(stacked[seed], single, rtol=0, atol=1e-12)
        np.testing.assert_allclose(together.loss[seed], alone.loss, rtol=0, atol=1e-12)
        np.testing.assert_allclose(together.trace.z[:, seed], alone.trace.z, rtol=0, atol=1e-12)


def test_training_leaves_the_first_weights_as_they_were():
    rng = np.random.RandomState(0)
    params = rnn.init(rng)
    before = [weight.copy() for weight in params]
    for _ in train(rnn, params, stream(random_pairs(rng, 3)), half_squared, 0.1):
        pass
    for weight, copy in zip(params, before, strict=True):
        np.testing.assert_array_equal(weight, copy)
