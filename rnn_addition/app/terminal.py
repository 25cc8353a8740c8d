"""What is drawn with letters: a bar that grows, and tables in which wide letters line up."""

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from rnn_addition.app.languages import can_show, say

T = TypeVar("T")
LONGEST = 20  # places of a bar


def progress(items: Iterable[T], total: int, label: str) -> Iterator[T]:
    """Yield the items, with a bar that moves a hundred times."""
    every = max(1, total // 100)
    for n, item in enumerate(items, start=1):
        yield item
        if n % every == 0:
            draw_bar(n, total, label)
    clear_bar()


def draw_bar(done: int, total: int, label: str) -> None:
    """Draw a bar on standard error if that is a terminal that can go back in a line."""
    if _can_redraw():
        full, empty = "█░" if can_show(sys.stderr, "█░") else "#."
        line = bar(done, total, label, _columns() - 1, full, empty)
        print(f"\r{line}", end="", file=sys.stderr, flush=True)


def bar(done: int, total: int, label: str, columns: int, full: str, empty: str) -> str:
    """Return label, bar and count; what the columns have no room for is left out."""
    count = f"{done:,}/{total:,}"
    places = min(LONGEST, columns - width(f"{label}  {count}"))
    grown = full * (places * done // total)
    lines = [f"{label} {count}", count, f"{100 * done // total}%"]
    if places >= LONGEST // 4:
        lines.insert(0, f"{label} {grown:{empty}<{places}} {count}")
    return next((line for line in lines if width(line) <= columns), "")


def clear_bar() -> None:
    """Go back over the bar with blanks, which every terminal knows."""
    if _can_redraw():
        blank = " " * (_columns() - 1)
        print(f"\r{blank}\r", end="", file=sys.stderr, flush=True)


def _can_redraw() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return shutil.get_terminal_size().columns


def print_rows(rows: Sequence[Sequence[str]], narrowest: int = 8) -> None:
    """Print the cells right-aligned, a Chinese or Korean letter being two places wide.

    A row may have a cell more than the first one; it sets no width.
    """
    widths = [
        max(narrowest, *(width(row[k]) for row in rows if k < len(row)))
        for k in range(len(rows[0]))
    ]
    for row in rows:
        cells = [" " * (w - width(cell)) + cell for w, cell in zip(widths, row)]
        print("  ".join([*cells, *row[len(widths) :]]))


def width(text: str) -> int:
    """Return how many places of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def arrow() -> str:
    return "→" if can_show(sys.stdout, "→") else "->"


def make_room(letters: str, lang: str) -> None:
    """Let no letter be lost in silence: what goes into a file does so in UTF-8."""
    if can_show(sys.stdout, letters):
        return
    if sys.stdout.isatty():
        line = say(lang, "lost_letters", encoding=sys.stdout.encoding)
        print(line, file=sys.stderr)
    elif hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
