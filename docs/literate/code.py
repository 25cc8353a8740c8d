"""Reads Python source: its logical lines, and the named sections that pages show."""

import functools
import io
import re
import tokenize
from pathlib import Path
from typing import NamedTuple

import markdown
from pymdownx.snippets import SnippetMissingError

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


def logical_lines(source: str) -> list[Line]:
    """Return the logical lines of code; docstrings, comments and blank lines are not code."""
    lines, current = [], []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in LAYOUT:
            current.append(token)
        elif token.type == tokenize.NEWLINE and current:
            if [piece.type for piece in current] != [tokenize.STRING]:
                lines.append(Line(current[0].start[0], current[-1].end[0], _words(current)))
            current = []
    return lines


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


def tokens(quoted: str) -> tuple[str, ...]:
    """Return the tokens of one quoted line; what is not Python comes back as it is."""
    try:
        return sum((line.tokens for line in logical_lines(quoted + "\n")), ())
    except (tokenize.TokenError, SyntaxError):
        return (quoted,)


@functools.cache
def _snippets(root: Path) -> markdown.Markdown:
    options = {"base_path": [str(root)], "check_paths": True, "dedent_subsections": True}
    extension = "pymdownx.snippets"
    return markdown.Markdown(extensions=[extension], extension_configs={extension: options})


def snippet(root: Path, include: str) -> str:
    """Return the section that `include`, "path:section", names; raise LookupError without."""
    directive = f'{SCISSORS} "{include}"'
    try:
        lines = _snippets(root).preprocessors["snippet"].run([directive])
    except SnippetMissingError as error:
        raise LookupError(f"{include}: {error}") from error
    return "\n".join(lines).strip("\n") + "\n"


def sections(source: str) -> dict[str, str]:
    """Return the text of each marked section; raise ValueError where the marks do not pair."""
    found: dict[str, list[str]] = {}
    name = None
    for number, line in enumerate(source.splitlines(), start=1):
        mark = MARKER.match(line)
        if mark is None:
            if SCISSORS in line:
                raise ValueError(f"line {number}: not a section mark: {line.strip()}")
            if name:
                found[name].append(line)
        elif mark[1] == "start" and name is None and mark[2] not in found:
            name = mark[2]
            found[name] = []
        elif mark[1] == "end" and name == mark[2]:
            if not any(text.strip() for text in found[name]):
                raise ValueError(f"line {number}: section {name} is empty")
            name = None
        else:
            raise ValueError(f"line {number}: {line} has no partner here")
    if name:
        raise ValueError(f"section {name} has no end")
    return {name: "\n".join(lines).strip("\n") + "\n" for name, lines in found.items()}
