"""The sources' run: ten printed blocks, and every sum right at its end."""

import runpy

import numpy as np
import pytest
from literate import ROOT

from rnn_addition import rnn, sources
from rnn_addition.evaluation import count_right
from rnn_addition.losses import absolute_error
from rnn_addition.sources import report

# Typed from the sources: error, predicted bits, true bits, a, b and the sum that was printed.
BLOCKS = [
    (3.45638663, "00000001", "01000101", "9 + 60 = 1"),
    (3.63389116, "11111111", "00111111", "28 + 35 = 255"),
    (3.91366595, "01001000", "10100000", "116 + 44 = 72"),
    (3.72191702, "11011111", "01001101", "4 + 73 = 223"),
    (3.58527130, "00001000", "01010010", "71 + 11 = 8"),
    (2.53352328, "10100010", "11000010", "81 + 113 = 162"),
    (0.57691441, "01010001", "01010001", "81 + 0 = 81"),
    (1.42589952, "10000001", "10000001", "4 + 125 = 129"),
    (0.47477457, "00111000", "00111000", "39 + 17 = 56"),
    (0.21595037, "00001110", "00001110", "11 + 3 = 14"),
]


@pytest.mark.golden
def test_the_ten_blocks_of_the_sources(sources_steps):
    assert len(sources_steps) == 10_000
    for step, (error, predicted, true, printed_sum) in zip(
        sources_steps[::1000], BLOCKS, strict=True
    ):
        assert abs(absolute_error(step.trace.z, step.y) - error) < 5e-9
        assert report(step).split("\n") == [
            f"Error:[{error:.8f}]",
            f"Pred:[{' '.join(predicted)}]",
            f"True:[{' '.join(true)}]",
            printed_sum,
            "------------",
        ]


@pytest.mark.golden
def test_the_flat_program_is_a_second_witness():
    program = ROOT / "docs" / "experiments" / "flat_program.py"
    flat = runpy.run_path(str(program))["blocks"]
    for (error, bits, a, b), (printed_error, predicted, _, printed_sum) in zip(
        flat, BLOCKS, strict=True
    ):
        assert abs(error - printed_error) < 5e-9
        assert "".join(map(str, bits)) == predicted
        assert f"{a} + {b} = {int(predicted, 2)}" == printed_sum


@pytest.mark.golden
def test_all_sums_are_right_after_ten_thousand_steps(sources_steps):
    assert count_right(rnn, sources_steps[-1].params) == 128 * 128


@pytest.mark.golden
def test_the_trained_networks_on_file_are_those_of_the_run(sources_steps, seed_0):
    """Up to what rounding does in so many steps, which is a millionth at most."""
    for steps, params in seed_0.items():
        for ours, filed in zip(sources_steps[steps - 1].params, params, strict=True):
            np.testing.assert_allclose(ours, filed, rtol=0, atol=1e-6)


def test_the_labels_are_the_readers():
    (step,) = sources.run(steps=1)
    ours = report(step, ("误差", "预测", "正确")).split("\n")
    english = report(step).split("\n")
    assert [line.partition(":")[0] for line in ours[:3]] == ["误差", "预测", "正确"]
    assert [line.partition(":")[2] for line in ours[:3]] == [
        line.partition(":")[2] for line in english[:3]
    ]
    assert ours[3:] == english[3:]


def test_the_run_has_the_seed_the_steps_and_the_step_size_asked_for():
    (first,) = sources.run(seed=7, steps=1, alpha=0.0)
    drawn = rnn.init(np.random.RandomState(7))
    for weight, expected in zip(first.params, drawn, strict=True):
        np.testing.assert_array_equal(weight, expected)
    (small,), (large,) = (sources.run(seed=7, steps=1, alpha=alpha) for alpha in (0.5, 1.0))
    for weight, half, whole in zip(drawn, small.params, large.params, strict=True):
        np.testing.assert_allclose(whole - weight, 2 * (half - weight), rtol=0, atol=1e-15)
        assert (whole != weight).any()
    assert len(list(sources.run(seed=7, steps=12))) == 12
    assert list(sources.run(steps=0)) == []
