"""Many networks, trained on many cores or a cluster, kept in one file that only grows.

A line of the file is a chunk of networks: their setting, NumPy's version, the machine, and for
each network its seed and what became of it. A line cut off by a crash is passed over and
trained again.
"""

import csv
import json
import os
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from rnn_addition.app.errors import InputError, StudyError
from rnn_addition.app.files import check_target, read_bytes, replacing
from rnn_addition.app.limits import RANGES, is_step_size
from rnn_addition.app.machine import describe
from rnn_addition.app.workers import one_line
from rnn_addition.intervals import wilson
from rnn_addition.models import MODELS
from rnn_addition.trials import Result, Setting, trial

CHUNK = 25  # seeds that train in the same calls, at most
UNITS = 800  # their hidden units, at most, if there are several
OPENING = b'{"model": "'  # of each line
HEADER = b"model,hidden,alpha,"  # how a table begins
ENDING = ".jsonl"  # of a study's name, which its table has not
SUMS = 128**2  # that a network is tried on
FAR = 2**62  # a byte that no file has, for Windows to lock
Found = dict[tuple[Setting, int], Result]


class Chunk(NamedTuple):
    """Networks that train in the same calls."""

    setting: Setting
    seeds: list[int]


def line_of(setting: Setting, seeds: Sequence[int]) -> str:
    """Return the line of a chunk, trained. This is what a worker runs."""
    with np.errstate(all="ignore"):  # too large a learning rate lets weights overflow
        results = trial(setting, seeds)
    by = {"numpy": np.__version__, "machine": describe()}
    return json.dumps({**setting._asdict(), **by, "results": results}) + "\n"


def read(path: Path) -> Found:
    """Return what is in the file, each network once; raise InputError if it holds no study."""
    found: Found = {}
    lines = read_bytes(path).split(b"\n") if path.exists() else []
    for n, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line, object_pairs_hook=_each_once)
            setting = _setting([entry[name] for name in Setting._fields])
            results = [_result(values) for values in entry["results"]]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            no_json = json.JSONDecodeError, UnicodeDecodeError
            if isinstance(error, no_json) and _is_cut_off(line):
                continue
            raise InputError("no_results", path=path, line=n) from error
        for result in results:
            found.setdefault((setting, result.seed), result)
    return found


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs as a dict; raise ValueError if a key is there twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs)
    return found


def _is_cut_off(line: bytes) -> bool:
    line = line.strip(b"\0")  # what a file system puts where it lost the rest
    return line.startswith(OPENING) or OPENING.startswith(line)


def _setting(values: Iterable[Any]) -> Setting:
    """Return the setting; raise ValueError or TypeError if no options give it."""
    setting: Setting = _typed(Setting, values)
    ranges = {name: getattr(setting, name) for name in ("hidden", "bits", "steps")}
    if setting.model not in MODELS or not is_step_size(setting.alpha) or not _fit(ranges):
        raise ValueError(setting)
    return setting


def _result(values: Iterable[Any]) -> Result:
    """Return the result; raise ValueError or TypeError if no trial gives it."""
    result: Result = _typed(Result, values)
    if not _fit({"seed": result.seed}) or not 0 <= result.right <= SUMS:
        raise ValueError(result)
    return result


def _fit(values: dict[str, int]) -> bool:
    return all(RANGES[name][0] <= value <= RANGES[name][1] for name, value in values.items())


def _typed(kind: Any, values: Iterable[Any]) -> Any:
    """Return a Setting or Result of the values if each has the type that it should have."""
    made = kind._make(values)
    for value, declared in zip(made, kind.__annotations__.values()):
        if type(value) is not declared:
            raise TypeError(value)
    return made


def missing(settings: Iterable[Setting], seeds: Sequence[int], found: Found) -> list[Chunk]:
    """Return what is still to be trained, in chunks."""
    chunks = []
    for setting in settings:
        todo = [seed for seed in seeds if (setting, seed) not in found]
        size = max(1, min(CHUNK, UNITS // setting.hidden))
        chunks += [Chunk(setting, todo[k : k + size]) for k in range(0, len(todo), size)]
    return chunks


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Give the file of a study, to which nobody else adds meanwhile; an empty one goes again.

    Raises InputError if another study adds to it, or has a table of the same name.
    """
    owned = False
    try:
        with open(path, "ab+", buffering=0) as file:  # what failed is not tried again
            _lock(path, file)
            owned = True
            yield file
    finally:
        if owned and path.exists() and path.stat().st_size == 0:
            path.unlink()


def _lock(path: Path, file: BinaryIO) -> None:
    """Raise InputError if another process has the lock of the file; it ends with ours."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise InputError("busy", path=path) from error
    except OSError:  # a disk that knows no locks
        return


def sweep(file: BinaryIO, chunks: Iterable[Chunk], executor: Executor) -> Iterator[int]:
    """Train the chunks; add each to the file at once, then yield its number of networks."""
    with one_line():
        futures = {executor.submit(line_of, *chunk): len(chunk.seeds) for chunk in chunks}
    for future in as_completed(futures):
        with one_line():
            line = str(future.result())
        try:
            _append(file, line)
        except OSError as error:
            raise StudyError("study_not_written", path=file.name, error=error) from error
        yield futures[future]


def _append(file: BinaryIO, line: str) -> None:
    """Add a line, and see it on the disk; if it has no room there, all of it goes.

    A line that was cut off before stays, and is ended.
    """
    size = file.seek(0, os.SEEK_END)
    if size:
        file.seek(-1, os.SEEK_END)
        line = line if file.read(1) == b"\n" else "\n" + line
    rest = line.encode()
    try:
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            file.truncate(size)
        raise


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
        "all": [result.right == SUMS for result in results],
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


def table_path(path: Path) -> Path:
    """Return where the table of a study goes: beside it, under its name and .csv.

    Raises InputError if that is the study itself, or the place of another study's table.
    """
    check_target(path)
    name = path.name.removesuffix(ENDING) or ENDING
    target = path.with_name(name + ".csv")
    if path.suffix.lower() == ".csv" or os.path.realpath(target) == os.path.realpath(path):
        raise InputError("ending", path=path)
    other = path.with_name(name if path.name != name else name + ENDING)
    if other != path and other.is_file() and _is_study(other):
        raise InputError("shared_table", path=path, other=other)
    return target


def _is_study(path: Path) -> bool:
    return OPENING.startswith(_beginning(path, OPENING))  # one that has just begun, too


def _beginning(path: Path, like: bytes) -> bytes:
    """Return as many bytes as `like` has, without the byte order mark that editors write."""
    read = read_bytes(path, len(BOM_UTF8) + len(like))
    return read.removeprefix(BOM_UTF8)[: len(like)]


def check_table(path: Path) -> None:
    """Raise an error if a table cannot be written to path, or something else stands there."""
    check_target(path)
    if path.exists() and _beginning(path, HEADER) != HEADER:
        raise InputError("no_table", path=path)


def write_csv(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write the rows under their names; if that fails, what stood there still stands."""
    check_table(path)  # something else may stand there by now
    with replacing(path) as part, open(part, "x", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
