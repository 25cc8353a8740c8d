"""Workers on cores and in a cluster, and what may become of them."""

import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import psutil
import pytest
from running import (
    NOT_WINDOWS,
    SMALL,
    TINY,
    Here,
    finish,
    hear_ctrl_c,
    lines,
    start,
    swept,
    wait_for,
)

from rnn_addition.app import study, workers
from rnn_addition.app.errors import StudyError


def test_there_is_a_worker_a_core():
    with workers.on_cores(None):
        assert len(multiprocessing.active_children()) == os.cpu_count()


def test_workers_that_die_at_once_are_one_line(tmp_path):
    """Before all chunks are handed to them."""
    path = tmp_path / "s.jsonl"
    with workers.on_cores(1) as executor:
        (worker,) = multiprocessing.active_children()
        worker.kill()
        worker.join()
        with pytest.raises(Exception, match="process pool"):
            executor.submit(int).result()
        with pytest.raises(StudyError, match=r"worker_failed.*Broken"):
            list(swept(path, [(TINY, [0])], executor))
    assert not path.exists()


@NOT_WINDOWS
def test_killed_without_warning_it_loses_nothing(whole, tmp_path):
    path = tmp_path / "s.jsonl"
    process = start(path, *SMALL, "--workers", 2)
    wait_for(lambda: lines(path), "the first chunk")
    workers = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    assert finish(process)[0] == -signal.SIGKILL
    kept = lines(path)
    assert 1 <= len(kept) < 12 and workers
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert not alive  # no worker outlives its parent
    status, out, _ = finish(start(path, *SMALL))
    assert status == 0 and lines(path)[: len(kept)] == kept
    assert sorted(lines(path)) == sorted(lines(whole)) and len(lines(path)) == 12
    assert path.with_suffix(".csv").read_bytes() == whole.with_suffix(".csv").read_bytes()
    assert out.splitlines()[0].split() == [
        *("model", "hidden", "alpha", "bits", "steps", "weights", "networks"),
        *("all", "sums", "random", "sums", "carry", "chains"),
    ]


def test_a_worker_without_memory_is_told_what_to_do(tmp_path, monkeypatch):
    def greedy(*_):
        np.empty(2**50)

    monkeypatch.setattr(study, "line_of", greedy)
    with pytest.raises(StudyError, match="worker_memory"):
        list(swept(tmp_path / "s.jsonl", [(TINY, [0])], Here()))


def test_a_worker_that_dies_is_one_line(whole, tmp_path):
    path = tmp_path / "s.jsonl"
    process = start(path, *SMALL, "--workers", 1)
    wait_for(lambda: lines(path), "the first chunk")
    (worker,) = [
        child
        for child in psutil.Process(process.pid).children()
        if "spawn_main" in " ".join(child.cmdline())
    ]
    worker.kill()
    status, out, err = finish(process)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1 and "start again" in err
    assert len(lines(path)) < 12
    assert finish(start(path, *SMALL))[0] == 0
    assert sorted(lines(path)) == sorted(lines(whole))


@pytest.mark.parametrize("whom", ["all", "the parent alone"])
@pytest.mark.parametrize("when", ["while workers start", "after the first chunk"])
@NOT_WINDOWS
def test_ctrl_c_ends_it_quietly_and_at_once(tmp_path, when, whom):
    path = tmp_path / "s.jsonl"
    long = ("--steps", "4000") if when == "after the first chunk" else ("--steps", "1000000")
    seeds = ("--seeds", "0-299", "--hidden", "2")
    process = start(
        path, *long, *seeds, "--workers", 2, start_new_session=True, preexec_fn=hear_ctrl_c
    )
    try:
        parent = psutil.Process(process.pid)
        wait_for(lambda: len(parent.children()) > 2, "the workers")
        if when == "after the first chunk":
            wait_for(lambda: lines(path), "the first chunk")
        (os.killpg if whom == "all" else os.kill)(process.pid, signal.SIGINT)
        assert finish(process) == (130, "", "")
    finally:
        process.kill()


def test_workers_that_cannot_start_are_one_line(monkeypatch):
    def broken(*_):
        raise BrokenProcessPool("a process was terminated")

    monkeypatch.setattr(ProcessPoolExecutor, "submit", broken)
    with pytest.raises(StudyError, match="BrokenProcessPool"), workers.on_cores(1):
        pass


