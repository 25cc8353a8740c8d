"""What the figures of the page on the carry show is what the networks do."""

from xml.etree import ElementTree

import figures
import numpy as np
from experiments import networks
from figures import carry
from pytest import approx

from rnn_addition import rnn
from rnn_addition.ablation import without_unit
from rnn_addition.evaluation import all_sums, count_right

SOURCES, TRAP = networks.load("sources"), networks.load("trap")
WORDS = {
    name: figures.words_of(f"carry-{name}", "en") for name in ("clusters", "units", "chain")
}
OTHER = SOURCES._replace(W=SOURCES.W + 0.05)


def elements(drawing, tag, *names):
    """Return what is drawn with a tag and all of some classes."""
    found = ElementTree.fromstring(drawing.svg("")).iter(tag)
    return [each for each in found if {*names} <= {*each.get("class", "").split()}]


def points(line):
    """Return the points of a line (N, 2)."""
    return np.array([point.split(",") for point in line.get("points").split()], float)


def axis(params):
    """Return states, carries and the carry axis, from the sums as integers and by a solver."""
    ((x, _),) = all_sums()
    h = rnn.forward(params, x).h[1:]  # (T, B, H)
    worth = 2 ** np.arange(8)[:, np.newaxis, np.newaxis]
    so_far = np.cumsum(x * worth, axis=0).sum(axis=-1)  # (T, B)
    out = so_far >= 2 * worth[..., 0]  # (T, B)
    rows = np.column_stack([h.reshape(-1, 16), np.ones(h[..., 0].size)])
    return (
        rows,
        out.reshape(-1),
        np.linalg.lstsq(rows, np.where(out, 1, -1).ravel(), rcond=None)[0],
    )


def test_the_boundary_parts_the_clusters_and_the_path_is_the_sum():
    drawing, table = carry.clusters(WORDS["clusters"])
    (boundary,) = elements(drawing, "line", "dashed")
    middle = float(boundary.get("x1"))
    (path,) = elements(drawing, "polyline", "memory")
    carries = [1, 0, 0, 0, 1, 1, 1, 0]  # of 81 + 113, by hand
    assert [int(x > middle) for x, _ in points(path)] == carries
    drawn = [*elements(drawing, "polygon", "faint"), *elements(drawing, "rect", "faint")]
    assert len(drawn) == 6 * carry.SAMPLE
    for each in drawn:
        filled = "fill" in each.get("class")
        x = float(each.get("x")) + 4 if each.tag == "rect" else points(each)[0, 0]
        assert (x > middle) == (filled or each.tag == "rect")
    rows, out, fit = axis(SOURCES)
    assert (rows @ fit > 0).tolist() == out.tolist()
    assert sum(int(row[1].replace(",", "")) for row in table[1:]) == len(rows)
    means = {row[0]: float(row[2]) for row in table[1:]}
    assert {name: mean > 0 for name, mean in means.items()} == {
        f"{a} + {b}, {c}": a + b + c >= 2 for a in (0, 1) for b in (0, 1) for c in (0, 1)
    }


def test_each_bar_is_a_count_without_its_unit():
    drawing, table = carry.units(WORDS["units"])
    bars = [float(bar.get("width")) for bar in elements(drawing, "rect", "fill")]
    units = [int(row[0]) for row in table[1:]]
    assert sorted(units) == [*range(16)] and bars == sorted(bars, reverse=True)
    for k in (6, 14):
        count = count_right(rnn, without_unit(SOURCES, k))
        assert bars[units.index(k)] / 245 == approx(count / 128**2, abs=1e-4)
        assert f"{count:,}" in {text.text for text in elements(drawing, "text")}
    dots = [float(dot.get("cx")) for dot in elements(drawing, "circle", "right")]
    assert dots[units.index(2)] == 110 + 245  # held at its mean, unit 2 costs nothing
    assert len(dots) == 16


def test_the_carry_sinks_through_the_boundary_in_one_network_only():
    drawing, table = carry.chain(WORDS["chain"])
    (boundary,) = [
        line for line in elements(drawing, "line", "dashed") if line.get("y1") == line.get("y2")
    ]
    zero = float(boundary.get("y1"))
    lines = elements(drawing, "polyline", "memory")
    for params, line, column in zip((SOURCES, TRAP), lines, (1, 2)):
        _, _, fit = axis(params)
        h, shown = np.zeros(16), []
        for a, b in [(1, 1)] + 20 * [(1, 0)]:
            h = 1 / (1 + np.exp(-(np.array([a, b]) @ params.U + h @ params.W)))
            shown.append([*h, 1] @ fit)
        heights = (zero - points(line)[:, 1]) / 80
        np.testing.assert_allclose(heights, shown[: len(heights)], atol=1e-3)
        assert [float(row[column]) for row in table[1:]] == approx(shown, abs=0.005 + 1e-9)
    trained, trap = ([float(row[column]) for row in table[1:]] for column in (1, 2))
    assert min(trained) > 0.5 and trap[8] > 0 > trap[10]


def test_other_weights_make_other_figures():
    words = WORDS["clusters"]
    assert carry.clusters(words).drawing.svg("") != carry.clusters(words, OTHER).drawing.svg("")
    words = WORDS["chain"]
    assert carry.chain(words).drawing.svg("") != carry.chain(words, OTHER).drawing.svg("")
    words = WORDS["units"]
    changed = carry.units(words, [*range(16)], [*range(16)]).drawing.svg("")
    assert carry.units(words).drawing.svg("") != changed
