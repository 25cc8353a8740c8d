"""Looks inside the sources' network: what it adds, where the carry is, and how it fades."""

from typing import Any

import numpy as np

from rnn_addition import carries, rnn
from rnn_addition.ablation import without_unit
from rnn_addition.activations import sigmoid, sigmoid_derivative
from rnn_addition.automaton import answers, full_adder
from rnn_addition.bits import encode, from_bits, random_pairs, stream
from rnn_addition.evaluation import all_sums, count_right, right
from rnn_addition.gradients import check_gradients, complex_step, relative_error
from rnn_addition.losses import half_squared
from rnn_addition.verdict import judge

from .along import along_training

SEEDS = "0"
REACHED = ((81, 113), (1, 127), (0, 127))  # no carry gets through; one does; none comes
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
    return h.reshape(-1, h.shape[-1]), kinds(x, y).reshape(-1)


def kinds(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return for each column which of 8 it is: 4 a + 2 b + the carry that came (T, B)."""
    carry = x.sum(axis=-1) % 2 != y[..., 0]  # (T, B)
    return np.asarray(4 * x[..., 0] + 2 * x[..., 1] + carry, int)


def carry_out(kind: np.ndarray) -> np.ndarray:
    """Return of kinds of states which carry goes out of the column: two of the three bits."""
    return np.isin(kind, (3, 5, 6, 7))


def least_squares_axis(h: np.ndarray, carry: np.ndarray) -> np.ndarray:
    """Return weights (H + 1,), the last a constant, that bring h near 1 or, without, -1."""
    h = with_one(h)  # (N, H + 1)
    return np.linalg.solve(h.T @ h, h.T @ (2.0 * carry - 1))  # the normal equations


def with_one(h: np.ndarray) -> np.ndarray:
    """Return h (..., H) with a 1 after each state: (..., H + 1)."""
    return np.concatenate([h, np.ones((*h.shape[:-1], 1))], axis=-1)


def carry_axis(params: rnn.Params) -> dict[str, Any]:
    """Return how well one direction, found by least squares, tells what carry goes out."""
    h, kind = states_of_all_sums(params)
    carry = carry_out(kind)
    shown = with_one(h) @ least_squares_axis(h, carry)
    yes, no = h[carry], h[~carry]
    tells = (yes.min(axis=0) > no.max(axis=0)) | (yes.max(axis=0) < no.min(axis=0))  # (H,)
    return {
        "states": len(h),
        "carry_at_least": round(float(shown[carry].min()), 2),
        "none_at_most": round(float(shown[~carry].max()), 2),
        "right_percent": percent((shown > 0) == carry),
        "units_that_tell_alone": np.flatnonzero(tells).tolist(),
    }


def bits_alone(columns: int) -> float:
    """Return of how many percent of the states the bits of the last columns tell the carry."""
    ((x, y),) = all_sums()
    carry = carry_out(kinds(x, y)).reshape(-1)  # (N,)
    before = np.concatenate([np.zeros((columns - 1, *x.shape[1:])), x])
    seen = [before[k : k + len(x)] for k in range(columns)]  # columns x (T, B, 2)
    bits = np.concatenate(seen, axis=-1).reshape(len(carry), -1)  # (N, 2 columns)
    return percent((with_one(bits) @ least_squares_axis(bits, carry) > 0) == carry)


def percent(true: np.ndarray) -> float:
    """Return how many are true."""
    return round(100 * float(true.mean()), 1)


def unit_that_tells(params: rnn.Params, k: int) -> dict[str, float]:
    """Return how far apart the values of unit k are with a carry and without: hardly at all."""
    h, kind = states_of_all_sums(params)
    yes, no = h[carry_out(kind), k], h[~carry_out(kind), k]
    ends = {"carry_at_most": yes.max(), "none_at_least": no.min()}
    return {name: round(float(end), 4) for name, end in ends.items()}


def two_principal_components(params: rnn.Params) -> dict[str, float]:
    """Return how much of the variance they hold, and of how many states they tell the carry."""
    h, kind = states_of_all_sums(params)
    carry, centred = carry_out(kind), h - h.mean(axis=0)
    variances, directions = np.linalg.eigh(centred.T @ centred)  # (H,), (H, H), least first
    two = centred @ directions[:, -2:]  # (N, 2)
    shown = with_one(two) @ least_squares_axis(two, carry)
    share = variances[-2:].sum() / variances.sum()
    return {
        "variance_percent": round(100 * float(share), 1),
        "right_percent": percent((shown > 0) == carry),
    }


def moved(params: rnn.Params, t: int = 4) -> dict[str, float]:
    """Return in how many percent of all sums the other carry is answered after a move.

    The state before column t is moved by the difference of the mean states with a carry and
    without, as far at random, or to the place mirrored at the boundary on the axis.
    """
    states, kind = states_of_all_sums(params)
    carry = carry_out(kind)
    fit = least_squares_axis(states, carry)
    ((x, _),) = all_sums()
    h = rnn.forward(params, x).h[t]  # (B, H)
    a, b = np.moveaxis(np.asarray(from_bits(x), int), -1, 0)  # (B,)
    came = (a % 2**t + b % 2**t) >> t  # (B,)
    difference = states[carry].mean(axis=0) - states[~carry].mean(axis=0)  # (H,)
    noise = np.random.RandomState(0).randn(*h.shape)  # (B, H)
    noise *= np.linalg.norm(difference) / np.linalg.norm(noise, axis=-1, keepdims=True)
    mirror = (with_one(h) @ fit)[:, np.newaxis] * fit[:-1] / (fit[:-1] @ fit[:-1])  # (B, H)
    moves = {
        "by_difference": np.where(came[:, np.newaxis], -difference, difference),
        "at_random": noise,
        "on_the_axis": -2 * mirror,
    }
    other = (a >> t) + (b >> t) + 1 - came  # (B,)
    return {
        name: percent(from_bits(rnn.forward(params, x[t:], h + move).z[..., 0] > 0) == other)
        for name, move in moves.items()
    }


def held_at_mean(params: rnn.Params) -> list[int]:
    """Return for each unit how many sums stay right if it always gives its mean instead."""
    ((x, y),) = all_sums()
    mean = rnn.forward(params, x).h[1:].mean(axis=(0, 1))  # (H,)
    found = []
    for k in range(len(mean)):
        h, z = np.zeros(params.W.shape[-1]), []
        for column in x:
            h = sigmoid(column @ params.U + h @ params.W)  # (B, H)
            h[:, k] = mean[k]
            z.append(h @ params.V)
        found.append(int(right(np.array(z), y).sum()))
    return found


def random_sums_wrong(params: rnn.Params, count: int = 20_000) -> dict[str, Any]:
    """Return how many of so many random sums of n bits are wrong.

    And in how many percent of tests with 100 of them none would be.
    """
    rng = np.random.RandomState(0)
    found: dict[str, Any] = {"sums": count}
    for n in (16, 64, 256, 1024):
        wrong = 0
        for _ in range(count // 1000):
            x = np.zeros((n + 1, 1000, 2))
            x[:n] = rng.randint(2, size=(n, 1000, 2))
            said = rnn.forward(params, x).z[..., 0] > 0  # (T, B)
            wrong += int((said != answers(full_adder(), x)).any(axis=0).sum())
        unseen = round(100 * (1 - wrong / count) ** 100)
        found[str(n)] = {"wrong": wrong, "unseen_by_100_in_percent": unseen}
    return found


def clusters(params: rnn.Params) -> dict[str, float]:
    """Return how near each other the states of one kind are, and how far those of two."""
    h, kind = states_of_all_sums(params)
    centres = np.array([h[kind == k].mean(axis=0) for k in range(8)])  # (8, H)
    between = np.linalg.norm(centres[:, np.newaxis] - centres, axis=-1)  # (8, 8)
    within = np.sqrt(((h - centres[kind]) ** 2).sum(axis=-1).mean())
    far = [np.linalg.norm(h - centre, axis=-1) for centre in centres]  # 8 x (N,)
    nearest = np.argmin(far, axis=0)  # (N,)
    return {
        "root_mean_square_to_own_centre": round(float(within), 2),
        "nearest_two_centres": round(float(between[between > 0].min()), 2),
        "nearest_to_own_centre": int((nearest == kind).sum()),
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


def reach(params: rnn.Params, x: np.ndarray) -> np.ndarray:
    """Return the length of the gradient of the last z at each state, a row a column back."""
    slope = sigmoid_derivative(rnn.forward(params, x).h[1:])  # (T, B, H)
    d_h = [np.broadcast_to(params.V[:, 0], slope[0].shape)]  # (B, H)
    for t in reversed(range(1, len(x))):
        d_h.append(d_h[-1] * slope[t] @ params.W.T)
    return np.asarray(np.linalg.norm(d_h, axis=-1))  # (T, B)


def reach_of_the_gradient(params: rnn.Params) -> dict[str, Any]:
    """Return how many times smaller the last bit's gradient is seven columns back.

    For three sums; for all sums at least and at most, and how many let it grow; and for the
    sums by how many of the six columns between hold one 1, and would pass a carry on.
    """
    ((x, _),) = all_sums()
    lengths = reach(params, x)
    times = lengths[0] / lengths[7]  # (B,)
    passing = (x[1:7].sum(axis=-1) == 1).sum(axis=0)  # (B,)
    return {
        "sums": {f"{a}_{b}": rounded(times[128 * a + b]) for a, b in REACHED},
        "least": rounded(times.min()),
        "most": rounded(times.max()),
        "grows": int((times < 1).sum()),
        "median_by_passing": [rounded(np.median(times[passing == k])) for k in range(7)],
    }


def rounded(value: float) -> float:
    """Return a number to two digits, without a point from 10 on."""
    short = float(f"{value:.2g}")
    return int(short) if short >= 10 else short


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
    """Return all of it, in some minutes."""
    at = along_training(ALONG)
    drawn, trained = at[0], at[10_000]
    return {
        "along": {str(n): score(params) for n, params in at.items()},
        "trap": {
            "says": says(at[8200], 511, 1),
            **score(at[8200]),
            "nine_bits": {"sums": 4**9, "wrong": 4**9 - count_right(rnn, at[8200], 10)},
            "random": random_sums_wrong(at[8200]),
        },
        "machine": {str(n): machine(at[n]) for n in (8200, 10_000)},
        "without_unit": [count_right(rnn, without_unit(trained, k)) for k in range(16)],
        "held_at_mean": held_at_mean(trained),
        "long_sums": long_sums(trained),
        "attractors": {str(n): attractors(at[n]) for n in (8000, 8200, 10_000, 20_000)},
        "carry_axis": carry_axis(trained),
        "carry_axis_before_training": carry_axis(drawn),
        "carry_from_bits_alone": {str(n): bits_alone(n) for n in (1, 2, 3)},
        "unit_that_tells": unit_that_tells(trained, 14),
        "two_principal_components": two_principal_components(trained),
        "moved": moved(trained),
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
