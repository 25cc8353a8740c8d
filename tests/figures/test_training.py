"""What the figures of the page on training show is what the networks along it do."""

import re
from xml.etree import ElementTree

import figures
import numpy as np
import pytest
from experiments import networks
from experiments.along import along_training
from figures import training as drawn

from rnn_addition import rnn
from rnn_addition.bits import encode
from rnn_addition.evaluation import count_right

ALONG = along_training([*networks.ALONG, 1000, 2000])


def svg(name, *given):
    words = figures.words_of(f"training-{name}", "en")
    return ElementTree.fromstring(getattr(drawn, name)(words, *given).drawing.svg(""))


def wrong_by_sum(params):
    """Return for each a and b whether their sum comes out wrong, asked in numbers."""
    a, b = np.divmod(np.arange(128 * 128), 128)
    x, _ = encode(a, b, 8)
    bits = rnn.forward(params, x).z[..., 0] > 0
    said = sum(bits[t].astype(int) << t for t in range(8))
    return (said != a + b).reshape(128, 128)


@pytest.mark.parametrize("n", networks.ALONG)
def test_each_point_of_a_map_is_a_wrong_sum(n):
    path = svg("sums").findall("path")[networks.ALONG.index(n)].get("d")
    left, top = (
        6 + 140 * (networks.ALONG.index(n) % 3),
        28 + 164 * (networks.ALONG.index(n) // 3),
    )
    marked = np.zeros((128, 128), bool)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v", path):
        start = int(x) - left
        marked[start : start + int(width), top + 127 - int(y)] = True
    assert (marked == wrong_by_sum(ALONG[n])).all()


def test_one_changed_weight_changes_the_maps():
    moved = [ALONG[n]._replace(V=-ALONG[n].V) for n in networks.ALONG]
    words = figures.words_of("training-sums", "en")
    assert drawn.sums(words, moved).drawing.parts != drawn.sums(words).drawing.parts


@pytest.mark.parametrize("n", [1000, 2000, 6000, 7500])
def test_the_curve_goes_through_the_counts(n):
    points = svg("curve").find("polyline").get("points").split()
    xy = dict(tuple(map(float, point.split(","))) for point in points)
    assert xy[52 + 350 * n / 10_000] == pytest.approx(
        210 - 180 * count_right(rnn, ALONG[n]) / 16384, abs=0.01
    )


def test_the_shades_are_the_shares_of_right_bits():
    shades = [
        float(r.get("fill-opacity"))
        for r in svg("columns").iter("rect")
        if r.get("fill-opacity")
    ]
    tried = range(500, 10_001, 500)
    a, b = np.divmod(np.arange(128 * 128), 128)
    x, y = encode(a, b, 8)
    for n in (2000, 6000):
        right = ((rnn.forward(ALONG[n], x).z > 0) == y).mean(axis=(1, 2))
        for t in range(8):
            shade = shades[t * len(tried) + tried.index(n)]
            assert shade == pytest.approx(max(0, 2 * right[t] - 1), abs=0.006)


def test_the_bars_of_the_learning_rates_add_up():
    for given, expected in (({"runs": 4, "all": 1, "few": 1}, [85, 170, 85]),):
        record = {"nudged_by_alpha": {"0_1": given}, "nudged": given}
        widths = [float(r.get("width")) for r in svg("rates", record).iter("rect")][:3]
        assert widths == expected
