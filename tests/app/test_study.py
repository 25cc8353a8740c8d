"""Studies: the file that only grows, crashes, clusters, and the table."""

import csv
import json
import multiprocessing
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import psutil
import pytest

from rnn_addition import trials
from rnn_addition.app import study
from rnn_addition.app.files import InputError

TINY = trials.SOURCES._replace(hidden=2, steps=1)
SMALL = ("--hidden", "2,3", "--steps", "20", "--seeds", "0-299", "--lang", "en")  # 24 chunks
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


def study_here(path, settings, seeds):
    """Go on with a study in this process; return the chunks that it trained."""
    here = Here()
    chunks = study.missing(settings, seeds, study.read(path))
    list(study.sweep(path, chunks, here))
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


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A study that nothing disturbed."""
    path = tmp_path_factory.mktemp("study") / "s.jsonl"
    assert finish(start(path, *SMALL))[0] == 0
    return path


def test_the_file_holds_what_the_trials_give(tmp_path, monkeypatch):
    path = tmp_path / "s.jsonl"
    other = TINY._replace(model="biased", alpha=0.5)
    seeds = [4, 7, 1]
    chunks = [(TINY, seeds), (other, seeds)]
    synced = []
    monkeypatch.setattr(os, "fsync", lambda _: synced.append(path.read_bytes().count(b"\n")))
    for n, count in enumerate(study.sweep(path, chunks, Here()), start=1):
        assert (count, len(lines(path)), synced[-1]) == (3, n, n)  # nothing waits in memory
    found = study.read(path)
    for setting in (TINY, other):
        assert [found[setting, seed] for seed in seeds] == trials.trial(setting, seeds)
    assert len(lines(path)) == 2 and len(found) == 6
    assert json.loads(lines(path)[0])["numpy"] == np.__version__


def test_more_seeds_and_settings_are_added_to_what_is_there(tmp_path):
    path = tmp_path / "s.jsonl"
    study_here(path, [TINY], range(2, 4))
    before = path.read_bytes()
    other = TINY._replace(hidden=3)
    chunks = study_here(path, [TINY, other], range(5))
    assert chunks == [(TINY, [0, 1, 4]), (other, [0, 1, 2, 3, 4])]
    assert path.read_bytes().startswith(before)


def test_seeds_train_in_chunks():
    chunks = study.missing([TINY], range(60), {})
    assert [len(seeds) for _, seeds in chunks] == [25, 25, 10]
    assert [seed for _, seeds in chunks for seed in seeds] == list(range(60))


@pytest.mark.parametrize(("hidden", "size"), [(32, 25), (64, 12), (1024, 1)])
def test_large_networks_train_in_small_chunks(hidden, size):
    chunks = study.missing([TINY._replace(hidden=hidden)], range(25), {})
    assert len(chunks[0][1]) == size
    assert [seed for _, seeds in chunks for seed in seeds] == list(range(25))


def test_wherever_it_is_cut_off_it_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(study, "CHUNK", 1)
    path = tmp_path / "s.jsonl"
    study_here(path, [TINY], [0, 1])
    data, truth = path.read_bytes(), study.read(path)
    ends = data.index(b"\n"), len(data) - 1  # a line is whole without its line break, too
    for size in [*range(0, len(data), 7), *ends]:
        path.write_bytes(data[:size])
        kept = sum(size >= end for end in ends)
        there = {seed for _, seed in study.read(path)}
        assert len(there) == kept
        assert study_here(path, [TINY], [0, 1]) == [
            (TINY, [k]) for k in (0, 1) if k not in there
        ]
        assert study.read(path) == truth
        assert path.read_bytes().startswith(data[:size])  # the file only grows
        assert study_here(path, [TINY], [0, 1]) == []


def test_a_line_that_another_study_cut_off_costs_nothing(tmp_path):
    """Two of them write to one file, and one of them meets a full disk."""
    path = tmp_path / "s.jsonl"
    chunks = [(TINY, [0]), (TINY, [1]), (TINY, [2])]
    for _ in study.sweep(path, chunks, Here()):
        with open(path, "ab") as other:
            other.write(LINE.encode()[:30])
    assert sorted(seed for _, seed in study.read(path)) == [0, 1, 2]


@pytest.mark.parametrize("kept", [0, 5, 20])
def test_a_tail_of_zeros_is_passed_over(tmp_path, kept):
    """Some file systems leave one where power failed."""
    path = tmp_path / "s.jsonl"
    path.write_bytes(LINE.encode() + LINE.encode()[:kept] + b"\0" * 50)
    assert len(study.read(path)) == 1
    study_here(path, [TINY], [5])
    assert len(study.read(path)) == 2


def test_what_a_line_says(tmp_path):
    path = tmp_path / "s.jsonl"
    path.write_text(LINE)
    found = {(trials.Setting("rnn", 16, 0.1, 8, 1), 0): trials.Result(0, 1, True, True)}
    assert study.read(path) == found


def test_a_network_that_stands_there_twice_counts_once(tmp_path):
    path = tmp_path / "s.jsonl"
    study_here(path, [TINY], [0, 1])
    path.write_bytes(path.read_bytes() * 2)
    (row,) = study.table([TINY], [0, 1], study.read(path))
    assert row["networks"] == 2


@pytest.mark.parametrize(
    "text",
    ["Dear diary\n", "[1, 2]\n", "{}\n", '{"model": "rnn"}\n', "[" * 9999 + "\n", "{\xff}\n",
     "{{ template }}\n",
     LINE.replace("16", '"16"'), LINE.replace("true", "1"), LINE.replace(", true]", "]")],
)  # fmt: skip
def test_a_file_that_is_no_study_stays_as_it_is(tmp_path, text):
    path = tmp_path / "s.jsonl"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match="line 1 holds no results"):
        study.read(path)
    status, out, err = finish(start(path, *SMALL))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert path.read_text(encoding="latin-1") == text


def test_the_first_of_two_results_counts(tmp_path):
    path = tmp_path / "s.jsonl"
    path.write_text(LINE + LINE.replace("[0, 1, true, true]", "[0, 2, false, false]"))
    (result,) = study.read(path).values()
    assert result == trials.Result(0, 1, True, True)


def test_weights_that_overflow_are_no_success_and_no_warning():
    line = json.loads(study.trained(TINY._replace(alpha=1e300, steps=20), [0, 1]))
    assert [result[2:] for result in line["results"]] == [[False, False]] * 2


def test_there_is_a_worker_a_core():
    with study.on_cores(None):
        assert len(multiprocessing.active_children()) == os.cpu_count()


def test_workers_that_die_at_once_are_one_line(tmp_path):
    """Before all chunks are handed to them."""
    path = tmp_path / "s.jsonl"
    with study.on_cores(1) as executor:
        (worker,) = multiprocessing.active_children()
        worker.kill()
        worker.join()
        with pytest.raises(Exception, match="process pool"):
            executor.submit(int).result()
        with pytest.raises(study.StudyError, match="start again to go on from here: Broken"):
            list(study.sweep(path, [(TINY, [0])], executor))
    assert path.read_bytes() == b""


def test_the_table_counts_successes(tmp_path):
    """Four results by hand; the interval of 2 of 4 is Wilson's, from its equation."""
    results = [
        (16384, True, True),
        (16384, True, False),
        (16383, True, False),
        (0, False, False),
    ]
    found = {(TINY, seed): trials.Result(seed, *rest) for seed, rest in enumerate(results)}
    (row,) = study.table([TINY], range(4), found)
    assert row["weights"] == 2 * 2 + 2 * 1 + 2 * 2
    assert (row["networks"], row["seeds"]) == (4, "0-3")
    assert (row["all"], row["random"], row["chains"]) == (2, 3, 1)
    assert (row["all_low"], row["all_high"]) == (0.15, 0.85)
    study.write_csv(tmp_path / "t.csv", [row])
    with open(tmp_path / "t.csv", newline="") as file:
        assert list(csv.DictReader(file)) == [{name: str(v) for name, v in row.items()}]


