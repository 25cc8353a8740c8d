"""The network that the arguments name: out of a file, or trained on sums or on a text."""

import argparse
import sys
import unicodedata
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rnn_addition import chars
from rnn_addition.app.errors import InputError
from rnn_addition.app.files import read_bytes
from rnn_addition.app.languages import labels, say
from rnn_addition.app.limits import MOST_LETTERS
from rnn_addition.app.terminal import clear_bar, progress
from rnn_addition.app.weights import Network, load
from rnn_addition.bits import random_pairs, stream
from rnn_addition.cross_entropy import cross_entropy
from rnn_addition.losses import half_squared
from rnn_addition.models import MODELS
from rnn_addition.sources import report
from rnn_addition.training import Example, Loss, Step, train

CELLS = "rnn", "lstm"  # the networks of a text model
TEXTS = tuple(chars.texts())
MOST_BYTES = 20_000_000  # of a text
RISE = 1.05  # a text model whose loss ends at so many times the first has learned nothing
FEW = 100  # steps after which one that learns is past how frequent the letters are


class Task(NamedTuple):
    """An untrained network, and with what to train it."""

    network: Network
    examples: Iterator[Example]
    loss: Loss
    every: int  # steps between two reports
    guess: float = np.inf  # loss of a text model that only knows how frequent letters are


def adder(args: argparse.Namespace) -> Network:
    """Return the weights in the file that the arguments name, or train them."""
    network = load(args.weights) if args.weights else learn(task(args), args)
    if network.letters:
        raise InputError("no_adder", path=args.weights)
    return network


def task(args: argparse.Namespace) -> Task:
    """Return what the arguments ask to learn."""
    rng = np.random.RandomState(args.seed)
    return text_task(args, rng) if args.model == "chars" else sums_task(args, rng)


def sums_task(args: argparse.Namespace, rng: np.random.RandomState) -> Task:
    model = MODELS[args.model]
    params = model.init(rng, args.hidden)
    examples = stream(random_pairs(rng, args.steps, args.bits), args.bits)
    return Task(Network(model, params), examples, half_squared, 1000)


def text_task(args: argparse.Namespace, rng: np.random.RandomState) -> Task:
    text, letters = read_text(args.text)
    cell = MODELS[args.cell]
    params = chars.init(cell, rng, args.hidden, letters)
    examples = chars.windows(rng, text, args.steps)
    network = Network(cell, params, letters)
    every = max(1, args.steps // 10)
    return Task(network, examples, cross_entropy, every, loss_of_guessing(text))


def loss_of_guessing(text: str) -> float:
    """Return the loss of guessing each letter by how frequent it is: the entropy, in nats."""
    likely = np.array([*Counter(text).values()]) / len(text)  # (K,)
    return float(-(likely * np.log(likely)).sum())


def learn(task: Task, args: argparse.Namespace, talk: bool = False) -> Network:
    """Return the trained network, printing ten reports if asked to talk.

    Says so if a text model's loss stays where guessing would be. Raises InputError if it only
    rises, or if the weights overflow.
    """
    model, params = task.network.model, task.network.params
    steps = train(model, params, task.examples, task.loss, args.alpha)
    first, last = 0.0, deque[float](maxlen=max(1, args.steps // 10))
    for n, step in enumerate(progress(steps, args.steps, say(args.shown, "training"))):
        params = step.params
        last.append(float(step.loss))
        first = first if n else last[0]
        if n % task.every == 0 or not np.isfinite(last[-1]):
            check_finite(step.params, args.alpha, last[-1])
            if talk:
                clear_bar()
                print(told(n, step, args, task.network.letters), flush=True)
    check_finite(params, args.alpha)
    rest = float(np.mean(last or 0))
    if task.network.letters and rest > RISE * first:
        raise InputError("diverged", alpha=args.alpha, first=first, last=rest)
    if args.steps >= FEW and rest > task.guess:
        print(say(args.shown, "guessing", loss=rest, guess=task.guess), file=sys.stderr)
    return task.network._replace(params=params)


def check_finite(params: Any, alpha: float, loss: float = 0.0) -> None:
    """Raise InputError if a step was so large that weights or loss are no numbers any more."""
    if not all(np.isfinite(numbers).all() for numbers in (*params, loss)):
        raise InputError("overflow", alpha=alpha)


def told(n: int, step: Step[Any, Any], args: argparse.Namespace, letters: str) -> str:
    """Return the report of a step: the sources' block, or a text model's loss."""
    if letters:
        return say(args.shown, "step", n=n, loss=float(step.loss))
    return report(step, labels(args.shown))


def read_text(name: str) -> tuple[str, str]:
    """Return the text of a language, or of a file, and its alphabet."""
    try:
        text = chars.texts()[name]["text"] if name in TEXTS else read_file(Path(name))
    except FileNotFoundError as error:
        raise InputError("no_text", path=name, names=[*TEXTS]) from error
    text = composed(text.strip()) + "\n"
    letters = chars.alphabet(text)
    if len(text) <= chars.WINDOW:
        raise InputError("few_letters", path=name, count=len(text) - 1, least=chars.WINDOW)
    if len(letters) > MOST_LETTERS:
        raise InputError("many_letters", path=name, count=len(letters), most=MOST_LETTERS)
    return text, letters


def read_file(path: Path) -> str:
    """Return the text of a file, with one kind of line break."""
    data = read_bytes(path, MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError("long_text", path=path, most=MOST_BYTES)
    try:
        if b"\0" in data:  # no text has one, but UTF-16 of Latin letters is full of them
            raise InputError("not_utf8", path=path)
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise InputError("not_utf8", path=path) from error


def composed(text: str) -> str:
    """Return the text with each letter as one code point where there is one.

    A file from macOS may spell 나 as two, a keyboard types one, and both look alike.
    """
    return unicodedata.normalize("NFC", text)
