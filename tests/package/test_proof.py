"""Boxes that prove that a network adds, and boxes that prove nothing."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from experiments import networks

from rnn_addition import automaton, biased, carries, proof, trials, verdict
from rnn_addition.bits import encode
from rnn_addition.evaluation import count_right


def test_the_bounds_of_a_box_bound_every_state_in_it(proved):
    params, boxes = proved
    rng = np.random.RandomState(0)
    low, high = boxes.low[:, np.newaxis], boxes.high[:, np.newaxis]
    h_low, h_high, z_low, z_high = proof.after(params, boxes.low, boxes.high)
    at = rng.randint(3, size=(200, *low.shape)) / 2  # corners, middles of sides, and so on
    h = low + at * (high - low)  # (200, N, 1, H)
    into = automaton.COLUMNS @ params.U + params.bh
    h = 1 / (1 + np.exp(-(into + h @ params.W)))  # (200, N, 4, H)
    z = (h @ params.V + params.bz)[..., 0]
    assert ((h_low < h) & (h < h_high)).all()
    assert ((z_low < z) & (z < z_high)).all()


def test_the_bounds_hold_whatever_rounding_does_to_large_weights():
    rng = np.random.RandomState(0)
    U, V, W, _, bz = biased.init(rng, 50)
    h = rng.random_sample(50)
    W *= 1e9
    bh = 5 * rng.randn(1, 50) - h @ W  # nearly nothing is left of sums of many millions
    point = h[np.newaxis]  # (1, H)
    bounds = proof.after(biased.Params(U, V, W, bh, bz), point, point)
    for column, unit in itertools.product(range(4), range(50)):
        weights = [*U[:, unit], *W[:, unit], bh[0, unit]]
        terms = zip([*automaton.COLUMNS[column].tolist(), *h, 1], weights)
        a = float(sum(Fraction(float(value)) * Fraction(w) for value, w in terms))
        exact = 1 / (1 + math.exp(-a))
        assert bounds.h_low[0, column, unit] < exact < bounds.h_high[0, column, unit]


def test_the_hidden_state_never_leaves_the_boxes(proved):
    params, boxes = proved
    sums = [*carries.chains(3000).values()]
    sums += carries.random_sums(np.random.RandomState(8), 3000, 20)
    a, b = np.array(sums, dtype=object).T
    x, y = encode(a, b, 3001)
    trace = biased.forward(params, x)
    np.testing.assert_array_equal(trace.z > 0, y > 0.5)
    carry = (y[..., 0] != x.sum(axis=-1) % 2).astype(int)  # (T, B)
    for t in range(0, 3001, 10):
        h = trace.h[t][:, np.newaxis]  # (B, 1, H)
        inside = ((boxes.low <= h) & (h <= boxes.high)).all(axis=-1)  # (B, N)
        assert (inside & (boxes.carry == carry[t][:, np.newaxis])).any(axis=1).all()


def test_boxes_that_prove_nothing_are_refused(proved):
    params, boxes = proved
    assert proof.holds(params, boxes)
    needed = boxes
    for n in reversed(range(len(boxes.low))):  # some may be inside others
        fewer = proof.Boxes(*(np.delete(side, n, axis=0) for side in needed))
        needed = fewer if proof.holds(params, fewer) else needed
    assert len(needed.low) > 2 and set(needed.carry) == {0, 1}
    for n in range(len(needed.low)):
        carry = needed.carry.copy()
        carry[n] = 1 - carry[n]
        assert not proof.holds(params, needed._replace(carry=carry))
    beyond = needed.low[:, 0] > 0  # all but the box of the start
    assert not proof.holds(params, proof.Boxes(*(side[beyond] for side in needed)))
    assert not proof.holds(params, boxes._replace(low=boxes.low + 1e-2))
    assert not proof.holds(params, boxes._replace(high=boxes.high - 1e-2))
    everywhere = boxes._replace(low=0 * boxes.low - 1, high=0 * boxes.high + 2)
    assert not proof.holds(params, everywhere)  # nothing leads out, but what is the answer?
    assert not proof.holds(params._replace(V=-params.V), boxes)
    assert not proof.holds(params._replace(bz=params.bz + 20), boxes)


def test_xor_is_no_adder_whatever_the_boxes():
    """A unit for or, one for and, no memory: right until a carry should come in."""
    U = np.array([[40.0, 40.0], [40.0, 40.0]])
    bh, V, bz = np.array([[-20.0, -60.0]]), np.array([[40.0], [-80.0]]), np.array([[-20.0]])
    xor = biased.Params(U, V, np.zeros((2, 2)), bh, bz)
    assert count_right(biased, xor) == 3**7
    wide = np.full((1, 2), -1.0), np.full((1, 2), 2.0)
    assert not proof.holds(xor, proof.Boxes(*wide, np.array([0])))
    both = [np.repeat(side, 2, axis=0) for side in wide]
    assert not proof.holds(xor, proof.Boxes(*both, np.array([0, 1])))
    assert proof.prove(xor) is None
    machine = automaton.minimise(automaton.extract(biased, xor))
    assert (machine.next.tolist(), machine.answer.tolist()) == ([[0] * 4], [[0, 1, 1, 0]])


def test_the_start_must_lie_in_a_box(proved):
    """The adder with one unit more, which is half on from the first column on."""
    params, boxes = proved
    H = params.W.shape[0]
    wider = biased.Params(
        np.hstack([params.U, np.zeros((2, 1))]),
        np.vstack([params.V, [[0.0]]]),
        np.pad(params.W, ((0, 1), (0, 1))),
        np.hstack([params.bh, [[0.0]]]),
        params.bz,
    )
    half = np.full((len(boxes.low), 1), 0.5)
    low, high = (
        np.hstack([side, half + s]) for side, s in ((boxes.low, -0.1), (boxes.high, 0.1))
    )
    assert not proof.holds(wider, proof.Boxes(low, high, boxes.carry))
    low[0, H] = 0  # the box of the start
    assert proof.holds(wider, proof.Boxes(low, high, boxes.carry))


def test_a_stack_of_networks_is_refused(proved):
    """Its first network would be proved, and the others with it."""
    stack = trials.stack([proved[0]] * 2)
    said = r"^W of shape \(2, 16, 16\): expected the weights of one network"
    for refuses in (
        lambda: proof.prove(stack),
        lambda: proof.holds(stack, proved[1]),
        lambda: automaton.extract(biased, stack),
        lambda: verdict.beam_search(biased, stack),
        lambda: verdict.judge(biased, stack),
    ):
        with pytest.raises(ValueError, match=said):
            refuses()


def test_a_network_too_large_for_the_allowance_for_rounding_is_refused(monkeypatch, proved):
    assert proof.UNITS == 4000 and proof.holds(*proved)
    monkeypatch.setattr(proof, "UNITS", 15)
    with pytest.raises(
        ValueError, match=r"^W of shape \(16, 16\): expected .* 15 units at most"
    ):
        proof.holds(*proved)


def test_only_an_adder_can_be_proved():
    """Of 30 small networks trained for a while, those proved are right, those wrong are not."""
    verdicts = []
    for params in trials.unstack(networks.load("four_units")):
        right = count_right(biased, params) == 128**2
        verdicts.append((right, proof.prove(params) is not None))
    assert len(verdicts) == 30
    assert (True, True) in verdicts and (False, False) in verdicts
    assert (False, True) not in verdicts


def test_the_network_of_22_weights_is_proved():
    params = networks.load("smallest")
    assert sum(weight.size for weight in params) == 22
    assert proof.holds(params, proof.prove(params))


def test_the_trap_cannot_be_proved(seed_0):
    assert proof.prove(biased.with_biases(seed_0[8200])) is None
