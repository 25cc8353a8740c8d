"""The finite machine inside a trained recurrent network.

A machine reads a column as 2a + b and answers one bit, depending on the state it is in: it is
a Mealy machine. It is read off the network by a grid laid over its states, after Omlin and
Giles 1996; made as small as it can be, after Moore 1956; and compared with another by a search
through the pairs of their states.
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


# --8<-- [start:answers]
def answers(machine: Machine, x: np.ndarray) -> np.ndarray:
    """Return the bits (T, B) that the machine answers to the columns x (T, B, 2)."""
    columns = (x @ [2, 1]).astype(int)  # (T, B)
    said = np.empty_like(columns)  # (T, B)
    state = np.zeros_like(columns[0])  # (B,)
    for t, column in enumerate(columns):
        said[t] = machine.answer[state, column]
        state = machine.next[state, column]
    return said


# --8<-- [end:answers]


# --8<-- [start:extract]
def extract(params: Any, most: int = 10_000) -> Machine | None:
    """Return the machine whose states are the cells of a grid over h that columns lead to.

    Of the grids with at most `most` such cells, the finest that halving finds. None if the
    coarsest, which tells a unit below one half from one above, has more.
    """
    found = None
    for halvings in range(10):
        finer = _follow(params, 2.0**-halvings, most)
        if finer is None:
            break
        found = finer
    return found


def _follow(params: Any, width: float, most: int) -> Machine | None:
    """Return the machine of the grid whose cells have that width, if it is not too large."""
    into, V, W, c = by_column(params)
    states = [np.zeros(W.shape[-1])]  # S x (H,)
    number = {cell(states[0], width): 0}
    following, answer = [], []
    for state in states:  # grows meanwhile
        if len(states) > most:
            return None
        h = sigmoid(into + state @ W)  # (4, H)
        names = [cell(after, width) for after in h]
        for name, after in zip(names, h):
            if name not in number:
                number[name] = len(states)
                states.append(after)
        following.append([number[name] for name in names])
        answer.append((h @ V + c)[:, 0] > 0)  # (4,)
    return Machine(np.array(following), np.array(answer).astype(int))


def cell(h: np.ndarray, width: float) -> bytes:
    """Return the name of the cell of the grid that h lies in."""
    return np.rint(h / width).astype(int).tobytes()


# --8<-- [end:extract]


# --8<-- [start:minimise]
def minimise(machine: Machine) -> Machine:
    """Return the smallest machine that answers alike: what no input tells apart is one.

    All states are of one kind at first. Kinds are split by what their states answer, and by
    the kinds of state that follow, until no split is left.
    """
    kind, kinds = np.zeros(len(machine.next), dtype=int), 0  # (S,)
    while kind.max() + 1 > kinds:
        kinds = kind.max() + 1
        rows = np.column_stack([kind, machine.answer, kind[machine.next]])  # (S, 9)
        number: dict[bytes, int] = {}
        kind = np.array([number.setdefault(row.tobytes(), len(number)) for row in rows])
    _, first = np.unique(kind, return_index=True)  # a state of each kind
    return Machine(kind[machine.next[first]], machine.answer[first])


# --8<-- [end:minimise]


# --8<-- [start:difference]
class Counterexample(NamedTuple):
    """A sum that goes wrong in the last of its columns."""

    a: int
    b: int
    columns: int


def difference(one: Machine, other: Machine) -> Counterexample | None:
    """Return the shortest sum in whose last column the machines differ, or None."""
    queue, seen = deque([(0, 0, 0, 0, 0)]), {(0, 0)}
    while queue:
        p, q, t, a, b = queue.popleft()
        for column, (bit_a, bit_b) in enumerate(COLUMNS.tolist()):
            longer = a | bit_a << t, b | bit_b << t
            if one.answer[p, column] != other.answer[q, column]:
                return Counterexample(*longer, t + 1)
            pair = int(one.next[p, column]), int(other.next[q, column])
            if pair not in seen:
                seen.add(pair)
                queue.append((*pair, t + 1, *longer))
    return None


# --8<-- [end:difference]
