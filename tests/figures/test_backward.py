"""What the figures of the page on backpropagation show are gradients, found another way."""

import re
from xml.etree import ElementTree

import figures
import numpy as np
import pytest
from figures import backward as drawn

from rnn_addition import rnn
from rnn_addition.bits import encode


def svg(name, params):
    words = figures.words_of(f"backward-{name}", "en")
    drawing, _ = getattr(drawn, name)(words, params)
    return ElementTree.fromstring(drawing.svg(""))


def loss(columns, params, state=None, at=0):
    """Return the loss of 1 + 1, 0 + 0 in plain numbers; a state may be put in from outside."""
    h, total = 0.0, 0.0
    for t, (bits, y) in enumerate(zip(columns, (0, 1))):
        u = bits @ params.U[:, 0] + h * params.W[0, 0]
        h = 1 / (1 + np.exp(-u))
        if state is not None and t == at:
            h = state
        total += (1 / (1 + np.exp(-h * params.V[0, 0])) - y) ** 2 / 2
    return total


@pytest.mark.parametrize("scale", [1.0, 0.7])
def test_the_three_gradients_at_the_first_state_are_slopes_of_the_loss(scale):
    params = rnn.Params(*(scale * weight for weight in drawn.ONE_UNIT))
    columns = np.array([[1, 1], [0, 0]])
    h = 1 / (1 + np.exp(-columns[0] @ params.U[:, 0]))
    nudged = [loss(columns, params, h + step) for step in (1e-6, -1e-6)]
    slope = (nudged[0] - nudged[1]) / 2e-6
    said = [text.text for text in svg("graph", params).iter("text") if text.text]
    numbers = [text for text in said if re.fullmatch(r"[+-]\d\.\d{4}", text)]
    assert f"{slope:+.4f}" in numbers
    own, later = (
        float(next(t for t in said if t.startswith(name))[3:]) for name in ("V: ", "W: ")
    )
    assert own + later == pytest.approx(slope, abs=2e-4)


@pytest.mark.parametrize("seed", [0, 1])
def test_the_bars_are_the_gradients_that_backward_adds(seed):
    params = rnn.init(np.random.RandomState(seed))
    rects = [r for r in svg("flow", params).iter("rect") if float(r.get("y")) < 160]
    own, later = (
        np.array([float(r.get("height")) for r in rects if name in r.get("class")])
        for name in ("faint", "memory")
    )
    x, y = encode(np.array([81]), np.array([113]), 8)
    gradient = np.zeros((2, 8, 16))  # of all columns' loss, and of a column's own
    for t in range(8):
        for j in range(16):
            for sign in (1, -1):
                losses = nudged_losses(params, x, y, t, j, sign * 1e-6)
                gradient[0, t, j] += sign * losses.sum() / 2e-6
                gradient[1, t, j] += sign * losses[t] / 2e-6
    lengths = (
        np.linalg.norm(gradient[1], axis=-1),
        np.linalg.norm(gradient[0] - gradient[1], axis=-1),
    )
    unit = 110 / max(part.max() for part in lengths)
    assert own == pytest.approx(unit * lengths[0], abs=0.1)
    assert later == pytest.approx(unit * lengths[1], abs=0.1)
    assert later[7] == 0


def nudged_losses(params, x, y, at, unit, step):
    """Return the loss of each column if the pre-activation of a unit is moved in one column."""
    h, losses = np.zeros(16), np.zeros(8)
    for t in range(8):
        u = x[t, 0] @ params.U + h @ params.W
        u[unit] += step if t == at else 0
        h = 1 / (1 + np.exp(-u))
        losses[t] = ((1 / (1 + np.exp(-h @ params.V[:, 0])) - y[t, 0, 0]) ** 2) / 2
    return losses
