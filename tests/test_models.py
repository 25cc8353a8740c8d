"""The models side by side: their gradients, their limits, and the machine inside."""

import itertools
import math
import types
from collections import deque
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from rnn_addition import (
    automaton,
    biased,
    carries,
    ceiling,
    feedforward,
    gradients,
    lstm,
    reliability,
    rnn,
)
from rnn_addition.bits import encode, random_pairs, stream, to_bits
from rnn_addition.evaluation import count_right
from rnn_addition.losses import half_squared
from rnn_addition.training import train

LSTM_WITHOUT_TANH = types.SimpleNamespace(
    init=lstm.init, forward=partial(lstm.forward, output_tanh=False), backward=lstm.backward
)
MODELS = {
    "rnn": rnn,
    "rnn with biases": biased,
    "feedforward": feedforward,
    "lstm": lstm,
    "lstm without output tanh": LSTM_WITHOUT_TANH,
}


def trained(model, seed, count):
    """Return the weights after `count` sums, with the sources' loss and step size."""
    rng = np.random.RandomState(seed)
    params = model.init(rng)
    steps = train(model, params, stream(random_pairs(rng, count)), half_squared, 0.1)
    return deque(steps, maxlen=1)[0].params


def problem(model, seed=5):
    """Return weights with no two alike, far from zero, and several sums at once."""
    rng = np.random.RandomState(seed)
    params = model.init(rng, hidden=4)
    params = type(params)(*(2 * rng.randn(*weight.shape) for weight in params))
    pairs = rng.randint(16, size=(3, 2))
    return params, *encode(pairs[:, 0], pairs[:, 1], 5)


@pytest.mark.parametrize("name", MODELS)
def test_every_gradient_is_exact(name):
    params, x, y = problem(MODELS[name])
    errors = gradients.check_gradients(MODELS[name], params, x, y, half_squared)
    assert set(errors) == set(params._fields)
    assert max(errors.values()) < 1e-12, errors


# Bugs found in other people's code, planted in ours: the check must see each of them.
BUGS = [
    ("rnn", "sigmoid_derivative(h[1:])", "sigmoid_derivative(sigmoid(h[1:]))"),
    ("rnn", "h[:-1], d_a[:-1])", "h[1:], d_a[:-1])"),
    ("rnn", "d_a[t + 1] @ W.mT", "(d_a[t + 1] if t > 2 else 0 * d_a[t + 1]) @ W.mT"),
    ("rnn", "d_z @ V.mT", "-d_z @ V.mT"),
    ("rnn", "d_a[t + 1] @ W.mT", "d_a[t + 1] @ W"),
    ("feedforward", "d_h * sigmoid_derivative(h)", "d_h"),
    ("lstm", "for d_a in gates]  # (..., 1, H)", "for d_a in (d_g, d_i, d_i, d_i)]"),
    ("lstm", "d_c = d_z.sum", "d_c = (d_z * 0.9).sum"),
    ("lstm", "d_s[t] = d_s[t + 1] * f[t]", "d_s[t] = 0 * d_s[t + 1]"),
    ("lstm", "d_s[t + 1] * s[t]", "d_s[t + 1] * s[t + 1]"),
    ("lstm", "1 - r**2 if output_tanh", "1 - r if output_tanh"),
    ("lstm", "d_h[t] += d_g[t] @ Wg.mT + ", "d_h[t] += "),
]


@pytest.mark.parametrize(("name", "right", "wrong"), BUGS)
def test_the_check_sees_a_planted_bug(name, right, wrong):
    path = Path(MODELS[name].__file__)
    source = path.read_text(encoding="utf-8")
    assert source.count(right) >= 1
    broken = types.ModuleType(f"broken_{name}")
    exec(compile(source.replace(right, wrong), str(path), "exec"), broken.__dict__)
    params, x, y = problem(broken)
    errors = gradients.check_gradients(broken, params, x, y, half_squared)
    assert max(errors.values()) > 1e-3, errors


