"""Figures of the page on the LSTM."""

from typing import Any

import numpy as np
from experiments import networks, robust
from experiments.long_lstm import by_hand, from_both, repeated

from rnn_addition import lstm
from rnn_addition.activations import sigmoid
from rnn_addition.bits import encode

from . import Figure, Words
from .drawing import Drawing

COLUMN = 5  # of 81 + 113: 0 + 1, and a carry is kept
GATES = {"f": (96, "forget"), "i": (172, "input"), "g": (248, "write"), "q": (322, "output")}


def cell(words: Words, params: lstm.Params | None = None) -> Figure:
    """The cell and what flows through it in a column of 81 + 113."""
    x, _ = encode(np.array([81]), np.array([113]), 8)
    trace = lstm.forward(params or by_hand(), x)
    at = {name: _value(getattr(trace, name)[COLUMN]) for name in "ifgq"}
    at |= {name: _value(getattr(trace, name)[COLUMN]) for name in "sh"}
    at |= {f"{name}'": _value(getattr(trace, name)[COLUMN + 1]) for name in "sh"}
    at["x"] = " ".join(str(int(bit)) for bit in x[COLUMN, 0])
    said = {name: f"{name} = {value}" for name, value in at.items()}
    sheet = Drawing(420, 296)
    _lines(sheet)
    for name, (place, word) in GATES.items():
        sheet.rect(place - 26, 172, 52, 26, r=4)
        sheet.text(place, 189, "tanh" if name == "g" else "σ")
        sheet.text(place, 215, words[word], "small", "faint")
    sheet.text(212, 24, words["memory"], "small", "memory")
    sheet.text(14, 44, said["s"], "code", "memory", anchor="start")
    sheet.text(410, 44, said["s'"], "code", "memory", anchor="end")
    sheet.text(90, 130, said["f"], "code", anchor="end")
    sheet.text(166, 130, said["i"], "code", anchor="end")
    sheet.text(254, 130, said["g"], "code", anchor="start")
    sheet.text(320, 146, said["q"], "code", anchor="start")
    sheet.text(10, 240, said["h"], "code", "memory", anchor="start")
    sheet.text(410, 272, said["h'"], "code", "memory", anchor="end")
    sheet.text(58, 288, said["x"], "code", anchor="start")
    head = [words[key] for key in ("name", "part", "shape", "value")]
    sixteen = lstm.forward(lstm.init(np.random.RandomState(0)), x)
    parts = {name: word for name, (_, word) in GATES.items()} | {"s": "cell", "h": "hidden"}
    rows = [
        [
            name,
            words[word],
            str(getattr(sixteen, name)[COLUMN].shape),
            at.get(f"{name}'", at[name]),
        ]
        for name, word in parts.items()
    ]
    return Figure(sheet, [head, *rows])


def _value(number: Any) -> str:
    return f"{float(np.squeeze(number)):.2f}".rstrip("0").rstrip(".")


def _lines(sheet: Drawing) -> None:
    """Draw what carries the numbers; red is what goes on to the next column."""
    f, i, g, q = (place for place, _ in GATES.values())
    middle, out = (i + g) / 2, 374
    sheet.line(14, 56, f - 9, 56, "memory", "strong")
    sheet.line(f + 9, 56, middle - 9, 56, "memory", "strong")
    sheet.arrow(middle + 9, 56, 410, 56, "memory", "strong")
    for x, y, sign in ((f, 56, "×"), (middle, 56, "+"), (middle, 112, "×"), (out, 152, "×")):
        sheet.circle(x, y, 9)
        sheet.text(x, y + 5, sign)
    sheet.arrow(f, 172, f, 66)
    sheet.line(i, 172, i, 112)
    sheet.arrow(i, 112, middle - 10, 112)
    sheet.line(g, 172, g, 112)
    sheet.arrow(g, 112, middle + 10, 112)
    sheet.arrow(middle, 103, middle, 66)
    sheet.line(q, 172, q, 152)
    sheet.arrow(q, 152, out - 10, 152)
    sheet.line(out, 56, out, 86)
    sheet.rect(out - 26, 86, 52, 26, r=4)
    sheet.text(out, 103, "tanh")
    sheet.arrow(out, 112, out, 142)
    sheet.line(out, 161, out, 252, "memory")
    sheet.arrow(out, 252, 410, 252, "memory")
    sheet.line(10, 252, 50, 252, "memory")
    sheet.line(50, 252, q, 252)
    sheet.line(50, 290, 50, 252)
    for x in (f, i, g, q):
        sheet.arrow(x, 252, x, 222)


