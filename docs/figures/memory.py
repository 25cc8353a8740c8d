"""Figures of the page on networks without memory."""

from typing import Any

import numpy as np
from experiments import networks, robust

from rnn_addition import feedforward
from rnn_addition.bits import encode, from_bits

from . import Figure, Words
from .drawing import Drawing

A, B, BITS = 81, 113, 8
ALIKE = [(0, 6, "strong"), (1, 2, "dashed")]  # columns with the same bits and other answers
LEFT, RIGHT, TOP, FLOOR = 48, 414, 30, 240  # the plot of the windows


def twice(words: Words, params: feedforward.Params | None = None) -> Figure:
    """81 + 113, which columns look alike in it, and what a network without memory answers."""
    x, y = encode(np.array([A]), np.array([B]), BITS)
    a, b, total = x[:, 0, 0], x[:, 0, 1], y[:, 0, 0]  # (T,)
    carry = (a + b + total) % 2  # what makes a column's bit another than its own two give
    network = networks.load("without_memory") if params is None else params
    answer = (feedforward.forward(network, x).z[:, 0, 0] > 0).astype(int)  # (T,)
    sheet = Drawing(420, 216)
    sheet.text(124, 18, words["column"], "small", "faint", anchor="end")
    sheet.rect(130, 29, 282, 22, "memory", "dashed", r=4)
    said = f"{words['network']}: {from_bits(answer)}"
    rows = [(words["carry"], carry, 45), (str(A), a, 82), (f"+  {B}", b, 114)]
    rows += [(str(A + B), total, 158), (said, answer, 200)]
    for label, bits, baseline in rows:
        names = ["memory"] if bits is carry else []
        sheet.text(124, baseline, label, *names, anchor="end")
        for t, bit in enumerate(bits):
            wrong = bits is answer and bit != total[t]
            marks = ["wrong", "strong"] if wrong else names
            sheet.text(_column(t), baseline, str(int(bit)), "code", *marks)
            if wrong:
                sheet.line(_column(t) - 8, baseline + 3, _column(t) + 8, baseline - 12, "wrong")
    for t in range(BITS):
        sheet.text(_column(t), 18, str(t), "small", "faint")
    sheet.line(96, 132, 410, 132)
    for one, other, style in ALIKE:
        for t in (one, other):
            sheet.rect(_column(t) - 13, 64, 26, 58, style, r=4)
            sheet.rect(_column(t) - 13, 141, 26, 24, style, r=4)
    head = [words["column"], str(A), str(B), words["carry"], str(A + B), words["network"]]
    rows_of_table = [
        [str(t), *(str(int(row[t])) for row in (a, b, carry, total, answer))]
        for t in range(BITS)
    ]
    return Figure(sheet, [head, *rows_of_table])


def _column(t: int) -> float:
    """Return where column t stands; the lowest is at the right."""
    return 397 - 36 * t


def windows(words: Words, found: dict[str, Any] | None = None) -> Figure:
    """The ceiling for each width of the window, and ten networks that were trained for it."""
    found = robust.record_of("memory")["windows"] if found is None else found
    sheet = Drawing(420, 288)
    for quarter in range(5):
        height = _height(quarter * 2**12) + 4
        sheet.text(LEFT - 8, height, f"{25 * quarter} %", "small", "faint", anchor="end")
    sheet.line(LEFT, FLOOR, RIGHT, FLOOR)
    table = [[words["earlier"], words["ceiling"], words["coarse"], words["fine"]]]
    for w, window in enumerate(found.values()):
        x = LEFT + (RIGHT - LEFT) / len(found) * (w + 0.5)
        window = window | window.get("on_this_machine", {})
        ceiling = window["ceiling"]
        sheet.line(x - 18, _height(ceiling), x + 18, _height(ceiling), "strong")
        sheet.text(x, _height(ceiling) - 7, f"{ceiling:,}", "small")
        for sums in window["coarse"]["right"]:
            sheet.circle(x - 8, _height(sums), 3, "wrong")
        for sums in window["fine"]["right"]:
            sheet.circle(x + 8, _height(sums), 3, "right", "fill")
        sheet.text(x, FLOOR + 18, str(w))
        reached = [window[name]["right"] for name in ("coarse", "fine")]
        table.append([str(w), f"{ceiling:,}", *map(_range, reached)])
    sheet.text((LEFT + RIGHT) / 2, FLOOR + 40, words["earlier"], "small", "faint")
    sheet.line(196, 158, 220, 158, "strong")
    sheet.circle(208, 180, 3, "wrong")
    sheet.circle(208, 202, 3, "right", "fill")
    for name, baseline in (("ceiling", 162), ("coarse", 184), ("fine", 206)):
        sheet.text(230, baseline, words[name], anchor="start")
    return Figure(sheet, table)


def _height(sums: int) -> float:
    """Return at which height so many sums stand."""
    return FLOOR - (FLOOR - TOP) * sums / 2**14


def _range(right: list[int]) -> str:
    """Return from which to which share of all sums the networks get right."""
    least, most = (round(100 * sums / 2**14) for sums in (min(right), max(right)))
    return f"{least}–{most} %" if least < most else f"{most} %"