def test_the_feed_forward_network_is_the_recurrent_one_without_w():
    params, x, _ = problem(rnn)
    alike = rnn.forward(params._replace(W=np.zeros_like(params.W)), x)
    trace = feedforward.forward(feedforward.Params(params.U, params.V), x)
    np.testing.assert_array_equal(trace.o, alike.o)
    np.testing.assert_array_equal(trace.h, alike.h[1:])


def test_without_memory_xor_is_the_best_and_training_lands_on_it():
    functions = ceiling.boolean_functions()
    assert functions.shape == (16, 2)
    assert functions.argmax(axis=0).tolist() == [0b0110, 0b0110]
    # XOR is right where no carry comes in: surely in column 0, then half as often plus 1/4
    no_carry = [1.0]
    while len(no_carry) < 8:
        no_carry.append(no_carry[-1] / 2 + 1 / 4)
    assert functions[0b0110].tolist() == [3**7, sum(no_carry) * 128**2]
    assert count_right(feedforward, trained(feedforward, 0, 10_000)) == 3**7


def test_the_windows():
    percent = [round(100 * ceiling.with_window(w) / 128**2, 2) for w in range(8)]
    assert percent == [13.35, 39.84, 69.92, 87.5, 95.31, 98.44, 99.61, 100.0]


@pytest.mark.parametrize("w", [0, 1])
def test_no_function_of_the_window_does_better(w):
    """Try them all: a content of the window is undecided if it lets a carry in pass through."""
    bits = 8
    a, b = np.divmod(np.arange(128**2), 128)
    columns = np.array([to_bits(a, bits), to_bits(b, bits)])  # (2, T, B)
    true = to_bits(a + b, bits)
    content = np.zeros_like(true)
    for k in range(w + 1):
        earlier = np.zeros_like(columns)
        earlier[:, k:] = columns[:, : bits - k]
        content = 4 * content + 2 * earlier[0] + earlier[1]
    needs = {0: 0, 1: 0}
    places = 4 ** (w + 1)
    masks = [sum(((content == c) & (true == bit)).any(axis=0) * (1 << c) for c in range(places))
             for bit in (0, 1)]  # fmt: skip
    needs, counts = np.unique(np.array(masks), axis=1, return_counts=True)
    functions = np.arange(2**places)
    right = np.zeros(len(functions), dtype=int)
    for (zeros, ones), count in zip(needs.T, counts, strict=True):
        right += count * ((functions & zeros == 0) & (functions & ones == ones))
    assert right.max() == ceiling.with_window(w)


def test_a_window_holds_the_columns_before():
    x, _ = encode(np.array([11]), np.array([3]), 4)
    wide = feedforward.window(x, 2)
    assert wide.shape == (4, 1, 6)
    assert wide[2, 0].tolist() == [*x[2, 0], *x[1, 0], *x[0, 0]]
    assert wide[0, 0].tolist() == [*x[0, 0], 0, 0, 0, 0]


@pytest.mark.parametrize("output_tanh", [True, False])
def test_the_lstm_computes_its_equations(output_tanh):
    """Against plain Python, one number at a time."""
    params, x, _ = problem(lstm)
    o = lstm.forward(params, x, output_tanh=output_tanh).o
    cells = range(4)
    for b in range(x.shape[1]):
        s, h = [0.0] * 4, [0.0] * 4
        for t in range(len(x)):
            a = {
                gate: [
                    sum(x[t, b, k] * getattr(params, "U" + gate)[k, j] for k in range(2))
                    + sum(h[k] * getattr(params, "W" + gate)[k, j] for k in cells)
                    + getattr(params, "b" + gate)[0, j]
                    for j in cells
                ]
                for gate in "gifq"
            }
            i, f, q = ([1 / (1 + math.exp(-z)) for z in a[gate]] for gate in "ifq")
            s = [f[j] * s[j] + i[j] * math.tanh(a["g"][j]) for j in cells]
            h = [q[j] * (math.tanh(s[j]) if output_tanh else s[j]) for j in cells]
            z = sum(h[j] * params.V[j, 0] for j in cells) + params.c[0, 0]
            assert abs(o[t, b, 0] - 1 / (1 + math.exp(-z))) < 1e-12


