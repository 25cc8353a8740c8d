"""Trained weights in a file: NumPy's .npz, without pickle, whole or not at all."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rnn_addition.app.files import InputError, check_target, replacing
from rnn_addition.models import MODELS, Model

MOST_HIDDEN = 1024  # hidden units
EXPECTED = "expected an unbroken .npz file with the weights of a model"


class Network(NamedTuple):
    """A model with weights; letters are those of a text model, empty for an adder."""

    model: Model[Any, Any]
    params: Any
    letters: str = ""


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
        like = model.init(np.random.RandomState(0), 1)
        if set(like._fields) == set(arrays):
            params = like._make(arrays[name] for name in like._fields)
            network = Network(model, params, letters)
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
