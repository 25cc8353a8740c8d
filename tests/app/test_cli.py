"""The command line from outside: streams that are closed, full or left, and Ctrl-C."""

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import NOT_WINDOWS, hear_ctrl_c, run_code
from test_parser import BAD

from rnn_addition import rnn
from rnn_addition.app import cli as program
from rnn_addition.app import languages, parser, weights

APP = Path(program.__file__).parent


@pytest.mark.parametrize("closed", ["1>&-", "2>&-"])
@NOT_WINDOWS
def test_a_closed_output_loses_no_work(tmp_path, closed):
    path = tmp_path / "w.npz"
    command = f'"{sys.executable}" -m rnn_addition train --steps 9 --save "{path}" {closed}'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert weights.load(path).model is rnn


@NOT_WINDOWS
def test_a_reader_that_stops_early_sees_no_traceback():
    command = f'"{sys.executable}" -m rnn_addition add {10**3000} 1 --steps 1 | head -1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_the_installed_command_is_the_module():
    from importlib.metadata import entry_points

    (entry,) = entry_points(group="console_scripts", name="rnn-addition")
    assert entry.load() is program.main


def shell(command):
    """Run a line of a shell in which $rnn is the program; what Python buffers, too."""
    env = {**os.environ, "rnn": f'"{sys.executable}" -m rnn_addition', "LC_ALL": "C.UTF-8"}
    for unbuffered in ("", "1"):
        env["PYTHONUNBUFFERED"] = unbuffered
        line = command.replace("$rnn", env["rnn"])
        yield subprocess.run(
            ["bash", "-c", line], capture_output=True, text=True, check=False, env=env
        )


@pytest.mark.parametrize("args", ["--help", "--version", "add 1 2 --steps 1", "study --help"])
@NOT_WINDOWS
def test_a_full_disk_at_the_end_of_a_pipe_is_one_line(args):
    if not Path("/dev/full").exists():
        pytest.skip("only Linux has a device that is always full")
    for done in shell(f"$rnn {args} > /dev/full"):
        assert done.returncode == 2
        assert done.stderr == (
            "rnn-addition: the output cannot be written (no space is left on the disk)\n"
        )
    for done in shell("$rnn add 2> /dev/full"):
        assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    "args", ["--help", "--version", "add 1 2 --steps 1", "sample --steps 1"]
)
@NOT_WINDOWS
def test_a_reader_that_is_gone_is_told_nothing(args):
    for done in shell(f"set -o pipefail; $rnn {args} | true"):
        assert done.returncode in (0, 1) and done.stderr == ""


@pytest.mark.parametrize("after", [0.0, 0.02, 0.05, 0.08, 0.12, 0.2])
@NOT_WINDOWS
def test_ctrl_c_while_numpy_loads_is_quiet(after):
    """From the moment on that the program has begun."""
    code = (
        "import sys, rnn_addition.app.cli as cli; print('begun', flush=True);"
        " sys.exit(cli.main(['train', '--steps', '1000000']))"
    )
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=pipe,
        stderr=pipe,
        text=True,
        preexec_fn=hear_ctrl_c,
    )
    assert process.stdout.readline() == "begun\n"
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "")


def test_what_the_program_begins_with_loads_no_numpy():
    code = "import sys, rnn_addition.app.cli; sys.exit('numpy' in sys.modules)"
    assert run_code(code).returncode == 0


ENGLISH = re.compile(r"expected|invalid|argument|required|could match|choose|such|error|[Nn]o ")
WRONG = [args for args, _ in BAD] + [
    ("check", "--long=3"),
    ("train", "--s", "3"),
    ("train", "--seed"),
    ("train", "--seed", "--hidden", "3"),
    ("train", "-x"),
    ("add",),
    ("check", "--weights", "broken.npz"),
    ("sample", "--text", "broken.npz"),
    ("study", "broken.npz"),
]


@pytest.mark.parametrize("lang", sorted({*languages.LANGUAGES} - {"en"}))
@pytest.mark.parametrize("args", WRONG, ids=lambda args: " ".join(args)[:60])
def test_every_error_is_in_the_language(cli, tmp_path, monkeypatch, args, lang):
    monkeypatch.chdir(tmp_path)
    Path("broken.npz").write_bytes(b"no zip\xff")
    monkeypatch.setenv("LC_ALL", f"{lang}_XX.UTF-8")
    status, out, err = cli(*args)
    assert (status, out, err.count("\n")) == (2, "", 1)
    said = err.removeprefix("rnn-addition: ")
    for given in sorted(args, key=len, reverse=True):
        said = said.replace(given, "")
    assert not ENGLISH.search(said)
    assert re.search("[\u4e00-\u9fff\uac00-\ud7a3]", said)


@pytest.mark.parametrize("lang", languages.LANGUAGES)
def test_every_key_that_the_program_raises_has_a_text(lang):
    """And no text is left over, in any table but those of words for names."""
    source = "".join(path.read_text(encoding="utf-8") for path in APP.glob("*.py"))
    raised = set(re.findall(r'(?:InputError|StudyError)\(\s*"(\w+)"', source))
    raised |= set(re.findall(r'_complain\(\s*lang, "(\w+)"', source))
    raised |= {*parser.ARGPARSE, "whole", "whole_or_more", "above_zero", "between"}
    assert raised == set(languages.own(lang)["errors"])


def test_a_process_that_prints_elsewhere_is_served(monkeypatch):
    """With standard output redirected to a text in memory, as notebooks do."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert program.main(["train", "--steps", "1", "--lang", "zh"]) == 0
    assert printed.getvalue().startswith("误差:")
