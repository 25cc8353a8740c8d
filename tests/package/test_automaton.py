"""Machines: the one that adds, the smallest, the difference, and the one inside a network."""

import itertools

import numpy as np
import pytest

from rnn_addition import automaton, biased, rnn
from rnn_addition.evaluation import all_sums


def test_the_full_adder_adds():
    machine = automaton.full_adder()
    for x, y in all_sums(7):
        np.testing.assert_array_equal(automaton.answers(machine, x), y[..., 0])


def test_no_columns_get_no_answers():
    assert automaton.answers(automaton.full_adder(), np.zeros((0, 3, 2))).shape == (0, 3)


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


def test_states_that_nothing_leads_to_are_left_out():
    adder = automaton.full_adder()
    lonely = automaton.Machine(
        next=np.vstack([adder.next, [[2, 1, 0, 2]]]),
        answer=np.vstack([adder.answer, [[1] * 4]]),
    )
    small = automaton.minimise(lonely)
    np.testing.assert_array_equal(small.next, adder.next)
    np.testing.assert_array_equal(small.answer, adder.answer)


def run(machine, state, word):
    """Return what a machine answers to a word from a state on, and where that ends."""
    said = []
    for column in word:
        said.append(int(machine.answer[state, column]))
        state = int(machine.next[state, column])
    return tuple(said), state


@pytest.mark.parametrize("seed", range(40))
def test_the_smallest_machine_has_a_state_for_each_kind_of_future(seed):
    """Myhill and Nerode: counted by trying words, which tells all that there is to tell.

    A state of S is reached by a word shorter than S; of S states two that differ do so within
    S columns; and machines of S states each are alike if they are within 2 S columns.
    """
    rng = np.random.RandomState(seed)
    S = 1 + seed % 4
    machine = automaton.Machine(
        next=rng.randint(S, size=(S, 4)) * rng.randint(2, size=(S, 1)),
        answer=(rng.random_sample((S, 4)) < 0.2).astype(int),
    )
    words = [list(itertools.product(range(4), repeat=length)) for length in range(S + 1)]
    reached = {run(machine, 0, word)[1] for shorter in words[:S] for word in shorter}
    futures = {tuple(run(machine, state, word)[0] for word in words[S]) for state in reached}
    small = automaton.minimise(machine)
    assert len(small.next) == len(small.answer) == len(futures)
    long = np.array(list(itertools.product(range(4), repeat=2 * S - 1))).T  # (T, B)
    x = np.stack([long // 2, long % 2], axis=-1)
    np.testing.assert_array_equal(automaton.answers(small, x), automaton.answers(machine, x))
    assert automaton.difference(small, machine) is None


def test_the_shortest_difference_is_found():
    adder = automaton.full_adder()
    forgetful = adder._replace(next=np.array([[0, 0, 0, 1], [0, 1, 0, 1]]))
    # a carry is lost in a column (1, 0): the column after it is the first to show it
    assert automaton.difference(forgetful, adder) == (0b011, 0b001, 3)


def test_a_column_later_is_what_forward_says(seed_0, proved):
    for model, params in ((rnn, seed_0[10_000]), (biased, proved[0])):
        h = np.random.RandomState(0).random_sample((3, 16))
        after, z = automaton.after_each_column(model, params, h)
        assert (after.shape, z.shape) == ((3, 4, 16), (3, 4))
        for s, k in np.ndindex(3, 4):
            trace = model.forward(params, automaton.COLUMNS[k].reshape(1, 1, 2) * 1.0, h[s])
            np.testing.assert_allclose(after[s, k], trace.h[1, 0], rtol=0, atol=1e-14)
            assert abs(z[s, k] - trace.z[0, 0, 0]) < 1e-13


def test_no_machine_of_too_many_states(seed_0):
    params = seed_0[10_000]
    assert len(automaton.extract(rnn, params, most=100).next) <= 100
    assert automaton.extract(rnn, params, most=20) is None


def test_a_biased_network_has_its_machine(proved):
    machine = automaton.minimise(automaton.extract(biased, proved[0]))
    np.testing.assert_array_equal(machine.next, automaton.full_adder().next)
    np.testing.assert_array_equal(machine.answer, automaton.full_adder().answer)
