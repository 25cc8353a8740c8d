"""What is learned from: options, and texts of all kinds."""

import numpy as np
import pytest

from rnn_addition import chars, rnn
from rnn_addition.app import weights


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
