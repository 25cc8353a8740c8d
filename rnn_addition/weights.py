"""Trained weights in a file: NumPy's .npz, without pickle, whole or not at all."""

import os
import zipfile
from pathlib import Path

import numpy as np

from rnn_addition.rnn import Params


class WeightsError(ValueError):
    """Weights that cannot be those of an adder, or a path that cannot hold any."""


def check_target(path: Path) -> None:
    """Raise WeightsError if no file can be written to path."""
    if path.is_dir():
        raise WeightsError(f"{path}: is a folder, expected the name of a file")
    if not os.access(path.parent, os.W_OK):
        raise WeightsError(
            f"{path}: expected a file in a folder that exists and can be written to"
        )


def save(path: Path, params: Params) -> None:
    """Write the weights to path in one move; if that fails, what stood there still stands."""
    check_target(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "xb") as file:
            np.savez(file, **params._asdict())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def load(path: Path) -> Params:
    """Return the weights in path; raise WeightsError or OSError if there are none."""
    try:
        with open(path, "rb") as whole, np.load(whole, allow_pickle=False) as file:
            params = Params(*(file[name] for name in Params._fields))
    except (
        ValueError,
        KeyError,
        EOFError,
        IndexError,
        TypeError,
        zipfile.BadZipFile,
    ) as error:
        raise WeightsError(f"{path}: expected an unbroken .npz file with U, V and W") from error
    hidden = params.V.size
    shapes = Params(U=(2, hidden), V=(hidden, 1), W=(hidden, hidden))  # type: ignore[arg-type]
    for name, weight, shape in zip(Params._fields, params, shapes, strict=True):
        if weight.shape != shape or hidden == 0:
            raise WeightsError(f"{path}: {name} has shape {weight.shape}, expected {shape}")
        if weight.dtype.kind != "f" or not np.isfinite(weight).all():
            raise WeightsError(f"{path}: {name} holds something else than finite numbers")
    return params
