"""The gates on what prose names: code that exists, and commands that would run."""

import builtins
import contextlib
import functools
import io
import keyword
import re
import shlex
import tokenize
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from rnn_addition.app.errors import Complaint
from rnn_addition.app.languages import say
from rnn_addition.app.parser import build_parser, parsed

from . import PACKAGE, Unreadable, read
from .exceptions import Exceptions
from .gate import gate
from .units import Text, pages

IDENTIFIER = re.compile(r"(?<![\w.])[A-Za-z_]\w*|(?<=\.)[A-Za-z_]\w*")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
PATH = re.compile(
    r"[\w.*-]+(?:/[\w.*-]*)+|[\w-]+\.(?:md|toml|py|txt|json|jsonl|csv|npz|yml)|Makefile"
)
VENV = re.compile(r"^\.venv[/\\]*(?:bin|Scripts)[/\\]*")
HALF_SAID = re.compile("expected one argument|arguments are required")  # enough in a sentence
REQUIREMENT = re.compile(r"\.(?:\[[\w,]+\])?|[A-Za-z][\w-]*(?:\[[\w,]+\])?")


@gate
def names(root: Path) -> Iterator[str]:
    """Code that prose names exists: in the package, in the code of the page, in Python or
    NumPy, as an option or a command of the program, as a file, or listed (the sources')."""
    found, complaints = pages(root)
    yield from complaints
    exceptions = Exceptions(root, "names")
    known = in_package(root) | in_libraries()
    for text in found:
        yield from unknown(text, known | on_page(text), exceptions, root)
    yield from exceptions.complaints()


def unknown(text: Text, known: set[str], exceptions: Exceptions, root: Path) -> Iterator[str]:
    """Return the code in a text's prose that names what is not there."""
    for unit in text.units:
        for span in unit.code if unit.kind != "term" else []:
            if " " in span and VENV.sub("", span.split(" ")[0]) in CHECKS:
                fault = refused(span, root)
                faults = [fault] if fault and not HALF_SAID.search(fault) else []
            elif PATH.fullmatch(span):
                there = span in known or any(_places(span, root))
                faults = [] if there else [f"{span}: no such file"]
            else:
                faults = [f"{name} in {span}: no such name" for name in parts(span) - known]
            for fault in sorted(faults):
                if not exceptions.allow(text.name, fault.partition(":")[0].split(" in ")[0]):
                    yield f"{text.at(unit)}: {fault}"


def _places(path: str, root: Path) -> Iterator[Path]:
    """Return the files that a path names, from the root or, without a folder, anywhere."""
    yield from root.glob(path.rstrip("/"))
    if "/" not in path:
        for folder in ("docs", "tests", PACKAGE):
            yield from (root / folder).rglob(path)


def parts(span: str) -> set[str]:
    """Return the names and the options in a piece of code."""
    options = set(OPTION.findall(span))
    return options | set(IDENTIFIER.findall(OPTION.sub(" ", span)))


def in_package(root: Path) -> set[str]:
    """Return the names in the package's code, its modules, and the parser's words."""
    known = {path.stem for path in (root / PACKAGE).rglob("*")} | {PACKAGE}
    for path in (root / PACKAGE).rglob("*.py"):
        with contextlib.suppress(ValueError, SyntaxError, tokenize.TokenError, OSError):
            known |= names_in(read(path))
    return known | set(_words_of_parser())


@functools.cache
def names_in(source: str) -> frozenset[str]:
    """Return the names in Python code, and the letters of shapes, as in (T, B, H)."""
    known: set[str] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            known.add(token.string)
        elif token.type == tokenize.COMMENT:
            known |= set(re.findall(r"\b[A-Z]\b", token.string))
    return frozenset(known)


def _words_of_parser() -> Iterator[str]:
    parser = build_parser("en")
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action.choices, dict):
            for command, child in action.choices.items():
                yield command
                yield from (word for each in child._actions for word in each.option_strings)


def in_libraries() -> set[str]:
    known = {*dir(builtins), *keyword.kwlist, "np", "numpy"}
    return known.union(*map(dir, (np, np.ndarray, np.random, np.random.RandomState)))


