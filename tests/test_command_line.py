"""The command line as its user meets it: answers, languages, files, bad input."""

import os
import pty
import subprocess
import sys

import numpy as np
import pytest

from rnn_addition import __main__ as program
from rnn_addition import rnn, weights

QUICK = ("--steps", "50")


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
    for saved, expected in zip(weights.load(path), params, strict=True):
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
    assert [" ".join(line.split()) for line in out.splitlines()] == [
        "state 00 01 10 11",
        "0 0 → 0 1 → 0 1 → 0 0 → 1",
        "1 1 → 0 0 → 1 0 → 1 1 → 1",
        "2 states, equal to the full adder",
    ]
    status, out, _ = cli("automaton", "--weights", trap)
    assert status == 1
    assert out.endswith("no adder: it gets 511 + 1 wrong\n")


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
    (("subtract",), ["'subtract'", "train"]),
]


@pytest.mark.parametrize(("args", "named"), BAD, ids=lambda value: " ".join(value))
def test_bad_input_gets_one_line_and_status_2(cli, args, named):
    status, out, err = cli(*args)
    assert status == 2
    assert err.count("\n") == 1 and err.endswith("\n")
    for part in named:
        assert part in err
    assert out == ""  # nothing was trained in vain


def written(path, **arrays):
    np.savez(path, **arrays)
    return path


GOOD = {"U": np.ones((2, 3)), "V": np.ones((3, 1)), "W": np.ones((3, 3))}


@pytest.mark.parametrize(
    ("arrays", "expected"),
    [
        ({"U": GOOD["U"], "V": GOOD["V"]}, "U, V and W"),
        (GOOD | {"U": np.ones((3, 3))}, "U has shape (3, 3), expected (2, 3)"),
        (GOOD | {"W": np.ones((2, 2))}, "W has shape (2, 2), expected (3, 3)"),
        (GOOD | {"V": np.ones(3)}, "V has shape (3,), expected (3, 1)"),
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


def test_a_truncated_file_never_loads(cli, trained, tmp_path):
    whole = trained.read_bytes()
    path = tmp_path / "cut.npz"
    for size in [*range(0, len(whole), 97), len(whole) - 1]:
        path.write_bytes(whole[:size])
        with pytest.raises(weights.WeightsError, match="unbroken"):
            weights.load(path)
    path.write_bytes(b"not a zip at all")
    status, _, err = cli("check", "--weights", path)
    assert (status, err.count("\n")) == (2, 1)


def test_saving_keeps_the_old_file_when_it_fails(tmp_path, monkeypatch):
    path = tmp_path / "w.npz"
    params = rnn.Params(**GOOD)
    weights.save(path, params)
    before = path.read_bytes()

    def full(file, **arrays):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="No space"):
        weights.save(path, params)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["w.npz"]


def test_saving_moves_a_whole_file_into_place(tmp_path):
    """Whoever reads the old file meanwhile reads all of it."""
    path = tmp_path / "w.npz"
    weights.save(path, rnn.Params(**GOOD))
    before = path.read_bytes()
    with path.open("rb") as reader:
        weights.save(path, rnn.init(np.random.RandomState(1)))
        assert reader.read() == before
    assert weights.load(path).W.shape == (16, 16)


def run(*args, **options):
    command = [sys.executable, "-m", "rnn_addition", *args]
    return subprocess.run(command, text=True, timeout=60, check=False, **options)


def test_no_progress_bar_in_a_pipe():
    done = run("train", *QUICK, "--lang", "en", capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_progress_bar_on_a_terminal():
    ours, theirs = pty.openpty()
    done = run("train", *QUICK, "--lang", "ko", stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    assert done.returncode == 0
    assert "학습 ████████████████████ 50/50" in shown
    assert "\r" not in done.stdout


def test_a_reader_that_stops_early_sees_no_traceback():
    command = f'"{sys.executable}" -m rnn_addition add {10**3000} 1 --steps 1 | head -1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_the_installed_command_is_the_module():
    from importlib.metadata import entry_points

    (entry,) = entry_points(group="console_scripts", name="rnn-addition")
    assert entry.load() is program.main
