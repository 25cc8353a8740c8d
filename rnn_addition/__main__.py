"""The command line: train a network, add two numbers with it, try every sum."""

import argparse
import contextlib
import locale
import math
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

import numpy as np

from rnn_addition import __version__, rnn
from rnn_addition.automaton import COLUMNS, compare
from rnn_addition.bits import encode, from_bits, random_pairs, stream
from rnn_addition.carries import adds, chains, random_sums
from rnn_addition.evaluation import count_right, right
from rnn_addition.losses import half_squared
from rnn_addition.messages import LANGUAGES, MESSAGES
from rnn_addition.report import report
from rnn_addition.training import train
from rnn_addition.weights import WeightsError, check_target, load, save

EXHAUSTIVE = 12  # bits up to which every sum is tried
SAMPLE = 2**14  # random sums tried above that
LONG = 2000  # bits of the long sums
T = TypeVar("T")


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that complains in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def whole(low: int, high: int | None = None) -> Callable[[str], int]:
    """Return a parser of whole numbers from low to high."""
    expected = f"a whole number from {low} to {high}" if high else "a whole number, 0 or more"

    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or not low <= int(text) <= (
            high or math.inf
        ):
            raise argparse.ArgumentTypeError(f"{shorten(text)}: expected {expected}")
        return int(text)

    return parse


def step_size(text: str) -> float:
    """Return a positive, finite number."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(
            f"{shorten(text)}: expected a number above 0, such as 0.1"
        )
    return value


def shorten(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:37]}...")


def language() -> str:
    """Return the reader's language by the environment, English if it is none of ours."""
    names = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    with contextlib.suppress(ValueError):  # a locale that Python does not know
        names.append(locale.getlocale()[0])  # Windows has no such variables
    name = next(filter(None, names), "").lower()
    return (
        "zh" if name.startswith(("zh", "chinese")) else "ko" if name.startswith("ko") else "en"
    )


OPTIONS = (
    ("--steps", whole(0, 10_000_000), 10_000, "sums to learn from"),
    ("--hidden", whole(1, 1024), 16, "hidden units"),
    ("--alpha", step_size, 0.1, "step size"),
    ("--bits", whole(2, 62), 8, "bits of a sum"),
    ("--seed", whole(0, 2**32 - 1), 0, "seed of all random numbers"),
)


