"""Keeps pages and code together: pure functions on text and files, no MkDocs in them."""

import tomllib
from pathlib import Path

PACKAGE = "rnn_addition"
ROOT = Path(__file__).parents[2]
RESULTS = Path("docs", "experiments", "results")


class Unreadable(ValueError):
    """What a file says cannot be read; `line` says where, if that is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def read(path: Path) -> str:
    """Return a text without byte order mark and with plain line ends, as Python reads it."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"byte 0x{raw[error.start]:02x} is not UTF-8", line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def language_rows(root: Path = ROOT) -> dict[str, dict[str, str]]:
    """Return the rows of docs/languages.toml by code; the first is served at the root."""
    try:
        return tomllib.loads(read(root / "docs" / "languages.toml"))
    except ValueError as error:
        raise Unreadable(f"docs/languages.toml: {error}") from error


LANGUAGES = tuple(language_rows())