@pytest.mark.parametrize(
    ("seeds", "text"), [([3], "3"), ([0, 1, 2, 7, 9, 10], "0-2,7,9-10"), ([5, 4], "5,4")]
)
def test_ranges(seeds, text):
    assert study.ranges(seeds) == text


def test_killed_without_warning_it_loses_nothing(whole, tmp_path):
    path = tmp_path / "s.jsonl"
    process = start(path, *SMALL, "--workers", 2)
    wait_for(lambda: lines(path), "the first chunk")
    workers = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    assert finish(process)[0] == -signal.SIGKILL
    kept = lines(path)
    assert 1 <= len(kept) < 24 and workers
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert not alive  # no worker outlives its parent
    status, out, _ = finish(start(path, *SMALL))
    assert status == 0 and lines(path)[: len(kept)] == kept
    assert sorted(lines(path)) == sorted(lines(whole)) and len(lines(path)) == 24
    assert path.with_suffix(".csv").read_bytes() == whole.with_suffix(".csv").read_bytes()
    assert out.splitlines()[0].split() == [
        *("model", "hidden", "alpha", "bits", "steps", "weights", "networks"),
        *("all", "sums", "random", "sums", "carry", "chains"),
    ]


def test_a_file_that_is_gone_at_the_end_is_one_line(tmp_path):
    path = tmp_path / "s.jsonl"
    process = start(path, *SMALL, "--workers", 1)
    wait_for(lambda: lines(path), "the first chunk")
    path.unlink()
    status, out, err = finish(process)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"{path}: 600 networks are missing" in err
    assert list(tmp_path.iterdir()) == []