def on_page(text: Text) -> set[str]:
    """Return the names in a text's blocks and formulas, comments of shapes included."""
    known: set[str] = set()
    for fence in text.page.fences:
        with contextlib.suppress(Unreadable):
            known |= set(re.findall(r"[A-Za-z_]\w*", fence.body))
            known |= set(PATH.findall(fence.body))
    return known


@gate
def commands(root: Path) -> Iterator[str]:
    """Every line of a console block is a command that the real parser, the Makefile or pip
    would take."""
    found, complaints = pages(root)
    yield from complaints
    for text in found:
        yield from in_consoles(text, root)


def in_consoles(text: Text, root: Path) -> Iterator[str]:
    """Return what is wrong with the console blocks of a text."""
    for fence in text.page.fences:
        if fence.info == "console":
            for n, line in enumerate(fence.written.splitlines(), start=fence.first + 1):
                prompt, _, command = line.partition(" ")
                fault = refused(command, root) if prompt == "$" else "expected $ and a command"
                if fault:
                    yield f"{text.at(n)}: {line.strip()}: {fault}"


def refused(command: str, root: Path) -> str:
    """Return why a command would not run, nothing if it would."""
    try:
        program, *arguments = shlex.split(command, comments=True)
    except ValueError as error:
        return f"{error}"
    check = CHECKS.get(VENV.sub("", program))
    if check is None:
        return f"{program}: expected one of {', '.join(sorted(CHECKS))}"
    return check(arguments, root)


def _by_parser(arguments: list[str], root: Path) -> str:
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            parsed(arguments, "en", "en")
    except Complaint as complaint:
        return say("en", complaint.key, "errors", **complaint.values)
    except SystemExit as status:
        return said.getvalue().strip().splitlines()[-1] if status.code else ""
    return ""


def _by_makefile(arguments: list[str], root: Path) -> str:
    targets = make_targets(root)
    missing = [word for word in arguments if "=" not in word and word not in targets]
    return f"make {missing[0]}: the Makefile has no such target" if missing else ""


def make_targets(root: Path) -> set[str]:
    try:
        text = read(root / "Makefile")
    except (OSError, ValueError):
        return set()
    return set(re.findall(r"^([a-z][\w-]*):", text, re.M))


def _by_pip(arguments: list[str], root: Path) -> str:
    if arguments[:1] != ["install"] or not arguments[1:]:
        return "expected pip install and what"
    for word in arguments[1:]:
        if not REQUIREMENT.fullmatch(word) and word not in ("-e", "--editable", "--upgrade"):
            return f"{word}: expected . or the name of a package"
        extra = re.fullmatch(r"\.\[([\w,]+)\]", word)
        if extra and not set(extra[1].split(",")) <= extras(root):
            return f"{word}: pyproject.toml has no such extra"
    return ""


def extras(root: Path) -> set[str]:
    """Return the extras that pyproject.toml names."""
    project = tomllib.loads(read(root / "pyproject.toml"))["project"]
    return set(project.get("optional-dependencies", {}))


def _by_python(arguments: list[str], root: Path) -> str:
    match arguments:
        case ["-m", "pip", *rest]:
            return _by_pip(rest, root)
        case ["-m", module, *rest] if module == PACKAGE:
            return _by_parser(rest, root)
        case ["-m", "venv", _]:
            return ""
        case ["-m", module, *_]:
            places = [
                root / place / module.replace(".", "/") for place in ("docs", "tests", ".")
            ]
            there = any(p.with_suffix(".py").exists() or p.is_dir() for p in places)
            return "" if there else f"{module}: no such module"
    return ""


def _anything(arguments: list[str], root: Path) -> str:
    return "" if arguments else "expected an argument"


CHECKS: dict[str, Callable[[list[str], Path], str]] = {
    "rnn-addition": _by_parser,
    "make": _by_makefile,
    "pip": _by_pip,
    "python": _by_python,
    "python3": _by_python,
    "py": _by_python,
    "pytest": _anything,
    "git": _anything,
    "cd": _anything,
}
