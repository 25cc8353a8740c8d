"""The figures of the pages, drawn from the package's own numbers when the site is built.

A page names a figure like an image, `![what it shows](figures/bits-addition.svg) A caption.`,
and the function `addition` of bits.py draws it. Its words stand in docs/LANG/figures/bits.toml,
in the table [addition].
"""

import html
import importlib
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from literate import ROOT, Unreadable, language_rows, read

from .drawing import Drawing

NAME = re.compile(r"([a-z]+)-([a-z][a-z0-9-]*)")
IMAGE = re.compile(r"!\[([^\]]*)\]\(figures/([^)\s]+)\.svg\)")
DRAWN = re.compile(r'<p><img alt="([^"]*)" data-figure="([^"]*)">\s*(.*?)</p>', re.S)


class Figure(NamedTuple):
    """A drawing, and its numbers as a table: a row of headings, then rows of cells."""

    drawing: Drawing
    table: list[list[str]]


class Words:
    """The words of a figure in one language; `used` says which of them it asked for."""

    def __init__(self, words: dict[str, str], where: str) -> None:
        self.words, self.where = words, where
        self.used: set[str] = set()

    def __getitem__(self, key: str) -> str:
        if key not in self.words:
            raise Unreadable(f"{self.where}: there is no {key}")
        self.used.add(key)
        return self.words[key]


def drawer(name: str) -> Callable[[Words], Figure]:
    """Return the function that draws a figure; raise Unreadable if there is none."""
    parts = NAME.fullmatch(name)
    try:
        module = importlib.import_module(f".{parts[1]}", __package__) if parts else None
    except ModuleNotFoundError as error:
        if error.name != f"{__package__}.{parts and parts[1]}":
            raise
        module = None
    found = getattr(module, parts[2].replace("-", "_"), None) if parts else None
    if found is None:
        raise Unreadable(f"no function draws figures/{name}.svg")
    return found  # type: ignore[no-any-return]


def words_of(name: str, lang: str, root: Path = ROOT) -> Words:
    """Return the words of a figure; raise Unreadable if the language has none."""
    page, _, figure = name.partition("-")
    path = root / "docs" / lang / "figures" / f"{page}.toml"
    where = f"{path.relative_to(root).as_posix()} [{figure}]"
    try:
        return Words(tomllib.loads(read(path))[figure], where)
    except (OSError, KeyError, ValueError) as error:
        raise Unreadable(f"{where}: {error!r}") from error


def draw(name: str, lang: str, root: Path = ROOT) -> Figure:
    return drawer(name)(words_of(name, lang, root))


def as_images(markdown: str) -> str:
    """Return a page with a mark, which `as_drawings` finds, where it names a figure."""
    return IMAGE.sub(
        lambda image: (
            f'<img alt="{html.escape(image[1], quote=True)}" data-figure="{image[2]}">'
        ),
        markdown,
    )


def as_drawings(page: str, lang: str) -> str:
    """Return the HTML of a page with each figure drawn, its caption and its numbers below."""
    return DRAWN.sub(lambda place: _figure(place[2], place[1], place[3], lang), page)


def _figure(name: str, alt: str, caption: str, lang: str) -> str:
    drawing, table = draw(name, lang)
    numbers = language_rows()[lang]["numbers"]
    rows = "".join(_row(row, "th" if n == 0 else "td") for n, row in enumerate(table))
    return (
        f'<figure class="figure" id="figure-{name}">{drawing.svg(alt)}'
        f"<figcaption>{caption}</figcaption>"
        f"<details><summary>{numbers}</summary><table>{rows}</table></details></figure>"
    )


def _row(cells: list[str], tag: str) -> str:
    inside = "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells)
    return f"<tr>{inside}</tr>"


def named(root: Path = ROOT) -> Iterator[tuple[str, int, str]]:
    """Return the figures that the pages name, each as (page, line, figure)."""
    for lang in language_rows(root):
        for path in sorted((root / "docs" / lang).glob("*.md")):
            for n, line in enumerate(read(path).split("\n"), start=1):
                for image in IMAGE.finditer(line):
                    yield path.relative_to(root).as_posix(), n, image[2]
