"""A text, one code point at a time: the same networks, choosing among many letters.

x   the letter that is there, as a row with a single 1 (T, ..., B, K)
y   the letter that follows                            (T, ..., B, K)
z   softmax(z) is how likely each letter is to follow  (T, ..., B, K)
K   letters of the alphabet, T letters of a window, B windows side by side
L   letters of a text
"""

# --8<-- [start:chars-imports]
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import numpy as np

from rnn_addition.cross_entropy import softmax
from rnn_addition.models import Model, ParamsT, TraceT

# --8<-- [end:chars-imports]


# --8<-- [start:texts]
def texts() -> dict[str, dict[str, str]]:
    """Return the texts by language, each with title, author, source, licence and text."""
    found = sorted((files("rnn_addition") / "texts").iterdir(), key=lambda path: path.name)
    return {
        path.name.removesuffix(".toml"): tomllib.loads(path.read_text(encoding="utf-8-sig"))
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
    """Return for each letter of the text which one of `letters` it is: (L,).

    Raises ValueError for a letter that is none of them.
    """
    number = {letter: k for k, letter in enumerate(letters)}
    strange = sorted(set(text) - set(letters))
    if strange:
        raise ValueError(f"{''.join(strange)!r}: expected letters of the text that was learned")
    return np.array([number[letter] for letter in text])  # (L,)


# --8<-- [end:codes]


# --8<-- [start:one_hot]
def one_hot(codes: np.ndarray, K: int) -> np.ndarray:
    """Return a row for each letter number, with its only 1 in that place: (..., K)."""
    return (codes[..., np.newaxis] == np.arange(K)).astype(float)  # (..., K)


# --8<-- [end:one_hot]


# --8<-- [start:windows]
WINDOW = 25  # letters


def windows(
    rng: np.random.RandomState, text: str, steps: int, length: int = WINDOW, batch: int = 8
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield x and y (T, B, K), windows cut from the text at random; y is a letter ahead.

    Raises ValueError for a text that is not longer than a window.
    """
    if len(text) <= length:
        raise ValueError(f"a text of {len(text)} letters: expected more than {length}")
    letters = alphabet(text)
    numbers = codes(text, letters)  # (L,)
    for _ in range(steps):
        starts = rng.randint(len(text) - length, size=batch, dtype=np.int64)  # (B,)
        at = starts + np.arange(length)[:, np.newaxis]  # (T, B)
        x, y = (one_hot(numbers[places], len(letters)) for places in (at, at + 1))
        yield x, y  # (T, B, K)


# --8<-- [end:windows]


# --8<-- [start:init]
def init(model: Model[Any, Any], rng: np.random.RandomState, hidden: int, letters: str) -> Any:
    """Return first weights of a model for so many letters, with small weights V."""
    params = model.init(rng, hidden, len(letters), len(letters))
    return params._replace(V=params.V / 100)


# --8<-- [end:init]


# --8<-- [start:sample]
def following(
    model: Model[ParamsT, TraceT], params: ParamsT, seen: np.ndarray, K: int
) -> np.ndarray:
    """Return z (K,) of the letter that follows those that were seen (T,), one of K."""
    x = one_hot(seen[:, np.newaxis], K)  # (T, 1, K)
    return model.forward(params, x).z[-1, 0]  # (K,)


def sample(
    model: Model[ParamsT, TraceT],
    params: ParamsT,
    letters: str,
    rng: np.random.RandomState,
    start: str,
    count: int,
    temperature: float = 1.0,
) -> Iterator[str]:
    """Yield `count` letters that follow start; a low temperature takes the likely ones.

    The network sees as many letters at a time as in a window that it learned from.
    Raises ValueError without a letter to start from, or for a temperature that is not above 0.
    """
    if not start or not temperature > 0:
        raise ValueError(
            f"{start!r} at {temperature}: expected a letter, a temperature above 0"
        )
    text = list(codes(start, letters))
    for _ in range(count):
        z = following(model, params, np.array(text[-WINDOW:]), len(letters))  # (K,)
        text.append(rng.choice(len(letters), p=softmax(z / temperature)))
        yield letters[text[-1]]


# --8<-- [end:sample]
