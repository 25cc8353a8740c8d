"""The text model: alphabets, losses, gradients, and that it learns."""

import numpy as np
import pytest

from rnn_addition import chars, lstm, rnn
from rnn_addition.gradients import check_gradients
from rnn_addition.training import train

LANGUAGES = ("zh", "en", "ko")
CELLS = {"rnn": rnn, "lstm": lstm}


def text_of(lang):
    return chars.texts()[lang]["text"]


def learned(cell, text, steps, alpha):
    """Return the model, its weights and the losses of its steps."""
    model = chars.text_model(cell)
    rng = np.random.RandomState(0)
    V = len(chars.alphabet(text))
    params = model.init(rng, 64, V, V)
    losses = []
    for step in train(
        model, params, chars.windows(rng, text, steps), chars.cross_entropy, alpha
    ):
        params = step.params
        losses.append(float(step.loss))
    return model, params, losses


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


def test_softmax_is_a_distribution_however_large_its_input():
    z = np.array([[1000.0, 999.0, 0.0], [-1000.0, -1000.0, -1000.0]])
    expected = [[1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1)), 0], [1 / 3] * 3]
    np.testing.assert_allclose(chars.softmax(z), expected, rtol=1e-15, atol=1e-300)


def test_the_loss_of_knowing_nothing_is_the_logarithm_of_the_alphabet():
    y = np.eye(7)[[[3, 1], [0, 6]]]
    loss, d_z = chars.cross_entropy(np.full_like(y, 1 / 7), y)
    assert abs(loss - np.log(7)) < 1e-15
    np.testing.assert_allclose(d_z.sum(axis=-1), 0, atol=1e-16)


def test_a_letter_held_impossible_costs_nothing_until_it_follows():
    o = np.array([[[0.25, 0.75, 0.0]]])
    loss, _ = chars.cross_entropy(o, np.eye(3)[[[0]]])
    assert abs(loss - np.log(4)) < 1e-15
    with np.errstate(divide="ignore"):
        loss, _ = chars.cross_entropy(o, np.eye(3)[[[2]]])
    assert loss == np.inf


@pytest.mark.parametrize("name", CELLS)
def test_every_gradient_is_exact(name):
    model = chars.text_model(CELLS[name])
    rng = np.random.RandomState(1)
    params = model.init(rng, 3, 5, 5)
    params = type(params)(*(rng.randn(*weight.shape) for weight in params))
    x, y = np.eye(5)[rng.randint(5, size=(2, 6, 2))]
    errors = check_gradients(model, params, x, y, chars.cross_entropy)
    assert set(errors) == set(params._fields)
    assert max(errors.values()) < 1e-12, errors


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "steps", "alpha"), [("rnn", 1000, 1.0), ("lstm", 600, 1.0)])
def test_the_loss_starts_at_log_v_and_falls_by_two_thirds(name, steps, alpha, lang):
    text = text_of(lang)
    _, _, losses = learned(CELLS[name], text, steps, alpha)
    know_nothing = np.log(len(chars.alphabet(text)))
    assert abs(losses[0] / know_nothing - 1) < 0.01
    assert np.mean(losses[-10:]) < know_nothing / 3


def test_a_sample_depends_on_the_seed_and_the_temperature():
    text = text_of("en")
    letters = chars.alphabet(text)
    model, params, _ = learned(rnn, text, 300, 1.0)

    def say(seed, temperature):
        rng = np.random.RandomState(seed)
        return chars.sample(model, params, letters, rng, "Ty", 30, temperature)

    assert say(0, 1.0) == say(0, 1.0) != say(1, 1.0)
    assert say(0, 1.0).startswith("Ty") and len(say(0, 1.0)) == 32
    cold = say(0, 1e-6)
    assert cold == say(1, 1e-6)
    for k in range(2, 32):  # at temperature 0 each letter is the likeliest after 25 others
        codes = chars.codes(cold[max(0, k - 25) : k], letters)
        o = model.forward(params, chars.one_hot(codes, len(letters))[:, np.newaxis]).o[-1, 0]
        assert cold[k] == letters[o.argmax()]


def test_a_sample_depends_on_no_more_letters_than_a_window_holds():
    letters = "abcdefgh"
    rng = np.random.RandomState(0)
    params = rnn.Params(rng.randn(8, 9), 9 * rng.randn(9, 8), 4 * rng.randn(9, 9))
    model = chars.text_model(rnn)
    end = "abcdefghhgfedcbaaccbbddee"
    assert len(end) == chars.WINDOW
    starts = [before + end for before in ("", "a", "bb", "hhhhh", "abcdefgh")]
    said = {chars.sample(model, params, letters, rng, start, 1, 1e-6)[-1] for start in starts}
    assert len(said) == 1
    whole = set()
    for start in starts:
        x = chars.one_hot(chars.codes(start, letters), 8)[:, np.newaxis]
        whole.add(model.forward(params, x).o[-1, 0].argmax())
    assert len(whole) > 1  # it does remember longer
