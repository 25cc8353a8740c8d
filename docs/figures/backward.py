"""Figures of the page on backpropagation through time."""

from typing import Any

import numpy as np

from rnn_addition import rnn
from rnn_addition.activations import sigmoid, sigmoid_derivative
from rnn_addition.bits import encode
from rnn_addition.losses import half_squared

from . import Figure, Words
from .drawing import Drawing
from .rnn import _sub

ONE_UNIT = rnn.Params(U=np.ones((2, 1)), V=np.ones((1, 1)), W=np.ones((1, 1)))


def graph(words: Words, params: Any = ONE_UNIT) -> Figure:
    """Two columns of a network of one unit: numbers forward, and gradients back below them."""
    x, y = encode(np.array([1]), np.array([1]), 2)
    trace = rnn.forward(params, x)
    _, d_z = half_squared(trace.z, y)
    h, z, o = trace.h.ravel(), trace.z.ravel(), sigmoid(trace.z).ravel()
    d_z = d_z.ravel()
    own = d_z * params.V.ravel()  # what the answer of the same column says of h
    d_u1 = own[1] * sigmoid_derivative(h[2])
    later = d_u1 * params.W.ravel()[0]
    d_u0 = (own[0] + later) * sigmoid_derivative(h[1])
    sheet = Drawing(420, 420)
    for t in range(2):
        left = 110 + 190 * t
        sheet.text(left, 20, f"{words['column']} {t}", "strong")
        bits = " + ".join(str(int(bit)) for bit in x[t, 0])
        _node(sheet, left, 370, bits, words["bits"], "")
        u = float((x[t] @ params.U + h[t] * params.W).item())
        _node(sheet, left, 285, f"u{_sub(t)} = {u:.3f}", "", f"{(d_u0, d_u1)[t]:+.4f}")
        _node(sheet, left, 200, f"h{_sub(t + 1)} = {h[t + 1]:.3f}", "", "", "memory")
        _node(sheet, left, 125, f"z{_sub(t)} = {z[t]:.3f}", "", f"{d_z[t]:+.4f}")
        answer = f"o{_sub(t)} = {o[t]:.3f}"
        _node(sheet, left, 60, answer, f"{words['right']} {int(y[t, 0, 0])}", "")
        for lower, upper in ((357, 298), (272, 213), (187, 138), (112, 73)):
            sheet.arrow(left, lower, left, upper)
        sheet.text(left + 56, 166, f"V: {own[t]:+.4f}", "wrong", "small", "code")
    sheet.path("M 161 200 C 222 205, 192 285, 240 285", "memory", "strong")
    sheet.polygon([(250, 285), (240, 281), (240, 289)], "head", "memory")
    sheet.text(206, 190, f"W: {later:+.4f}", "wrong", "small", "code")
    for k, gradient in enumerate((own[0], later, own[0] + later)):
        y0 = 230 + 14 * k + (4 if k == 2 else 0)
        sheet.text(100, y0, f"{gradient:+.4f}", "wrong", "small", "code", anchor="end")
    sheet.line(46, 249, 102, 249, "wrong")
    sheet.text(310, 246, f"{own[1]:+.4f}", "wrong", "small", "code", anchor="start")
    sheet.text(210, 408, words["legend"], "small", "faint")
    head = [words["quantity"], *(f"{words['column']} {t}" for t in range(2))]
    rows = [
        ("h", h[1:]),
        ("z", z),
        ("o", o),
        ("∂L/∂z", d_z),
        (words["own"], own),
        (words["later"], (later, 0.0)),
        ("∂L/∂u", (d_u0, d_u1)),
    ]
    table = [[name, *(f"{value:.4f}" for value in pair)] for name, pair in rows]
    return Figure(sheet, [head, *table])


def _node(
    sheet: Drawing, x: float, y: float, text: str, beside: str, gradient: str, *names: str
) -> None:
    """Draw a box of one number, with what is said beside it and the gradient there."""
    sheet.rect(x - 50, y - 13, 100, 26, *names, r=4)
    sheet.text(x, y + 5, text, "code", *names)
    if beside:
        sheet.text(x - 56, y + 5, beside, "small", "faint", anchor="end")
    if gradient:
        sheet.text(x + 56, y + 5, gradient, "wrong", "small", "code", anchor="start")


def flow(words: Words, params: Any = None) -> Figure:
    """What reaches the hidden units of each column of 81 + 113: from its answer, from later."""
    params = rnn.init(np.random.RandomState(0)) if params is None else params
    x, y = encode(np.array([81]), np.array([113]), 8)
    trace = rnn.forward(params, x)
    _, d_z = half_squared(trace.z, y)
    slope = sigmoid_derivative(trace.h[1:])
    own = d_z @ params.V.mT * slope  # (T, 1, H)
    later = np.zeros_like(own)
    for t in reversed(range(7)):
        later[t] = (own[t + 1] + later[t + 1]) @ params.W.mT * slope[t]
    norms = [np.linalg.norm(part, axis=(1, 2)) for part in (own, later)]
    unit = 110 / max(float(part.max()) for part in norms)
    sheet = Drawing(420, 240)
    sheet.line(20, 150, 400, 150, "faint")
    for t in range(8):
        left = 362 - 46 * t
        for k, part in enumerate(norms):
            height = float(part[t]) * unit
            names = ("memory",) if k else ("faint",)
            sheet.rect(left + 17 * k, 150 - height, 14, height, "fill", *names)
        bits = " + ".join(str(int(bit)) for bit in x[t, 0])
        sheet.text(left + 15, 168, bits, "small", "code")
        if t:
            sheet.arrow(left + 30, 184, left + 56, 184, "memory")
    sheet.rect(60, 204, 11, 11, "fill", "faint")
    sheet.text(78, 214, words["own"], "small", anchor="start")
    sheet.rect(60, 222, 11, 11, "fill", "memory")
    sheet.text(78, 232, words["later"], "small", "memory", anchor="start")
    head = [words["column"], words["own"], words["later"]]
    table = [[str(t), *(f"{part[t]:.3f}" for part in norms)] for t in range(8)]
    return Figure(sheet, [head, *table])
