"""What may be asked for: the options, their defaults, and what of them goes together."""

import argparse
import contextlib
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from rnn_addition import __version__
from rnn_addition.app import commands
from rnn_addition.app.errors import InputError
from rnn_addition.app.languages import FALLBACK, LANGUAGES, say
from rnn_addition.app.learning import CELLS, TEXTS
from rnn_addition.app.limits import RANGES, is_step_size
from rnn_addition.app.workers import MOST_WORKERS
from rnn_addition.models import MODELS
from rnn_addition.trials import SOURCES
from rnn_addition.verdict import LONG

ADDER = SOURCES._asdict() | {"seed": 0}
TEXT = {
    "model": "chars",
    "cell": "rnn",
    "text": None,  # the reader's language
    "hidden": 64,
    "alpha": 1.0,
    "steps": 1000,
    "seed": 0,
}
MOST_SEEDS = 100_000
ARGPARSE = {  # argparse's own complaints, and the keys of ours
    "needs_value": r"argument (?P<name>.+): expected .*arguments?",
    "takes_no_value": r"argument (?P<name>.+?): ignored explicit argument (?P<value>.+)",
    "required": r"the following arguments are required: (?P<names>.+)",
    "unknown": r"unrecognized arguments: (?P<names>.+)",
    "ambiguous": r"ambiguous option: (?P<name>.+) could match (?P<names>.+)",
    "command": r"argument COMMAND: invalid choice: (?P<value>.+) \(choose from (?P<names>.+)\)",
}


class Formatter(argparse.HelpFormatter):
    """A formatter that says "usage" in the reader's language."""

    def __init__(self, before_usage: str, prog: str, **rest: Any) -> None:
        super().__init__(prog, **rest)
        self.before_usage = before_usage

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
        prefix = self.before_usage if prefix is None else prefix
        super().add_usage(usage, actions, groups, prefix)


class Parser(argparse.ArgumentParser):
    """A parser that helps in the reader's language, and raises InputError."""

    def __init__(self, lang: str, **rest: Any) -> None:
        self.say = partial(say, lang, table="help")
        formatter: Any = partial(Formatter, self.say("usage"))
        super().__init__(formatter_class=formatter, add_help=False, **rest)
        self.color = False  # from Python 3.14 on; headings end in our own colon
        self.arguments = self.add_argument_group(self.say("arguments"))
        self.options = self.add_argument_group(self.say("options"))
        self.options.add_argument("-h", "--help", action="help", help=self.say("help"))
        self.option("lang", choices=LANGUAGES, metavar="LANG")

    def argument(self, name: str, parse: Callable[..., Any], about: str) -> None:
        self.arguments.add_argument(
            name, type=partial(parse, name.upper()), metavar=name.upper(), help=self.say(about)
        )

    def option(
        self,
        name: str,
        parse: Callable[..., Any] | None = None,
        *,
        default: Any = None,
        shown: Any = None,
        choices: Sequence[str] = (),
        metavar: str = "N",
        about: str = "",
    ) -> None:
        """Add an option. Its help shows its choices, and its default or what stands for it."""
        parse = parse or (one_of(choices) if choices else as_it_is)
        about = about or self.say(name, names=[*TEXTS])
        about += self.say("choices", names=[*choices]) if choices else ""
        shown = default if shown is None else shown
        about += self.say("default", value=shown) if shown not in (None, "") else ""
        parse = partial(parse, f"--{name}")
        self.options.add_argument(
            f"--{name}", type=parse, default=default, metavar=metavar, help=about
        )

    def training_options(self, defaults: Mapping[str, Any]) -> None:
        """Add the options of training; settle puts in the defaults that they show."""
        for name in ("steps", "hidden", "alpha", "bits", "seed"):
            if name in defaults:
                self.option(name, KINDS[name], shown=defaults[name])

    def text_options(self) -> None:
        self.option("text", metavar="TEXT")
        self.option("cell", choices=[*CELLS], metavar="CELL", shown=TEXT["cell"])

    def error(self, message: str) -> NoReturn:
        for key, pattern in ARGPARSE.items():
            if match := re.fullmatch(pattern, message, re.DOTALL):
                found = match.groupdict()
                names = [name.strip("'") for name in found.pop("names", "").split(", ")]
                raise InputError(key, names=names, **found)
        raise InputError("usage", message=message)

    def _print_message(self, message: str, file: Any = None) -> None:
        print(message, end="", file=file)  # argparse's own keeps quiet if that fails

    def format_help(self) -> str:
        return super().format_help().replace(":\n", self.say("colon") + "\n")


def as_it_is(name: str, text: str) -> str:
    return text


def a_path(name: str, text: str) -> Path:
    return Path(text)


def whole(low: int, high: float = math.inf) -> Callable[[str, str], int]:
    """Return a parser of whole numbers from low to high."""

    def parse(name: str, text: str) -> int:
        if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
            key = "whole" if high < math.inf else "whole_or_more"
            raise InputError(key, name=name, value=shorten(text), low=low, high=high)
        return int(text)

    return parse


def number(fits: Callable[[float], bool], key: str, **bounds: Any) -> Callable[..., float]:
    """Return a parser of numbers that fit; a key of the errors says what is expected."""

    def parse(name: str, text: str) -> float:
        with contextlib.suppress(ValueError):
            if text.isascii() and "_" not in text and fits(float(text)):
                return float(text)
        raise InputError(key, name=name, value=shorten(text), **bounds)

    return parse


def one_of(names: Sequence[str]) -> Callable[[str, str], str]:
    """Return a parser of names."""

    def parse(name: str, text: str) -> str:
        if text not in names:
            raise InputError("one_of", name=name, value=shorten(text), names=[*names])
        return text

    return parse


