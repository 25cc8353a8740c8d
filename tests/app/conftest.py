"""The program run in this process, and networks that are trained once."""

import pytest
from running import SMALL, finish, start

from rnn_addition.app import cli as program


@pytest.fixture
def cli(capsys, monkeypatch):
    """Run the program; return status, standard output and standard error."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C")

    def call(*args):
        try:
            status = program.main([str(arg) for arg in args])
        except SystemExit as end:
            status = end.code
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "adder.npz"
    program.main(["train", "--save", str(path), "--lang", "en"])
    return path


@pytest.fixture(scope="session")
def trap(tmp_path_factory):
    """The network that is right on every 8-bit sum and cannot add 511 + 1."""
    path = tmp_path_factory.mktemp("weights") / "trap.npz"
    program.main(["train", "--steps", "8200", "--save", str(path), "--lang", "en"])
    return path


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """A study that nothing disturbed."""
    path = tmp_path_factory.mktemp("study") / "s.jsonl"
    assert finish(start(path, *SMALL))[0] == 0
    return path
