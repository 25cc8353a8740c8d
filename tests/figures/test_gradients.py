"""What the figures of the page on gradients show is what the package computes."""

from xml.etree import ElementTree

import figures
import numpy as np
from experiments import networks
from figures import gradients

from rnn_addition import rnn
from rnn_addition.bits import encode
from rnn_addition.losses import half_squared

DRAWN = rnn.init(np.random.RandomState(0))
SOURCES = networks.load("sources")
SMALL = rnn.init(np.random.RandomState(1), hidden=3)


def lines(drawing, kind="polyline"):
    """Return the points of each line that is drawn."""
    found = []
    for line in ElementTree.fromstring(drawing.svg("")).iter(kind):
        pairs = [pair.split(",") for pair in line.get("points").split()]
        found.append(np.array(pairs, float))
    return found


def as_numbers(points, zero, one):
    """Return the heights of points as powers of ten, given the heights of 0 and 1."""
    return (points[:, 1] - zero) / (one - zero)


def heights(drawing):
    """Return where the axis says that 10 has the exponents 0 and 1."""
    raised = {"⁰": 0, "⁻⁴": -4, "¹": 1}
    at = {}
    for text in ElementTree.fromstring(drawing.svg("")).iter("text"):
        if text.text.startswith("10") and text.get("text-anchor") == "end":
            at[raised.get(text.text[2:])] = float(text.get("y")) - 4
    return at[0], at[1] if 1 in at else at[0] + (at[0] - at[-4]) / 4


def loss_of(params, x, y):
    return half_squared(rnn.forward(params, x).z, y)[0]


def test_the_errors_of_the_differences_are_those_of_each_weight_moved_by_itself():
    drawing, _ = figures.drawer("gradients-two-errors")(words("two-errors"), SMALL)
    zero, one = heights(drawing)
    one_sided, central, stepped = (as_numbers(line, zero, one) for line in lines(drawing))
    x, y = encode(np.array([81]), np.array([113]), 8)
    trace = rnn.forward(SMALL, x)
    exact = rnn.backward(SMALL, trace, half_squared(trace.z, y)[1])
    largest = max(np.abs(grad).max() for grad in exact)
    for k, step in ((14, 0.1), (13, 0.01), (12, 0.001)):
        worst = [0.0, 0.0]
        for name, grad in exact._asdict().items():
            for place in np.ndindex(grad.shape):
                moved = [SMALL, SMALL]
                for side in (0, 1):
                    weight = getattr(SMALL, name).copy()
                    weight[place] += (step, -step)[side]
                    moved[side] = SMALL._replace(**{name: weight})
                up, down = (loss_of(params, x, y) for params in moved)
                here = loss_of(SMALL, x, y)
                found = (up - here) / step, (up - down) / (2 * step)
                worst = [
                    max(w, abs(f - grad[place]) / largest)
                    for w, f in zip(worst, found, strict=True)
                ]
        np.testing.assert_allclose([one_sided[k], central[k]], np.log10(worst), atol=1e-2)
    assert min(stepped) <= -14 and max(stepped[:6]) <= -14  # as small as it gets


def test_both_differences_have_two_branches_and_the_complex_step_one():
    errors = gradients.errors(DRAWN)
    for name, best in (("one_sided", range(6, 10)), ("central", range(9, 12))):
        lowest = int(np.argmin(errors[name]))
        assert lowest in best, name
        assert errors[name][0] > 1e4 * errors[name][lowest] < errors[name][-1]
    assert max(errors["complex"][:8]) < 1e-13
    rise = np.diff(np.log10([errors["one_sided"][-3:], errors["central"][-3:]]))
    np.testing.assert_allclose(rise, [[1, 1], [2, 2]], atol=0.1)  # as step and as its square


def test_the_lengths_of_gradients_are_those_that_the_complex_step_finds():
    drawing, table = figures.drawer("gradients-travel")(words("travel"), DRAWN, SOURCES)
    zero, one = heights(drawing)
    shown = [as_numbers(line, zero, one) for line in lines(drawing)]
    k = 0
    for params in (DRAWN, SOURCES):
        for a, b in gradients.SUMS:
            x, _ = encode(np.array([a]), np.array([b]), 8)
            states = rnn.forward(params, x).h
            expected = [np.linalg.norm(params.V)]
            for t in range(7, 0, -1):
                start = states[t, 0] + 1e-30j * np.eye(16)  # (H, H)
                z = rnn.forward(params, np.repeat(x[t:], 16, axis=1) + 0j, start).z[-1]
                expected.append(np.linalg.norm(z.imag / 1e-30))
            np.testing.assert_allclose(shown[k], np.log10(expected), atol=1e-3)
            assert [row[k + 1] for row in table[1:]] == [f"{v:.2g}" for v in expected]
            k += 1
    assert k == len(shown)


def test_another_network_is_another_drawing():
    for name, given in (("two-errors", [SMALL]), ("travel", [SOURCES, DRAWN])):
        draw = figures.drawer(f"gradients-{name}")
        usual, other = draw(words(name)).drawing, draw(words(name), *given).drawing
        assert not any(np.array_equal(a, b) for a, b in zip(lines(usual), lines(other)))


def words(name):
    return figures.words_of(f"gradients-{name}", "en")
