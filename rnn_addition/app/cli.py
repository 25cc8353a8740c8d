"""The command line: what may be asked for, in three languages, and a line for what may not."""

import argparse
import contextlib
import locale
import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from rnn_addition import __version__
from rnn_addition.app import commands
from rnn_addition.app.files import InputError
from rnn_addition.app.messages import HELP, LANGUAGES
from rnn_addition.app.study import StudyError
from rnn_addition.app.weights import MOST_HIDDEN
from rnn_addition.models import MODELS
from rnn_addition.trials import SOURCES
from rnn_addition.verdict import LONG

ADDER = SOURCES._asdict() | {"seed": 0}
TEXT = {
    "model": "chars",
    "cell": "rnn",
    "text": None,
    "hidden": 64,
    "alpha": 1.0,
    "steps": 1000,
    "seed": 0,
}
MOST_SEEDS = 100_000


class Formatter(argparse.HelpFormatter):
    """A formatter that says "usage" in the reader's language."""

    def __init__(self, before_usage: str, prog: str, **rest: Any) -> None:
        super().__init__(prog, **rest)
        self.before_usage = before_usage

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
        prefix = self.before_usage if prefix is None else prefix
        super().add_usage(usage, actions, groups, prefix)


class Parser(argparse.ArgumentParser):
    """A parser that helps in the reader's language, and complains in one line."""

    def __init__(self, lang: str, **rest: Any) -> None:
        self.text = text = HELP[lang]
        formatter: Any = partial(Formatter, text["usage"])
        super().__init__(formatter_class=formatter, add_help=False, **rest)
        self.arguments = self.add_argument_group(text["arguments"])
        self.options = self.add_argument_group(text["options"])
        self.options.add_argument("-h", "--help", action="help", help=text["help"])
        self.option("lang", choices=LANGUAGES, metavar="LANG", default=None)

    def argument(self, name: str, parse: Callable[[str], Any], about: str) -> None:
        about = self.text[about]
        self.arguments.add_argument(name, type=parse, metavar=name.upper(), help=about)

    def option(
        self, name: str, parse: Callable[[str], Any] = str, shown: Any = None, **rest: Any
    ) -> None:
        """Add an option. Its help shows its choices and its default, or what to show for it."""
        about = self.text[name]
        if "choices" in rest:
            about += self.text["choices"].format(", ".join(rest["choices"]))
        shown = rest.get("default") if shown is None else shown
        if shown not in (None, ""):
            about += self.text["default"].format(shown)
        rest = {"metavar": "N", "help": about} | rest
        self.options.add_argument(f"--{name}", type=parse, **rest)

    def training_options(self, defaults: Mapping[str, Any]) -> None:
        """Add the options of training; settle puts in the defaults that they show."""
        for name in ("steps", "hidden", "alpha", "bits"):
            if name in defaults:
                self.option(name, KINDS[name], defaults[name])
        self.option("seed", SEED, defaults["seed"])

    def text_options(self) -> None:
        self.option("text", metavar="TEXT")
        self.option("cell", choices=[*commands.CELLS], metavar="CELL", shown=TEXT["cell"])

    def error(self, message: str) -> NoReturn:
        line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in message)
        self.exit(2, f"{self.prog}: {line}\n")

    def format_help(self) -> str:
        return super().format_help().replace(":\n", self.text["colon"] + "\n")


def whole(low: int, high: float = math.inf) -> Callable[[str], int]:
    """Return a parser of whole numbers from low to high."""
    bounds = f" from {low} to {high}" if high < math.inf else f", {low} or more"

    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(
                f"{shorten(text)}: expected a whole number{bounds}"
            )
        return int(text)

    return parse


def number(fits: Callable[[float], bool], expected: str) -> Callable[[str], float]:
    """Return a parser of numbers that fit what is expected."""

    def parse(text: str) -> float:
        with contextlib.suppress(ValueError):
            if text.isascii() and "_" not in text and fits(float(text)):
                return float(text)
        raise argparse.ArgumentTypeError(f"{shorten(text)}: expected a number {expected}")

    return parse


def one_of(names: Sequence[str]) -> Callable[[str], str]:
    """Return a parser of names."""

    def parse(text: str) -> str:
        if text not in names:
            raise argparse.ArgumentTypeError(
                f"{shorten(text)}: expected one of {', '.join(names)}"
            )
        return text

    return parse


def listed(parse: Callable[[str], Any]) -> Callable[[str], list[Any]]:
    """Return a parser of values with commas between them, each taken once."""
    return lambda text: list(dict.fromkeys(parse(part) for part in text.split(",")))


def seeds(text: str) -> list[int]:
    """Return the seeds of a text such as 0-49,60."""
    found: dict[int, None] = {}
    for part in text.split(","):
        low, dash, high = part.partition("-")
        first = SEED(low)
        last = SEED(high) if dash else first
        fits = 0 <= last - first < MOST_SEEDS
        if fits:
            found |= dict.fromkeys(range(first, last + 1))
        if not fits or len(found) > MOST_SEEDS:
            raise argparse.ArgumentTypeError(
                f"{shorten(part)}: expected seeds upwards, {MOST_SEEDS} at most"
            )
    return list(found)


def shorten(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:37]}...")