def listed(parse: Callable[[str, str], Any]) -> Callable[[str, str], list[Any]]:
    """Return a parser of values with commas between them, each taken once."""
    return lambda name, text: list(dict.fromkeys(parse(name, part) for part in text.split(",")))


def seeds(name: str, text: str) -> list[int]:
    """Return the seeds of a text such as 0-49,60."""
    found: dict[int, None] = {}
    for part in text.split(","):
        low, dash, high = part.partition("-")
        first = SEED(name, low)
        last = SEED(name, high) if dash else first
        fits = 0 <= last - first < MOST_SEEDS
        if fits:
            found |= dict.fromkeys(range(first, last + 1))
        if not fits or len(found) > MOST_SEEDS:
            raise InputError("seeds", name=name, value=shorten(part), most=MOST_SEEDS)
    return list(found)


def shorten(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:37]}...")


SEED = whole(*RANGES["seed"])
KINDS: dict[str, Callable[[str, str], Any]] = {
    "model": one_of([*MODELS]),
    "hidden": whole(*RANGES["hidden"]),
    "alpha": number(is_step_size, "above_zero"),
    "bits": whole(*RANGES["bits"]),
    "steps": whole(*RANGES["steps"]),
    "seed": SEED,
}
TEMPERATURE = number(lambda x: 0.01 <= x <= 100, "between", low=0.01, high=100)


def build_parser(lang: str) -> Parser:
    """Return the parser, with its help in the language."""
    parser = Parser(lang, prog="rnn-addition", description=say(lang, "program", "help"))
    parser.options.add_argument(
        "--version",
        action="version",
        version=f"%(prog)s {__version__}",
        help=parser.say("version"),
    )
    parser.set_defaults(run=commands.run_train, save=None)
    children = parser.add_subparsers(title=parser.say("commands"), metavar="COMMAND")
    for name, add_options in COMMANDS.items():
        about = parser.say(name)
        child: Parser = children.add_parser(name, lang=lang, help=about, description=about)
        child.set_defaults(run=getattr(commands, f"run_{name}"))
        add_options(child)
    return parser


def add_train(train: Parser) -> None:
    train.option("model", choices=[*MODELS, "chars"], metavar="MODEL", shown=ADDER["model"])
    both = {k: f"{v}, chars: {TEXT[k]}" if k in TEXT else v for k, v in ADDER.items()}
    train.training_options(both | {"seed": ADDER["seed"]})
    train.text_options()
    train.option("save", a_path, metavar="FILE")


def add_add(add: Parser) -> None:
    add.argument("a", whole(0), "number")
    add.argument("b", whole(0), "number")
    add_adder(add)


def add_check(check: Parser) -> None:
    check.options.add_argument("--long", action="store_true", help=check.say("long", n=LONG))
    add_adder(check)


def add_automaton(automaton: Parser) -> None:
    add_adder(automaton, [*commands.WITH_AUTOMATON])


def add_adder(parser: Parser, models: Sequence[str] = (*MODELS,)) -> None:
    """Add the options of a command to which a network is trained or given."""
    parser.option("model", choices=models, metavar="MODEL", shown=ADDER["model"])
    parser.training_options(ADDER)
    parser.option("weights", a_path, metavar="FILE")


def add_sample(sample: Parser) -> None:
    sample.option("start", metavar="TEXT", default="")
    sample.option("length", whole(1, 100_000), default=100)
    sample.option("temperature", TEMPERATURE, default=1.0)
    sample.training_options(TEXT)
    sample.text_options()
    sample.option("weights", a_path, metavar="FILE")


def add_study(study: Parser) -> None:
    study.argument("file", a_path, "file")
    for name in SOURCES._fields:
        names = study.say("choices", names=[*MODELS]) if name == "model" else ""
        study.option(
            name,
            listed(KINDS[name]),
            default=[ADDER[name]],
            shown=ADDER[name],
            about=study.say(name) + names + study.say("many"),
            metavar="MODEL" if name == "model" else "N",
        )
    study.option("seeds", seeds, shown="0-99", metavar="SEEDS", default=[*range(100)])
    study.option("workers", whole(1, MOST_WORKERS))
    study.option("scheduler", metavar="ADDRESS")


COMMANDS: dict[str, Callable[[Parser], None]] = {
    "train": add_train,
    "add": add_add,
    "check": add_check,
    "automaton": add_automaton,
    "sample": add_sample,
    "study": add_study,
}


def parsed(argv: Sequence[str], lang: str, shown: str) -> argparse.Namespace:
    """Return what is asked for in full; lang is the reader's, shown what the terminal can."""
    args = build_parser(shown).parse_args(argv)
    args.lang, args.shown = lang, shown
    settle(args)
    return args


def settle(args: argparse.Namespace) -> None:
    """Fill in the defaults of the model; complain of an option that is of no use."""
    own = TEXT["model"] if args.run is commands.run_sample else ADDER["model"]
    if getattr(args, "weights", None):
        useful = {"bits", "seed"} if own == "chars" else {"bits"}
        refuse(args, {*ADDER, *TEXT} - useful, "--weights")
    args.model = getattr(args, "model", None) or own
    text = TEXT | {"text": args.lang if args.lang in TEXTS else FALLBACK}
    mine, other = (text, ADDER) if args.model == "chars" else (ADDER, text)
    refuse(args, other.keys() - mine.keys(), f"--model {args.model}")
    for name, default in mine.items():
        if getattr(args, name, None) is None:
            setattr(args, name, default)


def refuse(args: argparse.Namespace, names: Iterable[str], because: str) -> None:
    for name in sorted(names):
        value = getattr(args, name, None)
        if value is not None:
            raise InputError("beside", name=f"--{name}", value=value, because=because)
