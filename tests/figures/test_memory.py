"""What the figures of the page on memory show is computed, and what the record holds."""

from xml.etree import ElementTree

import figures
import numpy as np
import pytest
from experiments import networks, robust
from figures import memory

from rnn_addition import ceiling

WORDS = {name: figures.words_of(f"memory-{name}", "en") for name in ("twice", "windows")}


def drawn(figure, tag):
    return list(ElementTree.fromstring(figure.drawing.svg("")).iter(tag))


def digits(figure):
    """Return the rows of bits of a figure from the top, each from the lowest column on."""
    rows = {}
    for text in drawn(figure, "text"):
        if text.text in "01" and "code" in text.get("class", ""):
            rows.setdefault(float(text.get("y")), {})[-float(text.get("x"))] = int(text.text)
    return [[row[x] for x in sorted(row)] for _, row in sorted(rows.items())]


def number(bits):
    return sum(bit << t for t, bit in enumerate(bits))


def test_the_carry_makes_the_difference_and_the_network_answers_without_it():
    figure = memory.twice(WORDS["twice"])
    carry, a, b, total, answer = digits(figure)
    assert [number(bits) for bits in (a, b, total)] == [81, 113, 194]
    assert carry == [((81 % 2**t) + (113 % 2**t)) >> t for t in range(8)]
    assert number(answer) == 81 ^ 113 == 32
    assert "no memory: 32" in [text.text for text in drawn(figure, "text")]
    strokes = [line for line in drawn(figure, "line") if "wrong" in line.get("class", "")]
    wrong = [t for t in range(8) if answer[t] != total[t]]
    middle = sorted((float(line.get("x1")) + float(line.get("x2"))) / 2 for line in strokes)
    assert middle == sorted(397 - 36 * t for t in wrong)
    assert wrong == [t for t in range(8) if carry[t]]


@pytest.mark.parametrize(("one", "other", "style"), memory.ALIKE)
def test_the_columns_that_are_framed_look_alike_and_differ(one, other, style):
    figure = memory.twice(WORDS["twice"])
    _, a, b, total, _ = digits(figure)
    assert (a[one], b[one]) == (a[other], b[other])
    assert total[one] != total[other]
    frames = [rect for rect in drawn(figure, "rect") if rect.get("class") == style]
    middles = {float(frame.get("x")) + 13 for frame in frames}
    assert middles == {397 - 36 * one, 397 - 36 * other}


def test_other_weights_answer_otherwise():
    params = networks.load("without_memory")
    figure = memory.twice(WORDS["twice"], params._replace(V=-params.V))
    assert number(digits(figure)[-1]) == 255 - 32


def test_every_window_has_its_ceiling_and_ten_networks_twice():
    figure = memory.windows(WORDS["windows"])
    found = robust.record_of("memory")["windows"]
    dots = {"wrong": {}, "right fill": {}}
    for circle in drawn(figure, "circle"):
        x = dots[circle.get("class")].setdefault(float(circle.get("cx")), [])
        x.append(sums(circle.get("cy")))
    ticks = [line for line in drawn(figure, "line") if line.get("class") == "strong"][:8]
    assert [round(sums(tick.get("y1"))) for tick in ticks] == pytest.approx(
        [*map(ceiling.with_window, range(8))], abs=1
    )
    for name, marks in (("coarse", dots["wrong"]), ("fine", dots["right fill"])):
        columns = [marks[x] for x in sorted(marks) if len(marks[x]) == 10]
        right = [(w | w.get("on_this_machine", {}))[name]["right"] for w in found.values()]
        np.testing.assert_allclose(columns, right, atol=1)


def test_a_network_that_does_worse_stands_lower():
    found = {"0": {"ceiling": 4, "coarse": {"right": [1]}, "fine": {"right": [4]}}}
    low, high = drawn(memory.windows(WORDS["windows"], found), "circle")[:2]
    assert float(low.get("cy")) > float(high.get("cy"))


def sums(height):
    """Return how many sums stand at a height, by the two ends of the scale."""
    return (memory.FLOOR - float(height)) / (memory.FLOOR - memory.TOP) * 16_384
