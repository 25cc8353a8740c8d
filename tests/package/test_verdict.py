"""What is found out about a network: the machine inside, a wrong sum, or a proof."""

import numpy as np
import pytest
from experiments import networks

from rnn_addition import automaton, biased, carries, rnn, verdict
from rnn_addition.bits import encode
from rnn_addition.evaluation import all_sums, count_right


def goes_wrong_first_in(model, params, a, b, columns=60):
    """Return the first wrong column, of the network run as it always is."""
    x, y = encode(np.array([a], object), np.array([b], object), columns)
    wrong = (model.forward(params, x).z > 0) != (y > 0.5)
    return int(wrong[:, 0, 0].argmax()) if wrong.any() else None


def model_of(params):
    return biased if isinstance(params, biased.Params) else rnn


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


# found by others: all sums of 8 bits, chains and random sums are right, the machine is an adder
@pytest.mark.parametrize(
    ("name", "a", "b"),
    [
        ("beam_1", 1537228672809129298, 768614336404564651),
        ("beam_14", 231798966898876233416540014697325, 92719586759550493366616005878931),
        ("beam_1018", 9, 8388584),
        ("beam_1058", 13194139525120, 13194139549694),
        ("beam_1054", 195, 261762),
    ],
)
def test_beam_search_refutes_what_no_other_sum_does(name, a, b):
    params = networks.load(name)
    model = model_of(params)
    assert count_right(model, params) == 128**2
    assert carries.adds(model, params, verdict.LONG_SUMS, 2001).all()
    assert len(automaton.minimise(automaton.extract(model, params)).next) == 2
    assert goes_wrong_first_in(model, params, a, b, columns=110) is not None
    found = verdict.judge(model, params)
    assert found.machine is None and found.boxes is None
    assert goes_wrong_first_in(model, params, *found.wrong[:2], 300) == found.wrong.columns - 1


def test_beam_search_finds_nothing_wrong_with_an_adder(proved):
    assert verdict.beam_search(biased, proved[0]) is None


def test_a_wide_beam_tries_everything(seed_0):
    """As many states as words: no sum is dropped, and the shortest wrong one is found."""
    params = seed_0[10_000]._replace(V=seed_0[10_000].V * [[2.0]] * ([[1.0]] * 15 + [[-1.0]]))
    found = verdict.beam_search(rnn, params, width=4**8)
    columns = [
        wrong.columns
        for x, _ in all_sums(9)
        if (wrong := verdict.first_wrong(x[:-1], rnn.forward(params, x[:-1]).z[..., 0] > 0))
    ]
    assert found.columns == min(columns)
    assert goes_wrong_first_in(rnn, params, *found[:2]) == found.columns - 1


@pytest.mark.parametrize("name", ["few_wrong_39", "few_wrong_91", "few_wrong_66"])
def test_a_network_with_few_wrong_sums_is_found_out(name):
    """All chains are right; 6 short sums are wrong, then 2, then none but a longer one."""
    params = networks.load(name)
    assert carries.adds(rnn, params, list(carries.chains(2000).values()), 2001).all()
    few = {"few_wrong_39": 6, "few_wrong_91": 2, "few_wrong_66": 0}
    assert count_right(rnn, params) == 128**2 - few[name]
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


@pytest.mark.parametrize("name", ["otherwise_1", "otherwise_8"])
def test_a_machine_that_answers_otherwise_is_dropped(name):
    """Whose states, merged by a grid, answer some short sum as the network does not."""
    params = networks.load(name)
    x = np.concatenate([x for x, _ in all_sums(9)], axis=1)  # (T, B, 2)
    machine = automaton.minimise(automaton.extract(rnn, params))
    said = rnn.forward(params, x).z[..., 0] > 0
    assert (automaton.answers(machine, x) != said).any()
    found = verdict.judge(rnn, params)
    assert found.machine is None and found.wrong is not None


def test_the_sum_that_the_machine_gets_wrong_is_tried(seed_0, monkeypatch):
    monkeypatch.setattr(verdict, "LONG_SUMS", [(3, 4)] * 5)
    monkeypatch.setattr(verdict, "beam_search", lambda *_: None)
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


def test_the_network_has_the_last_word(proved, seed_0, monkeypatch):
    forgetful = automaton.full_adder()._replace(next=np.array([[0, 0, 0, 1], [0, 1, 0, 1]]))
    # it finds nothing wrong with either, as is tested above, and asks no machine
    monkeypatch.setattr(verdict, "beam_search", lambda *_: None)
    monkeypatch.setattr(verdict, "extract", lambda *_: forgetful)
    assert verdict.judge(rnn, seed_0[10_000]) == (None, 2, None, None)
    monkeypatch.setattr(verdict, "extract", lambda *_: None)
    assert verdict.judge(rnn, seed_0[10_000]) == (None, 0, None, None)
    found = verdict.judge(biased, proved[0])
    assert found.machine is None and found.boxes is not None  # a proof needs no machine
