"""Figures of the page on the plain recurrent network."""

from typing import Any

import numpy as np
from experiments import networks
from experiments.inside import shares

from rnn_addition import rnn
from rnn_addition.activations import sigmoid
from rnn_addition.bits import encode

from . import Figure, Words
from .drawing import Drawing

NAMES = {"U": "synapse_0", "V": "synapse_1", "W": "synapse_h"}
COLUMN, UNIT = 1, 6  # of 81 + 113: the bits are 0 and 0, and a carry comes in
SUMS = {"carry_travels": (7, 1), "it_stops": (5, 1)}


def unrolled(words: Words) -> Figure:
    """The network as a loop, and the same network once for each of three columns."""
    params = rnn.init(np.random.RandomState(0))
    sheet = Drawing(420, 300)
    sheet.text(46, 22, words["loop"], "strong")
    sheet.text(285, 22, words["unrolled"], "strong")
    _cell(sheet, 40, ("x", "h", "o"))
    sheet.path("M 58 138 C 98 118, 98 182, 58 162", "memory", "strong")
    sheet.polygon([(58, 162), (67, 160.5), (62.5, 168)], "head", "memory")
    sheet.text(98, 154, "W", "memory", "code")
    for t in range(3):
        x = 205 + 80 * t
        _cell(sheet, x, (f"x{_sub(t)}", f"h{_sub(t + 1)}", f"o{_sub(t)}"))
        sheet.arrow(x - 60, 150, x - 20, 150, "memory", "strong")
        sheet.text(x - 41, 141, "W", "memory", "code")
    sheet.text(140, 178, f"h{_sub(0)} = 0", "memory", "code")
    sheet.line(385, 150, 413, 150, "memory", "dashed")
    rows = [(f"{name} = {other}", getattr(params, name)) for name, other in NAMES.items()]
    for k, (label, weight) in enumerate(rows):
        shape = " × ".join(map(str, weight.shape))
        names = ("code", "small", *(("memory",) if label[0] == "W" else ()))
        sheet.text(72 + 138 * k, 272, label, *names)
        sheet.text(72 + 138 * k, 290, shape, *names)
    head = [words["weights"], words["also"], words["shape"], words["between"]]
    table = [
        [name, NAMES[name], str(getattr(params, name).shape), between]
        for name, between in (("U", "x → h"), ("V", "h → o"), ("W", "h → h"))
    ]
    return Figure(sheet, [head, *table])


def _cell(sheet: Drawing, x: float, names: tuple[str, str, str]) -> None:
    """Draw input, hidden state and output of one column above each other."""
    for y, name in zip((235, 150, 65), names):
        state = ("memory",) if y == 150 else ()
        sheet.circle(x, y, 18, *state, *(("strong",) if state else ()))
        sheet.text(x, y + 4, name, "code", *state)
    sheet.arrow(x, 215, x, 171)
    sheet.arrow(x, 130, x, 86)
    sheet.text(x + 6, 200, "U", "code", anchor="start")
    sheet.text(x + 6, 112, "V", "code", anchor="start")


def _sub(t: int) -> str:
    return "₀₁₂₃₄₅₆₇₈₉"[t]


def column(words: Words, params: Any = None) -> Figure:
    """What flows into one hidden unit in one column: two bits, and 16 numbers of the state."""
    params = networks.load("sources") if params is None else params
    x, _ = encode(np.array([81]), np.array([113]), 8)
    h = rnn.forward(params, x).h[COLUMN, 0]  # (H,)
    inputs = x[COLUMN, 0] * params.U[:, UNIT]
    products = np.concatenate([inputs, h * params.W[:, UNIT]])  # (2 + H,)
    u = float(products.sum())
    sheet = Drawing(420, 222)
    zero, unit = 120.0, 80 / max(1.0, float(np.abs(products).max()))
    sheet.line(14, zero, 302, zero, "faint")
    for k, product in enumerate(products):
        left = 16 + 16 * k
        memory = ("memory",) if k >= 2 else ()
        top = zero - max(float(product), 0) * unit
        sheet.rect(left, top, 11, abs(float(product)) * unit, *memory, "fill")
        label = "ab"[k] if k < 2 else str(k - 2)
        if k < 2 or k % 2 == 0:  # a number below each second unit: more would touch
            sheet.text(left + 5.5, 212, label, "small", "code", *memory)
    sheet.text(24, 26, words["bits"], "small", anchor="start")
    sheet.text(302, 26, words["state"], "small", "memory", anchor="end")
    sheet.arrow(306, zero, 330, zero)
    sheet.text(375, 100, words["sum"], "small")
    sheet.text(375, 120, f"u = {u:.2f}", "code")
    sheet.text(375, 152, f"σ(u) = {sigmoid(np.array(u)):.2f}", "code", "memory")
    head = [words["from"], words["value"], words["weight"], words["product"]]
    values = np.concatenate([x[COLUMN, 0], h])
    weights = np.concatenate([params.U[:, UNIT], params.W[:, UNIT]])
    names = ["a", "b", *(f"h[{k}]" for k in range(len(h)))]
    table = [
        [name, f"{value:.2f}", f"{weight:.2f}", f"{value * weight + 0.0:.2f}"]
        for name, value, weight in zip(names, values, weights)
    ]
    return Figure(sheet, [head, *table])


def mixing(words: Words, params: Any = None) -> Figure:
    """How much of each state comes from each column so far, for two sums of four columns."""
    params = networks.load("sources") if params is None else params
    sheet = Drawing(420, 330)
    table = [[words["sum"], words["after"], *(f"{words['column']} {k}" for k in range(4))]]
    for panel, (name, (a, b)) in enumerate(SUMS.items()):
        top = 30 + 155 * panel
        sheet.text(10, top, f"{a} + {b}", "strong", anchor="start")
        sheet.text(80, top, words[name], "small", anchor="start")
        for t, row in enumerate(shares(params, a, b)):
            y, left = top + 12 + 29 * t, 80.0
            sheet.text(70, y + 16, f"h{_sub(t + 1)}", "code", "memory", anchor="end")
            for k, share in enumerate(row[: t + 1]):
                width = 320 * float(share)
                if k < t:
                    sheet.shade(left, y, width, 22, 0.55 - 0.15 * k, "memory")
                sheet.rect(left, y, width, 22)
                if width > 30:
                    sheet.text(left + width / 2, y + 16, f"{100 * share:.0f} %", "small")
                left += width
            cells = (f"{100 * share:.0f} %" if k <= t else "" for k, share in enumerate(row))
            table.append([f"{a} + {b}", str(t), *cells])
    sheet.text(80, 326, words["legend"], "small", "faint", anchor="start")
    return Figure(sheet, table)
