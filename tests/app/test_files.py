"""Files that are written, and those that are not even opened."""

import errno
import io
import os
import sys

import pytest
from running import run

from rnn_addition.app import files
from rnn_addition.app.errors import InputError


@pytest.mark.parametrize(
    "args",
    [
        ("check", "--weights", "pipe"),
        ("sample", "--weights", "pipe"),
        ("train", "--model", "chars", "--text", "pipe"),
        ("sample", "--text", "pipe"),
        ("train", "--save", "pipe"),
        ("study", "pipe"),
    ],
    ids=" ".join,
)
def test_nothing_waits_for_a_pipe(cli, tmp_path, monkeypatch, args):
    if sys.platform == "win32":
        pytest.skip("Windows has no such files")
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    status, out, err = cli(*args)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "pipe: is a device or a pipe" in err


@pytest.mark.parametrize("args", [("check", "--weights"), ("sample", "--text")])
def test_a_folder_is_no_file(cli, tmp_path, args):
    status, out, err = cli(*args, tmp_path)
    assert (status, out, err) == (
        2, "", f"rnn-addition: {tmp_path}: is a folder, expected the name of a file\n",
    )  # fmt: skip


@pytest.mark.parametrize("links", [{"w": "w"}, {"w": "v", "v": "w"}])
@pytest.mark.parametrize("args", [("train", "--steps", "1", "--save", "w"), ("study", "w")])
def test_a_link_that_leads_nowhere_but_to_itself_stays(cli, tmp_path, monkeypatch, args, links):
    monkeypatch.chdir(tmp_path)
    for name, target in links.items():
        os.symlink(target, name)
    status, out, err = cli(*args)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "w: is a link that leads to itself" in err
    assert {name: os.readlink(name) for name in os.listdir()} == links


def test_an_error_while_writing_leaves_no_trace(tmp_path):
    path = tmp_path / "w"
    path.write_text("old")
    with pytest.raises(InputError, match="not_written"), files.replacing(path) as part:
        part.write_text("new")
        raise OSError(28, "No space left on device")
    assert path.read_text() == "old" and os.listdir(tmp_path) == ["w"]


def test_names_are_printed_without_what_moves_the_cursor(tmp_path):
    done = run(
        *("train", "--steps", "1", "--lang", "en", "--save", "a\x1b]0;b\a\u202e.npz"),
        capture_output=True,
        cwd=tmp_path,
        encoding="utf-8",
    )
    assert done.returncode == 0
    assert r"a\x1b]0;b\x07\u202e.npz" in done.stdout and "\x1b" not in done.stdout


def test_a_file_that_cannot_be_read_is_named(cli, tmp_path, monkeypatch):
    """An error while reading knows no name, as one of the output does not."""

    class Broken(io.BytesIO):
        def read(self, _=-1):
            raise OSError(errno.EIO, "Input/output error")

    path = tmp_path / "text.txt"
    path.write_text("x" * 40)
    monkeypatch.setattr(files, "open_file", lambda _: Broken())
    status, out, err = cli("sample", "--text", path)
    assert (status, out) == (2, "")
    assert err == f"rnn-addition: {path}: the disk cannot be read or written\n"
