"""The models side by side: their gradients, their limits, and the machine inside."""

import itertools
import math
import types
from collections import deque
from fractions import Fraction
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
    proof,
    reliability,
    rnn,
    trials,
    verdict,
)
from rnn_addition.bits import encode, random_pairs, stream, to_bits
from rnn_addition.evaluation import all_sums, count_right
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


def test_the_error_is_a_part_of_the_largest_entry():
    exact = rnn.Params(np.array([-4e-6, 1e-6]), np.array([2.0]), np.array([5.0]))
    ours = rnn.Params(np.array([-4e-6, 2e-6]), np.array([2.0]), np.array([-5.0]))
    found = gradients.relative_error(ours, exact)
    assert found == pytest.approx({"U": 0.25, "V": 0, "W": 2}, rel=1e-9)


# Bugs found in other people's code, planted in ours: the check must see each of them.
BUGS = [
    ("rnn", "sigmoid_derivative(h[1:])", "sigmoid_derivative(sigmoid(h[1:]))"),
    ("rnn", "h[:-1], d_a)", "h[1:], d_a)"),
    ("rnn", "d_h[t] += d_a[t] @ W.mT", "d_h[t] += (t > 2) * (d_a[t] @ W.mT)"),
    ("rnn", "d_h[t + 1] * slope[t]", "d_h[t] * slope[t]"),
    ("rnn", "d_z @ V.mT", "-d_z @ V.mT"),
    ("rnn", "d_a[t] @ W.mT", "d_a[t] @ W"),
    ("rnn with biases", "d_U[..., -1:, :], d_c", "0 * d_U[..., -1:, :] + d_c, d_c"),
    ("rnn with biases", "d_c = d_z.sum", "d_c = d_W.mean() * d_z.sum"),
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


def test_the_lstm_draws_its_weights_one_after_the_other():
    """In the order of their names, each gate its own, so that a seed gives the same network."""
    rng = np.random.RandomState(7)
    shapes = [(2, 5)] * 4 + [(5, 1)] + [(5, 5)] * 4
    drawn = [rng.uniform(-1, 1, shape) for shape in shapes]
    params = lstm.init(np.random.RandomState(7), 5)
    for weight, expected in zip(params, drawn):
        np.testing.assert_allclose(weight, expected, rtol=0, atol=1e-15)
    assert [bias.tolist() for bias in params[9:]] == [[[0.0] * 5]] * 4 + [[[0.0]]]


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
    both = trials.stack(networks)
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


@pytest.mark.parametrize("n", [7, 8])
def test_no_chain_is_there_twice(n):
    sums = carries.chains(n)
    assert len(set(sums.values())) == len(sums) == 10


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
    both = trials.stack([*seed_0.values()])
    assert carries.adds(rnn, both, [(511, 1), (1, 511)], 10).tolist() == [
        [False, True],
        [True] * 2,
    ]


def test_the_full_adder_adds():
    machine = automaton.full_adder()
    for x, y in all_sums(7):
        np.testing.assert_array_equal(automaton.answers(machine, x), y[..., 0])


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
    assert automaton.difference(forgetful, adder) == (0b011, 0b001, 3)


def test_the_trained_network_is_the_full_adder(seed_0):
    found = verdict.judge(rnn, seed_0[10_000])
    assert found.wrong is None and found.states > 5000
    np.testing.assert_array_equal(found.machine.next, automaton.full_adder().next)
    np.testing.assert_array_equal(found.machine.answer, automaton.full_adder().answer)


def test_the_network_of_step_8200_is_not(seed_0):
    """No shorter sum goes wrong: all of them are tried."""
    machine, states, wrong, boxes = verdict.judge(rnn, seed_0[8200])
    assert (machine, boxes) == (None, None) and states > 2
    assert wrong == (511, 1, 9)
    assert goes_wrong_first_in(rnn, seed_0[8200], 511, 1) == 8
    assert proof.prove(seed_0[8200]) is None


# found by others: all sums of 8 bits, chains and random sums are right, the machine is an adder
@pytest.mark.parametrize(
    ("setting", "seed", "a", "b"),
    [
        ({"steps": 8200}, 1, 1537228672809129298, 768614336404564651),
        ({"model": "biased", "steps": 8000}, 14,
         231798966898876233416540014697325, 92719586759550493366616005878931),
        ({}, 1018, 9, 8388584),
        ({}, 1058, 13194139525120, 13194139549694),
        ({"hidden": 8, "alpha": 0.3, "steps": 12_000}, 1054, 195, 261762),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_beam_search_refutes_what_no_other_sum_does(setting, seed, a, b):
    setting = trials.SOURCES._replace(**setting)
    (params,) = trials.unstack(trials.trained(setting, [seed]))
    model = trials.MODELS[setting.model]
    assert count_right(model, params) == 128**2
    assert carries.adds(model, params, verdict.LONG_SUMS, 2001).all()
    assert len(automaton.minimise(automaton.extract(params)).next) == 2
    assert goes_wrong_first_in(model, params, a, b, columns=110) is not None
    found = verdict.judge(model, params)
    assert found.machine is None and found.boxes is None
    assert goes_wrong_first_in(model, params, *found.wrong[:2], 300) == found.wrong.columns - 1


def test_beam_search_finds_nothing_wrong_with_an_adder(proved):
    assert verdict.beam_search(proved[0]) is None


def test_a_wide_beam_tries_everything(seed_0):
    """As many states as words: no sum is dropped, and the shortest wrong one is found."""
    params = seed_0[10_000]._replace(V=seed_0[10_000].V * [[2.0]] * ([[1.0]] * 15 + [[-1.0]]))
    found = verdict.beam_search(params, width=4**8)
    columns = [
        wrong.columns
        for x, _ in all_sums(9)
        if (wrong := verdict.first_wrong(x[:-1], rnn.forward(params, x[:-1]).o[..., 0] > 0.5))
    ]
    assert found.columns == min(columns)
    assert goes_wrong_first_in(rnn, params, *found[:2]) == found.columns - 1


def goes_wrong_first_in(model, params, a, b, columns=60):
    """Return the first wrong column, of the network run as it always is."""
    x, y = encode(np.array([a], object), np.array([b], object), columns)
    wrong = (model.forward(params, x).o > 0.5) != (y > 0.5)
    return int(wrong[:, 0, 0].argmax()) if wrong.any() else None


@pytest.mark.parametrize(
    ("hidden", "steps", "seed"), [(8, 10_000, 39), (8, 15_000, 91), (16, 8500, 66)]
)
def test_a_network_with_few_wrong_sums_is_found_out(hidden, steps, seed):
    """All chains are right; 6 short sums are wrong, then 2, then none but a longer one."""
    setting = trials.Setting("rnn", hidden, 0.1, 8, steps)
    (params,) = trials.unstack(trials.trained(setting, [seed]))
    assert carries.adds(rnn, params, list(carries.chains(2000).values()), 2001).all()
    assert (count_right(rnn, params) == 128**2) == (seed == 66)
    a, b, columns = verdict.judge(rnn, params).wrong
    assert goes_wrong_first_in(rnn, params, a, b) == columns - 1 < 10


@pytest.mark.parametrize(("seed", "hidden"), [(138, 4), (83, 3)])
def test_a_wrong_sum_may_end_in_empty_columns(seed, hidden):
    """Steep networks that say 0 at first, and then that 0 + 0 is 2."""
    drawn = rnn.init(np.random.RandomState(seed), hidden)
    params = rnn.Params(*(1000 * weight for weight in drawn))
    with np.errstate(over="ignore"):
        assert verdict.judge(rnn, params).wrong == (0, 0, 2)
        assert goes_wrong_first_in(rnn, params, 0, 0) == 1


@pytest.mark.parametrize(("hidden", "steps", "seed"), [(8, 12_000, 1), (2, 20_000, 8)])
def test_a_machine_that_answers_otherwise_is_dropped(hidden, steps, seed):
    """Whose states, merged by a grid, answer some short sum as the network does not."""
    setting = trials.SOURCES._replace(hidden=hidden, steps=steps)
    (params,) = trials.unstack(trials.trained(setting, [seed]))
    x = np.concatenate([x for x, _ in all_sums(9)], axis=1)  # (T, B, 2)
    machine = automaton.minimise(automaton.extract(params))
    said = rnn.forward(params, x).o[..., 0] > 0.5
    assert (automaton.answers(machine, x) != said).any()
    found = verdict.judge(rnn, params)
    assert found.machine is None and found.wrong is not None


def test_the_sum_that_the_machine_gets_wrong_is_tried(seed_0, monkeypatch):
    monkeypatch.setattr(verdict, "LONG_SUMS", [(3, 4)] * 5)
    monkeypatch.setattr(verdict, "beam_search", lambda _: None)
    found = verdict.judge(rnn, seed_0[8200])
    assert found.wrong.columns == 9
    assert goes_wrong_first_in(rnn, seed_0[8200], *found.wrong[:2]) == 8


def test_a_network_that_is_no_adder_may_have_a_small_machine():
    """One that forgets: U decides, and W does nothing."""
    U, V = np.array([[40.0], [40.0]]), np.array([[40.0]])
    either = biased.Params(U, V, np.zeros((1, 1)), np.array([[-20.0]]), np.array([[-20.0]]))
    machine, _, wrong, _ = verdict.judge(biased, either)
    assert machine.answer.tolist() == [[0, 1, 1, 1]] and machine.next.tolist() == [[0] * 4]
    assert wrong == (1, 1, 1)


def test_no_machine_of_too_many_states(seed_0):
    assert len(automaton.extract(seed_0[10_000], most=100).next) <= 100
    assert automaton.extract(seed_0[10_000], most=20) is None


@pytest.fixture(scope="session")
def proved():
    """A network of the recipe, and the boxes that prove it."""
    (params,) = trials.unstack(trials.trained(trials.RECIPE, [0]))
    return params, verdict.judge(biased, params).boxes


def test_the_bounds_of_a_box_bound_every_state_in_it(proved):
    params, boxes = proved
    rng = np.random.RandomState(0)
    low, high = boxes.low[:, np.newaxis], boxes.high[:, np.newaxis]
    h_low, h_high, z_low, z_high = proof.after(params, low, high)
    at = rng.randint(3, size=(200, *low.shape)) / 2  # corners, middles of sides, and so on
    h = low + at * (high - low)  # (200, N, 1, H)
    into = automaton.COLUMNS @ params.U + params.b
    h = 1 / (1 + np.exp(-(into + h @ params.W)))  # (200, N, 4, H)
    z = (h @ params.V + params.c)[..., 0]
    assert ((h_low < h) & (h < h_high)).all()
    assert ((z_low < z) & (z < z_high)).all()


def test_the_bounds_hold_whatever_rounding_does_to_large_weights():
    rng = np.random.RandomState(0)
    U, V, W, _, c = biased.init(rng, 50)
    h = rng.random_sample(50)
    W *= 1e9
    b = 5 * rng.randn(1, 50) - h @ W  # nearly nothing is left of sums of many millions
    bounds = proof.after(biased.Params(U, V, W, b, c), h[np.newaxis, np.newaxis], h)
    for column, unit in itertools.product(range(4), range(50)):
        weights = [*U[:, unit], *W[:, unit], b[0, unit]]
        terms = zip([*automaton.COLUMNS[column].tolist(), *h, 1], weights)
        a = float(sum(Fraction(float(value)) * Fraction(w) for value, w in terms))
        exact = 1 / (1 + math.exp(-a))
        assert bounds[0][0, column, unit] < exact < bounds[1][0, column, unit]


def test_the_hidden_state_never_leaves_the_boxes(proved):
    params, boxes = proved
    sums = [*carries.chains(3000).values()]
    sums += carries.random_sums(np.random.RandomState(8), 3000, 20)
    a, b = np.array(sums, dtype=object).T
    x, y = encode(a, b, 3001)
    trace = biased.forward(params, x)
    assert carries.adds(biased, params, sums, 3001).all()
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
    assert not proof.holds(params._replace(c=params.c + 20), boxes)


def test_xor_is_no_adder_whatever_the_boxes():
    """A unit for or, one for and, no memory: right until a carry should come in."""
    U = np.array([[40.0, 40.0], [40.0, 40.0]])
    b, V, c = np.array([[-20.0, -60.0]]), np.array([[40.0], [-80.0]]), np.array([[-20.0]])
    xor = biased.Params(U, V, np.zeros((2, 2)), b, c)
    assert count_right(biased, xor) == 3**7
    wide = np.full((1, 2), -1.0), np.full((1, 2), 2.0)
    assert not proof.holds(xor, proof.Boxes(*wide, np.array([0])))
    both = [np.repeat(side, 2, axis=0) for side in wide]
    assert not proof.holds(xor, proof.Boxes(*both, np.array([0, 1])))
    assert proof.prove(xor) is None
    machine = automaton.minimise(automaton.extract(xor))
    assert (machine.next.tolist(), machine.answer.tolist()) == ([[0] * 4], [[0, 1, 1, 0]])


def test_the_start_must_lie_in_a_box(proved):
    """The adder with one unit more, which is half on from the first column on."""
    params, boxes = proved
    H = params.W.shape[0]
    V = np.vstack([params.V, [[0.0]]])
    wider = biased.Params(
        np.hstack([params.U, np.zeros((2, 1))]),
        V,
        np.pad(params.W, ((0, 1), (0, 1))),
        np.hstack([params.b, [[0.0]]]),
        params.c,
    )
    half = np.full((len(boxes.low), 1), 0.5)
    low, high = (
        np.hstack([side, half + s]) for side, s in ((boxes.low, -0.1), (boxes.high, 0.1))
    )
    assert not proof.holds(wider, proof.Boxes(low, high, boxes.carry))
    low[0, H] = 0  # the box of the start
    assert proof.holds(wider, proof.Boxes(low, high, boxes.carry))


def test_a_biased_network_has_its_machine(proved):
    params, boxes = proved
    machine = automaton.minimise(automaton.extract(params))
    np.testing.assert_array_equal(machine.next, automaton.full_adder().next)
    np.testing.assert_array_equal(machine.answer, automaton.full_adder().answer)
    assert boxes is not None


def test_the_network_has_the_last_word(proved, seed_0, monkeypatch):
    forgetful = automaton.full_adder()._replace(next=np.array([[0, 0, 0, 1], [0, 1, 0, 1]]))
    monkeypatch.setattr(verdict, "extract", lambda _: forgetful)
    assert verdict.judge(rnn, seed_0[10_000]) == (None, 2, None, None)
    monkeypatch.setattr(verdict, "extract", lambda _: None)
    assert verdict.judge(rnn, seed_0[10_000]) == (None, 0, None, None)
    found = verdict.judge(biased, proved[0])
    assert found.machine is None and found.boxes is not None  # a proof needs no machine


def test_only_an_adder_can_be_proved():
    """Of 30 small networks trained for a while, those proved are right, those wrong are not."""
    setting = trials.Setting("biased", 4, 0.1, 8, 10_000)
    verdicts = []
    for params in trials.unstack(trials.trained(setting, range(30))):
        right = count_right(biased, params) == 128**2
        verdicts.append((right, proof.prove(params) is not None))
    assert (True, True) in verdicts and (False, False) in verdicts
    assert (False, True) not in verdicts


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


def test_a_rate_is_never_below_0_or_above_1():
    """Rounding alone would take it there."""
    for tries in range(1, 200):
        for successes in (0, tries):
            low, high = reliability.wilson(successes, tries)
            assert 0 <= low < high <= 1


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
