"""The finite machine inside a trained recurrent network.

A machine reads a column as 2a + b and answers one bit, depending on the state it is in.
S   states; state 0 is the start
"""

# --8<-- [start:automaton-imports]
from collections import deque
from typing import Any, NamedTuple

import numpy as np

from rnn_addition.activations import sigmoid

# --8<-- [end:automaton-imports]


# --8<-- [start:columns]
COLUMNS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])  # (4, 2)


def by_column(params: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return what each column adds to a (4, H), and V, W and c, those of rnn or of biased."""
    U, V, W, *biases = params
    b, c = biases or (np.zeros(1), np.zeros(1))
    return COLUMNS @ U + b, V, W, c


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
def extract(params: Any, most: int = 10_000) -> Machine | None:
    """Return the machine of the states that columns lead to, told apart as finely as can be.

    More than `most` are too many. None if they are when a unit counts as just low or high.
    """
    found = None
    for halvings in range(10):
        finer = _follow(params, 2.0**-halvings, most)
        if finer is None:
            break
        found = finer
    return found


def _follow(params: Any, width: float, most: int) -> Machine | None:
    """Return the machine whose states are the cells of a grid that columns lead to."""
    into, V, W, c = by_column(params)
    states = [np.zeros(W.shape[-1])]  # S x (H,)
    number = {_cell(states[0], width): 0}
    following, answer = [], []
    for state in states:  # grows meanwhile
        if len(states) > most:
            return None
        h = sigmoid(into + state @ W)  # (4, H)
        answer.append((h @ V + c)[:, 0] > 0)  # (4,)
        for after in h:
            if number.setdefault(_cell(after, width), len(states)) == len(states):
                states.append(after)
        following.append([number[_cell(after, width)] for after in h])
    return Machine(np.array(following), np.array(answer).astype(int))


def _cell(h: np.ndarray, width: float) -> bytes:
    """Return the name of the cell of the grid that h lies in."""
    return np.rint(h / width).astype(int).tobytes()


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
def difference(one: Machine, other: Machine) -> tuple[int, int, int] | None:
    """Return the shortest sum on which the machines differ: a, b and its columns. Or None."""
    queue, seen = deque([(0, 0, 0, 0, 0)]), {(0, 0)}
    while queue:
        p, q, t, a, b = queue.popleft()
        for column, (bit_a, bit_b) in enumerate(COLUMNS.tolist()):
            longer = a | bit_a << t, b | bit_b << t
            if one.answer[p, column] != other.answer[q, column]:
                return *longer, t + 1
            pair = int(one.next[p, column]), int(other.next[q, column])
            if pair not in seen:
                seen.add(pair)
                queue.append((*pair, t + 1, *longer))
    return None


# --8<-- [end:difference]
