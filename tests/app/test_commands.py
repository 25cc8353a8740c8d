"""What the commands answer."""

import re

import numpy as np
import pytest
from running import QUICK, ROOT, written

from rnn_addition import biased, lstm, verdict
from rnn_addition.app import commands, weights


def test_without_arguments_it_does_the_run_of_the_sources(cli):
    status, out, err = cli()
    blocks = out.split("------------\n")
    assert status == 0 and err == ""
    assert blocks[0].splitlines() == [
        "Error:[3.45638663]",
        "Pred:[0 0 0 0 0 0 0 1]",
        "True:[0 1 0 0 0 1 0 1]",
        "9 + 60 = 1",
    ]
    assert blocks[9].splitlines()[-1] == "11 + 3 = 14"
    assert blocks[10:] == ["all 16,384 sums tried, 16,384 right\n"]


def test_add_shows_bits_carry_output_and_answer(cli, trained):
    status, out, _ = cli("add", 11, 3, "--weights", trained)
    lines = [line.split() for line in out.splitlines()]
    assert status == 0
    assert lines[0] == ["column", "a", "b", "carry", "output", "answer"]
    # 1011 + 0011, worked by hand from the right
    assert [[*line[:4], line[5]] for line in lines[1:-1]] == [
        ["0", "1", "1", "0", "0"],
        ["1", "1", "1", "1", "1"],
        ["2", "0", "0", "1", "1"],
        ["3", "1", "0", "0", "1"],
        ["4", "0", "0", "0", "0"],
    ]
    assert lines[-1] == ["11", "+", "3", "=", "14"]


@pytest.mark.parametrize(
    ("a", "b", "total"),
    [
        ("0", "0", "0"),
        ("0", "1", "1"),
        ("007", "8", "15"),
        ("1180591620717411303423", "1", "1180591620717411303424"),  # 2**70
        ("1" + "0" * 5000, "3", "1" + "0" * 4999 + "3"),
    ],
    ids=["0+0", "0+1", "007+8", "2**70", "5001 digits"],
)
def test_add_takes_numbers_of_any_length(cli, trained, a, b, total):
    status, out, _ = cli("add", a, b, "--weights", trained)
    assert status == 0
    assert out.splitlines()[-1].split(" = ")[1] == total


def test_add_says_where_an_untrained_network_is_wrong(cli):
    status, out, _ = cli("add", 81, 113, *QUICK)
    assert status == 1
    assert "wrong, should be 1" in out
    assert out.splitlines()[-1].endswith("wrong, should be 194")


def test_check_counts_and_fails_while_sums_are_wrong(cli, trained):
    assert cli("check", "--weights", trained)[:2] == (
        0,
        "all 16,384 sums tried, 16,384 right\n",
    )
    status, out, _ = cli("check", "--steps", 0)
    assert (status, out) == (1, "all 16,384 sums tried, 2 right\n")


def test_long_sums_are_sampled_and_said_to_be(cli, trained):
    status, out, _ = cli("check", "--weights", trained, "--bits", 40)
    assert (status, out) == (0, "16,384 random sums tried, 16,384 right\n")


def test_check_long_tells_an_adder_from_the_trap(cli, trained, trap):
    status, out, _ = cli("check", "--long", "--weights", trained)
    assert (status, out.splitlines()[1:]) == (
        0,
        [
            "50 random sums of 2,000 bits tried, 50 right",
            "10 carry chains of 2,000 bits tried, 10 right",
        ],
    )
    status, out, _ = cli("check", "--long", "--weights", trap)
    every, _, families = out.splitlines()
    assert status == 1
    assert every == "all 16,384 sums tried, 16,384 right"
    assert families == "10 carry chains of 2,000 bits tried, 7 right"


@pytest.fixture
def judged(monkeypatch):
    """The verdicts that the program comes to."""
    found = []

    def judge(*network):
        found.append(verdict.judge(*network))
        return found[-1]

    monkeypatch.setattr(commands, "judge", judge)
    return found


def test_automaton_shows_the_full_adder_or_a_sum_that_refutes_it(cli, trained, trap, judged):
    status, out, _ = cli("automaton", "--weights", trained)
    assert status == 0
    found = judged[0].states
    assert [" ".join(line.split()) for line in out.splitlines()] == [
        "state 00 01 10 11",
        "0 0 → 0 1 → 0 1 → 0 0 → 1",
        "1 1 → 0 0 → 1 0 → 1 1 → 1",
        f"{found:,} hidden states told apart, 2 once those that answer alike are merged",
        "this machine of 2 states is equivalent to the full adder",
        "the network is not proved right at every length, but no wrong sum was found: all sums"
        " of 8 columns and 110 sums of 2,000 bits are right, and a beam search through 200"
        " columns found none",
    ]
    status, out, _ = cli("automaton", "--weights", trap)
    assert status == 1
    assert out.endswith("not an adder: 511 + 1 goes wrong in column 8\n")


