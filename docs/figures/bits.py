"""Figures of the page on bits."""

import numpy as np

from rnn_addition.bits import encode

from . import Figure, Words
from .drawing import Drawing

A, B, BITS = 81, 113, 8


def addition(words: Words) -> Figure:
    """81 + 113 column by column, each carry above the column that it goes into."""
    x, y = encode(np.array([A]), np.array([B]), BITS)
    a, b, total = x[:, 0, 0], x[:, 0, 1], y[:, 0, 0]  # (T,)
    carry = np.zeros(BITS + 1)
    for t in range(BITS):
        carry[t + 1] = a[t] + b[t] + carry[t] >= 2
    sheet = Drawing(420, 190)
    rows = [(words["carry"], carry[:-1], 40), (str(A), a, 80), (str(B), b, 112)]
    rows.append((str(A + B), total, 156))
    for label, bits, baseline in rows:
        sheet.text(88, baseline, label, "memory" if bits is rows[0][1] else "", anchor="end")
        for t, bit in enumerate(bits):
            names = ["code", *(["memory"] if baseline == 40 else [])]
            sheet.text(_column(t), baseline, str(int(bit)), *names)
    sheet.text(110, 112, "+")
    sheet.line(100, 128, 410, 128)
    for t in range(BITS - 1):
        if carry[t + 1]:  # from between the two bits up to the next column's carry
            sheet.arrow(_column(t) - 6, 66, _column(t + 1) + 8, 44, "memory")
    sheet.text(255, 182, words["order"], "small", "faint")
    head = [words["column"], str(A), str(B), words["carry_in"], words["bit"]]
    table = [[str(t), *(str(int(row[t])) for row in (a, b, carry, total))] for t in range(BITS)]
    return Figure(sheet, [head, *table])


def _column(t: int) -> float:
    """Return where column t stands; the lowest is at the right."""
    return 395 - 36 * t