@pytest.mark.parametrize("model", [lstm, LSTM_WITHOUT_TANH], ids=["tanh", "no tanh"])
def test_the_lstm_learns_every_sum_with_the_loss_and_step_of_the_sources(model):
    assert count_right(model, trained(model, 0, 5000)) == 128**2


@pytest.mark.parametrize("name", MODELS)
def test_two_networks_at_once_are_each_alone(name):
    model = MODELS[name]
    networks = [model.init(np.random.RandomState(seed), hidden=3) for seed in (1, 2)]
    both = type(networks[0])(*map(np.stack, zip(*networks, strict=True)))
    x, y = encode(np.array([9, 60]), np.array([60, 9]), 8)
    trace = model.forward(both, x[:, np.newaxis])
    grads = model.backward(both, trace, half_squared(trace.o, y[:, np.newaxis])[1])
    for k, params in enumerate(networks):
        alone = model.forward(params, x)
        np.testing.assert_allclose(trace.o[:, k], alone.o, rtol=0, atol=1e-14)
        for one, other in zip(grads, model.backward(params, alone, half_squared(alone.o, y)[1]),
                              strict=True):  # fmt: skip
            np.testing.assert_allclose(one[k], other, rtol=0, atol=1e-13)


@pytest.fixture(scope="module")
def seed_0():
    """The sources' network after 8,200 and after 10,000 steps."""
    rng = np.random.RandomState(0)
    params = rnn.init(rng)
    steps = train(rnn, params, stream(random_pairs(rng, 10_000)), half_squared, 0.1)
    return {n: step.params for n, step in enumerate(steps, 1) if n in (8200, 10_000)}


def test_chains_are_what_their_names_say():
    sums = carries.chains(8)
    assert sums["1 + 11...11"] == (1, 0b11111111)
    assert sums["..0101 + ..1011"] == (0b01010101, 0b10101011)
    assert sums["..1010 + ..1010"] == (0b10101010, 0b10101010)
    assert all(max(pair) < 2**8 for pair in sums.values())
    assert carries.chains(7)["..0101 + ..1010"] == (0b1010101, 0b0101010)


def test_random_sums_have_the_bits_asked_for():
    sums = carries.random_sums(np.random.RandomState(0), 20, 500)
    numbers = [number for pair in sums for number in pair]
    assert len(sums) == 500 and max(numbers).bit_length() == 20 and len(set(numbers)) > 990


def test_the_network_of_the_sources_adds_100_000_bits(seed_0):
    n = 100_000
    sums = [
        *carries.random_sums(np.random.RandomState(1), n, 1),
        carries.chains(n)["11...11 + 1"],
    ]
    assert carries.adds(rnn, seed_0[10_000], sums, n + 1).all()


def test_the_trap_at_step_8200(seed_0):
    params = seed_0[8200]
    assert count_right(rnn, params) == 128**2
    assert carries.adds(rnn, params, [(1, 511), (511, 1)], 10).tolist() == [True, False]
    x, _ = encode(np.array([511]), np.array([1]), 10)
    said = (rnn.forward(params, x).o[:, 0, 0] > 0.5) @ 2 ** np.arange(10)
    assert said == 768


def test_adds_takes_many_networks(seed_0):
    both = rnn.Params(*map(np.stack, zip(*seed_0.values(), strict=True)))
    assert carries.adds(rnn, both, [(511, 1), (1, 511)], 10).tolist() == [
        [False, True],
        [True] * 2,
    ]


def test_the_full_adder_adds():
    machine = automaton.full_adder()
    for a, b in itertools.product(range(64), repeat=2):
        state, total = 0, 0
        for t in range(7):
            column = 2 * (a >> t & 1) + (b >> t & 1)
            total |= int(machine.answer[state, column]) << t
            state = machine.next[state, column]
        assert total == a + b


