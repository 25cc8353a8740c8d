"""What the figures of the page on the plain network show is what the network does."""

from xml.etree import ElementTree

import figures
import numpy as np
import pytest
from experiments import networks
from figures import rnn as drawn

from rnn_addition import rnn
from rnn_addition.bits import encode

SOURCES = networks.load("sources")
# weights that are no more the trained ones
MOVED = SOURCES._replace(W=SOURCES.W + np.eye(16))


def elements(name, tag, params=SOURCES):
    words = figures.words_of(f"rnn-{name}", "en")
    drawing, _ = getattr(drawn, name)(words, params)
    return list(ElementTree.fromstring(drawing.svg("")).iter(tag))


def bars(params):
    """Return the heights of the bars of one unit, up or down from the line in the middle."""
    found = []
    for rect in elements("column", "rect", params):
        y, height = float(rect.get("y")), float(rect.get("height"))
        found.append(height if y < 119.9 else -height)
    return found


def test_the_shapes_below_the_unrolled_network_are_those_of_its_weights():
    drawing, _ = figures.draw("rnn-unrolled", "en")
    said = [text.text for text in ElementTree.fromstring(drawing.svg("")).iter("text")]
    for name, weight in rnn.init(np.random.RandomState(0))._asdict().items():
        at = next(k for k, text in enumerate(said) if text.startswith(f"{name} = "))
        assert said[at + 1] == " × ".join(map(str, weight.shape))


def test_the_bars_are_the_products_of_one_unit():
    x, _ = encode(np.array([81]), np.array([113]), 8)
    states = [np.zeros(16)]
    for column in x[:, 0]:  # the network again, one column at a time
        u = column @ SOURCES.U + states[-1] @ SOURCES.W
        states.append(1 / (1 + np.exp(-u)))
    products = states[1] * SOURCES.W[:, 6]
    heights = np.array(bars(SOURCES))
    assert heights[:2] == pytest.approx(0)  # 0 + 0
    assert heights[2:] / np.abs(heights).max() == pytest.approx(
        products / np.abs(products).max(), abs=1e-3
    )
    said = [text.text for text in elements("column", "text")]
    assert f"u = {products.sum():.2f}" in said
    assert f"σ(u) = {states[2][6]:.2f}" in said


def test_another_weight_is_another_drawing():
    assert bars(MOVED) != pytest.approx(bars(SOURCES), abs=0.5)


def state_after(columns, params=SOURCES):
    h = np.zeros(16)
    for column in columns:
        h = 1 / (1 + np.exp(-(np.array(column) @ params.U + h @ params.W)))
    return h


@pytest.mark.parametrize(("panel", "sum"), [(0, (7, 1)), (1, (5, 1))])
def test_the_shares_of_a_state_are_how_far_it_moves(panel, sum):
    columns = [(sum[0] >> t & 1, sum[1] >> t & 1) for t in range(4)]
    widths = [
        float(rect.get("width"))
        for rect in elements("mixing", "rect")
        if rect.get("class") is None
    ][10 * panel : 10 * panel + 10]
    for t in range(4):
        moved = np.zeros(t + 1)
        for k in range(t + 1):
            for pair in np.ndindex(2, 2):
                other = [*columns[:k], pair, *columns[k + 1 :]][: t + 1]
                moved[k] += np.abs(state_after(other) - state_after(columns[: t + 1])).sum()
        row, widths = widths[: t + 1], widths[t + 1 :]
        assert row == pytest.approx(320 * moved / moved.sum(), abs=0.5)
