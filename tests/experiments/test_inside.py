"""What is seen inside the sources' network; others' figures, found before, are in brackets."""

import json

import numpy as np
import pytest
from experiments import inside, networks, robust

from rnn_addition import biased, carries, rnn
from rnn_addition.activations import sigmoid
from rnn_addition.bits import encode
from rnn_addition.evaluation import all_sums, count_right

RECORD = robust.record_of("inside")
SOURCES, TRAP = networks.load("sources"), networks.load("trap")


def test_accuracy_along_training():
    along = RECORD["along"]
    assert [int(n) for n in along] == inside.ALONG
    assert along["10000"] == inside.score(SOURCES)
    assert along["8200"] == inside.score(TRAP)
    course = robust.record_of("course")["right_after"]
    assert {n: along[n]["sums"] for n in course} == course
    assert along["100000"] == {"sums": 128**2, "chains": 10}


@pytest.mark.golden
def test_the_network_that_is_right_on_8_bits_only():
    found = {"says": inside.says(TRAP, 511, 1), **inside.score(TRAP)}
    assert {name: RECORD["trap"][name] for name in found} == found
    assert RECORD["trap"]["says"] == 768 and RECORD["trap"]["chains"] < 10
    again = {"8200": inside.machine(TRAP), "10000": inside.machine(SOURCES)}
    assert RECORD["machine"] == json.loads(json.dumps(again))
    assert RECORD["machine"]["10000"]["states"] == 2
    assert RECORD["machine"]["8200"]["wrong"] == [511, 1, 9]


def test_what_is_lost_with_a_unit():
    right = RECORD["without_unit"]
    for k in (0, 6):
        assert count_right(rnn, inside.without_unit(SOURCES, k)) == right[k]
    percent = [100 * right[k] / 128**2 for k in (5, 9, 14, 7, 6)]
    np.testing.assert_allclose(percent, [100, 94.3, 41.0, 3.3, 0.8], atol=0.05)  # (the same)


def test_a_unit_held_at_its_mean_is_a_bias():
    """The mean times the unit's weights, added to what it fed."""
    right, mean = RECORD["held_at_mean"], inside.states_of_all_sums(SOURCES)[0].mean(axis=0)
    ((x, y),) = all_sums()
    for k in (2, 6):
        U, V, W = inside.without_unit(SOURCES, k)
        bh, bz = mean[k] * SOURCES.W[[k]], mean[k] * SOURCES.V[[k]]
        first = sigmoid(x[0] @ U)  # (B, H), before it there is no unit to be held
        z = biased.forward(biased.Params(U, V, W, bh, bz), x[1:], first).z
        said = np.concatenate([[first @ V + bz], z]) > 0
        assert (said == (y > 0)).all(axis=(0, 2)).sum() == right[k]
    assert right[2] == right[5] == 128**2


def test_random_sums_hardly_ever_find_the_trap():
    nine = RECORD["trap"]["nine_bits"]
    wrong = []
    for a in range(256, 512):  # at least one of the numbers has a ninth bit
        b = np.arange(512)
        for one, other in ((np.full_like(b, a), b), (b[:256], np.full_like(b[:256], a))):
            x, y = encode(one, other, 10)
            bad = ((rnn.forward(TRAP, x).z > 0) != (y > 0)).any(axis=(0, 2))
            wrong += [*zip(one[bad].tolist(), other[bad].tolist())]
    assert nine == {"sums": 512 * 512, "wrong": len(wrong)} and (511, 1) in wrong
    random = RECORD["trap"]["random"]
    rates = {n: random[n]["wrong"] / random["sums"] for n in ("16", "64", "256", "1024")}
    assert sorted(rates.values()) == [*rates.values()]
    sums = carries.random_sums(np.random.RandomState(7), 64, 20_000)
    other = 1 - carries.adds(rnn, TRAP, sums, 65).mean()
    assert abs(other - rates["64"]) < 4 * np.sqrt(2 * other / 20_000)
    assert random["64"]["unseen_by_100_in_percent"] == round(100 * (1 - rates["64"]) ** 100)


def test_long_sums():
    assert RECORD["long_sums"] == {"bits": 100_000, "sums": 12, "right": 12}
    few = inside.long_sums(SOURCES, 5000)
    assert few == {"bits": 5000, "sums": 12, "right": 12}
    margin = RECORD["margin"]
    assert margin["right"] == margin["sums"] == 2000
    assert inside.margin(SOURCES, count=100)["nearest_to_a_half"] >= margin["nearest_to_a_half"]