def test_machines_that_answer_alike_are_one_after_minimising():
    adder = automaton.full_adder()
    doubled = automaton.Machine(
        next=np.array([[0, 2, 0, 1], [2, 3, 1, 3], [2, 0, 2, 3], [0, 1, 3, 1]]),
        answer=adder.answer[[0, 1, 0, 1]],
    )
    small = automaton.minimise(doubled)
    np.testing.assert_array_equal(small.next, adder.next)
    np.testing.assert_array_equal(small.answer, adder.answer)
    assert automaton.difference(doubled, adder) is None


def test_states_that_differ_only_later_stay_apart():
    """0 goes to 1, which says 0 for ever, or to 2, which says 0 once and then 1 in state 3."""
    machine = automaton.Machine(
        next=np.array([[1, 2, 2, 2], [1] * 4, [3] * 4, [1] * 4]),
        answer=np.array([[0] * 4, [0] * 4, [0] * 4, [1] * 4]),
    )
    small = automaton.minimise(machine)
    assert len(small.next) == 4
    assert automaton.difference(small, machine) is None


def test_the_shortest_difference_is_found():
    adder = automaton.full_adder()
    forgetful = adder._replace(next=np.array([[0, 0, 0, 1], [0, 1, 0, 1]]))
    # a carry is lost in a column (1, 0): the column after it is the first to show it
    assert automaton.difference(forgetful, adder) == (0b011, 0b001)


def test_the_trained_network_is_the_full_adder(seed_0):
    sums = list(carries.chains(2000).values())
    machine, wrong = automaton.compare(seed_0[10_000], sums, 2001)
    assert wrong is None
    np.testing.assert_array_equal(machine.next, automaton.full_adder().next)
    np.testing.assert_array_equal(machine.answer, automaton.full_adder().answer)
    assert automaton.shortest_wrong_sum(seed_0[10_000]) is None


def test_the_network_of_step_8200_is_not(seed_0):
    sums = list(carries.chains(2000).values())
    machine, wrong = automaton.compare(seed_0[8200], sums, 2001)
    assert len(machine.next) > 2
    assert not carries.adds(rnn, seed_0[8200], [wrong], max(wrong).bit_length() + 1).any()
    shortest = automaton.shortest_wrong_sum(seed_0[8200])
    assert max(shortest).bit_length() == max(wrong).bit_length() == 9
    assert automaton.shortest_wrong_sum(seed_0[8200], most=8) is None


@pytest.mark.parametrize(
    ("successes", "low", "high"), [(96, 0.9016, 0.9843), (0, 0.0, 0.0370), (100, 0.9630, 1.0)]
)
def test_wilson_solves_its_equation(successes, low, high):
    """Each end is the rate p at which the result lies z standard errors of p away."""
    found = reliability.wilson(successes, 100)
    np.testing.assert_allclose(found, (low, high), atol=5e-5)
    for p in found:
        error = 1.959964 * math.sqrt(max(p * (1 - p), 0) / 100)
        assert abs(abs(successes / 100 - p) - error) < 1e-7


def test_a_unit_without_readers_is_a_unit_at_zero(seed_0):
    params = seed_0[10_000]
    x, _ = encode(np.array([81, 127]), np.array([113, 1]), 8)
    for k in (0, 7, 15):
        h, outputs = np.zeros((2, 16)), []
        for column in x:
            h = 1 / (1 + np.exp(-(column @ params.U + h @ params.W)))
            h[:, k] = 0
            outputs.append(1 / (1 + np.exp(-(h @ params.V))))
        o = rnn.forward(reliability.without_unit(params, k), x).o
        np.testing.assert_allclose(o, outputs, rtol=0, atol=1e-14)


def test_too_many_states_are_an_error(seed_0):
    with pytest.raises(ValueError, match="larger tolerance"):
        automaton.extract(seed_0[10_000], tolerance=1e-6, most=50)
