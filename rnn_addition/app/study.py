"""Many trials on all cores or on a cluster, kept in one file that only grows.

A line of the file is a chunk of networks: their setting, NumPy's version, and for each network
its seed and what became of it. A line cut off by a crash is passed over and trained again.
"""

import csv
import json
import logging
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from typing import Any

import numpy as np

from rnn_addition.app.files import InputError, check_target, replacing
from rnn_addition.intervals import wilson
from rnn_addition.models import MODELS
from rnn_addition.trials import Result, Setting, trial

CHUNK = 25  # seeds that train in the same calls, at most
UNITS = 800  # their hidden units, at most, if there are several
OPENING = b'{"model": "'  # of each line
PATIENCE = 5  # seconds for a scheduler to answer
Found = dict[tuple[Setting, int], Result]


class StudyError(Exception):
    """A study that broke off, because its workers or its disk failed."""


def trained(setting: Setting, seeds: Sequence[int]) -> str:
    """Return the line of a chunk of seeds. This is what a worker runs."""
    with np.errstate(all="ignore"):  # too large a learning rate lets weights overflow
        results = trial(setting, seeds)
    return json.dumps({**setting._asdict(), "numpy": np.__version__, "results": results}) + "\n"


def read(path: Path) -> Found:
    """Return what is in the file, each network once; raise InputError if it holds no study."""
    found: Found = {}
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    for n, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            setting = _checked(Setting, [entry[name] for name in Setting._fields])
            results = [_checked(Result, values) for values in entry["results"]]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            no_json = json.JSONDecodeError, UnicodeDecodeError
            if isinstance(error, no_json) and _is_cut_off(line):
                continue
            raise InputError(
                f"{path}: line {n} holds no results, expected a file that study wrote"
            ) from error
        for result in results:
            found.setdefault((setting, result.seed), result)
    return found


def _is_cut_off(line: bytes) -> bool:
    line = line.strip(b"\0")  # what a file system puts where it lost the rest
    return line.startswith(OPENING) or OPENING.startswith(line)


def _checked(kind: Any, values: Iterable[Any]) -> Any:
    """Return a Setting or Result of the values if each has the type that it should have."""
    made = kind._make(values)
    for value, declared in zip(made, kind.__annotations__.values()):
        if type(value) is not declared:
            raise TypeError(value)
    return made


