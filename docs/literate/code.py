"""Reads Python source: its logical lines, and the named sections that pages show."""

import ast
import functools
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from . import Unreadable, read

MARKER = re.compile(r"^# --8<-- \[(start|end):([A-Za-z][\w-]*)\]$")
SCISSORS = "--8<--"
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


class Line(NamedTuple):
    """A logical line: where it starts and ends, counted from 1, and its tokens."""

    first: int
    last: int
    tokens: tuple[str, ...]


@functools.cache
def logical_lines(source: str) -> tuple[Line, ...]:
    """Return the logical lines of code; docstrings, comments and blank lines are not code.

    Raise SyntaxError, with its line, for what is not Python.
    """
    ast.parse(source)
    return tuple(_lines(source))


def _lines(source: str) -> Iterator[Line]:
    current: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in LAYOUT:
            current.append(token)
        elif token.type == tokenize.NEWLINE and current:
            if [piece.type for piece in current] != [tokenize.STRING]:
                yield Line(current[0].start[0], current[-1].end[0], _words(current))
            current = []


def _words(line: list[tokenize.TokenInfo]) -> tuple[str, ...]:
    """Return the tokens without the comma that only wrapping a line puts before its bracket."""
    following = [*line[1:], line[-1]]
    return tuple(
        piece.string
        for piece, after in zip(line, following, strict=True)
        if not (
            piece.string == "," and after.string in ")]}" and after.start[0] > piece.start[0]
        )
    )


@functools.cache
def tokens(quoted: str) -> tuple[str, ...]:
    """Return the tokens of one quoted line; what is not Python comes back as it is."""
    try:
        return tuple(word for line in _lines(quoted + "\n") for word in line.tokens)
    except (tokenize.TokenError, SyntaxError):
        return (quoted,)


def snippet(root: Path, include: str) -> str:
    """Return the section that `include`, "path:section", names; raise Unreadable without."""
    path, _, name = include.partition(":")
    if not (root / path).is_file():
        raise Unreadable(f"{include}: there is no file {path}")
    try:
        found = sections(read(root / path))
    except Unreadable as error:
        raise Unreadable(f"{path}:{error.line}: {error}") from error
    if name not in found:
        raise Unreadable(f"{include}: there is no section {name!r}")
    return found[name]


def sections(source: str) -> dict[str, str]:
    """Return the text of each marked section; raise Unreadable where the marks do not pair."""
    found: dict[str, list[str]] = {}
    name, start = None, 0
    for number, line in enumerate(source.splitlines(), start=1):
        mark = MARKER.match(line)
        if mark is None:
            if SCISSORS in line:
                raise Unreadable(f"not a section mark: {line.strip()}", number)
            if name:
                found[name].append(line)
        elif mark[1] == "start" and name is None and mark[2] not in found:
            name, start = mark[2], number
            found[name] = []
        elif mark[1] == "end" and name == mark[2]:
            if not any(text.strip() for text in found[name]):
                raise Unreadable(f"section {name} is empty", number)
            name = None
        else:
            raise Unreadable(f"{line} has no partner here", number)
    if name:
        raise Unreadable(f"section {name} has no end", start)
    return {name: "\n".join(lines).strip("\n") + "\n" for name, lines in found.items()}
