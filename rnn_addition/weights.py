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


class WeightsError(ValueError):
    """Weights that cannot be those of a model, or a path that cannot hold any."""


class Saved(NamedTuple):
    """What a file holds; letters are those of a text model, empty for an adder."""

    model: ModuleType
    params: Any
    letters: str = ""


def check_target(path: Path) -> None:
    """Raise WeightsError if no file can be written to path."""
    if path.is_dir() or not path.name:
        raise WeightsError(f"{path}: is a folder, expected the name of a file")
    if path.exists() and not path.is_file():
        raise WeightsError(f"{path}: is a device, expected the name of a file")
    try:
        part = _part(path)
        part.touch(exist_ok=False)
        part.unlink()
    except OSError as error:
        raise WeightsError(
            f"{path}: expected a file in a folder that can be written to ({error.strerror})"
        ) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the name of a new file that moves to path in the end; an error leaves no trace."""
    part = _part(path)
    try:
        yield part
        os.replace(part, os.path.realpath(path))
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


def load(path: Path) -> Saved:
    """Return what save wrote; raise WeightsError or OSError if there is none."""
    try:
        with open(path, "rb") as whole, np.load(whole, allow_pickle=False) as file:
            arrays = {name: np.asarray(file[name]) for name in file.files}
    except Exception as error:  # a file may hold anything, and be broken in every way
        if isinstance(error, OSError) and error.filename:
            raise
        raise WeightsError(f"{path}: {EXPECTED}") from error
    letters = str(arrays.pop("letters", ""))
    arrays.pop("made", None)
    for model in MODELS.values():
        if set(model.Params._fields) == set(arrays):
            saved = Saved(model, model.Params(**arrays), letters)
            _check(path, saved)
            return saved
    raise WeightsError(f"{path}: {EXPECTED}")


def _check(path: Path, saved: Saved) -> None:
    """Raise WeightsError if the weights have not the shapes that init gives, or no numbers."""
    V = saved.params.V
    hidden = V.shape[0] if V.ndim == 2 else 0
    if not 1 <= hidden <= MOST_HIDDEN:
        raise WeightsError(f"{path}: V has shape {V.shape}, expected 1 to {MOST_HIDDEN} rows")
    ends = (len(saved.letters),) * 2 if saved.letters else (2, 1)
    shapes = saved.model.init(np.random.RandomState(0), hidden, *ends)
    for name, weight, like in zip(shapes._fields, saved.params, shapes):
        if weight.shape != like.shape:
            raise WeightsError(
                f"{path}: {name} has shape {weight.shape}, expected {like.shape}"
            )
        if weight.dtype.kind != "f" or not np.isfinite(weight).all():
            raise WeightsError(f"{path}: {name} holds something else than finite numbers")
