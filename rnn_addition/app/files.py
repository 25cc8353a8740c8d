"""Files read without waiting, and written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from rnn_addition.app.errors import InputError


def open_file(path: Path) -> BinaryIO:
    """Return the open file; raise InputError for a folder, or what could be waited for."""
    if path.is_dir():
        raise InputError("folder", path=path)
    if path.exists() and not path.is_file():
        raise InputError("device", path=path)
    return open(path, "rb")


def read_bytes(path: Path, most: int = -1) -> bytes:
    """Return what a file holds, `most` bytes of it; what fails names the file."""
    with open_file(path) as file:
        try:
            return file.read(most)
        except OSError as error:  # which knows no file, as if it were the output
            error.filename = path
            raise


def check_target(path: Path) -> None:
    """Raise InputError if no file can be written to path."""
    if path.is_dir() or not path.name:
        raise InputError("folder", path=path)
    if path.exists() and not path.is_file():
        raise InputError("device", path=path)
    try:
        part = _part(path)
        part.touch(exist_ok=False)
        part.unlink()
    except OSError as error:
        raise InputError("no_place", path=path, error=error) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the name of a new file that moves to path in the end; an error leaves no trace."""
    part = _part(path)
    try:
        yield part
        os.replace(part, os.path.realpath(path))
    except OSError as error:
        raise InputError("not_written", path=path, error=error) from error
    finally:
        part.unlink(missing_ok=True)


def _part(path: Path) -> Path:
    """Return a new name beside the file, or beside the one that it links to."""
    target = Path(os.path.realpath(path))
    if target.is_symlink():  # what no link leads out of
        raise InputError("link_loop", path=path)
    return target.with_name(f".{token_hex(8)}.part")
