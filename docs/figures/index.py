"""The figure of the first page."""

from typing import Any

import numpy as np
from experiments import networks

from rnn_addition import rnn
from rnn_addition.activations import sigmoid
from rnn_addition.bits import encode

from . import Figure, Words
from .drawing import Drawing

A, B, BITS = 81, 113, 8


def adder(words: Words, params: Any = None) -> Figure:
    """The trained network adding 81 + 113: bits, hidden state and answer of each column."""
    params = networks.load("sources") if params is None else params
    x, _ = encode(np.array([A]), np.array([B]), BITS)
    trace = rnn.forward(params, x)
    h, o = trace.h[1:, 0], sigmoid(trace.z[:, 0, 0])  # (T, H), (T,)
    answer = (o > 0.5).astype(int)
    total = sum(int(bit) << t for t, bit in enumerate(answer))
    sheet = Drawing(420, 266)
    labels = [(str(A), 26), (str(B), 48), (words["state"], 120), (words["output"], 196)]
    for text, y in labels:
        memory = ("memory",) if y == 120 else ()
        sheet.text(64, y, text, *memory, *(("small",) if y > 48 else ()), anchor="end")
    sheet.text(64, 232, str(total), "strong", anchor="end")
    sheet.line(72, 208, 416, 208)
    for t in range(BITS):
        left = 378 - 43 * t
        middle = left + 17
        sheet.text(middle, 26, str(int(x[t, 0, 0])), "code")
        sheet.text(middle, 48, str(int(x[t, 0, 1])), "code")
        sheet.arrow(middle, 56, middle, 72, "faint")
        for unit in range(16):
            top, side = 78 + 9 * (unit // 2), left + 17 * (unit % 2)
            sheet.shade(side + 0.5, top + 0.5, 16, 8, float(h[t, unit]), "memory")
        sheet.rect(left, 78, 34, 73, "memory")
        if t < BITS - 1:
            sheet.arrow(left - 1, 115, left - 8, 115, "memory")
        sheet.arrow(middle, 154, middle, 174, "faint")
        sheet.text(middle, 196, f"{o[t]:.2f}", "small", "code")
        sheet.text(middle, 232, str(answer[t]), "code", "strong")
    sheet.text(244, 258, words["order"], "small", "faint")
    head = [words["column"], str(A), str(B), words["output"], words["answer"]]
    table = [
        [str(t), *(str(int(bit)) for bit in x[t, 0]), f"{o[t]:.2f}", str(answer[t])]
        for t in range(BITS)
    ]
    return Figure(sheet, [head, *table])
