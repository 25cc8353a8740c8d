"""What is learned from: options, and texts of all kinds."""

import math
import os
import re
import subprocess
import sys
import unicodedata

import numpy as np
import pytest
from running import run

from rnn_addition import chars, rnn
from rnn_addition.app import learning, weights


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


@pytest.mark.parametrize("lang", ["zh", "ko"])
def test_the_text_is_that_of_the_reader_unless_one_is_named(cli, lang):
    few = ("--steps", 0, "--hidden", 2, "--length", 300, "--temperature", 100)
    letters = set(cli("sample", *few, "--lang", lang)[1])
    assert letters <= set(chars.texts()[lang]["text"]) and len(letters) > 50
    assert set(cli("sample", *few, "--lang", lang, "--text", "en")[1]) <= set(
        chars.texts()["en"]["text"]
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", ": 0 letters, expected 25 or more"),
        (b"24 letters are too few !", ": 24 letters, expected 25"),
        (b"\xff\xfe" + b"x" * 40, "UTF-8"),
        (("x" * 40).encode("utf-16-le"), "UTF-8"),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 10001))).encode(), "10002 different letters"),
    ],
    ids=["empty", "short", "no UTF-8", "UTF-16 without a mark", "too many"],
)
def test_texts_that_are_none(cli, tmp_path, data, said):
    path = tmp_path / "text.txt"
    path.write_bytes(data)
    status, out, err = cli("train", "--model", "chars", "--text", path)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert str(path) in err and said in err


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_letters_that_look_alike_are_alike(cli, tmp_path, form, typed):
    """macOS saves 나 as two code points, a keyboard types one."""
    path = tmp_path / "text.txt"
    sentence = "나무 아래에서 책을 읽고 차를 마셨다. 바람이 불어 잎이 흔들렸다.\n" * 3
    path.write_text(unicodedata.normalize(form, sentence), encoding="utf-8")
    start = unicodedata.normalize(typed, "나")
    quick = ("--steps", 20, "--length", 30)
    status, out, err = cli("sample", "--text", path, "--start", start, *quick)
    assert (status, err) == (0, "")
    assert out.startswith("나") and set(out) <= set(sentence)


def test_a_letter_that_was_not_learned_is_named_by_its_code_point(cli):
    status, _, err = cli("sample", "--text", "en", "--steps", 0, "--start", "T\u200bQ")
    assert status == 2 and "'Q' (U+0051), '\\u200b' (U+200B)" in err


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
@pytest.mark.parametrize("command", ["train", "sample"])
def test_a_text_model_that_learned_nothing_writes_nothing(cli, cell, command):
    model = ("--model", "chars") if command == "train" else ()
    quick = ("--cell", cell, "--text", "en", "--hidden", 16, "--steps", 100)
    status, out, err = cli(command, *model, *quick, "--alpha", 300)
    assert (status, err.count("\n")) == (2, 1) and "smaller learning rate" in err
    assert "nan" not in out and len(out.splitlines()) <= 10 * (command == "train")
    assert cli(command, *model, *quick, "--alpha", 0.001)[0] == 0


@pytest.mark.parametrize("command", [("train", "--model", "chars"), ("sample",)])
def test_a_text_model_at_the_level_of_guessing_is_told_to_be(cli, command):
    quick = ("--text", "en", "--hidden", 16, "--steps", 100, "--lang", "en")
    status, out, err = cli(*command, *quick, "--alpha", 0.001)
    assert (status, err.count("\n")) == (0, 1) and out.count("\n") > 0
    found = re.search(r"loss is (\d\.\d{3}), and guessing .* reach (\d\.\d{3});", err)
    text = learning.read_text("en")[0]
    counts = [text.count(letter) for letter in set(text)]
    guess = math.log(len(text)) - sum(n * math.log(n) for n in counts) / len(text)
    assert float(found[2]) == round(guess, 3) < float(found[1])
    assert cli(*command, *quick)[::2] == (0, "")  # the default learning rate learns


def test_an_adder_that_overflows_stops_at_once(cli):
    status, out, err = cli(
        "train", "--alpha", 1.7e308, "--bits", 62, "--hidden", 64, "--steps", 5000
    )
    assert (status, err.count("\n")) == (2, 1) and "overflow" in err
    assert "nan" not in out and out.count("------------") <= 1


@pytest.mark.parametrize("command", [("sample",), ("train", "--model", "chars")])
def test_a_sample_in_a_file_keeps_all_its_letters(tmp_path, command):
    """Whatever code page the messages would be written in."""
    env = {**os.environ, "PYTHONIOENCODING": "cp949"}
    quick = ("--text", "zh", "--steps", "10", "--hidden", "2", "--lang", "ko")
    done = run(*command, *quick, capture_output=True, env=env, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert "?" not in done.stdout and "�" not in done.stdout


def test_letters_are_shown_as_they_come(tmp_path):
    path, text = tmp_path / "t.npz", tmp_path / "mine.txt"
    text.write_text("abcab" * 20, encoding="utf-8")
    model = ("--model", "chars", "--text", text)
    run("train", *model, "--steps", "0", "--save", path, stdout=subprocess.DEVNULL)
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "rnn_addition",
            "sample",
            "--weights",
            path,
            "--length",
            "100000",
        ],
        stdout=subprocess.PIPE,
    )
    try:
        assert len(process.stdout.read(5)) == 5
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()
