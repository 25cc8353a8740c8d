"""The command line from outside: streams that are closed, full or left, and Ctrl-C."""

import os
import subprocess
import sys

import pytest

from rnn_addition import rnn
from rnn_addition.app import cli as program
from rnn_addition.app import weights


@pytest.mark.parametrize("closed", ["1>&-", "2>&-"])
def test_a_closed_output_loses_no_work(tmp_path, closed):
    path = tmp_path / "w.npz"
    command = f'"{sys.executable}" -m rnn_addition train --steps 9 --save "{path}" {closed}'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert weights.load(path).model is rnn


@pytest.mark.parametrize("args", [("train", "--steps", "1", "--save", "w"), ("study", "w")])
def test_a_link_to_itself_is_no_reason_for_a_traceback(cli, tmp_path, monkeypatch, args):
    monkeypatch.chdir(tmp_path)
    os.symlink("w", "w")
    status, _, err = cli(*args)
    assert (status, err.count("\n")) in {(0, 0), (2, 1)}


def test_a_reader_that_stops_early_sees_no_traceback():
    command = f'"{sys.executable}" -m rnn_addition add {10**3000} 1 --steps 1 | head -1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_the_installed_command_is_the_module():
    from importlib.metadata import entry_points

    (entry,) = entry_points(group="console_scripts", name="rnn-addition")
    assert entry.load() is program.main
