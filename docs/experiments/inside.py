"""Looks inside one trained network: where the carry is, and how it fades."""

from typing import Any

import numpy as np

from rnn_addition import carries, rnn
from rnn_addition.activations import sigmoid_derivative
from rnn_addition.bits import encode, random_pairs, stream
from rnn_addition.evaluation import all_sums, right
from rnn_addition.gradients import check_gradients, complex_step, relative_error
from rnn_addition.losses import absolute_error, half_squared
from rnn_addition.training import train


def columns(*pairs: tuple[int, int]) -> np.ndarray:
    """Return x (T, 1, 2) of the columns, the lowest first."""
    return np.array(pairs, float)[:, np.newaxis]


def attractors(params: rnn.Params, count: int = 20_000) -> dict[str, float]:
    """Return how the state ends when column (1, 0) never ends, after a carry and after none.

    How far apart the two ends are in their furthest unit, and the spectral radius after a
    carry: how much is left of a small disturbance, column by column.
    """
    ends = []
    for first in ((1, 1), (0, 0)):
        ends.append(rnn.forward(params, columns(first, *[(1, 0)] * count)).h[-1, 0])
    jacobian = params.W * sigmoid_derivative(ends[0])  # (H, H)
    radius = np.abs(np.linalg.eigvals(jacobian)).max()
    return {
        "apart": round(float(np.abs(ends[0] - ends[1]).max()), 3),
        "radius": round(float(radius), 3),
    }


def states_of_all_sums(params: rnn.Params) -> tuple[np.ndarray, np.ndarray]:
    """Return each state (N, H) and which of 8 it should be: 4 a + 2 b + the carry that came."""
    ((x, y),) = all_sums()
    h = rnn.forward(params, x).h[1:]  # (T, B, H)
    carry = x.sum(axis=-1, keepdims=True) % 2 != y  # (T, B, 1)
    kind = (4 * x[..., 0] + 2 * x[..., 1] + carry[..., 0]).astype(int)  # (T, B)
    return h.reshape(-1, h.shape[-1]), kind.reshape(-1)


def carry_axis(params: rnn.Params) -> dict[str, Any]:
    """Return how well one direction, found by least squares, tells what carry goes out."""
    h, kind = states_of_all_sums(params)
    carry = np.isin(kind, (3, 5, 6, 7))  # two of the three bits
    ones = np.ones((len(h), 1))
    fit = np.linalg.lstsq(np.hstack([h, ones]), 2.0 * carry - 1, rcond=None)[0]
    shown = np.hstack([h, ones]) @ fit
    yes, no = h[carry], h[~carry]
    tells = (yes.min(axis=0) > no.max(axis=0)) | (yes.max(axis=0) < no.min(axis=0))  # (H,)
    return {
        "carry_at_least": round(float(shown[carry].min()), 2),
        "none_at_most": round(float(shown[~carry].max()), 2),
        "units_that_tell_alone": np.flatnonzero(tells).tolist(),
    }


def clusters(params: rnn.Params) -> dict[str, float]:
    """Return how near each other the states of one kind are, and how far those of two."""
    h, kind = states_of_all_sums(params)
    centres = np.array([h[kind == k].mean(axis=0) for k in range(8)])  # (8, H)
    between = np.linalg.norm(centres[:, np.newaxis] - centres, axis=-1)  # (8, 8)
    within = np.sqrt(((h - centres[kind]) ** 2).sum(axis=-1).mean())
    return {
        "root_mean_square_to_own_centre": round(float(within), 2),
        "nearest_two_centres": round(float(between[between > 0].min()), 2),
    }


def effect_of_the_first_bit(params: rnn.Params) -> dict[str, list[float]]:
    """Return column by column how much the state moves, in all, if bit 0 of a was another."""
    found = {}
    for name, (a, b) in {
        "carry_travels": (0b0111, 0b0001),
        "it_stops": (0b0101, 0b0001),
    }.items():
        x, _ = encode(np.array([a, a ^ 1]), np.array([b, b]), 6)
        h = rnn.forward(params, x).h[1:]  # (T, 2, H)
        found[name] = [round(float(v), 2) for v in np.abs(h[:, 0] - h[:, 1]).sum(axis=-1)]
    return found


def reach_of_the_gradient(params: rnn.Params) -> float:
    """Return how many times smaller the last bit's gradient is seven columns back: 1 + 127."""
    x, _ = encode(np.array([1]), np.array([127]), 8)
    slope = sigmoid_derivative(rnn.forward(params, x).h[1:, 0])  # (T, H)
    d_a = [params.V[:, 0] * slope[7]]  # up to a factor that cancels
    for t in reversed(range(7)):
        d_a.append(params.W @ d_a[-1] * slope[t])
    return round(float(np.linalg.norm(d_a[0]) / np.linalg.norm(d_a[7])), 1)


def margin(params: rnn.Params, n: int = 1024, count: int = 2000) -> dict[str, float]:
    """Return of `count` random sums of n bits how many are right, and how clearly at least."""
    sums = carries.random_sums(np.random.RandomState(2), n, count)
    x, y = carries.columns_of(sums, n + 1)
    o = rnn.forward(params, x).o
    correct = right(o, y)
    return {
        "sums": count,
        "bits": n,
        "right": int(correct.sum()),
        "nearest_to_a_half": round(float(np.abs(o - 0.5).min()), 2),
    }


def gradient_errors(h: float = 1e-5) -> dict[str, dict[str, float]]:
    """Return the relative errors of centred differences and of backward: one sum, seed 0."""
    rng = np.random.RandomState(0)
    params = rnn.init(rng)
    ((x, y),) = stream(random_pairs(rng, 1))

    def loss_of(weights: Any) -> Any:
        return half_squared(rnn.forward(weights, x).o, y)[0]

    centred = [np.zeros_like(weight) for weight in params]
    for k, found in enumerate(centred):
        for place in np.ndindex(found.shape):
            nudge = np.zeros_like(found)
            nudge[place] = h
            up, down = (
                loss_of(params._replace(**{params._fields[k]: params[k] + side * nudge}))
                for side in (1, -1)
            )
            found[place] = (up - down) / (2 * h)
    return {
        "centred": relative_error(centred, complex_step(loss_of, params)),
        "backward": check_gradients(rnn, params, x, y, half_squared),
    }


def moved_by_the_last_bit() -> float:
    """Return how far the ten printed errors move if the last bit of one weight is another."""
    printed = []
    for nudged in (False, True):
        rng = np.random.RandomState(0)
        params = rnn.init(rng)
        if nudged:
            params.U[0, 0] = np.nextafter(params.U[0, 0], 2)
        steps = train(rnn, params, stream(random_pairs(rng, 10_000)), half_squared, 0.1)
        errors = [absolute_error(step.trace.o, step.y) for step in steps]
        printed.append(np.array(errors[::1000]))
    return float(np.abs(printed[0] - printed[1]).max())


def one_network(
    drawn: rnn.Params, trained: rnn.Params, along: dict[int, rnn.Params]
) -> dict[str, Any]:
    """Return what is seen inside the sources' network: at first, in the end, and on the way."""
    return {
        "attractors": {n: attractors(params) for n, params in along.items()},
        "carry_axis": carry_axis(trained),
        "clusters": clusters(trained),
        "effect_of_the_first_bit": effect_of_the_first_bit(trained),
        "gradient_after_seven_columns": [
            reach_of_the_gradient(params) for params in (drawn, trained)
        ],
        "long_random_sums": margin(trained),
        "gradient_errors": gradient_errors(),
        "moved_by_the_last_bit_of_a_weight": moved_by_the_last_bit(),
    }
