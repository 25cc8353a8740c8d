"""The short lists of what the gates on prose let pass, each row with its reason."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from . import read

PATH = "docs/exceptions.toml"


class Exceptions:
    """The rows of one gate; a row that nothing needed is a complaint of its own."""

    def __init__(self, root: Path, gate: str) -> None:
        self.gate = gate
        self.rows: set[tuple[str, str]] = set()
        self.used: set[tuple[str, str]] = set()
        self.faults: list[str] = []
        try:
            table = tomllib.loads(read(root / PATH))
        except (ValueError, OSError) as error:
            table = {}
            self.faults = [f"{PATH}: {error}"]
        for row in table.get(gate, []):
            try:
                page, texts, reason = row["page"], row["text"], row["reason"]
                self.rows |= {(page, text) for text in texts}
            except (KeyError, TypeError):
                page, reason = row, ""
            if not reason:
                self.faults.append(f"{PATH}: {gate}, {page}: expected page, text and reason")

    def allow(self, page: str, text: str) -> bool:
        """Return whether a row lets the text pass on the page, and note that it was needed."""
        self.used |= {(page, text)} & self.rows
        return (page, text) in self.rows

    def complaints(self) -> Iterator[str]:
        """Return what is wrong with the list itself, once the gate has seen all pages."""
        yield from self.faults
        for page, text in sorted(self.rows - self.used):
            yield f"{PATH}: {self.gate}, {page}: no page needs {text!r} any longer"
