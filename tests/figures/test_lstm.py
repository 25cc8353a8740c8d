"""What the figures of the page on the LSTM show is what the package and the record say."""

import math
from itertools import pairwise
from xml.etree import ElementTree

import figures
import numpy as np
import pytest
from experiments import networks, robust
from experiments.long_lstm import by_hand
from figures.lstm import cell, long, rest

from rnn_addition import lstm
from rnn_addition.trials import unstack


def drawn(figure, tag):
    return [*ElementTree.fromstring(figure.drawing.svg("")).iter(tag)]


def texts(figure):
    return [text.text for text in drawn(figure, "text")]


@pytest.fixture
def words():
    return lambda name: figures.words_of(f"lstm-{name}", "en")


def test_the_cell_shows_the_numbers_of_its_column(words):
    """Computed in plain Python, one cell and one column at a time."""
    s = h = 0.0
    for t in range(6):
        a, b = 81 >> t & 1, 113 >> t & 1
        before = s, h
        i, f = (1 / (1 + math.exp(-(20 * (a + b) + bias))) for bias in (-30, -10))
        s = f * s + i * math.tanh(10)
        h = math.tanh(s) / (1 + math.exp(-10))
    values = {"i": i, "f": f, "s": before[0], "s'": s, "h": before[1], "h'": h}
    expected = {f"{name} = {round(value, 2):g}" for name, value in values.items()}
    assert expected == {"i = 0", "f = 1", "s = 1", "s' = 1", "h = 0.76", "h' = 0.76"}
    assert expected | {"x = 0 1", "g = 1", "q = 1"} <= {*texts(cell(words("cell")))}


def test_other_weights_change_the_cell(words):
    leaky = by_hand()._replace(bf=np.array([[-20.0]]))
    shown = texts(cell(words("cell"), leaky))
    assert "f = 0.5" in shown and "s' = 0.5" in shown and "f = 1" not in shown


def test_the_memory_runs_straight_through_the_cell(words):
    """In red, from one edge to the other, broken by nothing but its two operations."""
    lines = [
        line
        for line in drawn(cell(words("cell")), "line")
        if line.get("class") == "memory strong"
    ]
    assert {(line.get("y1"), line.get("y2")) for line in lines} == {("56", "56")}
    ends = sorted((float(line.get("x1")), float(line.get("x2"))) for line in lines)
    gaps = [right[0] - left[1] for left, right in pairwise(ends)]
    assert gaps == [18, 18] and ends[0][0] < 20 and ends[-1][1] > 400


def test_the_counts_and_their_intervals_are_the_recorded_ones(words):
    ways = robust.record_of("long_lstm")["ways"]
    figure = long(words("long"))
    bars = [line for line in drawn(figure, "line") if line.get("class") == "right strong"]
    axis = {
        int(text.text): float(text.get("x"))
        for text in drawn(figure, "text")
        if text.get("class") == "small faint"
    }

    def percent(x):
        return 100 * (float(x) - axis[0]) / (axis[100] - axis[0])

    expected = [
        ways[f"{model}_10000"][test]
        for test in ("all", "random", "chains")
        for model in ("rnn", "biased", "lstm")
    ]
    assert len(bars) == 9
    for bar, found in zip(bars, expected, strict=True):
        assert percent(bar.get("x1")) == pytest.approx(found["low"], abs=0.1)
        assert percent(bar.get("x2")) == pytest.approx(found["high"], abs=0.1)
    marks = [percent(dot.get("cx")) for dot in drawn(figure, "circle")]
    plain = [found["count"] for k, found in enumerate(expected) if k % 3 < 2]
    assert marks == pytest.approx(plain)


def test_a_network_keeps_what_the_other_loses(words):
    """The curves are the answers, an output at a time; o = 1/2 lies on the dashed line."""
    figure = rest(words("rest"))
    curves = [
        [tuple(map(float, point.split(","))) for point in line.get("points").split()]
        for line in drawn(figure, "polyline")
    ]
    assert len(curves) == 4 and {len(curve) for curve in curves} == {40}
    pair = unstack(networks.load("lstm_pair"))
    tops = [34, 202]
    for k, params in enumerate(pair):
        for curve, first in zip(curves[2 * k : 2 * k + 2], (0, 1), strict=True):
            x = np.array([[[first, first]]] + [[[1, 0]]] * 40, float)
            z = lstm.forward(params, x).z[1:, 0, 0]
            shown = [1 - (y - tops[k]) / 100 for _, y in curve]
            np.testing.assert_allclose(shown, 1 / (1 + np.exp(-z)), atol=1e-4)
            assert all(z[:7] > 0) if first == 0 else all(z[:7] < 0)
            assert all((z > 0) == (first == 0)) == ((k, first) != (1, 1))
    other = lstm.Params(*(np.flip(weight, axis=0) for weight in networks.load("lstm_pair")))
    assert drawn(rest(words("rest"), other), "polyline")[0].get("points") != (
        drawn(figure, "polyline")[0].get("points")
    )