def long(words: Words, record: dict[str, Any] | None = None) -> Figure:
    """How many of 100 networks of each kind add short sums, long ones and chains."""
    ways = (record or robust.record_of("long_lstm"))["ways"]
    models = {"rnn": "rnn_10000", "biased": "biased_10000", "lstm": "lstm_10000"}
    tests = ("all", "random", "chains")
    sheet = Drawing(420, 304)
    for percent in (0, 25, 50, 75, 100):
        sheet.text(_along(percent), 298, str(percent), "small", "faint")
    table = [[words["network"], *(words[test] for test in tests)]]
    table += [
        [words[model], *(_of(ways[way][test]) for test in tests)]
        for model, way in models.items()
    ]
    for group, test in enumerate(tests):
        top = 18 + 92 * group
        sheet.text(8, top, words[test], "strong", anchor="start")
        for percent in (0, 25, 50, 75, 100):
            sheet.line(_along(percent), top + 12, _along(percent), top + 74, "faint", "dashed")
        for row, (model, way) in enumerate(models.items()):
            y, found = top + 22 + 20 * row, ways[way][test]
            sheet.text(112, y + 4, words[model], anchor="end")
            sheet.line(_along(found["low"]), y, _along(found["high"]), y, "right", "strong")
            if model == "lstm":
                sheet.rect(_along(found["count"]) - 4.5, y - 4.5, 9, 9, "right", "fill")
            else:
                sheet.circle(_along(found["count"]), y, 4.5, "right", "fill")
            sheet.text(418, y + 4, str(found["count"]), "code", anchor="end")
    return Figure(sheet, table)


def _along(percent: float) -> float:
    return 126 + 2.5 * percent


def _of(found: dict[str, Any]) -> str:
    return f"{found['count']} ({found['low']}–{found['high']} %)"


def rest(words: Words, params: lstm.Params | None = None) -> Figure:
    """What two networks answer to 1 + 0 again and again, after a carry and after none."""
    params = params or networks.load("lstm_pair")
    columns = 40
    x = from_both(repeated([(1, 0)], columns))  # (T + 1, 1, 2, 2)
    o = sigmoid(lstm.forward(params, x).z[1:, ..., 0])  # (T, S, 2)
    sheet = Drawing(420, 356)
    head = [words["column"], words["keeps_carry"], words["keeps_none"]]
    head += [words["merges_carry"], words["merges_none"]]
    for k, name in enumerate(("keeps", "merges")):
        top = 34 + 168 * k
        sheet.text(8, top - 14, words[name], "strong", anchor="start")
        for level in (0, 0.5, 1):
            y = top + 100 * (1 - level)
            sheet.line(34, y, 406, y, "faint", *(["dashed"] if level == 0.5 else []))
            sheet.text(28, y + 4, f"{level:g}", "small", "faint", anchor="end")
        sheet.line(_at(7), top, _at(7), top + 100, "faint", "dashed")
        sheet.text(_at(7) + 4, top + 44, words["learned"], "small", "faint", anchor="start")
        _curve(sheet, top, o[:, k, 1], "right", "dashed")
        sheet.text(_at(10), top + 16, words["after_none"], "right", "small", anchor="start")
        _curve(sheet, top, o[:, k, 0], "memory")
        sheet.text(_at(23), top + 80, words["after_carry"], "memory", "small", anchor="start")
        for t in (1, 10, 20, 30, 40):
            sheet.text(_at(t), top + 116, str(t), "small", "faint")
    sheet.text(224, 350, words["columns"], "small", "faint")
    rows = [
        [str(t), *(f"{v:.2f}" for k in (0, 1) for v in o[t - 1, k])]
        for t in (1, 7, 10, 15, 20, 30, 40)
    ]
    return Figure(sheet, [head, *rows])


def _curve(sheet: Drawing, top: float, answers: np.ndarray, *names: str) -> None:
    line = [(_at(t), top + 100 * (1 - float(o))) for t, o in enumerate(answers, start=1)]
    sheet.polyline(line, "strong", *names)


def _at(column: float) -> float:
    return 34 + 372 * (column - 1) / 39
