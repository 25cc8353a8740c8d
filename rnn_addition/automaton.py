"""The finite machine inside a trained recurrent network.

A machine reads a column as 2a + b and answers one bit, depending on the state it is in: it is
a Mealy machine. It is read off the network by a grid laid over its states, after Omlin and
Giles 1996; made as small as it can be, after Moore 1956; and compared with another by a search
through the pairs of their states.
S   states; state 0 is the start
"""

# --8<-- [start:automaton-imports]
from collections import deque
from typing import Any, NamedTuple, Protocol

import numpy as np

from rnn_addition.rnn import Trace

# --8<-- [end:automaton-imports]


# --8<-- [start:columns]
COLUMNS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])  # (4, 2)


class Recurrent(Protocol):
    """A model whose whole memory is h: rnn or biased."""

    def forward(self, params: Any, x: np.ndarray, start: np.ndarray | float = 0.0) -> Trace: ...


def after_each_column(
    model: Recurrent, params: Any, h: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return from the states h (S, H) on, a column later: h (S, 4, H), and z (S, 4).

    Raises ValueError for a stack of networks.
    """
    if params.W.ndim != 2:
        raise ValueError(f"W of shape {params.W.shape}: expected the weights of one network")
    x = np.tile(COLUMNS, (len(h), 1))[np.newaxis].astype(float)  # (1, 4 S, 2)
    trace = model.forward(params, x, np.repeat(h, 4, axis=0))
    return trace.h[1].reshape(len(h), 4, -1), trace.z.reshape(len(h), 4)


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
    state = np.zeros(columns.shape[1:], int)  # (B,)
    for t, column in enumerate(columns):
        said[t] = machine.answer[state, column]
        state = machine.next[state, column]
    return said


# --8<-- [end:answers]


# --8<-- [start:extract]
def extract(model: Recurrent, params: Any, most: int = 10_000) -> Machine | None:
    """Return the machine whose states are the cells of a grid over h that columns lead to.

    Of the grids with at most `most` such cells, the finest that halving finds. None if the
    coarsest, which tells a unit below one half from one above, has more.
    """
    found = None
    for halvings in range(10):
        finer = _follow(model, params, 2.0**-halvings, most)
        if finer is None:
            break
        found = finer
    return found


def _follow(model: Recurrent, params: Any, width: float, most: int) -> Machine | None:
    """Return the machine of the grid whose cells have that width, if it is not too large."""
    states = [np.zeros(params.W.shape[-1])]  # S x (H,)
    number = {cell(states[0], width): 0}
    following, answer = [], []
    for state in states:  # grows meanwhile
        if len(states) > most:
            return None
        h, z = (part[0] for part in after_each_column(model, params, state[np.newaxis]))
        names = [cell(after, width) for after in h]
        for name, after in zip(names, h):
            if name not in number:
                number[name] = len(states)
                states.append(after)
        following.append([number[name] for name in names])
        answer.append(z > 0)  # (4,)
    return Machine(np.array(following), np.array(answer).astype(int))


def cell(h: np.ndarray, width: float) -> bytes:
    """Return the name of the cell of the grid that h lies in."""
    return np.rint(h / width).astype(int).tobytes()


# --8<-- [end:extract]


# --8<-- [start:minimise]
def reachable(machine: Machine) -> Machine:
    """Return the machine without the states that no columns lead to from the start."""
    order, number = [0], {0: 0}
    for state in order:  # grows meanwhile
        for following in machine.next[state].tolist():
            if following not in number:
                number[following] = len(order)
                order.append(following)
    renumbered = [
        [number[following] for following in row] for row in machine.next[order].tolist()
    ]
    return Machine(np.array(renumbered), machine.answer[order])


def minimise(machine: Machine) -> Machine:
    """Return the smallest machine that answers alike: what no input tells apart is one.

    States that nothing leads to are left out. All others are of one kind at first. Kinds are
    split by what their states answer, and by the kinds that follow, until no split is left.
    """
    machine = reachable(machine)
    kind = np.zeros(len(machine.next), dtype=int)  # (S,)
    kinds = 0
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
        first, second, t, a, b = queue.popleft()
        for column, (bit_a, bit_b) in enumerate(COLUMNS.tolist()):
            longer = a | bit_a << t, b | bit_b << t
            if one.answer[first, column] != other.answer[second, column]:
                return Counterexample(*longer, t + 1)
            pair = int(one.next[first, column]), int(other.next[second, column])
            if pair not in seen:
                seen.add(pair)
                queue.append((*pair, t + 1, *longer))
    return None


# --8<-- [end:difference]