def test_where_the_carry_is():
    axis = RECORD["carry_axis"]
    assert axis == inside.carry_axis(SOURCES)
    assert axis["carry_at_least"] == 0.66  # (0.66)
    assert abs(axis["none_at_most"] + 0.55) <= 0.03  # (-0.55)
    assert axis["units_that_tell_alone"] == [14]  # (14)
    assert RECORD["clusters"] == inside.clusters(SOURCES)
    travels, stops = RECORD["effect_of_the_first_bit"].values()
    assert RECORD["effect_of_the_first_bit"] == inside.effect_of_the_first_bit(SOURCES)
    assert travels[3] > 5 * stops[3]


def test_what_reads_the_carry_and_what_moves_it():
    drawn = rnn.init(np.random.RandomState(0))
    assert RECORD["carry_axis_before_training"] == inside.carry_axis(drawn)
    assert RECORD["carry_from_bits_alone"] == {n: inside.bits_alone(int(n)) for n in "123"}
    # one column tells the carry where its bits are alike, else as often as it is the usual one
    assert RECORD["carry_from_bits_alone"]["1"] == 84.3
    assert RECORD["carry_axis"]["states"] == RECORD["clusters"]["nearest_to_own_centre"]
    assert RECORD["unit_that_tells"] == inside.unit_that_tells(SOURCES, 14)
    assert RECORD["two_principal_components"] == inside.two_principal_components(SOURCES)
    assert RECORD["moved"] == inside.moved(SOURCES)
    h = inside.states_of_all_sums(SOURCES)[0]
    values = np.linalg.svd(h - h.mean(axis=0), compute_uv=False) ** 2
    share = 100 * values[:2].sum() / values.sum()
    assert abs(share - RECORD["two_principal_components"]["variance_percent"]) < 0.05
    # a nudge of each weight by its last bit moves none of them
    nudged = rnn.Params(*(np.nextafter(weight, np.inf) for weight in SOURCES))
    for name in ("carry_axis", "moved", "two_principal_components", "clusters"):
        assert getattr(inside, name)(nudged) == RECORD[name]
    assert inside.held_at_mean(nudged) == RECORD["held_at_mean"]


def test_only_one_of_the_networks_never_forgets_a_first_carry():
    ends = RECORD["attractors"]
    assert {n: found["apart"] > 0.1 for n, found in ends.items()} == {
        "8000": False, "8200": False, "10000": True, "20000": False}  # fmt: skip
    assert round(ends["10000"]["radius"], 2) == 0.97  # (0.97)
    assert inside.attractors(SOURCES) == ends["10000"]
    assert inside.attractors(TRAP) == ends["8200"]


def test_a_disturbance_shrinks_as_the_spectral_radius_says():
    """Followed with the network itself, under columns (1, 0) after a carry."""
    columns = inside.columns((1, 1), *[(1, 0)] * 20_000)
    end = rnn.forward(SOURCES, columns).h[-1, 0]
    h = end + 1e-6 * np.array([np.zeros(16), np.ones(16)])  # (2, H)
    apart = []
    for _ in range(400):
        h = sigmoid([1, 0] @ SOURCES.U + h @ SOURCES.W)
        apart.append(np.abs(h[1] - h[0]).max())
    radius = RECORD["attractors"]["10000"]["radius"]
    assert abs((apart[300] / apart[200]) ** (1 / 100) - radius) < 1e-3


def test_gradients():
    assert (
        RECORD["gradient_errors"]
        == inside.gradient_errors()
        == {"centred": -8, "backward": -14}
    )


DRAWN = rnn.init(np.random.RandomState(0))


@pytest.mark.golden
def test_how_far_the_gradient_reaches():
    reached = RECORD["gradient_after_seven_columns"]
    assert reached == {
        "drawn": inside.reach_of_the_gradient(DRAWN),
        "trained": inside.reach_of_the_gradient(SOURCES),
    }
    assert reached["drawn"]["most"] < 3 * reached["drawn"]["least"]  # any sum will do
    medians = reached["trained"]["median_by_passing"]
    assert medians == sorted(medians, reverse=True) and medians[0] > 100 * medians[6]


@pytest.mark.parametrize("params", [DRAWN, SOURCES])
@pytest.mark.parametrize(("a", "b"), inside.REACHED)
def test_the_reach_is_what_the_complex_step_finds_at_the_states(params, a, b):
    x, _ = encode(np.array([a]), np.array([b]), 8)
    states = rnn.forward(params, x).h
    expected = []
    for back in range(8):
        start = states[8 - back, 0] + 1e-30j * np.eye(16)  # (H, H): a unit a row
        columns = np.repeat(x[8 - back :], 16, axis=1).astype(complex)
        z = rnn.forward(params, columns, start).z[-1] if back else start @ params.V
        expected.append(np.linalg.norm(z.imag / 1e-30))
    np.testing.assert_allclose(inside.reach(params, x)[:, 0], expected, rtol=1e-12)