def build_parser() -> Parser:
    common = Parser(add_help=False)
    common.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS)
    training = Parser(add_help=False)
    for name, kind, default, text in OPTIONS:
        text = f"{text} (default {default})"
        training.add_argument(name, type=kind, default=default, metavar="N", help=text)
    stored = Parser(add_help=False)
    stored.add_argument(
        "--weights", type=Path, metavar="FILE", help="use these weights, do not train"
    )

    parser = Parser(
        prog="rnn-addition",
        parents=[common],
        description="A recurrent network learns to add. "
        "Without a command it trains as the sources do and tries every sum.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.set_defaults(run=run_train, save=None, **vars(training.parse_args([])))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    train_ = commands.add_parser("train", parents=[common, training], help="train a network")
    train_.add_argument(
        "--save", type=Path, metavar="FILE", help="write the weights to this .npz file"
    )
    train_.set_defaults(run=run_train)

    parents = [common, training, stored]
    add = commands.add_parser("add", parents=parents, help="add two numbers")
    add.add_argument("a", type=whole(0), metavar="A")
    add.add_argument("b", type=whole(0), metavar="B")
    add.set_defaults(run=run_add)

    check = commands.add_parser("check", parents=parents, help="try every sum")
    check.add_argument(
        "--long", action="store_true", help=f"and sums of {LONG:,} bits, carry chains too"
    )
    check.set_defaults(run=run_check)

    machine = commands.add_parser(
        "automaton", parents=parents, help="find the finite machine inside the network"
    )
    machine.set_defaults(run=run_automaton)
    return parser


def progress(items: Iterable[T], total: int, label: str) -> Iterator[T]:
    """Yield the items, with a bar on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    every = max(1, total // 100)
    for n, item in enumerate(items, start=1):
        yield item
        if n % every == 0:
            bar = "█" * (20 * n // total)
            print(f"\r{label} {bar:░<20} {n:,}/{total:,}", end="", file=sys.stderr, flush=True)
    print("\r\033[K", end="", file=sys.stderr, flush=True)


def learn(args: argparse.Namespace, every: int | None = None) -> rnn.Params:
    """Train a network as the arguments say, printing a block every so many steps."""
    rng = np.random.RandomState(args.seed)
    params = rnn.init(rng, args.hidden)
    sums = stream(random_pairs(rng, args.steps, args.bits), args.bits)
    steps = train(rnn, params, sums, half_squared, args.alpha)
    for n, step in enumerate(progress(steps, args.steps, MESSAGES[args.lang]["training"])):
        params = step.params
        if every and n % every == 0:
            if sys.stderr.isatty():
                print("\r\033[K", end="", file=sys.stderr, flush=True)
            print(report(step, args.lang), flush=True)
    if not all(np.isfinite(weight).all() for weight in params):
        raise WeightsError(f"--alpha {args.alpha}: weights overflow, expected a smaller step")
    return params


def print_count(params: rnn.Params, bits: int, lang: str) -> bool:
    """Print how many sums the network gets right; return whether it is all of them."""
    if bits <= EXHAUSTIVE:
        found, total, message = count_right(rnn, params, bits), 4 ** (bits - 1), "all"
    else:
        pairs = random_pairs(np.random.RandomState(0), SAMPLE, bits)
        x, y = encode(pairs[:, 0], pairs[:, 1], bits)
        found, total, message = (
            int(right(rnn.forward(params, x).o, y).sum()),
            SAMPLE,
            "some",
        )
    print(MESSAGES[lang][message].format(total=total, right=found))
    return found == total


def run_train(args: argparse.Namespace) -> int:
    if args.save:
        check_target(args.save)
    params = learn(args, every=1000)
    if args.save:
        save(args.save, params)
        print(MESSAGES[args.lang]["saved"].format(path=args.save))
    print_count(params, args.bits, args.lang)
    return 0


def run_check(args: argparse.Namespace) -> int:
    params = load(args.weights) if args.weights else learn(args)
    perfect = print_count(params, args.bits, args.lang)
    if args.long:
        rng = np.random.RandomState(0)
        families = {"random": random_sums(rng, LONG, 50), "chains": list(chains(LONG).values())}
        for name, sums in families.items():
            found = int(adds(rnn, params, sums, LONG + 1).sum())
            text = MESSAGES[args.lang][name]
            print(text.format(total=len(sums), n=LONG, right=found), flush=True)
            perfect = perfect and found == len(sums)
    return 0 if perfect else 1


def run_automaton(args: argparse.Namespace) -> int:
    """Print the machine if it is small, and whether it adds; return 1 if not."""
    params = load(args.weights) if args.weights else learn(args)
    text = MESSAGES[args.lang]
    try:
        machine, wrong = compare(params, list(chains(LONG).values()), LONG + 1)
    except ValueError:
        print(text["no_machine"])
        return 1
    states = len(machine.next)
    if states <= 16:
        print(row([text["state"], *("".join(map(str, column)) for column in COLUMNS)]))
        for state, (following, answer) in enumerate(zip(machine.next, machine.answer)):
            print(row([state, *(f"{a} → {n}" for a, n in zip(answer, following))]))
    if wrong is None:
        print(text["adder"].format(states=states))
        return 0
    print(text["no_adder"].format(states=states, a=wrong[0], b=wrong[1]))
    return 1


def run_add(args: argparse.Namespace) -> int:
    """Print the sum column by column, the lowest first; return 1 if it is wrong."""
    params = load(args.weights) if args.weights else learn(args)
    text = MESSAGES[args.lang]
    truth = args.a + args.b
    bits = max(args.a, args.b).bit_length() + 1
    a, b = (np.array([number], object) for number in (args.a, args.b))  # (1,)
    x, y = encode(a, b, bits)  # (T, 1, 2), (T, 1, 1)
    o = rnn.forward(params, x).o  # (T, 1, 1)
    d = np.round(o)  # (T, 1, 1)
    columns = np.concatenate([x, y, d], axis=-1)[:, 0].astype(int)  # (T, 4)

    print(row([text["column"], "a", "b", text["carry"], text["output"], text["answer"]]))
    for t, (a_t, b_t, true, guess) in enumerate(columns.tolist()):
        flag = "" if guess == true else "  " + text["wrong"].format(truth=true)
        print(row([t, a_t, b_t, a_t ^ b_t ^ true, f"{o[t, 0, 0]:.3f}", guess]) + flag)
    answer = from_bits(columns[:, 3])
    flag = "" if answer == truth else "  " + text["wrong"].format(truth=truth)
    print(f"{args.a} + {args.b} = {answer}{flag}")
    return 0 if answer == truth else 1


def row(cells: Iterable[object]) -> str:
    """Return the cells right-aligned, a Chinese or Korean letter being two places wide."""
    return "  ".join(" " * (8 - width(str(cell))) + str(cell) for cell in cells)


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def main(argv: Sequence[str] | None = None) -> int:
    sys.set_int_max_str_digits(0)  # numbers of any length
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    parser = build_parser()
    args = parser.parse_args(argv)
    args.lang = getattr(args, "lang", None) or language()
    try:
        with np.errstate(all="ignore"):  # e^-z may overflow: 1 / (1 + inf) is the right 0
            status = int(args.run(args))
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    except WeightsError as error:
        parser.error(str(error))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
