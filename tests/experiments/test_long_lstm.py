"""LSTMs on long sums: the record agrees with the studies, and the measures with plain loops."""

import csv

import numpy as np
import pytest
from experiments import long_lstm, networks, robust, studies
from experiments.long_lstm import by_hand
from experiments.rates import rate

from rnn_addition import lstm
from rnn_addition.trials import stack, unstack

RECORD = robust.record_of("long_lstm")


def test_the_counts_are_those_of_the_study_of_models():
    """Trained by another program, on other occasions."""
    with open(studies.FOLDER / "models.csv", newline="", encoding="utf-8") as file:
        rows = {row["model"]: row for row in csv.DictReader(file)}
    for model in ("rnn", "biased", "lstm"):
        found = RECORD["ways"][f"{model}_10000"]
        for test in ("all", "random", "chains"):
            assert found[test] == rate(int(rows[model][test]), 100)
    assert [
        RECORD["ways"]["lstm_10000"][test]["count"] for test in ("all", "random", "chains")
    ] == [
        99,
        49,
        33,
    ]


def test_every_network_keeps_loses_or_invents():
    for name, found in RECORD["ways"].items():
        assert name.rpartition("_")[0] in long_lstm.WAYS
        for ends in found["ends"].values():
            assert ends["of"] == 100 >= ends["kept"] + ends["lost"] + ends["invented"]
            assert ends["kept"] + ends["merged"] <= 100
        assert (
            found["chains"]["count"] <= min(ends["kept"] for ends in found["ends"].values()) + 2
        )
        assert found["wrong_after"]["7"] == 0  # these columns were learned


def test_what_mends_the_long_sums_and_what_does_not():
    """The claims of the page, with room for what the last bit moves."""
    ways = RECORD["ways"]
    longer, open_gate = ways["lstm_12_bits_10000"], ways["lstm_forget_1_10000"]
    assert longer["random"]["low"] > ways["lstm_10000"]["random"]["high"]
    assert open_gate["random"]["high"] < ways["lstm_10000"]["random"]["low"]
    assert ways["lstm_10000"]["random"]["high"] < ways["rnn_10000"]["random"]["low"]
    assert ways["lstm_10000"]["chains"]["high"] < ways["rnn_10000"]["chains"]["low"]


def plain_answers(params, columns):
    """Return the answers of an LSTM without axes of networks, one column at a time."""
    s = h = np.zeros((1, params.V.shape[0]))
    for pair in columns:
        x = np.array([pair], float)
        a = {
            gate: x @ getattr(params, f"U{gate}")
            + h @ getattr(params, f"W{gate}")
            + getattr(params, f"b{gate}")
            for gate in "gifq"
        }
        i, f, q = (1 / (1 + np.exp(-a[gate])) for gate in "ifq")
        s = f * s + i * np.tanh(a["g"])
        h = q * np.tanh(s)
        yield (h @ params.V + params.bz).item() > 0, f.max()


def test_the_pair_is_told_apart_by_other_means():
    """Seed 2 keeps both for 2,000 columns, seed 7 loses the carry after its tenth."""
    pair = networks.load("lstm_pair")
    kept, lost = (
        [
            [answer for answer, _ in plain_answers(params, [first, *[(1, 0)] * 2000])][1:]
            for first in ((1, 1), (0, 0))
        ]
        for params in unstack(pair)
    )
    assert not any(kept[0]) and all(kept[1]) and all(lost[1])
    assert 10 < lost[0].index(True) < 30 and all(lost[0][30:])
    assert long_lstm.ends(lstm, pair, "10") == {
        "kept": 1,
        "lost": 1,
        "invented": 0,
        "merged": 1,
        "of": 2,
    }
    openest = [
        [*plain_answers(params, [(1, 1), *[(1, 0)] * 300])][-1][1] for params in unstack(pair)
    ]
    assert long_lstm.most_open(pair) == pytest.approx(np.mean(openest), abs=0.005)


def test_the_cell_made_by_hand_has_one_place_to_rest():
    """With half its weights, f is sigmoid(5), which forgets half in about 100 columns."""
    cell = by_hand()._replace(V=np.array([[-2.0]]), bz=np.array([[0.76]]))
    weak = cell._replace(Uf=cell.Uf / 2, Ui=cell.Ui / 2, bf=cell.bf / 2, bi=cell.bi / 2)
    found = long_lstm.ends(lstm, stack([cell, weak]), "01")
    assert found == {"kept": 1, "lost": 0, "invented": 1, "merged": 1, "of": 2}
    answers = [*plain_answers(weak, [(0, 0), *[(0, 1)] * 2000])]
    half = np.log(2) / np.log1p(np.exp(-5))  # columns
    assert abs([answer for answer, _ in answers[1:]].index(False) - half) < half / 2


def test_answers_are_counted_by_how_many_columns_were_handed_on():
    """With a quarter of its weights the cell has invented a carry after 7: 1 - f^7 > 0.4."""
    cell = by_hand()._replace(V=np.array([[-2.0]]), bz=np.array([[0.76]]))
    leaky = cell._replace(Uf=cell.Uf / 4, Ui=cell.Ui / 4, bf=cell.bf / 4, bi=cell.bi / 4)
    both = stack([cell, leaky])
    half = dict.fromkeys(("7", "12", "24", "50"), 25)  # one of two, after none
    assert long_lstm.wrong_after(lstm, both, np.array([True, True])) == half
    assert set(long_lstm.wrong_after(lstm, both, np.array([True, False])).values()) == {0}
    assert set(long_lstm.wrong_after(lstm, both, np.array([False, True])).values()) == {50}


def test_a_forget_gate_can_start_elsewhere():
    ((_, usual),) = long_lstm.along(long_lstm.Way("lstm", (1,)), range(3))
    ((_, moved),) = long_lstm.along(long_lstm.Way("lstm", (1,), forget=2.0), range(3))
    for name, one, other in zip(lstm.Params._fields, usual, moved, strict=True):
        np.testing.assert_allclose(other - one, 2.0 if name == "bf" else 0.0, atol=0.2)


def test_when_half_of_the_networks_have_learned_all_sums():
    first = RECORD["first_about"]
    assert first["rnn"]["weights"] == 304 and first["lstm_of_seven"]["weights"] == 288
    assert first["lstm_of_seven"]["median"] < first["rnn"]["median"]
    for name, other in (("lstm", "sixteen_cells"), ("without_output_tanh",) * 2):
        told = robust.record_of("variants")["lstm"][other]["on_this_machine"]["first"]
        assert first[name]["on_this_machine"]["first"] == told  # on the same machine
        assert abs(first[name]["median"] - np.median(told)) <= 250
    again = long_lstm.first_about(lstm, 16, range(1), 2300)
    assert again["ever"] == 1 and abs(again["on_this_machine"]["first"][0] - 2000) <= 200