def test_automaton_proves_the_smallest_network(cli, judged):
    smallest = ROOT / "docs" / "experiments" / "results" / "networks" / "smallest.npz"
    status, out, _ = cli("automaton", "--weights", smallest)
    assert status == 0
    boxes = judged[0].boxes
    assert out.splitlines()[-1] == (
        "the network is proved right at every length: its hidden state never leaves"
        f" {len(boxes.low)} boxes"
    )


def test_automaton_says_so_if_no_machine_answers_like_the_network(cli, tmp_path):
    """At step 8,000 a carry dies after 27 columns, which no coarse grid shows."""
    path = tmp_path / "w.npz"
    assert cli("train", "--steps", 8000, "--save", path)[0] == 0
    status, out, _ = cli("automaton", "--weights", path)
    assert status == 1
    first, second = out.splitlines()
    assert first == "no small machine found that answers like this network"
    a, b, column = map(int, re.findall(r"\d+", second))
    assert 8 < column < 100
    assert cli("add", a, b, "--weights", path)[0] == 1


@pytest.mark.parametrize(
    ("model", "steps", "right"), [("lstm", 2500, 16384), ("feedforward", 10_000, 3**7)]
)
def test_other_models_train_are_kept_and_checked(cli, tmp_path, model, steps, right):
    path = tmp_path / "w.npz"
    status, out, _ = cli("train", "--model", model, "--steps", steps, "--save", path)
    assert status == 0
    assert out.startswith("Error:[") and out.endswith(f"16,384 sums tried, {right:,} right\n")
    assert cli("check", "--weights", path)[1] == f"all 16,384 sums tried, {right:,} right\n"
    assert (
        cli("add", 1, 3, "--weights", path)[1]
        .splitlines()[-1]
        .startswith("1 + 3 = 4" if model == "lstm" else "1 + 3 = 2  wrong, should be 4")
    )


def test_the_text_model_learns_is_kept_and_writes(cli, tmp_path):
    path, text = tmp_path / "t.npz", tmp_path / "mine.txt"
    text.write_text("abcab" * 20, encoding="utf-8")
    quick = ("--model", "chars", "--text", text, "--steps", 300, "--hidden", 8)
    status, out, _ = cli("train", *quick, "--cell", "lstm", "--save", path)
    assert status == 0
    losses = [float(line.split()[-1]) for line in out.splitlines()[:10]]
    assert abs(losses[0] - np.log(4)) < 0.05 and losses[-1] < losses[0] / 3
    assert weights.load(path)[::2] == (lstm, "\nabc")

    sample = ("sample", "--weights", path, "--start", "abc")
    status, out, _ = cli(*sample, "--length", 22, "--temperature", 0.01)
    assert (status, out) == (0, ("abcab" * 5 + "\n"))
    hot = [cli(*sample, "--temperature", 100, "--seed", seed)[1] for seed in (1, 1, 2)]
    assert hot[0] == hot[1] != hot[2]
    assert len(cli("sample", "--weights", path, "--length", 7)[1]) == 8


@pytest.mark.parametrize(
    ("command", "said"),
    [("check", "is a text model"), ("add 1 2", "is a text model"), ("automaton", "text model")],
)
def test_a_text_model_does_not_add(cli, tmp_path, command, said):
    path = tmp_path / "t.npz"
    cli("train", "--model", "chars", "--steps", 0, "--hidden", 2, "--save", path)
    status, out, err = cli(*command.split(), "--weights", path)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert str(path) in err and said in err


def test_weights_for_another_command(cli, trained, tmp_path):
    """An adder cannot write; a machine is looked for in the plain network only."""
    path = tmp_path / "w.npz"
    cli("train", "--model", "lstm", "--steps", 0, "--save", path)
    odd = written(
        tmp_path / "odd.npz",
        **biased.init(np.random.RandomState(0), 3, 2, 2)._asdict(),
        letters="ab",
    )
    for args, said in [
        (("sample", "--weights", trained), "train --model chars"),
        (("automaton", "--weights", path), "train --model rnn"),
        (("sample", "--weights", odd), "train --model chars"),
    ]:
        status, out, err = cli(*args)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert str(args[-1]) in err and said in err