def test_a_worker_without_memory_is_told_what_to_do(tmp_path, monkeypatch):
    def greedy(*_):
        np.empty(2**50)

    monkeypatch.setattr(study, "trained", greedy)
    with pytest.raises(study.StudyError, match="fewer --hidden units or --workers"):
        list(study.sweep(tmp_path / "s.jsonl", [(TINY, [0])], Here()))


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
    assert len(lines(path)) < 24
    assert finish(start(path, *SMALL))[0] == 0
    assert sorted(lines(path)) == sorted(lines(whole))


def hear_ctrl_c():
    """Even if a shell runs the tests in its background, where nothing does."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize("whom", ["all", "the parent alone"])
@pytest.mark.parametrize("when", ["while workers start", "after the first chunk"])
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


def test_a_complete_study_needs_no_workers(whole):
    status, out, err = finish(start(whole, *SMALL, "--scheduler", "tcp://127.0.0.1:9"))
    assert (status, err) == (0, "") and len(out.splitlines()) == 5


def test_a_table_of_another_kind_stays(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("mine\n")
    status, out, err = finish(start(tmp_path / "s.jsonl", *SMALL))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"{path}: is no table of a study" in err
    assert path.read_text() == "mine\n"


def test_a_table_that_is_the_study_itself_is_refused(tmp_path):
    (tmp_path / "s.csv").symlink_to("s.jsonl")
    status, out, err = finish(start(tmp_path / "s.jsonl", *SMALL))
    assert (status, out, err.count("\n")) == (2, "", 1) and "expected another ending" in err


def test_a_file_that_came_meanwhile_stays(tmp_path):
    path = tmp_path / "s.jsonl"
    process = start(path, *SMALL)
    wait_for(lambda: lines(path), "the first chunk")
    (tmp_path / "s.csv").write_text("mine\n")
    status, out, err = finish(process)
    assert (status, out, err.count("\n")) == (2, "", 1) and "is no table of a study" in err
    assert (tmp_path / "s.csv").read_text() == "mine\n"


def test_workers_that_cannot_start_are_one_line(monkeypatch):
    def broken(*_):
        raise BrokenProcessPool("a process was terminated")

    monkeypatch.setattr(ProcessPoolExecutor, "submit", broken)
    with pytest.raises(study.StudyError, match="BrokenProcessPool"), study.on_cores(1):
        pass


def test_each_study_has_its_own_table(tmp_path):
    few = ("--hidden", "2", "--steps", "1", "--seeds", "0", "--workers", "1")
    for name, table in {"r.v1": "r.v1.csv", "r.v2": "r.v2.csv", "r.jsonl": "r.csv"}.items():
        assert finish(start(tmp_path / name, *few))[0] == 0
        assert (tmp_path / table).read_text().startswith("model,")


def test_a_table_that_cannot_be_written_leaves_the_old_one(tmp_path):
    path = tmp_path / "s.csv"
    study.write_csv(path, [{"a": 1}])
    with pytest.raises(ValueError, match="fields"):
        study.write_csv(path, [{"a": 2}, {"b": 3}])
    assert path.read_text() == "a\n1\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["s.csv"]


def limit_file_size():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def test_a_full_disk_is_one_line(tmp_path):
    process = start(tmp_path / "s.jsonl", *SMALL, preexec_fn=limit_file_size)
    status, out, err = finish(process)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "s.jsonl: File too large" in err


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
    assert len(lines(path)) < 20  # it dies while there is work to do
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
        impatient = "import sys; from rnn_addition.app import cli, study; study.PATIENCE = 1; "
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
