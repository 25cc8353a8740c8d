"""The text model: alphabets, windows, that it learns, and what it says."""

import itertools

import numpy as np
import pytest

from rnn_addition import chars, lstm, rnn
from rnn_addition.cross_entropy import cross_entropy
from rnn_addition.training import train

LANGUAGES = ("zh", "en", "ko")
CELLS = {"rnn": rnn, "lstm": lstm}


def text_of(lang):
    return chars.texts()[lang]["text"]


def learned(model, text, steps, alpha):
    """Return the weights and the losses of the steps."""
    rng = np.random.RandomState(0)
    params = chars.init(model, rng, 64, chars.alphabet(text))
    losses = []
    for step in train(model, params, chars.windows(rng, text, steps), cross_entropy, alpha):
        params = step.params
        losses.append(float(step.loss))
    return params, losses


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_text_names_author_source_and_licence(lang):
    entry = chars.texts()[lang]
    assert set(entry) == {"title", "author", "source", "licence", "text"}
    assert entry["licence"].startswith("public domain")
    assert len(text_of(lang)) > 300 and "\r" not in entry["text"]


def test_letters_are_code_points():
    assert chars.alphabet("나나 床\n") == "\n 床나"
    codes = chars.codes("床나", "\n 床나")
    assert codes.tolist() == [2, 3]
    assert chars.one_hot(codes, 4).tolist() == [[0, 0, 1, 0], [0, 0, 0, 1]]
    with pytest.raises(ValueError, match="'xy': expected letters of the text"):
        chars.codes("y床x", "\n 床나")


def test_a_window_is_followed_letter_by_letter():
    text = text_of("en")
    letters = chars.alphabet(text)
    for x, y in chars.windows(np.random.RandomState(0), text, steps=20, length=9, batch=3):
        assert x.shape == y.shape == (9, 3, len(letters))
        for b in range(3):
            read, expected = ("".join(letters[k] for k in z[:, b].argmax(-1)) for z in (x, y))
            assert read + expected[-1] in text and read[1:] == expected[:-1]


def test_every_letter_of_the_text_can_be_asked_for():
    text = "abcdefghijklm"
    last = {
        y[-1, b].argmax()
        for _, y in chars.windows(np.random.RandomState(0), text, 50, length=4, batch=4)
        for b in range(4)
    }
    assert last == set(range(4, 13))


@pytest.mark.parametrize("name", CELLS)
def test_the_first_weights_are_those_of_the_model_with_a_small_V(name):
    letters = "abcdefg"
    params = chars.init(CELLS[name], np.random.RandomState(0), 5, letters)
    drawn = CELLS[name].init(np.random.RandomState(0), 5, 7, 7)
    for field, weight in drawn._asdict().items():
        expected = weight / 100 if field == "V" else weight
        np.testing.assert_array_equal(getattr(params, field), expected)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "steps", "alpha"), [("rnn", 1000, 1.0), ("lstm", 600, 1.0)])
def test_the_loss_starts_at_log_k_and_falls_by_two_thirds(name, steps, alpha, lang):
    text = text_of(lang)
    _, losses = learned(CELLS[name], text, steps, alpha)
    know_nothing = np.log(len(chars.alphabet(text)))
    assert abs(losses[0] / know_nothing - 1) < 0.01
    assert np.mean(losses[-10:]) < know_nothing / 3


def test_a_sample_depends_on_the_seed_and_the_temperature():
    text = text_of("en")
    letters = chars.alphabet(text)
    params, _ = learned(rnn, text, 300, 1.0)

    def say(seed, temperature):
        rng = np.random.RandomState(seed)
        return "".join(chars.sample(rnn, params, letters, rng, "Ty", 30, temperature))

    assert say(0, 1.0) == say(0, 1.0) != say(1, 1.0)
    assert len(say(0, 1.0)) == 30
    cold = say(0, 1e-6)
    assert cold == say(1, 1e-6)
    whole = "Ty" + cold
    for k in range(2, 32):  # at temperature 0 each letter is the likeliest after 25 others
        codes = chars.codes(whole[max(0, k - 25) : k], letters)
        z = rnn.forward(params, chars.one_hot(codes, len(letters))[:, np.newaxis]).z[-1, 0]
        assert whole[k] == letters[z.argmax()]


def test_a_sample_comes_letter_by_letter():
    """None is drawn before it is asked for, so that what is said can be read meanwhile."""
    letters = "abcd"
    params = chars.init(rnn, np.random.RandomState(0), 5, letters)

    def sample(rng, count):
        return chars.sample(rnn, params, letters, rng, "ab", count)

    rng = np.random.RandomState(1)
    endless = sample(rng, 10**12)
    first = list(itertools.islice(endless, 40))
    assert {len(letter) for letter in first} == {1} and set(first) == set(letters)
    assert list(sample(np.random.RandomState(1), 40)) == first
    before = rng.get_state()[2]
    assert next(endless) in letters and rng.get_state()[2] != before
    assert list(sample(rng, 0)) == []


def test_a_sample_depends_on_no_more_letters_than_a_window_holds():
    letters = "abcdefgh"
    rng = np.random.RandomState(0)
    params = rnn.Params(rng.randn(8, 9), 9 * rng.randn(9, 8), 4 * rng.randn(9, 9))
    end = "abcdefghhgfedcbaaccbbddee"
    assert len(end) == chars.WINDOW
    starts = [before + end for before in ("", "a", "bb", "hhhhh", "abcdefgh")]
    said = {next(chars.sample(rnn, params, letters, rng, start, 1, 1e-6)) for start in starts}
    assert len(said) == 1
    whole = set()
    for start in starts:
        x = chars.one_hot(chars.codes(start, letters), 8)[:, np.newaxis]
        whole.add(rnn.forward(params, x).z[-1, 0].argmax())
    assert len(whole) > 1  # it does remember longer


def test_a_text_no_longer_than_a_window_is_refused():
    rng = np.random.RandomState(0)
    (_, y), *_ = chars.windows(rng, "abcde", steps=1, length=4, batch=1)
    assert y[:, 0].argmax(axis=-1).tolist() == [1, 2, 3, 4]
    with pytest.raises(ValueError, match=r"^a text of 4 letters: expected more than 4$"):
        next(chars.windows(rng, "abcd", steps=1, length=4))


@pytest.mark.parametrize(
    ("start", "temperature"), [("", 1.0), ("a", 0.0), ("a", -1.0), ("a", np.nan)]
)
def test_a_sample_needs_a_letter_and_a_temperature(start, temperature):
    params = chars.init(rnn, np.random.RandomState(0), 3, "ab")
    sample = chars.sample(rnn, params, "ab", np.random.RandomState(0), start, 5, temperature)
    with pytest.raises(ValueError, match=r": expected a letter, a temperature above 0$"):
        next(sample)
