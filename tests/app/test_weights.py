"""Weights in files: whole, broken, hostile."""

import io
import json
import tracemalloc
import types
import zipfile

import numpy as np
import pytest
from running import GOOD, written

from rnn_addition import models, rnn
from rnn_addition.app import weights
from rnn_addition.app.errors import InputError
from rnn_addition.app.weights import Network


def test_every_model_has_its_own_weights_file(cli, tmp_path):
    for name, model in models.MODELS.items():
        path = tmp_path / f"{name}.npz"
        cli("train", "--model", name, "--steps", 3, "--hidden", 5, "--save", path)
        saved = weights.load(path)
        assert (saved.name, saved.model, saved.letters) == (name, model, "")
        with np.load(path) as file:
            made = json.loads(str(file["made"]))
        assert made == {
            "model": name, "network": name,
            "seed": 0, "steps": 3, "hidden": 5, "alpha": 0.1, "bits": 8,
        }  # fmt: skip


@pytest.mark.parametrize(
    ("arrays", "expected"),
    [
        ({"U": GOOD["U"], "W": GOOD["W"]}, "with the weights of a model"),
        (GOOD | {"X": np.ones(3)}, "with the weights of a model"),
        ({}, "with the weights of a model"),
        (GOOD | {"U": np.ones((3, 3))}, "U has shape (3, 3), expected (2, 3)"),
        (GOOD | {"W": np.ones((2, 2))}, "W has shape (2, 2), expected (3, 3)"),
        (GOOD | {"V": np.ones(3)}, "V has shape (3,), expected 1 to 1024 rows"),
        (GOOD | {"V": np.ones((1025, 1))}, "V has shape (1025, 1), expected 1 to 1024 rows"),
        (GOOD | {"U": np.ones((2, 3), int)}, "U holds something else than finite numbers"),
        (GOOD | {"V": np.ones((3, 2))}, "V has shape (3, 2), expected (3, 1)"),
        (GOOD | {"letters": "ab"}, "V has shape (3, 1), expected (3, 2)"),
        (GOOD | {"W": np.full((3, 3), np.nan)}, "W holds something else than finite numbers"),
        (GOOD | {"U": np.full((2, 3), np.inf)}, "U holds something else than finite numbers"),
        (GOOD | {"U": np.array([["a"] * 3] * 2)}, "U holds something else than finite numbers"),
        (GOOD | {"U": np.array([[{}] * 3] * 2)}, "unbroken"),
        ({"U": np.ones((2, 0)), "V": np.ones((0, 1)), "W": np.ones((0, 0))}, "shape"),
    ],
)
def test_weights_that_are_none(cli, tmp_path, arrays, expected):
    path = written(tmp_path / "bad.npz", **arrays)
    status, _, err = cli("check", "--weights", path)
    assert (status, err.count("\n")) == (2, 1)
    assert str(path) in err and expected in err


def test_a_truncated_file_never_loads(cli, trained, tmp_path):
    whole = trained.read_bytes()
    path = tmp_path / "cut.npz"
    for size in [*range(0, len(whole), 97), len(whole) - 1]:
        path.write_bytes(whole[:size])
        with pytest.raises(InputError, match="no_weights"):
            weights.load(path)
    path.write_bytes(b"not a zip at all")
    status, _, err = cli("check", "--weights", path)
    assert (status, err.count("\n")) == (2, 1)


def test_a_damaged_file_is_refused_or_still_weights(cli, trained, tmp_path):
    """Bytes turned over anywhere, members that are no arrays: no other error gets out."""
    whole = trained.read_bytes()
    path = tmp_path / "damaged.npz"
    refused = 0
    for place in [*range(400), *range(len(whole) - 400, len(whole))]:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x21]) + whole[place + 1 :])
        try:
            weights.load(path)
        except InputError as error:
            assert str(path) in str(error)
            refused += 1
    assert refused > 400
    with zipfile.ZipFile(path, "w") as file:
        for name in ("U", "V", "W"):
            file.writestr(name, b"hello")
    assert cli("check", "--weights", path)[0] == 2


def test_saving_keeps_the_old_file_when_it_fails(tmp_path, monkeypatch):
    path = tmp_path / "w.npz"
    params = rnn.Params(**GOOD)
    weights.save(path, Network(rnn, params))
    before = path.read_bytes()

    def full(file, **arrays):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(InputError, match=r"not_written.*w.npz.*No space"):
        weights.save(path, Network(rnn, params))
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["w.npz"]


