"""Looks inside the sources' network: what it adds, where the carry is, and how it fades."""

from typing import Any

import numpy as np

from rnn_addition import carries, rnn
from rnn_addition.ablation import without_unit
from rnn_addition.activations import sigmoid, sigmoid_derivative
from rnn_addition.bits import encode, from_bits, random_pairs, stream
from rnn_addition.evaluation import all_sums, count_right, right
from rnn_addition.gradients import check_gradients, complex_step, relative_error
from rnn_addition.losses import half_squared
from rnn_addition.verdict import judge

from .along import along_training

SEEDS = "0"
ALONG = [*range(0, 10_001, 50), 12_000, 15_000, 20_000, 30_000, 50_000, 100_000]


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


def shares(params: rnn.Params, a: int, b: int) -> np.ndarray:
    """Return how much of the state after each of four columns comes from which column.

    The bits of column k are replaced by each other pair; the change of the state after column
    t, summed over units and pairs, is divided by that of all columns. (T, T), rows add up to
    1.
    """
    x, _ = encode(np.array([a]), np.array([b]), 4)
    h = rnn.forward(params, x).h[1:]  # (T, 1, H)
    moved = np.zeros((4, 4))
    for k in range(4):
        others = np.repeat(x, 3, axis=1)  # (T, 3, 2)
        others[k] = [pair for pair in np.ndindex(2, 2) if pair != tuple(x[k, 0])]
        moved[:, k] = np.abs(rnn.forward(params, others).h[1:] - h).sum(axis=(1, 2))
    return np.asarray(moved / moved.sum(axis=-1, keepdims=True))


def reach_of_the_gradient(params: rnn.Params) -> float:
    """Return how many times smaller the last bit's gradient is seven columns back: 1 + 127."""
    x, _ = encode(np.array([1]), np.array([127]), 8)
    slope = sigmoid_derivative(rnn.forward(params, x).h[1:, 0])  # (T, H)
    d_u = [params.V[:, 0] * slope[7]]  # up to a factor that cancels
    for t in reversed(range(7)):
        d_u.append(params.W @ d_u[-1] * slope[t])
    return round(float(np.linalg.norm(d_u[0]) / np.linalg.norm(d_u[7])), 1)


def margin(params: rnn.Params, n: int = 1024, count: int = 2000) -> dict[str, float]:
    """Return of `count` random sums of n bits how many are right, and how clearly at least."""
    sums = carries.random_sums(np.random.RandomState(2), n, count)
    x, y = carries.columns_of(sums, n + 1)
    z = rnn.forward(params, x).z
    correct = right(z, y)
    return {
        "sums": count,
        "bits": n,
        "right": int(correct.sum()),
        "nearest_to_a_half": round(float(np.abs(sigmoid(z) - 0.5).min()), 2),
    }


def gradient_errors(h: float = 1e-5) -> dict[str, int]:
    """Return of one sum the powers of ten that the relative errors of two gradients stay below.

    Those of centred differences, and those of backward. They are rounding and little else, so
    the last bit decides them, and a margin of 3 keeps it from deciding the power of ten.
    """
    rng = np.random.RandomState(0)
    params = rnn.init(rng)
    ((x, y),) = stream(random_pairs(rng, 1))

    def loss_of(weights: Any) -> Any:
        return half_squared(rnn.forward(weights, x).z, y)[0]

    errors = {
        "centred": relative_error(centred(loss_of, params, h), complex_step(loss_of, params)),
        "backward": check_gradients(rnn, params, x, y, half_squared),
    }
    largest = {name: max(found.values()) for name, found in errors.items()}
    return {name: int(np.ceil(np.log10(3 * error))) for name, error in largest.items()}


def centred(loss_of: Any, params: rnn.Params, h: float) -> rnn.Params:
    """Return the gradient by centred differences, a weight at a time."""
    found = [np.zeros_like(weight) for weight in params]
    for k, grad in enumerate(found):
        for place in np.ndindex(grad.shape):
            nudge = np.zeros_like(grad)
            nudge[place] = h
            up, down = (
                loss_of(params._replace(**{params._fields[k]: params[k] + side * nudge}))
                for side in (1, -1)
            )
            grad[place] = (up - down) / (2 * h)
    return rnn.Params(*found)


def machine(params: rnn.Params) -> dict[str, Any]:
    """Return the states of the machine inside, if there is one, and a shortest wrong sum."""
    verdict = judge(rnn, params)
    states = len(verdict.machine.next) if verdict.machine else None
    return {"told_apart": verdict.states, "states": states, "wrong": verdict.wrong}


def says(params: rnn.Params, a: int, b: int) -> int:
    """Return what the network says is a + b."""
    x, _ = encode(np.array([a]), np.array([b]), (a + b).bit_length())
    return int(from_bits(rnn.forward(params, x).z[:, 0, 0] > 0))


def score(params: rnn.Params) -> dict[str, int]:
    """Return how many of the 16,384 sums are right, and of the 10 chains of 2,000 bits."""
    long = list(carries.chains(2000).values())
    chains = int(carries.adds(rnn, params, long, 2001).sum())
    return {"sums": count_right(rnn, params), "chains": chains}


def long_sums(params: rnn.Params, bits: int = 100_000) -> dict[str, int]:
    """Return how many of some sums and chains of so many bits are right."""
    sums = carries.random_sums(np.random.RandomState(1), bits, 2)
    sums += carries.chains(bits).values()
    right = int(carries.adds(rnn, params, sums, bits + 1).sum())
    return {"bits": bits, "sums": len(sums), "right": right}


def values() -> dict[str, Any]:
    """Return all of it, in about two minutes."""
    at = along_training(ALONG)
    drawn, trained = at[0], at[10_000]
    return {
        "along": {str(n): score(params) for n, params in at.items()},
        "trap": {"says": says(at[8200], 511, 1), **score(at[8200])},
        "machine": {str(n): machine(at[n]) for n in (8200, 10_000)},
        "without_unit": [count_right(rnn, without_unit(trained, k)) for k in range(16)],
        "long_sums": long_sums(trained),
        "attractors": {str(n): attractors(at[n]) for n in (8000, 8200, 10_000, 20_000)},
        "carry_axis": carry_axis(trained),
        "clusters": clusters(trained),
        "effect_of_the_first_bit": effect_of_the_first_bit(trained),
        "sum_of_v": round(float(trained.V.sum()), 1),
        "of_the_fourth_state_from_the_first_column": {  # in percent
            "carry_travels": round(100 * float(shares(trained, 7, 1)[3, 0])),
            "it_stops": round(100 * float(shares(trained, 5, 1)[3, 0])),
        },
        "gradient_after_seven_columns": {
            "drawn": reach_of_the_gradient(drawn),
            "trained": reach_of_the_gradient(trained),
        },
        "margin": margin(trained),
        "gradient_errors": gradient_errors(),
    }
