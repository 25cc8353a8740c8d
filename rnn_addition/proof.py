"""Does a recurrent network add at every length? A proof, or a sum that refutes it.

The proof is a set of boxes. From the start, no column ever leads out of them, and in each of
them the network answers as the full adder does. N boxes need a finite check, for sums of any
length.
"""

# --8<-- [start:proof-imports]
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from rnn_addition.activations import sigmoid
from rnn_addition.automaton import (
    COLUMNS,
    Machine,
    by_column,
    difference,
    extract,
    full_adder,
    minimise,
)
from rnn_addition.bits import encode
from rnn_addition.carries import adds, chains, random_sums

# --8<-- [end:proof-imports]


# --8<-- [start:Boxes]
class Boxes(NamedTuple):
    """Where the hidden state may be: each unit from low to high, when such a carry comes in."""

    low: np.ndarray  # (N, H)
    high: np.ndarray  # (N, H)
    carry: np.ndarray  # (N,)


# --8<-- [end:Boxes]


# --8<-- [start:product]
def product(
    low: np.ndarray, high: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the bounds of h @ weight for any h from low to high (..., H)."""
    rising, falling = np.maximum(weight, 0), np.minimum(weight, 0)
    return low @ rising + high @ falling, high @ rising + low @ falling


# --8<-- [end:product]


# --8<-- [start:after]
def slack(params: Any) -> float:
    """Return more than rounding can do in one column, with up to 4,000 units."""
    return 1e-12 * (1 + sum(float(np.abs(weight).sum()) for weight in params))


def after(params: Any, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return for boxes (N, 1, H) the bounds after each column: of h (N, 4, H), of z (N, 4)."""
    into, V, W, c = by_column(params)
    more = slack(params)
    a_low, a_high = product(low, high, W)  # (N, 1, H)
    h_low = sigmoid(into + a_low) - more  # (N, 4, H)
    h_high = sigmoid(into + a_high) + more  # (N, 4, H)
    z_low, z_high = product(h_low, h_high, V)  # (N, 4, 1)
    return h_low, h_high, (z_low + c)[..., 0] - more, (z_high + c)[..., 0] + more


# --8<-- [end:after]


# --8<-- [start:holds]
def holds(params: Any, boxes: Boxes) -> bool:
    """Return whether the boxes prove that the network adds at every length."""
    low, high, z_low, z_high = after(
        params, boxes.low[:, np.newaxis], boxes.high[:, np.newaxis]
    )
    answer, carry = full_adder().answer[boxes.carry], full_adder().next[boxes.carry]  # (N, 4)
    if not np.where(answer, z_low > 0, z_high < 0).all():
        return False
    start = np.zeros((1, boxes.low.shape[-1]))  # (1, H)
    return bool(
        _inside(boxes, start, start, np.array([0])).all()
        and all(_inside(boxes, low[:, k], high[:, k], carry[:, k]).all() for k in range(4))
    )


def _inside(boxes: Boxes, low: np.ndarray, high: np.ndarray, carry: np.ndarray) -> np.ndarray:
    """Return for each (..., H) whether it lies wholly in one of the boxes of its carry."""
    low, high, carry = low[:, np.newaxis], high[:, np.newaxis], carry[:, np.newaxis]
    fits = (boxes.low <= low).all(axis=-1) & (high <= boxes.high).all(axis=-1)  # (..., N)
    return (fits & (boxes.carry == carry)).any(axis=-1)


# --8<-- [end:holds]


# --8<-- [start:prove]
def prove(params: Any, most: int = 1000) -> Boxes | None:
    """Return boxes that prove it, at most so many, or None if none were found."""
    for halvings in range(7):
        boxes = _grow(params, 2.0**-halvings, most)
        if boxes is not None and holds(params, boxes):
            return boxes
    return None


def _grow(params: Any, width: float, most: int) -> Boxes | None:
    """Return boxes, one for each cell of a grid, grown until no column leads out of them."""
    start = np.zeros(params.W.shape[-1])  # (H,)
    found = {(0, b""): (start, start)}
    todo = dict.fromkeys(found)
    for _ in range(20 * most):
        if not todo:
            carry = np.array([carry for carry, _ in found])
            low, high = (np.array(side) for side in zip(*found.values()))  # (N, H)
            return Boxes(low, high, carry)
        here, _ = todo.popitem()
        bounds = after(params, *(side[np.newaxis, np.newaxis] for side in found[here]))
        answer, carry = full_adder().answer[here[0]], full_adder().next[here[0]]  # (4,)
        for k, (low, high, z_low, z_high) in enumerate(zip(*(bound[0] for bound in bounds))):
            if not (z_low > 0 if answer[k] else z_high < 0) or len(found) > most:
                return None
            there = int(carry[k]), np.rint((low + high) / 2 / width).astype(int).tobytes()
            old_low, old_high = found.setdefault(there, (low + 1, high - 1))  # empty at first
            if (low < old_low).any() or (high > old_high).any():
                grown = 1e-3 * (old_low <= old_high)  # a step beyond, so that it ends
                found[there] = (
                    np.minimum(old_low, low - grown),
                    np.maximum(old_high, high + grown),
                )
                todo[there] = None
    return None


# --8<-- [end:prove]


# --8<-- [start:shortest_wrong_sum]
def shortest_wrong_sum(params: Any, most: int = 8) -> tuple[int, int, int] | None:
    """Return the first wrong one of all sums of up to `most` columns: a, b, its columns."""
    into, V, W, c = by_column(params)
    h = np.zeros((1, W.shape[-1]))  # (B, H), one row for each way to get here
    a, b = np.zeros((2, 1), dtype=int)  # (B,)
    bit_a, bit_b = COLUMNS.T[:, :, np.newaxis]  # (4, 1)
    for t in range(most):
        h = sigmoid(into[:, np.newaxis] + h @ W).reshape(-1, h.shape[-1])  # (4 B, H)
        a, b = (a | bit_a << t).ravel(), (b | bit_b << t).ravel()  # (4 B,)
        wrong = np.flatnonzero(((h @ V + c)[:, 0] > 0) != (a + b >> t & 1))
        if len(wrong):
            return int(a[wrong[0]]), int(b[wrong[0]]), t + 1
    return None


# --8<-- [end:shortest_wrong_sum]


# --8<-- [start:long_wrong_sum]
LONG = 2000  # bits
SUMS = [*chains(LONG).values(), *random_sums(np.random.RandomState(0), LONG, 100)]


def long_wrong_sum(model: ModuleType, params: Any) -> tuple[int, int, int] | None:
    """Return the first wrong one of the long sums, cut after its first wrong column."""
    a, b = np.array(SUMS, dtype=object).T  # (B,)
    x, y = encode(a, b, LONG + 1)  # (T, B, 2), (T, B, 1)
    wrong = (model.forward(params, x).o > 0.5) != (y > 0.5)  # (T, B, 1)
    if not wrong.any():
        return None
    t, k, _ = np.argwhere(wrong)[0].tolist()
    return a[k] % 2 ** (t + 1), b[k] % 2 ** (t + 1), t + 1


# --8<-- [end:long_wrong_sum]


# --8<-- [start:judge]
class Verdict(NamedTuple):
    """What is known of a network. Without wrong and boxes, every tried sum was right."""

    machine: Machine | None  # the smallest that answers alike, if one was found
    states: int  # that were told apart, before those that answer alike became one
    wrong: tuple[int, int, int] | None  # a, b and the column in which their sum goes wrong
    boxes: Boxes | None  # the proof that no sum does


def judge(model: ModuleType, params: Any) -> Verdict:
    """Return the machine inside a network of rnn or biased, and whether it adds.

    The network has the last word: a machine that a sum shows to answer otherwise is dropped.
    """
    found = extract(params)
    machine = None if found is None else minimise(found)
    states = 0 if found is None else len(found.next)
    wrong = shortest_wrong_sum(params) or long_wrong_sum(model, params)
    claim = None if machine is None else difference(machine, full_adder())
    if claim is not None and not adds(model, params, [claim[:2]], claim[2]).all():
        wrong = min(wrong or claim, claim, key=lambda found: found[2])
    elif claim is not None or wrong is not None:
        machine = None
    boxes = prove(params) if wrong is None else None
    return Verdict(full_adder() if boxes else machine, states, wrong, boxes)


# --8<-- [end:judge]
