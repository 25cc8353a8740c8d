"""Trained weights in a file: NumPy's .npz, without pickle, whole or not at all."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from rnn_addition.study import MODELS

MOST_HIDDEN = 1024  # hidden units
EXPECTED = "expected an unbroken .npz file with the weights of a model"


class InputError(ValueError):
    """Something given that cannot be used. The message names it, and what was expected."""


class Network(NamedTuple):
    """A model with weights; letters are those of a text model, empty for an adder."""

    model: ModuleType
    params: Any
    letters: str = ""


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


def save(
    path: Path, params: Any, letters: str = "", made: dict[str, Any] | None = None
) -> None:
    """Write the weights, a text model's letters, and the settings that it was made with."""
    check_target(path)
    arrays: Any = params._asdict() | {"made": json.dumps(made)}
    if letters:
        arrays["letters"] = letters
    with replacing(path) as part, open(part, "xb") as file:
        np.savez(file, **arrays)


def load(path: Path) -> Network:
    """Return what save wrote; raise InputError or OSError if there is none."""
    try:
        with open(path, "rb") as whole, np.load(whole, allow_pickle=False) as file:
            arrays = {name: np.asarray(file[name]) for name in file.files}
    except Exception as error:  # a file may hold anything, and be broken in every way
        if isinstance(error, OSError) and error.filename:
            raise
        raise InputError(f"{path}: {EXPECTED}") from error
    letters = str(arrays.pop("letters", ""))
    arrays.pop("made", None)
    for model in MODELS.values():
        if set(model.Params._fields) == set(arrays):
            network = Network(model, model.Params(**arrays), letters)
            _check(path, network)
            return network
    raise InputError(f"{path}: {EXPECTED}")


def _check(path: Path, network: Network) -> None:
    """Raise InputError if the weights have not the shapes that init gives, or no numbers."""
    V = network.params.V
    hidden = V.shape[0] if V.ndim == 2 else 0
    if not 1 <= hidden <= MOST_HIDDEN:
        raise InputError(f"{path}: V has shape {V.shape}, expected 1 to {MOST_HIDDEN} rows")
    ends = (len(network.letters),) * 2 if network.letters else (2, 1)
    shapes = network.model.init(np.random.RandomState(0), hidden, *ends)
    for name, weight, like in zip(shapes._fields, network.params, shapes):
        if weight.shape != like.shape:
            raise InputError(f"{path}: {name} has shape {weight.shape}, expected {like.shape}")
        if weight.dtype.kind != "f" or not np.isfinite(weight).all():
            raise InputError(f"{path}: {name} holds something else than finite numbers")
