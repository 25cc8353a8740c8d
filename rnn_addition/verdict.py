"""Does a recurrent network add? A proof, or a sum that refutes it, and the machine inside.

Wrong sums are looked for by beam search, after all short ones and many long ones were tried.
x      columns of the sums (T, B, 2), as in bits
said   what the network answers (T, B), true or false
"""

# --8<-- [start:verdict-imports]
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from rnn_addition.automaton import (
    COLUMNS,
    Counterexample,
    Machine,
    Recurrent,
    after_each_column,
    answers,
    difference,
    extract,
    full_adder,
    minimise,
)
from rnn_addition.biased import with_biases
from rnn_addition.bits import from_bits
from rnn_addition.carries import chains, columns_of, random_sums
from rnn_addition.evaluation import all_sums
from rnn_addition.proof import Boxes, prove

# --8<-- [end:verdict-imports]


# --8<-- [start:first_wrong]
def first_wrong(x: np.ndarray, said: np.ndarray) -> Counterexample | None:
    """Return the sum that goes wrong earliest, cut after that column; None if all are right."""
    wrong = said != answers(full_adder(), x)  # (T, B)
    if not wrong.any():
        return None
    t, k = np.argwhere(wrong)[0].tolist()
    a, b = (int(from_bits(bits)) for bits in x[: t + 1, k].mT)
    return Counterexample(a, b, t + 1)


# --8<-- [end:first_wrong]


# --8<-- [start:beam_search]
BEAM = 200  # columns


class Beam(NamedTuple):
    """Sums that are still right, and what each of the four columns would make of them."""

    words: np.ndarray  # (B, t), the columns that led here, each as 2a + b
    h: np.ndarray  # (B, 4, H)
    carry: np.ndarray  # (B, 4)
    margin: np.ndarray  # (B, 4), how far z is on the right side


def beam_search(
    model: Recurrent, params: Any, width: int = 1000, columns: int = BEAM
) -> Counterexample | None:
    """Return a wrong sum, or None if keeping the `width` states nearest to one finds none."""
    start = np.zeros((1, params.W.shape[-1]))  # (1, H)
    beam = _ahead(model, params, np.zeros((1, 0), int), start, np.zeros(1, int))
    for _ in range(columns):
        words, h, carry = _longer(beam)
        worst = beam.margin.argmin()
        if beam.margin.flat[worst] < 0:
            a, b = (int(from_bits(bits)) for bits in COLUMNS[words[worst]].mT)
            return Counterexample(a, b, words.shape[-1])
        _, kept = np.unique(
            np.column_stack([carry, np.rint(100 * h)]), axis=0, return_index=True
        )
        beam = _ahead(model, params, words[kept], h[kept], carry[kept])
        nearest = beam.margin.min(axis=-1).argsort()[:width]
        beam = Beam(*(part[nearest] for part in beam))
    return None


def _longer(beam: Beam) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the sums of the beam, each with each of the four columns, and where they lead."""
    columns = np.tile(np.arange(4), len(beam.words))  # (4 B,)
    words = np.column_stack([np.repeat(beam.words, 4, axis=0), columns])  # (4 B, t + 1)
    return words, beam.h.reshape(len(words), -1), beam.carry.reshape(-1)


def _ahead(
    model: Recurrent, params: Any, words: np.ndarray, h: np.ndarray, carry: np.ndarray
) -> Beam:
    """Return the beam of the sums `words`, which led to the states h (B, H) and carry (B,)."""
    h, z = after_each_column(model, params, h)  # (B, 4, H), (B, 4)
    adder = full_adder()
    return Beam(words, h, adder.next[carry], np.where(adder.answer[carry], z, -z))


# --8<-- [end:beam_search]


# --8<-- [start:judge]
LONG = 2000  # bits
LONG_SUMS = [*chains(LONG).values(), *random_sums(np.random.RandomState(0), LONG, 100)]


class Verdict(NamedTuple):
    """What is known of a network. Without wrong and boxes, every tried sum was right."""

    machine: Machine | None  # the smallest that answers every tried sum alike, if one was found
    states: int  # that were told apart, before those that answer alike became one
    wrong: Counterexample | None  # none that was found is shorter
    boxes: Boxes | None  # the proof that no sum goes wrong


def judge(model: Recurrent, params: Any) -> Verdict:
    """Return the machine inside a network of rnn or biased, and whether it adds.

    All sums of 8 columns are tried, then long ones, and what beam search and the machine say
    is wrong. The network has the last word: a machine that answers otherwise is dropped.
    """
    found = extract(model, params)
    states = 0 if found is None else len(found.next)
    machine = None if found is None else minimise(found)
    short = (x[:-1] for x, _ in all_sums(9))  # the last column is empty
    machine, wrong = _try(model, params, machine, short)
    if machine is not None or wrong is None:
        sums = [(LONG_SUMS[k::5], LONG + 1) for k in range(5)]  # a fifth at a time
        claims = [machine and difference(machine, full_adder()), beam_search(model, params)]
        sums += [([claim[:2]], claim.columns + 1) for claim in claims if claim]
        longer = (columns_of(pairs, bits)[0] for pairs, bits in sums)
        machine, further = _try(model, params, machine, longer)
        wrong = wrong or further
    return Verdict(
        machine, states, wrong, prove(with_biases(params)) if wrong is None else None
    )


def _try(
    model: Recurrent, params: Any, machine: Machine | None, sums: Iterable[np.ndarray]
) -> tuple[Machine | None, Counterexample | None]:
    """Return the machine if it answers all sums alike, and a shortest that goes wrong."""
    refuted = []
    for x in sums:
        said = model.forward(params, x).z[..., 0] > 0  # (T, B)
        refuted.append(first_wrong(x, said))
        if machine is not None and (answers(machine, x) != said).any():
            machine = None
    shortest = min(filter(None, refuted), key=lambda wrong: wrong.columns, default=None)
    return machine, shortest


# --8<-- [end:judge]
