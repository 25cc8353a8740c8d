"""The finite machine inside a trained recurrent network.

A machine reads a column as 2a + b and answers one bit, depending on the state it is in.
S   states; state 0 is the start
"""

# --8<-- [start:automaton-imports]
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnn_addition import rnn
from rnn_addition.activations import sigmoid
from rnn_addition.carries import adds
from rnn_addition.rnn import Params

# --8<-- [end:automaton-imports]


# --8<-- [start:columns]
COLUMNS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])  # (4, 2)
# --8<-- [end:columns]


# --8<-- [start:Machine]
class Machine(NamedTuple):
    """For each state and each of the four columns: the state that follows, and the answer."""

    next: np.ndarray  # (S, 4)
    answer: np.ndarray  # (S, 4)


# --8<-- [end:Machine]


# --8<-- [start:full_adder]
def full_adder() -> Machine:
    """Return the machine that adds: state 1 means that a carry comes in."""
    return Machine(
        next=np.array([[0, 0, 0, 1], [0, 1, 1, 1]]),
        answer=np.array([[0, 1, 1, 0], [1, 0, 0, 1]]),
    )


# --8<-- [end:full_adder]


# --8<-- [start:extract]
def extract(params: Params, tolerance: float = 0.02, most: int = 10_000) -> Machine:
    """Return the machine of all states that columns lead to, alike within tolerance being one.

    Raises ValueError if there are more than `most`.
    """
    states = [np.zeros(params.W.shape[-1])]  # S x (H,)
    following: list[list[int]] = []
    answer: list[np.ndarray] = []
    while len(following) < len(states):
        h = sigmoid(COLUMNS @ params.U + states[len(following)] @ params.W)  # (4, H)
        answer.append((sigmoid(h @ params.V)[:, 0] > 0.5).astype(int))  # (4,)
        following.append([_index(states, after, tolerance) for after in h])
        if len(states) > most:
            raise ValueError(f"more than {most} states, expected a larger tolerance")
    return Machine(np.array(following), np.array(answer))


def _index(states: list[np.ndarray], h: np.ndarray, tolerance: float) -> int:
    """Return which of the states is like h; add h to them if none is."""
    distance = np.abs(np.array(states) - h).max(axis=-1)  # (S,)
    if distance.min() > tolerance:
        states.append(h)
        return len(states) - 1
    return int(distance.argmin())


# --8<-- [end:extract]


# --8<-- [start:minimise]
def minimise(machine: Machine) -> Machine:
    """Return the smallest machine that answers alike: what no input tells apart is one."""
    kind = np.zeros(len(machine.next), dtype=int)  # (S,)
    rows = np.column_stack([kind, machine.answer])
    while True:
        _, first, finer = np.unique(rows, axis=0, return_index=True, return_inverse=True)
        finer = finer.reshape(-1)
        if len(first) == len(np.unique(kind)):
            break
        kind = finer
        rows = np.column_stack([kind, machine.answer, kind[machine.next]])
    order = np.argsort(first)  # the start comes first
    rank = np.argsort(order)
    return Machine(rank[finer[machine.next[first[order]]]], machine.answer[first[order]])


# --8<-- [end:minimise]


# --8<-- [start:difference]
def difference(one: Machine, other: Machine) -> tuple[int, int] | None:
    """Return the numbers of the shortest sum on which the machines differ, or None."""
    queue, seen = deque([(0, 0, 0, 0, 0)]), {(0, 0)}
    while queue:
        p, q, t, a, b = queue.popleft()
        for column, (bit_a, bit_b) in enumerate(COLUMNS.tolist()):
            longer = a | bit_a << t, b | bit_b << t
            if one.answer[p, column] != other.answer[q, column]:
                return longer
            pair = int(one.next[p, column]), int(other.next[q, column])
            if pair not in seen:
                seen.add(pair)
                queue.append((*pair, t + 1, *longer))
    return None


# --8<-- [end:difference]


# --8<-- [start:compare]
def compare(
    params: Params, sums: Sequence[tuple[int, int]], bits: int, tolerance: float = 0.1
) -> tuple[Machine, tuple[int, int] | None]:
    """Return the network's machine, and a sum on which it is no adder, or None.

    The network has the last word: on such a sum it must be wrong itself, and without one it
    must get all of `sums` right. If not, too much was taken for alike: half the tolerance.
    """
    machine = minimise(extract(params, tolerance))
    wrong = difference(machine, full_adder())
    tried = sums if wrong is None else [wrong]
    columns = bits if wrong is None else max(wrong).bit_length() + 1
    if adds(rnn, params, tried, columns).all() == (wrong is None):
        return machine, wrong
    return compare(params, sums, bits, tolerance / 2)


# --8<-- [end:compare]


# --8<-- [start:shortest_wrong_sum]
def shortest_wrong_sum(params: Params, most: int = 9) -> tuple[int, int] | None:
    """Return the first wrong sum when all columns are tried after all, up to `most` of them."""
    h = np.zeros((1, params.W.shape[-1]))  # (B, H), one row for each way to get here
    a, b = np.zeros((2, 1), dtype=int)  # (B,)
    bit_a, bit_b = COLUMNS.T[:, :, np.newaxis]  # (4, 1)
    for t in range(most):
        into = (COLUMNS @ params.U)[:, np.newaxis]  # (4, 1, H)
        h = sigmoid(into + h @ params.W).reshape(-1, h.shape[-1])  # (4 B, H)
        a, b = (a | bit_a << t).ravel(), (b | bit_b << t).ravel()  # (4 B,)
        answer = sigmoid(h @ params.V)[:, 0] > 0.5  # (4 B,)
        wrong = np.flatnonzero(answer != (a + b) >> t & 1)
        if len(wrong):
            return int(a[wrong[0]]), int(b[wrong[0]])
    return None


# --8<-- [end:shortest_wrong_sum]