def test_saving_through_a_link_keeps_the_link(tmp_path):
    target, link = tmp_path / "target.npz", tmp_path / "link.npz"
    link.symlink_to(target.name)
    weights.save(link, Network(rnn, rnn.Params(**GOOD)))
    assert link.is_symlink() and weights.load(target).model is rnn


def test_saving_to_a_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="folder"):
        weights.save(tmp_path, Network(rnn, rnn.Params(**GOOD)))


def test_saving_moves_a_whole_file_into_place(tmp_path):
    """Whoever reads the old file meanwhile reads all of it."""
    path = tmp_path / "w.npz"
    weights.save(path, Network(rnn, rnn.Params(**GOOD)))
    before = path.read_bytes()
    with path.open("rb") as reader:
        weights.save(path, Network(rnn, rnn.init(np.random.RandomState(1))))
        assert reader.read() == before
    assert weights.load(path).params.W.shape == (16, 16)


def member(array, shape=None):
    """The bytes of an .npy file whose header may tell another shape than its array has."""
    file = io.BytesIO()
    like = {"shape": shape or array.shape, "fortran_order": False, "descr": array.dtype.str}
    np.lib.format.write_array_header_1_0(file, like)
    return file.getvalue() + array.tobytes()


def packed(path, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.npy", data)
    return path


def peak_of(call):
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def refused(path):
    with pytest.raises(InputError):
        weights.load(path)


def test_what_unpacks_to_gigabytes_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "MOST_BYTES", 10_000_000)
    good = {name: member(array) for name, array in GOOD.items()}
    weights.load(packed(tmp_path / "good.npz", good))
    bomb = packed(tmp_path / "bomb.npz", good | {"U": member(np.zeros((2, 10**6)))})
    assert bomb.stat().st_size < 100_000
    assert peak_of(lambda: refused(bomb)) < 1_000_000


def test_a_header_that_promises_more_than_is_there_allocates_nothing(tmp_path):
    good = {name: member(array) for name, array in GOOD.items()}
    for shape in [(2, 10**8), (2, 2), (2**40, 2**40)]:
        lie = packed(tmp_path / "lie.npz", good | {"U": member(GOOD["U"], shape)})
        assert peak_of(lambda: refused(lie)) < 1_000_000  # noqa: B023


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packed_by_a_method_without_bounds(tmp_path, method):
    good = {name: member(array) for name, array in GOOD.items()}
    refused(packed(tmp_path / "w.npz", good, method))


@pytest.mark.parametrize(
    "letters",
    [["a", "b"], 12, 1.5, b"ab", "", "aa", "abca", "a\ud800", np.zeros((2, 2)),
     "".join(map(chr, range(256, 10257)))],
    ids=["list", "number", "float", "bytes", "none", "twice", "again", "half", "array", "many"],
)  # fmt: skip
def test_letters_that_are_no_alphabet(tmp_path, letters):
    K = max(1, np.size(letters), len(str(letters)))
    params = rnn.init(np.random.RandomState(0), 2, K, K)
    path = written(tmp_path / "t.npz", **params._asdict(), letters=letters)
    with pytest.raises(InputError, match="no_letters"):
        weights.load(path)


def test_the_file_says_which_model_it_holds(tmp_path, monkeypatch):
    """Two models may have fields of the same names."""
    twin = types.SimpleNamespace(Params=rnn.Params, init=rnn.init)
    monkeypatch.setitem(models.MODELS, "twin", twin)
    path = tmp_path / "w.npz"
    for model in (twin, rnn):
        weights.save(path, Network(model, rnn.Params(**GOOD)))
        assert weights.load(path).model is model
    assert weights.load(written(path, **GOOD)).model is rnn  # an old file, without a name
    made = json.dumps({"model": "twin"})
    assert weights.load(written(path, **GOOD, made=made)).model is twin
    made = json.dumps({"model": "chars", "cell": "rnn"})
    text = rnn.init(np.random.RandomState(0), 2, 2, 2)._asdict()
    loaded = weights.load(written(path, **text, made=made, letters="ab"))
    assert (loaded.model, loaded.letters) == (rnn, "ab")


@pytest.mark.parametrize(
    "made", ['{"model": "lstm"}', '{"model": "perceptron"}', "{", "[1]", "7"]
)
def test_a_file_that_names_another_model_is_refused(tmp_path, made):
    refused(written(tmp_path / "w.npz", **GOOD, made=made))
