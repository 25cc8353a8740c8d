"""Files written whole or not at all, and the error for what was given and cannot be used."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex


class InputError(ValueError):
    """Something given that cannot be used. The message names it, and what was expected."""


def check_target(path: Path) -> None:
    """Raise InputError if no file can be written to path."""
    if path.is_dir() or not path.name:
        raise InputError(f"{path}: is a folder, expected the name of a file")
    if path.exists() and not path.is_file():
        raise InputError(f"{path}: is a device, expected the name of a file")
    try:
        part = _part(path)
        part.touch(exist_ok=False)
        part.unlink()
    except OSError as error:
        raise InputError(
            f"{path}: expected a file in a folder that can be written to ({error.strerror})"
        ) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the name of a new file that moves to path in the end; an error leaves no trace."""
    part = _part(path)
    try:
        yield part
        os.replace(part, os.path.realpath(path))
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        part.unlink(missing_ok=True)


def _part(path: Path) -> Path:
    """Return a new name beside the file, or beside the one that it links to."""
    return Path(os.path.realpath(path)).with_name(f".{token_hex(8)}.part")