def missing(
    settings: Iterable[Setting], seeds: Sequence[int], found: Found
) -> list[tuple[Setting, list[int]]]:
    """Return what is still to be trained, in chunks."""
    chunks = []
    for setting in settings:
        todo = [seed for seed in seeds if (setting, seed) not in found]
        size = max(1, min(CHUNK, UNITS // setting.hidden))
        chunks += [(setting, todo[k : k + size]) for k in range(0, len(todo), size)]
    return chunks


def sweep(
    path: Path, chunks: Iterable[tuple[Setting, list[int]]], executor: Executor
) -> Iterator[int]:
    """Train the chunks; add each to the file at once, then yield its number of networks."""
    try:
        with open(path, "ab+") as file:
            with _one_line():
                futures = {executor.submit(trained, *chunk): len(chunk[1]) for chunk in chunks}
            for future in as_completed(futures):
                with _one_line():
                    line = str(future.result())
                _append(file, line)
                yield futures[future]
    except OSError as error:
        raise StudyError(f"{path}: {error.strerror}, what is there stays") from error


def _append(file: Any, line: str) -> None:
    """Add a line, and see it on the disk. One that was cut off stays, and is ended."""
    if file.seek(0, os.SEEK_END):
        file.seek(-1, os.SEEK_END)
        line = line if file.read() == b"\n" else "\n" + line
    file.write(line.encode())
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _one_line() -> Iterator[None]:
    """Say in one line what a worker failed of."""
    try:
        yield
    except MemoryError as error:
        raise StudyError(
            "a worker ran out of memory, expected fewer --hidden units or --workers"
        ) from error
    except Exception as error:  # whatever another process, or another machine, died of
        reason = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(": ")
        raise StudyError(
            f"a worker failed, start again to go on from here: {reason}"
        ) from error


@contextmanager
def on_cores(workers: int | None) -> Iterator[Executor]:
    """Give an executor of so many processes, one a core if None; what fails ends them all."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the cores are taken already
    count = workers or os.cpu_count() or 1
    executor = ProcessPoolExecutor(count, get_context("spawn"), initializer=_end_with_parent)
    try:
        with _deaf_to_ctrl_c():  # as the workers stay, who inherit it
            for _ in range(count):
                with _one_line():
                    executor.submit(int)  # starts a worker
        yield executor
    except BaseException:
        for worker in active_children():
            worker.kill()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C wait until the end; processes that start meanwhile never hear it."""
    heard: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    mask = getattr(signal, "pthread_sigmask", lambda *_: None)  # Windows has none
    before = mask(getattr(signal, "SIG_BLOCK", None), {signal.SIGINT})
    try:
        yield
    finally:
        mask(getattr(signal, "SIG_SETMASK", None), before)
        signal.signal(signal.SIGINT, handler)
    if heard:
        raise KeyboardInterrupt


def _end_with_parent() -> None:
    """Let a worker not outlive its parent, whatever that dies of."""
    parent = parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


@contextmanager
def on_cluster(address: str) -> Iterator[Executor]:
    """Give an executor of the Dask scheduler at address."""
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            "--scheduler: Dask is missing, expected pip install 'rnn-addition[cluster]'"
        ) from error
    logging.disable()  # Dask logs tracebacks; what fails is said in one line
    clients: list[Any] = []

    def connect() -> None:
        with suppress(Exception):  # what is raised depends on what stands at that address
            client: Any = Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call]
            client.wait_for_workers(1, timeout=PATIENCE)
            clients.append(client)

    # a thread, because Client waits without end for a server that speaks another language
    waiting = threading.Thread(target=connect, daemon=True)
    waiting.start()
    waiting.join(PATIENCE)
    try:
        if not clients:
            raise InputError(
                f"--scheduler {address}: expected a Dask scheduler with workers to answer"
                f" within {PATIENCE} s"
            )
        with clients[0] as client:
            yield client.get_executor(pure=False)
    finally:
        logging.disable(logging.NOTSET)


def table(
    settings: Iterable[Setting], seeds: Sequence[int], found: Found
) -> list[dict[str, Any]]:
    """Return a row a setting: of so many networks how many succeed, and Wilson's interval."""
    return [
        _row(setting, [found[setting, seed] for seed in seeds if (setting, seed) in found])
        for setting in settings
    ]


def ranges(seeds: Sequence[int]) -> str:
    """Return the seeds as the command line takes them: 0-49,60."""
    text = ""
    for k, seed in enumerate(seeds):
        follows = k > 0 and seeds[k - 1] + 1 == seed
        if follows and k + 1 < len(seeds) and seeds[k + 1] == seed + 1:
            continue
        text += f"-{seed}" if follows else f",{seed}"
    return text[1:]


def _row(setting: Setting, results: Sequence[Result]) -> dict[str, Any]:
    params = MODELS[setting.model].init(np.random.RandomState(0), setting.hidden)
    row = setting._asdict() | {"weights": sum(weight.size for weight in params)}
    row |= {"networks": len(results), "seeds": ranges([result.seed for result in results])}
    verdicts = {
        "all": [result.right == 128**2 for result in results],
        "random": [result.random for result in results],
        "chains": [result.chains for result in results],
    }
    for name, verdict in verdicts.items():
        low, high = wilson(sum(verdict), len(verdict))
        row |= {
            name: sum(verdict),
            f"{name}_low": round(low, 4),
            f"{name}_high": round(high, 4),
        }
    return row


def check_table(path: Path) -> None:
    """Raise an error if a table cannot be written to path, or something else stands there."""
    check_target(path)
    if path.exists() and not path.read_bytes().startswith(b"model,hidden,alpha,"):
        raise InputError(f"{path}: is no table of a study and stays, expected another name")


def write_csv(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write the rows under their names; if that fails, what stood there still stands."""
    with replacing(path) as part, open(part, "x", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