@pytest.fixture
def dask(tmp_path):
    """The address of a scheduler, its process, and those of two workers."""
    spawned = []

    def spawn(what, *args):
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.dask_{what}",
            *args,
            "--no-dashboard",
        ]
        with open(tmp_path / f"{what}{len(spawned)}.log", "w") as log:
            spawned.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path))

    place = tmp_path / "scheduler.json"
    try:
        local = ("--host", "127.0.0.1", "--port", "0")
        spawn("scheduler", *local, "--scheduler-file", str(place))
        wait_for(lambda: place.exists() and place.read_text().endswith("}"), "the scheduler")
        address = json.loads(place.read_text())["address"]
        for _ in range(2):
            spawn("worker", address, "--nthreads", "1", "--no-nanny")
        yield address, *spawned
    finally:
        for process in spawned:
            process.kill()
            process.wait()


def test_a_cluster_gives_the_same_even_if_a_worker_dies(whole, dask, tmp_path):
    address, _, worker, _ = dask
    path = tmp_path / "s.jsonl"
    process = start(path, *SMALL, "--scheduler", address)
    wait_for(lambda: lines(path), "the first chunk")
    worker.kill()
    assert len(lines(path)) < 12  # it dies while there is work to do
    status, _, err = finish(process)
    assert (status, err) == (0, "")
    assert sorted(lines(path)) == sorted(lines(whole))


def test_a_scheduler_that_dies_is_one_line(dask, tmp_path):
    address, scheduler, *_ = dask
    path = tmp_path / "s.jsonl"
    process = start(path, *SMALL, "--scheduler", address)
    wait_for(lambda: lines(path), "the first chunk")
    scheduler.kill()
    status, _, err = finish(process)
    assert status == 2
    assert err.count("\n") == 1 and "start again" in err


@pytest.mark.parametrize("silent", [False, True])
def test_no_scheduler_is_one_line(tmp_path, silent):
    """Neither where nobody listens, nor where something answers that is none."""
    path = tmp_path / "s.jsonl"
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1] if silent else 9}"
        impatient = (
            "import sys; from rnn_addition.app import cli, workers; workers.PATIENCE = 1; "
        )
        command = [sys.executable, "-c", impatient + "sys.exit(cli.main())"]
        done = subprocess.run(
            [*command, "study", path, "--scheduler", address],
            capture_output=True,
            text=True,
            check=False,
        )
    status, out, err = done.returncode, done.stdout, done.stderr
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"{address}: expected a Dask scheduler" in err
    assert not path.exists()


@pytest.mark.parametrize("whom", ["all", "the parent alone"])
@pytest.mark.parametrize("when", ["while workers start", "after the first chunk"])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
@NOT_WINDOWS
def test_sigterm_and_a_closed_terminal_end_it_quietly(tmp_path, when, whom, name):
    """With what is there kept, and without a word of Python's about what is left."""
    path, number = tmp_path / "s.jsonl", getattr(signal, name)
    long = ("--steps", "4000") if when == "after the first chunk" else ("--steps", "1000000")
    seeds = ("--seeds", "0-299", "--hidden", "2")
    before = signal.signal(number, signal.SIG_DFL)  # the tests themselves may run under nohup
    process = start(path, *long, *seeds, "--workers", 2, start_new_session=True)
    signal.signal(number, before)
    try:
        parent = psutil.Process(process.pid)
        wait_for(lambda: len(parent.children()) > 2, "the workers")
        if when == "after the first chunk":
            wait_for(lambda: lines(path), "the first chunk")
        (os.killpg if whom == "all" else os.kill)(process.pid, number)
        assert finish(process) == (128 + number, "", "")
        assert path.exists() == (when == "after the first chunk")
    finally:
        process.kill()


@NOT_WINDOWS
def test_what_nohup_lets_be_ignored_stays_so():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with workers.ended_by_signals(), workers.on_cores(1):
            signal.raise_signal(signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_no_more_workers_than_the_platform_waits_for(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(workers, "MOST_WORKERS", 1)
    with workers.on_cores(None):
        assert len(multiprocessing.active_children()) == 1
