"""A text, one code point at a time: the same networks, choosing among many letters.

x   the letter that is there, as a row with a single 1 (T, ..., B, V)
y   the letter that follows                            (T, ..., B, V)
o   how likely each letter is to follow, a sum of 1    (T, ..., B, V)
V   letters of the alphabet, T letters of a window, B windows side by side
"""

# --8<-- [start:chars-imports]
import tomllib
from collections.abc import Iterator
from functools import partial
from importlib.resources import files
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

# --8<-- [end:chars-imports]


# --8<-- [start:texts]
def texts() -> dict[str, dict[str, str]]:
    """Return the texts by language, each with title, author, source, licence and text."""
    found = sorted((files("rnn_addition") / "texts").iterdir(), key=lambda path: path.name)
    return {
        path.name.removesuffix(".toml"): tomllib.loads(path.read_text(encoding="utf-8"))
        for path in found
    }


# --8<-- [end:texts]


# --8<-- [start:alphabet]
def alphabet(text: str) -> str:
    """Return the letters of a text, each once, in the order of their code points."""
    return "".join(sorted(set(text)))


# --8<-- [end:alphabet]


# --8<-- [start:codes]
def codes(text: str, letters: str) -> np.ndarray:
    """Return for each letter of the text which one of `letters` it is: (N,).

    Raises ValueError for a letter that is none of them.
    """
    number = {letter: k for k, letter in enumerate(letters)}
    strange = sorted(set(text) - set(letters))
    if strange:
        raise ValueError(f"{''.join(strange)!r}: expected letters of the text that was learned")
    return np.array([number[letter] for letter in text])  # (N,)


# --8<-- [end:codes]


# --8<-- [start:one_hot]
def one_hot(k: np.ndarray, V: int) -> np.ndarray:
    """Return a row for each letter number, with its only 1 in that place: (..., V)."""
    return (k[..., np.newaxis] == np.arange(V)).astype(float)  # (..., V)


# --8<-- [end:one_hot]


# --8<-- [start:windows]
WINDOW = 25  # letters


def windows(
    rng: np.random.RandomState, text: str, steps: int, length: int = WINDOW, batch: int = 8
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield x and y (T, B, V), windows cut from the text at random; y is a letter ahead."""
    letters = alphabet(text)
    numbers = codes(text, letters)  # (N,)
    for _ in range(steps):
        starts = rng.randint(len(text) - length, size=batch)  # (B,)
        at = starts + np.arange(length)[:, np.newaxis]  # (T, B)
        x, y = (one_hot(numbers[places], len(letters)) for places in (at, at + 1))
        yield x, y  # (T, B, V)


# --8<-- [end:windows]


# --8<-- [start:softmax]
def softmax(z: np.ndarray) -> np.ndarray:
    """Return e^z, each row divided by its sum. Taking the largest off first changes nothing."""
    e = np.exp(z - z.real.max(axis=-1, keepdims=True))  # (..., V)
    return e / e.sum(axis=-1, keepdims=True)  # (..., V)


# --8<-- [end:softmax]


# --8<-- [start:cross_entropy]
def cross_entropy(o: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the loss a letter (...), in nats, and its gradient d_z (T, ..., B, V)."""
    count = o.shape[0] * o.shape[-2]
    likely = (o * y).sum(axis=-1)  # (T, ..., B)  of the letter that followed
    loss = -np.log(likely).sum(axis=(0, -1)) / count  # (...)
    return loss, (o - y) / count


# --8<-- [end:cross_entropy]


# --8<-- [start:text_model]
def text_model(model: ModuleType) -> SimpleNamespace:
    """Return rnn or lstm with softmax for its output, and with small weights V at first."""

    def init(rng: np.random.RandomState, hidden: int, inputs: int, outputs: int) -> Any:
        params = model.init(rng, hidden, inputs, outputs)
        return params._replace(V=params.V / 100)

    forward = partial(model.forward, output=softmax)
    return SimpleNamespace(init=init, forward=forward, backward=model.backward)


# --8<-- [end:text_model]


# --8<-- [start:sample]
def sample(
    model: SimpleNamespace,
    params: Any,
    letters: str,
    rng: np.random.RandomState,
    start: str,
    count: int,
    temperature: float = 1.0,
) -> str:
    """Return start and `count` letters after it; a low temperature takes the likely ones.

    The network sees as many letters at a time as in a window that it learned from.
    """
    text = list(codes(start, letters))
    for _ in range(count):
        seen = np.array(text[-WINDOW:])[:, np.newaxis]  # (T, 1)
        x = one_hot(seen, len(letters))  # (T, 1, V)
        o = model.forward(params, x).o[-1, 0]  # (V,)
        p = softmax(np.log(o) / temperature)  # (V,)
        text.append(rng.choice(len(letters), p=p))
    return "".join(letters[k] for k in text)


# --8<-- [end:sample]
