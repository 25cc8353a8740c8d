"""Trained weights in a file: NumPy's .npz, without pickle, whole or not at all."""

import json
import math
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rnn_addition.app.errors import InputError
from rnn_addition.app.files import check_target, open_file, replacing
from rnn_addition.app.limits import MOST_HIDDEN, MOST_LETTERS
from rnn_addition.models import MODELS, Model

MOST_BYTES = 2**29  # unpacked; an LSTM with most letters and hidden units has 424 MiB
METHODS = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED  # others unpack without a bound
BESIDE = {"letters", "made"}  # what a file holds beside the weights


class Network(NamedTuple):
    """A model with weights; letters are those of a text model, empty for an adder."""

    model: Model[Any, Any]
    params: Any
    letters: str = ""

    @property
    def name(self) -> str:
        return next(name for name, model in MODELS.items() if model is self.model)


def save(path: Path, network: Network, made: dict[str, Any] | None = None) -> None:
    """Write the weights, a text model's letters, and the settings that it was made with."""
    check_target(path)
    arrays: Any = network.params._asdict()
    arrays["made"] = json.dumps((made or {}) | {"network": network.name})
    if network.letters:
        arrays["letters"] = network.letters
    with replacing(path) as part, open(part, "xb") as file:
        np.savez(file, **arrays)


def load(path: Path) -> Network:
    """Return what save wrote; raise InputError or OSError if there is none."""
    try:
        with open_file(path) as file, zipfile.ZipFile(file) as archive:
            _check_size(path, archive)
            arrays = {
                info.filename.removesuffix(".npy"): _array(archive, info)
                for info in archive.infolist()
            }
        network = _network(arrays, _letters(path, arrays))
    except InputError:
        raise
    except Exception as error:  # a file may hold anything, and be broken in every way
        if isinstance(error, OSError) and error.filename:
            raise
        raise InputError("no_weights", path=path) from error
    _check(path, network)
    return network


def _check_size(path: Path, archive: zipfile.ZipFile) -> None:
    size = sum(info.file_size for info in archive.infolist())
    if size > MOST_BYTES:
        raise InputError("too_large", path=path, size=size, most=MOST_BYTES)


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> np.ndarray:
    """Return an array of the archive; raise ValueError before one is made of a false size."""
    if info.compress_type not in METHODS:
        raise ValueError(info.compress_type)
    headers = {(1, 0): np.lib.format.read_array_header_1_0}
    headers[2, 0] = np.lib.format.read_array_header_2_0
    with archive.open(info) as member:
        shape, _, dtype = headers[np.lib.format.read_magic(member)](member)
        if math.prod(shape) * dtype.itemsize != info.file_size - member.tell():
            raise ValueError(shape)
    with archive.open(info) as member:
        return np.asarray(np.lib.format.read_array(member, allow_pickle=False))


def _letters(path: Path, arrays: dict[str, np.ndarray]) -> str:
    """Return a text model's letters, each there once; an adder has none."""
    if "letters" not in arrays:
        return ""
    letters = arrays["letters"]
    text = str(letters)
    is_text = letters.shape == () and letters.dtype.kind == "U" and _can_be_written(text)
    if not is_text or not 1 <= len(text) <= MOST_LETTERS or len(set(text)) < len(text):
        raise InputError("no_letters", path=path, most=MOST_LETTERS)
    return text


def _can_be_written(text: str) -> bool:
    """Return whether a text can be written; halves of a UTF-16 pair cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _network(arrays: dict[str, np.ndarray], letters: str) -> Network:
    """Return the network; raise ValueError or KeyError if the weights are not its model's."""
    weights = {name: array for name, array in arrays.items() if name not in BESIDE}
    name = _name(arrays, weights)
    model: Any = MODELS[name]
    if set(model.Params._fields) != set(weights):
        raise ValueError(name)
    return Network(model, model.Params(**weights), letters)


def _name(arrays: dict[str, np.ndarray], weights: dict[str, np.ndarray]) -> str:
    """Return which model the file says that it holds; where it says nothing, its fields do."""
    made = json.loads(str(arrays.get("made", "null"))) or {}
    told = made.get("network") or (
        made.get("cell") if "letters" in arrays else made.get("model")
    )
    models: dict[str, Any] = {**MODELS}
    fits = (name for name, model in models.items() if set(model.Params._fields) == set(weights))
    return str(told or next(fits))


def _check(path: Path, network: Network) -> None:
    """Raise InputError if the weights have not the shapes that init gives, or no numbers."""
    V = network.params.V
    hidden = V.shape[0] if V.ndim == 2 else 0
    if not 1 <= hidden <= MOST_HIDDEN:
        raise InputError("rows", path=path, shape=V.shape, most=MOST_HIDDEN)
    ends = (len(network.letters),) * 2 if network.letters else (2, 1)
    shapes = network.model.init(np.random.RandomState(0), hidden, *ends)
    for name, weight, like in zip(shapes._fields, network.params, shapes):
        if weight.shape != like.shape:
            raise InputError(
                "shape", path=path, name=name, shape=weight.shape, expected=like.shape
            )
        if weight.dtype.kind != "f" or not np.isfinite(weight).all():
            raise InputError("not_finite", path=path, name=name)
