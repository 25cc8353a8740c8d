"""What the tests of the program share: how to run it, and what to run it on."""

import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import numpy as np
import pytest

from rnn_addition import trials
from rnn_addition.app import study

QUICK = ("--steps", "50")


ROOT = Path(__file__).parents[2]
NOT_WINDOWS = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no such signals, limits or shell"
)


def written(path, **arrays):
    np.savez(path, **arrays)
    return path


GOOD = {"U": np.ones((2, 3)), "V": np.ones((3, 1)), "W": np.ones((3, 3))}


def run(*args, **options):
    command = [sys.executable, "-m", "rnn_addition", *args]
    return subprocess.run(command, text=True, timeout=60, check=False, **options)


TINY = trials.SOURCES._replace(hidden=2, steps=1)


SMALL = ("--hidden", "2,3", "--steps", "20", "--seeds", "0-149", "--lang", "en")  # 12 chunks


LINE = (
    '{"model": "rnn", "hidden": 16, "alpha": 0.1, "bits": 8, "steps": 1,'
    ' "numpy": "2.0.0", "results": [[0, 1, true, true]]}\n'
)


class Here(Executor):
    """An executor that works at once, and remembers on what."""

    def __init__(self):
        self.chunks = []

    def submit(self, work, /, *args):
        self.chunks.append(args)
        future = Future()
        future.set_result(work(*args))
        return future


def start(*args, **options):
    command = [sys.executable, "-m", "rnn_addition", "study", *map(str, args)]
    return subprocess.Popen(
        command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


def swept(path, chunks, executor):
    """Train the chunks of a study; yield what sweep does."""
    with study.opened(path) as file:
        yield from study.sweep(file, [study.Chunk(*chunk) for chunk in chunks], executor)


def study_here(path, settings, seeds):
    """Go on with a study in this process; return the chunks that it trained."""
    here = Here()
    chunks = study.missing(settings, seeds, study.read(path))
    list(swept(path, chunks, here))
    assert here.chunks == chunks
    return chunks


def finish(process):
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def lines(path):
    """Return the whole lines, each a chunk of 25 networks in the studies here."""
    return path.read_text().splitlines() if path.exists() else []


def wait_for(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


def hear_ctrl_c():
    """Even if a shell runs the tests in its background, where nothing does."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def run_code(code, **options):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)
