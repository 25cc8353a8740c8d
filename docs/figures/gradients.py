"""Figures of the page on gradients."""

import math

import numpy as np
from experiments import networks

from rnn_addition import rnn
from rnn_addition.activations import sigmoid_derivative
from rnn_addition.bits import encode
from rnn_addition.losses import half_squared

from . import Figure, Words
from .drawing import Drawing

STEPS = [10.0**-k for k in range(15, 0, -1)]
FLOOR = 1e-16  # what is smaller is drawn there
SUMS = [(0, 127), (1, 127), (81, 113)]


def drawn() -> rnn.Params:
    """Return the first weights of the course's network."""
    return rnn.init(np.random.RandomState(0))


def two_errors(words: Words, params: rnn.Params | None = None) -> Figure:
    """The error of three ways to measure a gradient, by the step, on axes of powers of ten."""
    found = errors(params or drawn())
    sheet = Drawing(420, 296)
    left, right, top, bottom = 54.0, 404.0, 34.0, 236.0

    def x(step: float) -> float:
        return left + (right - left) * (math.log10(step) + 15) / 14

    def y(error: float) -> float:
        return top + (bottom - top) * math.log10(max(error, FLOOR)) / -16

    for power in (0, -4, -8, -12, -16):
        sheet.line(left, y(10.0**power), right, y(10.0**power), "faint", "thin")
        sheet.text(left - 6, y(10.0**power) + 4, _power(power), "small", "faint", anchor="end")
    for power in (-15, -12, -9, -6, -3, -1):
        sheet.text(x(10.0**power), bottom + 18, _power(power), "small", "faint")
    sheet.text((left + right) / 2, bottom + 38, words["step"], "small", "faint")
    sheet.text(4, 14, words["error"], "small", "faint", anchor="start")
    styles = {"one_sided": ("wrong",), "central": ("right",), "complex": ("strong",)}
    for name, errs in found.items():
        points = [(x(step), y(error)) for step, error in zip(STEPS, errs)]
        sheet.polyline(points, *styles[name])
        for px, py in points:
            _mark(sheet, name, px, py, *styles[name])
    sheet.text(x(1e-14), y(5e-7), words["rounding"], "small", anchor="start")
    sheet.text(right, y(5e-11), words["truncation"], "small", anchor="end")
    for k, (name, names) in enumerate(styles.items()):
        start = 12 + 134 * k
        _mark(sheet, name, start, bottom + 51, *names)
        sheet.text(start + 9, bottom + 55, words[name], "small", *names, anchor="start")
    head = [words["step"], *(words[name] for name in styles)]
    rows = zip(STEPS, *found.values())
    table = [
        [_power(round(math.log10(row[0]))), *(f"{v:.0e}" for v in row[1:])] for row in rows
    ]
    return Figure(sheet, [head, *table])


def errors(params: rnn.Params) -> dict[str, list[float]]:
    """Return for each way and step the largest error of all weights' gradients on 81 + 113.

    As a part of the largest gradient. Networks with one weight moved are computed side by side.
    """
    x, y = encode(np.array([81]), np.array([113]), 8)
    trace = rnn.forward(params, x)
    grads = rnn.backward(params, trace, half_squared(trace.z, y)[1])
    exact = np.concatenate([grad.ravel() for grad in grads])  # (N,)
    flat = np.concatenate([weight.ravel() for weight in params])  # (N,)

    def losses(step: complex) -> np.ndarray:
        moved = flat + step * np.eye(flat.size)  # (N, N)
        ends = np.cumsum([weight.size for weight in params])[:-1]
        parts = np.split(moved, ends, axis=1)
        many = [part.reshape(-1, *w.shape) for part, w in zip(parts, params)]
        z = rnn.forward(rnn.Params(*many), x[:, np.newaxis]).z  # (T, N, 1, 1)
        return half_squared(z, np.broadcast_to(y[:, np.newaxis], z.shape))[0]  # (N,)

    def error(measured: np.ndarray) -> float:
        return float(np.abs(measured - exact).max() / np.abs(exact).max())

    here = losses(0)
    found: dict[str, list[float]] = {"one_sided": [], "central": [], "complex": []}
    for step in STEPS:
        up = losses(step)
        found["one_sided"].append(error((up - here) / step))
        found["central"].append(error((up - losses(-step)) / (2 * step)))
        found["complex"].append(error(losses(1j * step).imag / step))
    return found


