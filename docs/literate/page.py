"""Reads a page: its headings, its fences, and the lines of code that its explanations quote."""

import functools
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from . import ROOT, Unreadable, language_rows, read
from .code import Line, logical_lines, snippet

FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})(.*)$")
INCLUDE = re.compile(r'^--8<-- "([^"]+)"$')
COMMENT = re.compile(r"^<!--(.*)-->$")
HEADING = re.compile(r"^(#{1,6}) (.*?)(?: \{ #([a-z][a-z0-9-]*) \})?$")
TERM = re.compile(r"^`(.+)`$")
DEFINITION = re.compile(r"^:   \S")
OUTPUT_MARK = "pytest-codeblocks:expected-output"
CONT_MARK = "pytest-codeblocks:cont"


class Heading(NamedTuple):
    line: int
    level: int
    text: str
    id: str | None


@dataclass
class Fence:
    """A fenced block: lines first to last of the page (from 1), and what belongs to it."""

    first: int
    last: int
    info: str
    written: str
    root: Path
    comments: tuple[str, ...] = ()
    terms: list[tuple[int, str]] = field(default_factory=list)

    @property
    def include(self) -> str | None:
        """The section that the block shows, "path:section", if it shows one."""
        directive = INCLUDE.match(self.written.rstrip("\n"))
        return directive[1] if directive else None

    @functools.cached_property
    def body(self) -> str:
        """The text of the block; raises Unreadable if it shows a section that is not there."""
        try:
            return snippet(self.root, self.include) if self.include else self.written
        except Unreadable as error:
            raise Unreadable(str(error), self.first) from error

    @functools.cached_property
    def code(self) -> tuple[Line, ...]:
        """The logical lines of the block; raises Unreadable, with the line of the page."""
        try:
            return logical_lines(self.body)
        except SyntaxError as error:
            inside = 0 if self.include else error.lineno or 0
            raise Unreadable(f"not Python: {error.msg}", self.first + inside) from error

    @property
    def runs(self) -> bool:
        return self.info == "python"

    @property
    def is_output(self) -> bool:
        return OUTPUT_MARK in self.comments

    @property
    def continues(self) -> bool:
        return CONT_MARK in self.comments

    @property
    def marks(self) -> tuple[str, ...]:
        return tuple(comment for comment in self.comments if comment.startswith("pytest.mark."))

    @property
    def section(self) -> str | None:
        """The name of the section of the package that the block shows, if it shows one."""
        return self.include.partition(":")[2] if self.runs and self.include else None


@dataclass
class Page:
    lang: str
    name: str
    lines: list[str]
    headings: list[Heading]
    fences: list[Fence]
    root: Path

    def __str__(self) -> str:
        return f"docs/{self.lang}/{self.name}.md"

    def prose(self) -> list[tuple[int, str]]:
        """Return the numbered lines outside the fences."""
        inside = {n for fence in self.fences for n in range(fence.first, fence.last + 1)}
        return [(n, line) for n, line in enumerate(self.lines, start=1) if n not in inside]


def page_names(root: Path, lang: str) -> list[str]:
    return sorted(path.stem for path in (root / "docs" / lang).glob("*.md"))


def load(name: str, lang: str, root: Path = ROOT) -> Page:
    return parse(read(root / "docs" / lang / f"{name}.md"), lang, name, root)


def load_all(root: Path = ROOT) -> list[Page]:
    """Return the pages that can be read; the gate `readable` names those that cannot."""
    pages = []
    for lang in language_rows(root):
        for name in page_names(root, lang):
            with suppress(Unreadable):
                pages.append(load(name, lang, root))
    return pages


def parse(text: str, lang: str, name: str, root: Path = ROOT) -> Page:
    """Return the page; raise Unreadable if a block of it is never closed."""
    lines = text.split("\n")
    page = Page(lang, name, lines, [], [], root)
    n = 0
    while n < len(lines):
        opening = FENCE.match(lines[n])
        if opening:
            fence = _fence(lines, n, opening, root)
            page.fences.append(fence)
            n = fence.last
        else:
            heading = HEADING.match(lines[n])
            if heading:
                level, words, identity = heading.groups()
                page.headings.append(Heading(n + 1, len(level), words, identity))
            n += 1
    for fence in page.fences:
        fence.terms = _terms(lines, fence.last)
    return page


def _fence(lines: list[str], start: int, opening: re.Match[str], root: Path) -> Fence:
    ticks = opening[2]
    end = next((n for n in range(start + 1, len(lines)) if _ticks(lines[n]) == ticks), None)
    if end is None or lines[end].strip() != ticks:
        raise Unreadable("this block is never closed", start + 1)
    written = "".join(line + "\n" for line in lines[start + 1 : end])
    return Fence(start + 1, end + 1, opening[3], written, root, _comments(lines, start))


def _ticks(line: str) -> str | None:
    fence = FENCE.match(line)
    return fence[2] if fence else None


def _comments(lines: list[str], start: int) -> tuple[str, ...]:
    """Return the HTML comments directly above a line, blank lines aside."""
    found: list[str] = []
    for line in reversed(lines[:start]):
        comment = COMMENT.match(line)
        if comment:
            found.insert(0, comment[1].strip())
        elif line.strip():
            break
    return tuple(found)


def _terms(lines: list[str], start: int) -> list[tuple[int, str]]:
    """Return the quoted lines of the definition list that begins below a line, if one does."""
    terms: list[tuple[int, str]] = []
    waiting: list[tuple[int, str]] = []
    for n in range(start, len(lines)):
        line = lines[n]
        term = TERM.match(line)
        if term:
            waiting.append((n + 1, term[1]))
        elif DEFINITION.match(line):
            terms += waiting
            waiting = []
        elif line.strip() and not line.startswith("    "):
            break
    return terms
