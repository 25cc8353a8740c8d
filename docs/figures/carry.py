"""Figures of the page on the carry."""

from typing import Any

import numpy as np
from experiments import inside, networks
from experiments.robust import record_of

from rnn_addition import rnn
from rnn_addition.bits import encode

from . import Figure, Words
from .drawing import Drawing

SAMPLE = 20  # states of each cluster that are drawn
COLUMNS = 20  # of the chain
A, B = 81, 113
BESIDE = {0: (-9, 8), 1: (4, 16), 2: (-9, 4), 6: (0, -7), 7: (-9, 4)}  # where t is written


def clusters(words: Words, params: Any = None) -> Figure:
    """The states on the carry axis, against the direction in which they differ most besides."""
    params = params or networks.load("sources")
    states, kind = inside.states_of_all_sums(params)
    fit = inside.least_squares_axis(states, inside.carry_out(kind))
    across, middle = fit[:-1] / np.linalg.norm(fit[:-1]), states.mean(axis=0)
    rest = states - middle - ((states - middle) @ across)[:, np.newaxis] * across
    upwards = np.linalg.eigh(rest.T @ rest)[1][:, -1]  # (H,)
    upwards *= np.sign(upwards[np.abs(upwards).argmax()])

    def place(h: np.ndarray) -> np.ndarray:
        s = inside.with_one(h) @ fit
        return np.stack([225 + 125 * s, 150 - 95 * ((h - middle) @ upwards)], axis=-1)

    sheet = Drawing(420, 356)
    sheet.line(225, 34, 225, 292, "dashed", "faint")
    sheet.text(215, 22, words["no_carry"], anchor="end")
    sheet.text(235, 22, words["carry"], "memory", anchor="start")
    rng = np.random.RandomState(0)
    for k in range(8):
        for x, y in place(states[rng.choice(np.flatnonzero(kind == k), SAMPLE, replace=False)]):
            _mark(sheet, k, x, y, "faint")
    x, _ = encode(np.array([A]), np.array([B]), bits=8)
    path = place(rnn.forward(params, x).h[1:, 0])  # (T, 2)
    sheet.polyline([*map(tuple, path)], "memory")
    for t, (left, top) in enumerate(path):
        sheet.circle(left, top, 3, "memory", "fill")
        right, down = BESIDE.get(t, (9, 4))
        at = (left + right, top + down)
        sheet.text(*at, str(t), "memory", "small", "strong", "halo")
    for k in range(4):
        left = 22 + 76 * k
        _mark(sheet, 2 * k, left, 322, "")
        sheet.text(left + 10, 326, f"{k >> 1} + {k & 1}", "code", "small", anchor="start")
    for k, key in ((0, "nothing_in"), (1, "carry_in")):
        left = 22 + 174 * k
        _mark(sheet, k, left, 344, "")
        sheet.text(left + 10, 348, words[key], "small", anchor="start")
    middles = [place(states[kind == k].mean(axis=0)[np.newaxis])[0] for k in range(8)]
    head = [words["cluster"], words["states"], words["axis"], words["other"]]
    table = [
        [
            f"{k >> 2} + {k >> 1 & 1}, {k & 1}",
            f"{(kind == k).sum():,}",
            f"{(x - 225) / 125:.2f}",
            f"{(150 - y) / 95:.2f}",
        ]
        for k, (x, y) in enumerate(middles)
    ]
    return Figure(sheet, [head, *table])


def _mark(sheet: Drawing, k: int, x: float, y: float, *names: str) -> None:
    """Draw a kind of state: its shape for the two bits, filled if a carry came in."""
    classes = [*filter(None, names), *(["fill"] if k & 1 else [])]
    match k >> 1:
        case 0:
            sheet.circle(x, y, 4, *classes)
        case 1:
            sheet.polygon([(x, y - 5), (x + 5, y + 4), (x - 5, y + 4)], *classes)
        case 2:
            sheet.polygon([(x, y + 5), (x + 5, y - 4), (x - 5, y - 4)], *classes)
        case _:
            sheet.rect(x - 4, y - 4, 8, 8, *classes)


