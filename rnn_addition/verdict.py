"""Does a recurrent network add? A proof, or a sum that refutes it, and the machine inside.

x      columns of the sums (T, B, 2), as in bits
said   what the network answers (T, B), true or false
"""

# --8<-- [start:verdict-imports]
from collections.abc import Iterator
from itertools import product
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from rnn_addition.automaton import (
    COLUMNS,
    Counterexample,
    Machine,
    answers,
    difference,
    extract,
    full_adder,
    minimise,
)
from rnn_addition.bits import encode, from_bits
from rnn_addition.carries import chains, random_sums
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
    a, b = (int(from_bits(x[: t + 1, k, n])) for n in (0, 1))
    return Counterexample(a, b, t + 1)


# --8<-- [end:first_wrong]


# --8<-- [start:repeating]
def repeating(columns: int = 300, most: int = 3) -> np.ndarray:
    """Return x of the sums in which up to `most` columns repeat after up to `most` others."""
    words = [word for n in range(most + 1) for word in product(range(4), repeat=n)]
    found = {(start + columns * loop)[:columns] for start in words for loop in words if loop}
    return COLUMNS[np.array(sorted(found)).T].astype(float)  # (T, B, 2)


# --8<-- [end:repeating]


# --8<-- [start:tried]
LONG = 2000  # bits
LONG_SUMS = [*chains(LONG).values(), *random_sums(np.random.RandomState(0), LONG, 100)]
REPEATING = repeating()


def tried() -> Iterator[np.ndarray]:
    """Yield x of all sums of 8 columns, of long ones, and of those that repeat."""
    for x, _ in all_sums(9):
        yield x[:-1]  # the last column is empty
    a, b = np.array(LONG_SUMS, dtype=object).T  # (B,)
    x, _ = encode(a, b, LONG + 1)
    yield from np.array_split(x, 5, axis=1)
    yield from np.array_split(REPEATING, 50, axis=1)


# --8<-- [end:tried]


# --8<-- [start:judge]
class Verdict(NamedTuple):
    """What is known of a network. Without wrong and boxes, every tried sum was right."""

    machine: Machine | None  # the smallest that answers every tried sum alike, if one was found
    states: int  # that were told apart, before those that answer alike became one
    wrong: Counterexample | None  # none of those found is shorter
    boxes: Boxes | None  # the proof that no sum goes wrong


def judge(model: ModuleType, params: Any) -> Verdict:
    """Return the machine inside a network of rnn or biased, and whether it adds.

    The network has the last word: a machine is dropped if a tried sum shows it to answer
    otherwise. The first sum that the machine gets wrong is tried, too.
    """
    found = extract(params)
    states = 0 if found is None else len(found.next)
    machine = None if found is None else minimise(found)
    claim = None if machine is None else difference(machine, full_adder())
    sums = [*tried()]
    if claim is not None:
        a, b = np.array([claim[:2]], dtype=object).T  # (1,)
        sums.append(encode(a, b, claim.columns)[0])
    refuted = []
    for x in sums:
        said = model.forward(params, x).o[..., 0] > 0.5  # (T, B)
        refuted.append(first_wrong(x, said))
        if machine is not None and (answers(machine, x) != said).any():
            machine = None
    wrong = min(filter(None, refuted), key=lambda found: found.columns, default=None)
    boxes = prove(params) if wrong is None else None
    return Verdict(machine, states, wrong, boxes)


# --8<-- [end:judge]
