"""The command line as its user meets it: answers, languages, files, bad input."""

import json
import os
import pty
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from rnn_addition import biased, chars, lstm, rnn, trials, verdict
from rnn_addition.app import cli as program
from rnn_addition.app import weights
from rnn_addition.app.files import InputError
from rnn_addition.app.messages import HELP, MESSAGES

QUICK = ("--steps", "50")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def cli(capsys, monkeypatch):
    """Run the program; return status, standard output and standard error."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C")

    def call(*args):
        try:
            status = program.main([str(arg) for arg in args])
        except SystemExit as end:
            status = end.code
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "adder.npz"
    program.main(["train", "--save", str(path), "--lang", "en"])
    return path


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


@pytest.mark.parametrize(
    ("lang", "label"), [("zh", "误差:["), ("en", "Error:["), ("ko", "오차:[")]
)
def test_the_language_asked_for(cli, lang, label):
    for args in [("train", *QUICK, "--lang", lang), ("--lang", lang, "train", *QUICK)]:
        assert cli(*args)[1].startswith(label)


@pytest.mark.parametrize(
    ("environment", "label"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "오차"),
        ({"LANG": "zh_CN.UTF-8"}, "误差"),
        ({"LANG": "fr_FR.UTF-8"}, "Error"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, "误差"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "Error"),
    ],
)
def test_the_language_of_the_locale(cli, monkeypatch, environment, label):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli("train", *QUICK)[1].partition(":")[0] == label


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


def test_every_option_reaches_the_training(cli, tmp_path):
    path = tmp_path / "w.npz"
    options = ("--steps", 3, "--hidden", 5, "--alpha", 0.3, "--bits", 6, "--seed", 9)
    assert cli("train", *options, "--save", path)[0] == 0
    rng = np.random.RandomState(9)
    params = rnn.init(rng, 5)
    from rnn_addition.bits import random_pairs, stream
    from rnn_addition.losses import half_squared
    from rnn_addition.training import train

    for step in train(rnn, params, stream(random_pairs(rng, 3, 6), 6), half_squared, 0.3):
        params = step.params
    for saved, expected in zip(weights.load(path).params, params, strict=True):
        np.testing.assert_array_equal(saved, expected)


@pytest.fixture(scope="session")
def trap(tmp_path_factory):
    """The network that is right on every 8-bit sum and cannot add 511 + 1."""
    path = tmp_path_factory.mktemp("weights") / "trap.npz"
    program.main(["train", "--steps", "8200", "--save", str(path), "--lang", "en"])
    return path


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


def test_automaton_shows_the_full_adder_or_a_sum_that_refutes_it(cli, trained, trap):
    status, out, _ = cli("automaton", "--weights", trained)
    assert status == 0
    found = verdict.judge(rnn, weights.load(trained).params).states
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


def test_automaton_proves_the_smallest_network(cli):
    smallest = ROOT / "docs" / "experiments" / "results" / "networks" / "smallest.npz"
    boxes = verdict.judge(biased, weights.load(smallest).params).boxes
    status, out, _ = cli("automaton", "--weights", smallest)
    assert status == 0
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


def test_every_model_has_its_own_weights_file(cli, tmp_path):
    for name, model in trials.MODELS.items():
        path = tmp_path / f"{name}.npz"
        cli("train", "--model", name, "--steps", 3, "--hidden", 5, "--save", path)
        saved = weights.load(path)
        assert (saved.model, saved.letters) == (model, "")
        with np.load(path) as file:
            made = json.loads(str(file["made"]))
        assert made == {
            "model": name, "seed": 0, "steps": 3, "hidden": 5, "alpha": 0.1, "bits": 8,
        }  # fmt: skip


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


@pytest.mark.parametrize("lang", ["zh", "ko"])
def test_the_text_is_that_of_the_reader_unless_one_is_named(cli, lang):
    few = ("--steps", 0, "--hidden", 2, "--length", 300, "--temperature", 100)
    letters = set(cli("sample", *few, "--lang", lang)[1])
    assert letters <= set(chars.texts()[lang]["text"]) and len(letters) > 50
    assert set(cli("sample", *few, "--lang", lang, "--text", "en")[1]) <= set(
        chars.texts()["en"]["text"]
    )


@pytest.mark.parametrize("lang", ["zh", "en", "ko"])
@pytest.mark.parametrize(
    "command", ["", "train", "add", "check", "automaton", "sample", "study"]
)
def test_help_is_in_the_language_and_names_every_option(cli, monkeypatch, command, lang):
    monkeypatch.setenv("COLUMNS", "200")
    words = [command] if command else []
    status, out, err = cli("--lang", lang, *words, "--help")
    assert (status, err) == (0, "")
    assert cli(*words, "--help", "--lang", lang)[1] == out
    assert out.startswith(HELP[lang]["usage"] + "rnn-addition")
    english = cli(*words, "--help")[1]
    flags = re.compile(r"(?<![\w-])--?[a-z]+")
    assert set(flags.findall(out)) == set(flags.findall(english))
    if lang != "en":  # what is left in Latin letters are names
        left = re.sub(r"--?[a-z]+|[A-Z]+", "", out)
        names = "rnn addition biased feedforward lstm chars zh en ko npz ask"
        commands = "train add check automaton sample study"
        assert set(re.findall("[A-Za-z]{2,}", left)) <= {*names.split(), *commands.split()}


def test_the_three_languages_say_the_same_things():
    for texts in (MESSAGES, HELP):
        places = {
            lang: {name: sorted(re.findall(r"{.*?}", text)) for name, text in said.items()}
            for lang, said in texts.items()
        }
        assert places["zh"] == places["en"] == places["ko"]


BAD = [
    (("train", "--bits", "0"), ["'0'", "2 to 62"]),
    (("train", "--bits", "63"), ["'63'", "2 to 62"]),
    (("train", "--alpha", "nan"), ["'nan'", "above 0"]),
    (("train", "--alpha", "0"), ["'0'", "above 0"]),
    (("train", "--alpha", "inf"), ["'inf'", "above 0"]),
    (("train", "--alpha", "fast"), ["'fast'", "above 0"]),
    (("train", "--steps", "-1"), ["'-1'", "0 to 10000000"]),
    (("train", "--steps", "1e3"), ["'1e3'", "whole number"]),
    (("train", "--hidden", "0"), ["'0'", "1 to 1024"]),
    (("train", "--seed", "4294967296"), ["'4294967296'", "0 to 4294967295"]),
    (("train", "--lang", "fr"), ["'fr'", "zh"]),
    (
        ("check", "--alpha", "1.7e308", "--bits", "62", "--hidden", "64", *QUICK),
        ["1.7e+308", "smaller"],
    ),
    (("add", "-3", "4"), ["'-3'", "0 or more"]),
    (("add", "3.5", "4"), ["'3.5'", "whole number"]),
    (("add", "٣", "4"), ["'٣'", "whole number"]),
    (("add", "", "4"), ["''", "whole number"]),
    (("add", "3"), ["B"]),
    (("add", "1", "2", "--weights", "no-such-file.npz"), ["no-such-file.npz", "No such file"]),
    (("train", "--save", "no-such-folder/w.npz"), ["no-such-folder/w.npz", "folder"]),
    (("train", "--save", "."), [".", "folder"]),
    (("train", "--model", "gru"), ["'gru'", "lstm", "chars"]),
    (("check", "--model", "chars"), ["'chars'", "lstm"]),
    (("train", "--model", "chars", "--bits", "9"), ["--bits 9", "--model chars"]),
    (("train", "--cell", "lstm"), ["--cell lstm", "--model rnn"]),
    (("train", "--text", "ko", "--model", "lstm"), ["--text ko", "lstm"]),
    (("train", "--model", "chars", "--text", "no.txt"), ["no.txt", "No such file"]),
    (("train", "--model", "chars", "--cell", "biased"), ["'biased'", "lstm"]),
    (("sample", "--alpha", "1e300", "--steps", "9"), ["1e+300", "smaller"]),
    (("sample", "--temperature", "0"), ["'0'", "0.01 to 100"]),
    (("sample", "--temperature", "nan"), ["'nan'", "0.01 to 100"]),
    (("sample", "--length", "0"), ["'0'", "1 to 100000"]),
    (("sample", "--start", "Q!", "--text", "en", "--steps", "0"), ["'Q'", "letters"]),
    (("automaton", "--model", "lstm"), ["'lstm'", "biased"]),
    (("train", "--alpha", "1_0"), ["'1_0'", "above 0"]),
    (("train", "--model", "chars", "--text", "/dev/zero"), ["/dev/zero", "20,000,000 bytes"]),
    (("check", "--weights", "w.npz", "--seed", "3"), ["--seed 3", "--weights"]),
    (("train", "--save", "w" * 300), ["w" * 300, "too long"]),
    (("train", "--save", "/dev/null"), ["/dev/null", "device"]),
    (("check", "--weights", "a\nb"), ["a\\nb", "No such file"]),
    (("add", "1", "2", "a\nb"), ["a\\nb"]),
    (("check", "--weights", "w.npz", "--hidden", "3"), ["--hidden 3", "--weights"]),
    (("sample", "--weights", "w.npz", "--text", "ko"), ["--text ko", "--weights"]),
    (("check", "--weights", "w.npz", "--model", "lstm"), ["--model lstm", "--weights"]),
    (("train", "--alpha", "٣"), ["'٣'", "above 0"]),
    (("sample", "--temperature", "0.0099"), ["'0.0099'", "0.01 to 100"]),
    (("study",), ["FILE"]),
    (("study", "."), [".", "folder"]),
    (("study", "s.CSV"), ["s.CSV", "another ending"]),
    (
        ("study", "s.jsonl", "--seeds", "0-99999", "--hidden", "1,2,3,4,5,6,7,8,9,10,11"),
        ["1100000", "1000000 at most"],
    ),
    (("study", "s.jsonl", "--scheduler", ""), ["--scheduler", "Dask"]),
    (("study", "s.jsonl", "--scheduler", "tls://127.0.0.1:9"), ["tls://127.0.0.1:9", "Dask"]),
    (("study", "s.csv"), ["s.csv", "another ending"]),
    (("study", "no-such-folder/s.jsonl"), ["no-such-folder", "folder"]),
    (("study", "s.jsonl", "--seeds", "5-3"), ["'5-3'", "upwards"]),
    (("study", "s.jsonl", "--seeds", "0-100000"), ["'0-100000'", "100000 at most"]),
    (("study", "s.jsonl", "--seeds", "0,1-"), ["''", "0 to 4294967295"]),
    (("study", "s.jsonl", "--hidden", "2,,3"), ["''", "1 to 1024"]),
    (("study", "s.jsonl", "--model", "rnn,gru"), ["'gru'", "one of rnn"]),
    (("study", "s.jsonl", "--alpha", "0.1,-1"), ["'-1'", "above 0"]),
    (("study", "s.jsonl", "--workers", "0"), ["'0'", "1 to 1024"]),
    (("study", "s.jsonl", "--scheduler", "nowhere at all"), ["nowhere at all", "Dask"]),
    (("subtract",), ["'subtract'", "train"]),
]


@pytest.mark.parametrize(("args", "named"), BAD, ids=lambda value: " ".join(value))
def test_bad_input_gets_one_line_and_status_2(cli, tmp_path, monkeypatch, args, named):
    monkeypatch.chdir(tmp_path)
    status, out, err = cli(*args)
    assert status == 2
    assert err.count("\n") == 1 and err.endswith("\n")
    for part in named:
        assert part in err
    assert out == ""  # nothing was trained in vain
    assert list(tmp_path.iterdir()) == []


def written(path, **arrays):
    np.savez(path, **arrays)
    return path


GOOD = {"U": np.ones((2, 3)), "V": np.ones((3, 1)), "W": np.ones((3, 3))}


@pytest.mark.parametrize(
    ("arrays", "expected"),
    [
        ({"U": GOOD["U"], "W": GOOD["W"]}, "with the weights of a model"),
        (GOOD | {"X": np.ones(3)}, "with the weights of a model"),
        ({}, "with the weights of a model"),
        (GOOD | {"U": np.ones((3, 3))}, "U has shape (3, 3), expected (2, 3)"),
        (GOOD | {"W": np.ones((2, 2))}, "W has shape (2, 2), expected (3, 3)"),
        (GOOD | {"V": np.ones(3)}, "V has shape (3,), expected 1 to 1024 rows"),
        (GOOD | {"V": np.ones((1025, 1))}, "V has shape (1025, 1), expected 1 to 1024 rows"),
        (GOOD | {"U": np.ones((2, 3), int)}, "U holds something else than finite numbers"),
        (GOOD | {"V": np.ones((3, 2))}, "V has shape (3, 2), expected (3, 1)"),
        (GOOD | {"letters": "ab"}, "V has shape (3, 1), expected (3, 2)"),
        (GOOD | {"W": np.full((3, 3), np.nan)}, "W holds something else than finite numbers"),
        (GOOD | {"U": np.full((2, 3), np.inf)}, "U holds something else than finite numbers"),
        (GOOD | {"U": np.array([["a"] * 3] * 2)}, "U holds something else than finite numbers"),
        (GOOD | {"U": np.array([[{}] * 3] * 2)}, "unbroken"),
        ({"U": np.ones((2, 0)), "V": np.ones((0, 1)), "W": np.ones((0, 0))}, "shape"),
    ],
)
def test_weights_that_are_none(cli, tmp_path, arrays, expected):
    path = written(tmp_path / "bad.npz", **arrays)
    status, _, err = cli("check", "--weights", path)
    assert (status, err.count("\n")) == (2, 1)
    assert str(path) in err and expected in err


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


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", ": 0 letters, expected 25 or more"),
        (b"24 letters are too few !", ": 24 letters, expected 25"),
        (b"\xff\xfe" + b"x" * 40, "UTF-8"),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 10001))).encode(), "10002 different letters"),
    ],
    ids=["empty", "short", "no UTF-8", "too many"],
)
def test_texts_that_are_none(cli, tmp_path, data, said):
    path = tmp_path / "text.txt"
    path.write_bytes(data)
    status, out, err = cli("train", "--model", "chars", "--text", path)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert str(path) in err and said in err


def test_a_truncated_file_never_loads(cli, trained, tmp_path):
    whole = trained.read_bytes()
    path = tmp_path / "cut.npz"
    for size in [*range(0, len(whole), 97), len(whole) - 1]:
        path.write_bytes(whole[:size])
        with pytest.raises(InputError, match="unbroken"):
            weights.load(path)
    path.write_bytes(b"not a zip at all")
    status, _, err = cli("check", "--weights", path)
    assert (status, err.count("\n")) == (2, 1)


def test_a_damaged_file_is_refused_or_still_weights(cli, trained, tmp_path):
    """Bytes turned over anywhere, members that are no arrays: no other error gets out."""
    whole = trained.read_bytes()
    path = tmp_path / "damaged.npz"
    refused = 0
    for place in [*range(400), *range(len(whole) - 400, len(whole))]:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x21]) + whole[place + 1 :])
        try:
            weights.load(path)
        except InputError as error:
            assert str(path) in str(error)
            refused += 1
    assert refused > 400
    with zipfile.ZipFile(path, "w") as file:
        for name in ("U", "V", "W"):
            file.writestr(name, b"hello")
    assert cli("check", "--weights", path)[0] == 2


def test_saving_keeps_the_old_file_when_it_fails(tmp_path, monkeypatch):
    path = tmp_path / "w.npz"
    params = rnn.Params(**GOOD)
    weights.save(path, params)
    before = path.read_bytes()

    def full(file, **arrays):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(InputError, match=r"w.npz: cannot be written .No space"):
        weights.save(path, params)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["w.npz"]


def test_saving_through_a_link_keeps_the_link(tmp_path):
    target, link = tmp_path / "target.npz", tmp_path / "link.npz"
    link.symlink_to(target.name)
    weights.save(link, rnn.Params(**GOOD))
    assert link.is_symlink() and weights.load(target).model is rnn


def test_saving_to_a_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="is a folder, expected the name of a file"):
        weights.save(tmp_path, rnn.Params(**GOOD))


def test_saving_moves_a_whole_file_into_place(tmp_path):
    """Whoever reads the old file meanwhile reads all of it."""
    path = tmp_path / "w.npz"
    weights.save(path, rnn.Params(**GOOD))
    before = path.read_bytes()
    with path.open("rb") as reader:
        weights.save(path, rnn.init(np.random.RandomState(1)))
        assert reader.read() == before
    assert weights.load(path).params.W.shape == (16, 16)


def run(*args, **options):
    command = [sys.executable, "-m", "rnn_addition", *args]
    return subprocess.run(command, text=True, timeout=60, check=False, **options)


@pytest.mark.parametrize("closed", ["1>&-", "2>&-"])
def test_a_closed_output_loses_no_work(tmp_path, closed):
    path = tmp_path / "w.npz"
    command = f'"{sys.executable}" -m rnn_addition train --steps 9 --save "{path}" {closed}'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert weights.load(path).model is rnn


@pytest.mark.parametrize("args", [("train", "--steps", "1", "--save", "w"), ("study", "w")])
def test_a_link_to_itself_is_no_reason_for_a_traceback(cli, tmp_path, monkeypatch, args):
    monkeypatch.chdir(tmp_path)
    os.symlink("w", "w")
    status, _, err = cli(*args)
    assert (status, err.count("\n")) in {(0, 0), (2, 1)}


def test_no_progress_bar_in_a_pipe():
    done = run("train", *QUICK, "--lang", "en", capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("args", "bar"),
    [
        (("train", *QUICK), "학습 ████████████████████ 50/50"),
        (
            ("study", "s.jsonl", "--steps", "1", "--seeds", "0-1"),
            "실험 ████████████████████ 2/2",
        ),
    ],
)
def test_a_progress_bar_on_a_terminal(tmp_path, args, bar):
    ours, theirs = pty.openpty()
    done = run(*args, "--lang", "ko", stdout=subprocess.PIPE, stderr=theirs, cwd=tmp_path)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    assert done.returncode == 0
    assert bar in shown and shown.endswith("\r\033[K")
    assert "\r" not in done.stdout


def test_a_reader_that_stops_early_sees_no_traceback():
    command = f'"{sys.executable}" -m rnn_addition add {10**3000} 1 --steps 1 | head -1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_the_installed_command_is_the_module():
    from importlib.metadata import entry_points

    (entry,) = entry_points(group="console_scripts", name="rnn-addition")
    assert entry.load() is program.main