def units(words: Words, without: Any = None, at_mean: Any = None) -> Figure:
    """The sums still right when a unit is held at 0 (bars), and at its mean (dots)."""
    record = record_of("inside")
    without, at_mean = without or record["without_unit"], at_mean or record["held_at_mean"]
    order = sorted(range(16), key=lambda k: -without[k])
    sheet = Drawing(420, 46 + 20 * 16)
    sheet.text(52, 16, words["unit"], "small", "faint", anchor="end")
    sheet.text(68, 16, words["at_zero"], "small", anchor="start")
    sheet.text(412, 16, words["at_mean"], "small", "right", anchor="end")
    for row, k in enumerate(order):
        top = 30 + 20 * row
        sheet.text(44, top + 12, str(k), "code", "small", anchor="end")
        sheet.rect(110, top + 3, _long(without[k]), 9, "fill", "faint")
        sheet.text(104, top + 12, f"{without[k]:,}", "small", anchor="end")
        sheet.circle(110 + _long(at_mean[k]), top + 7.5, 4, "right")
        sheet.text(412, top + 12, f"{at_mean[k]:,}", "small", "right", anchor="end")
    sheet.line(110, 28, 110, 30 + 20 * 16, "faint")
    head = [words["unit"], words["at_zero"], words["at_mean"]]
    return Figure(sheet, [head, *([str(k), str(without[k]), str(at_mean[k])] for k in order)])


def _long(count: int) -> float:
    return 245 * count / 16384


def chain(words: Words, trained: Any = None, trap: Any = None) -> Figure:
    """The carry under columns 1 + 0, column by column, on each network's own carry axis."""
    both = (trained or networks.load("sources"), trap or networks.load("trap"))
    columns = inside.columns((1, 1), *[(1, 0)] * COLUMNS)
    lines = []
    for params in both:
        states, kind = inside.states_of_all_sums(params)
        fit = inside.least_squares_axis(states, inside.carry_out(kind))
        lines.append(inside.with_one(rnn.forward(params, columns).h[1:, 0]) @ fit)
    sheet = Drawing(420, 276)
    bottom, left = 232, 52
    for value in (1, 0, -1):
        sheet.text(
            left - 10, _up(value) + 4, f"{value}".replace("-", "−"), "small", anchor="end"
        )
    sheet.line(left, _up(0), 412, _up(0), "dashed", "faint")
    sheet.line(left, 20, left, bottom)
    sheet.line(left, bottom, 412, bottom)
    for t in range(0, COLUMNS + 1, 4):
        sheet.text(_along(t), bottom + 18, str(t), "small")
    sheet.text(232, bottom + 38, words["column"], "small", "faint")
    sheet.line(_along(7.5), 20, _along(7.5), bottom, "faint", "dashed")
    sheet.text(
        _along(7.5) - 8, bottom - 10, words["in_training"], "small", "faint", anchor="end"
    )
    sheet.text(left + 8, 14, words["axis"], "small", "faint", anchor="start")
    for line, names in zip(lines, (["memory", "strong"], ["memory", "dashed"])):
        shown = [(_along(t), _up(s)) for t, s in enumerate(line) if s > -1.2]
        sheet.polyline(shown, *names)
    sheet.text(412, _up(lines[0][-1]) - 12, words["trained"], "memory", "small", anchor="end")
    lost = int(np.argmax(lines[1] < -0.5))
    at = (_along(lost) + 12, _up(lines[1][lost]) + 4)
    sheet.text(*at, words["trap"], "memory", "small", anchor="start")
    head = [words["column"], words["trained"], words["trap"]]
    table = [[str(t), *(f"{line[t]:.2f}" for line in lines)] for t in range(COLUMNS + 1)]
    return Figure(sheet, [head, *table])


def _along(t: float) -> float:
    return 64 + 17 * t


def _up(s: float) -> float:
    return 116 - 80 * s
