"""A proof that a recurrent network adds at every length.

The proof is an inductive invariant: a set of boxes that the start lies in, that no column ever
leads out of, and in which the network answers as the full adder does. So the check of M boxes
holds for sums of any length. What becomes of a box in a column is bounded by interval
arithmetic, as in Gowal et al. 2018. The weights are those of one network with biases; what is
proved holds for the network in floating point and for that of real numbers.
M   boxes
"""

# --8<-- [start:proof-imports]
from typing import NamedTuple

import numpy as np

from rnn_addition.activations import sigmoid
from rnn_addition.automaton import COLUMNS, cell, full_adder
from rnn_addition.biased import Params

# --8<-- [end:proof-imports]


# --8<-- [start:Boxes]
class Boxes(NamedTuple):
    """Where the hidden state may be: each unit from low to high, when such a carry comes in."""

    low: np.ndarray  # (M, H)
    high: np.ndarray  # (M, H)
    carry: np.ndarray  # (M,)


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
UNITS = 4000


def rounding(params: Params) -> float:
    """Return more than rounding can do to h or z in one column, with up to UNITS units."""
    return 1e-12 * (1 + sum(float(np.abs(weight).sum()) for weight in params))


class Bounds(NamedTuple):
    """Where the state and z may be after each of the four columns."""

    h_low: np.ndarray  # (M, 4, H)
    h_high: np.ndarray  # (M, 4, H)
    z_low: np.ndarray  # (M, 4)
    z_high: np.ndarray  # (M, 4)


def after(params: Params, low: np.ndarray, high: np.ndarray) -> Bounds:
    """Return the bounds a column after the boxes from low to high (M, H).

    Raises ValueError for a stack of networks, and for more units than `rounding` allows.
    """
    U, V, W, bh, bz = params
    if W.ndim != 2 or len(W) > UNITS:
        raise ValueError(
            f"W of shape {W.shape}: expected the weights of one network, {UNITS} units at most"
        )
    into = COLUMNS @ U + bh  # (4, H)
    room = rounding(params)
    past_low, past_high = product(low[:, np.newaxis], high[:, np.newaxis], W)  # (M, 1, H)
    h_low = sigmoid(into + past_low) - room  # (M, 4, H)
    h_high = sigmoid(into + past_high) + room  # (M, 4, H)
    z_low, z_high = product(h_low, h_high, V)  # (M, 4, 1)
    return Bounds(h_low, h_high, (z_low + bz)[..., 0] - room, (z_high + bz)[..., 0] + room)


# --8<-- [end:after]


# --8<-- [start:holds]
def holds(params: Params, boxes: Boxes) -> bool:
    """Return whether the boxes prove that the network adds at every length."""
    low, high, z_low, z_high = after(params, boxes.low, boxes.high)
    answer, carry = full_adder().answer[boxes.carry], full_adder().next[boxes.carry]  # (M, 4)
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
    fits = (boxes.low <= low).all(axis=-1) & (high <= boxes.high).all(axis=-1)  # (..., M)
    return (fits & (boxes.carry == carry)).any(axis=-1)


# --8<-- [end:holds]


# --8<-- [start:prove]
STEP = 1e-3  # by which a box grows further than it must, so that growing ends
VISITS = 20  # of a box, on average, after which growing is given up


def prove(params: Params, most: int = 1000) -> Boxes | None:
    """Return at most `most` boxes that hold, or None if none were found: that proves nothing.

    There is a box for each cell of a grid, of a coarse one first.
    """
    for halvings in range(7):
        boxes = _grow(params, 2.0**-halvings, most)
        if boxes is not None and holds(params, boxes):
            return boxes
    return None


def _grow(params: Params, width: float, most: int) -> Boxes | None:
    """Return a box for each cell of that width, grown until no column leads out of them."""
    start = np.zeros(params.W.shape[-1])  # (H,)
    found = {(0, b""): (start, start)}
    todo = dict.fromkeys(found)
    for _ in range(VISITS * most):
        if not todo:
            carry = np.array([carry for carry, _ in found])
            low, high = (np.array(side) for side in zip(*found.values()))  # (M, H)
            return Boxes(low, high, carry)
        here, _ = todo.popitem()
        bounds = after(params, *(side[np.newaxis] for side in found[here]))
        answer, carry = full_adder().answer[here[0]], full_adder().next[here[0]]  # (4,)
        for k, (low, high, z_low, z_high) in enumerate(zip(*(bound[0] for bound in bounds))):
            if not (z_low > 0 if answer[k] else z_high < 0) or len(found) > most:
                return None
            there = int(carry[k]), cell((low + high) / 2, width)
            if there not in found:
                found[there] = low, high
            elif _contains(*found[there], low, high):
                continue
            else:
                found[there] = _widened(*found[there], low, high)
            todo[there] = None
    return None


def _contains(
    low: np.ndarray, high: np.ndarray, new_low: np.ndarray, new_high: np.ndarray
) -> bool:
    """Return whether the new box lies in the one from low to high."""
    return bool((low <= new_low).all() and (new_high <= high).all())


def _widened(
    low: np.ndarray, high: np.ndarray, new_low: np.ndarray, new_high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the box from low to high grown until the new one is inside."""
    return np.minimum(low, new_low - STEP), np.maximum(high, new_high + STEP)


# --8<-- [end:prove]