def language(argv: Sequence[str]) -> str:
    """Return the language asked for, else that of the environment, else English."""
    early = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    early.add_argument("--lang")
    names = []
    with contextlib.suppress(argparse.ArgumentError):  # the real parser complains
        names = [early.parse_known_args(argv)[0].lang]
    names += [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    with contextlib.suppress(ValueError):  # a locale that Python does not know
        names.append(locale.getlocale()[0])  # Windows has no such variables
    name = next(filter(None, names), "").lower()
    return (
        "zh" if name.startswith(("zh", "chinese")) else "ko" if name.startswith("ko") else "en"
    )


SEED = whole(0, 2**32 - 1)
STEP_SIZE = number(lambda x: 0 < x < math.inf, "above 0, such as 0.1")
KINDS: dict[str, Callable[[str], Any]] = {
    "model": one_of([*MODELS]),
    "hidden": whole(1, MOST_HIDDEN),
    "alpha": STEP_SIZE,
    "bits": whole(2, 62),
    "steps": whole(0, 10_000_000),
}


def build_parser(lang: str) -> Parser:
    """Return the parser, with its help in the language."""
    text = HELP[lang]
    parser = Parser(lang, prog="rnn-addition", description=text["program"])
    version = f"%(prog)s {__version__}"
    parser.options.add_argument(
        "--version", action="version", version=version, help=text["version"]
    )
    parser.set_defaults(run=commands.run_train, save=None)
    children = parser.add_subparsers(title=text["commands"], metavar="COMMAND")

    def command(name: str) -> Parser:
        child: Parser = children.add_parser(
            name, lang=lang, help=text[name], description=text[name]
        )
        child.set_defaults(run=getattr(commands, f"run_{name}"))
        return child

    train = command("train")
    train.option("model", choices=[*MODELS, "chars"], metavar="MODEL", shown="rnn")
    both = {k: f"{v}, chars: {TEXT[k]}" if k in TEXT else v for k, v in ADDER.items()}
    train.training_options(both)
    train.text_options()
    train.option("save", Path, metavar="FILE")

    add = command("add")
    add.argument("a", whole(0), "number")
    add.argument("b", whole(0), "number")
    check = command("check")
    long = text["long"].format(LONG)
    check.options.add_argument("--long", action="store_true", help=long)
    machine = command("automaton")
    for adder, models in ((add, [*MODELS]), (check, [*MODELS]), (machine, ["rnn", "biased"])):
        adder.option("model", choices=models, metavar="MODEL", shown="rnn")
        adder.training_options(ADDER)
        adder.option("weights", Path, metavar="FILE")

    sample = command("sample")
    sample.option("start", metavar="TEXT", default="")
    sample.option("length", whole(1, 100_000), default=100)
    temperature = number(lambda x: 0.01 <= x <= 100, "from 0.01 to 100")
    sample.option("temperature", temperature, default=1.0)
    sample.training_options(TEXT)
    sample.text_options()
    sample.option("weights", Path, metavar="FILE")

    study = command("study")
    study.argument("file", Path, "file")
    for name, kind in KINDS.items():
        names = text["choices"].format(", ".join(MODELS)) if name == "model" else ""
        about = text[name] + names + text["many"] + text["default"].format(ADDER[name])
        metavar = "MODEL" if name == "model" else "N"
        study.option(name, listed(kind), default=[ADDER[name]], help=about, metavar=metavar)
    study.option("seeds", seeds, "0-99", metavar="SEEDS", default=seeds("0-99"))
    study.option("workers", whole(1, 1024))
    study.option("scheduler", metavar="ADDRESS")
    return parser


def settle(parser: Parser, args: argparse.Namespace) -> None:
    """Fill in the defaults of the model; complain of an option that is of no use."""
    own = "chars" if args.run is commands.run_sample else "rnn"
    if getattr(args, "weights", None):
        useful = {"bits", "seed"} if own == "chars" else {"bits"}
        refuse(parser, args, {*ADDER, *TEXT} - useful, "--weights")
    args.model = getattr(args, "model", None) or own
    text = TEXT | {"text": args.lang}
    mine, other = (text, ADDER) if args.model == "chars" else (ADDER, text)
    refuse(parser, args, other.keys() - mine.keys(), f"--model {args.model}")
    for name, default in mine.items():
        if getattr(args, name, None) is None:
            setattr(args, name, default)


def refuse(
    parser: Parser, args: argparse.Namespace, names: Iterable[str], because: str
) -> None:
    for name in sorted(names):
        value = getattr(args, name, None)
        if value is not None:
            parser.error(f"--{name} {value}: expected no such option beside {because}")


def main(argv: Sequence[str] | None = None) -> int:
    sys.set_int_max_str_digits(0)  # numbers of any length
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w"))
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    argv = sys.argv[1:] if argv is None else argv
    lang = language(argv)
    parser = build_parser(lang)
    args = parser.parse_args(argv)
    args.lang = lang
    settle(parser, args)
    try:
        with np.errstate(all="ignore"):  # e^-z may overflow: 1 / (1 + inf) is the right 0
            status = int(args.run(args))
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        parser.error(f"{error.filename or 'output'}: {error.strerror}")
    except MemoryError:
        parser.error("out of memory, expected fewer hidden units or --bits")
    except (InputError, StudyError) as error:
        parser.error(str(error))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