def travel(
    words: Words, before: rnn.Params | None = None, after: rnn.Params | None = None
) -> Figure:
    """The length of the last answer's gradient, column by column back, for three sums."""
    sheet = Drawing(420, 268)
    panels = [("before", before or drawn(), 56.0), ("after", after or load(), 246.0)]
    top, bottom, width = 34.0, 196.0, 150.0
    styles = {SUMS[0]: ("right",), SUMS[1]: ("strong",), SUMS[2]: ("wrong", "dashed")}

    def y(length: float) -> float:
        return top + (bottom - top) * (2 - math.log10(length)) / 5  # from 100 to 0.001

    table = [
        [
            words["back"],
            *(f"{words[name]}: {a} + {b}" for name, _, _ in panels for a, b in SUMS),
        ]
    ]
    rows = [[str(back)] for back in range(8)]
    for name, params, left in panels:
        sheet.text(left + width / 2, 18, words[name], "strong")
        for power in (2, 1, 0, -1, -2, -3):
            sheet.line(left, y(10.0**power), left + width, y(10.0**power), "faint", "thin")
            if name == "before":
                sheet.text(
                    left - 6, y(10.0**power) + 4, _power(power), "small", "faint", anchor="end"
                )
        for back in range(8):
            sheet.text(left + width * back / 7, bottom + 17, str(back), "small", "faint")
        for k, pair in enumerate(SUMS):
            lengths = reach(params, *pair)
            points = [(left + width * n / 7, y(length)) for n, length in enumerate(lengths)]
            sheet.polyline(points, *styles[pair])
            for px, py in points:
                _mark(sheet, ("one_sided", "complex", "central")[k], px, py, styles[pair][0])
            for row, length in zip(rows, lengths):
                row.append(f"{length:.2g}")
    sheet.text(4, 18, words["length"], "small", "faint", anchor="start")
    sheet.text(226, bottom + 36, words["back"], "small", "faint")
    for k, pair in enumerate(SUMS):
        start = 12 + 138 * k
        _mark(
            sheet, ("one_sided", "complex", "central")[k], start, bottom + 55, styles[pair][0]
        )
        text = f"{pair[0]} + {pair[1]}"
        sheet.text(start + 9, bottom + 59, text, "small", styles[pair][0], anchor="start")
    return Figure(sheet, table + rows)


def load() -> rnn.Params:
    """Return the weights of the course's network after training."""
    return networks.load("sources")  # type: ignore[no-any-return]


def reach(params: rnn.Params, a: int, b: int) -> list[float]:
    """Return the length of the gradient of the last z at each state, from the last one back."""
    x, _ = encode(np.array([a]), np.array([b]), 8)
    slope = sigmoid_derivative(rnn.forward(params, x).h[1:, 0])  # (T, H)
    d_h = params.V[:, 0]
    found = [d_h]
    for t in range(7, 0, -1):
        d_h = params.W @ (d_h * slope[t])
        found.append(d_h)
    return [float(np.linalg.norm(gradient)) for gradient in found]


def _mark(sheet: Drawing, name: str, x: float, y: float, *names: str) -> None:
    """Draw a disc, a square or a triangle, so that lines differ without their colours."""
    if name == "one_sided":
        sheet.circle(x, y, 3, "fill", *names)
    elif name == "central":
        sheet.rect(x - 2.6, y - 2.6, 5.2, 5.2, "fill", *names)
    else:
        sheet.polygon([(x - 3.5, y + 3), (x + 3.5, y + 3), (x, y - 3.5)], "fill", *names)


def _power(exponent: int) -> str:
    """Return a power of ten as it is written: 10 with a raised exponent."""
    raised = str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{raised}"
