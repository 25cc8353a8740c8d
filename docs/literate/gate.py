"""Makes a gate of a rule: a function of the project's folder that returns complaints."""

import functools
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from . import ROOT, Unreadable
from .page import Page, load_all

Gate = Callable[..., Iterator[str]]


def gate(rule: Callable[[Path], Iterator[str]]) -> Gate:
    """Return the rule with what it did not expect as one more complaint, not a traceback."""

    @functools.wraps(rule)
    def guarded(root: Path = ROOT) -> Iterator[str]:
        try:
            yield from rule(root)
        except Exception as error:
            yield f"{rule.__name__}: {described(error)}"

    return guarded


def each_page(rule: Callable[[Page], Iterator[str]]) -> Gate:
    """Return the gate that holds a rule on every page, whatever happens on one of them."""

    @functools.wraps(rule)
    def guarded(root: Path = ROOT) -> Iterator[str]:
        for page in load_all(root):
            try:
                yield from rule(page)
            except Exception as error:
                yield f"{placed(page, error)}: {described(error)}"

    return gate(guarded)


def placed(path: object, error: Exception) -> str:
    """Return the file, with the line if the error knows one."""
    line = getattr(error, "line", None)
    return f"{path}:{line}" if line else str(path)


def described(error: Exception) -> str:
    """Return what an error says; one that nobody foresaw, with its kind and its place here."""
    if isinstance(error, Unreadable):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"
