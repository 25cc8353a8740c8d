"""Studies: the file that only grows, crashes, and the table."""

import csv
import errno
import json
import os
import signal

import numpy as np
import pytest
from running import (
    LINE,
    NOT_WINDOWS,
    SMALL,
    TINY,
    Here,
    finish,
    lines,
    start,
    study_here,
    swept,
    wait_for,
)

from rnn_addition import trials
from rnn_addition.app import (
    machine,
    study,
)
from rnn_addition.app.errors import InputError, StudyError


def test_the_file_holds_what_the_trials_give(tmp_path, monkeypatch):
    path = tmp_path / "s.jsonl"
    other = TINY._replace(model="biased", alpha=0.5)
    seeds = [4, 7, 1]
    chunks = [(TINY, seeds), (other, seeds)]
    synced = []
    monkeypatch.setattr(os, "fsync", lambda _: synced.append(path.read_bytes().count(b"\n")))
    for n, count in enumerate(swept(path, chunks, Here()), start=1):
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
    for size in [*range(0, len(data), 41), *ends]:
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
    for _ in swept(path, chunks, Here()):
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
    with pytest.raises(InputError, match=r"no_results.*'line': 1"):
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
    line = json.loads(study.line_of(TINY._replace(alpha=1e300, steps=20), [0, 1]))
    assert [result[2:] for result in line["results"]] == [[False, False]] * 2


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


def test_a_file_that_is_gone_at_the_end_is_one_line(tmp_path):
    path = tmp_path / "s.jsonl"
    process = start(path, *SMALL, "--workers", 1)
    wait_for(lambda: lines(path), "the first chunk")
    path.unlink()
    status, out, err = finish(process)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"{path}: 300 networks are missing" in err
    assert list(tmp_path.iterdir()) == []


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


def test_each_study_has_its_own_table(tmp_path):
    few = ("--hidden", "2", "--steps", "1", "--seeds", "0", "--workers", "1")
    for name, table in {"r.v1": "r.v1.csv", "r.v2": "r.v2.csv", "r.jsonl": "r.csv"}.items():
        assert finish(start(tmp_path / name, *few))[0] == 0
        assert (tmp_path / table).read_text().startswith("model,")


def test_a_table_that_cannot_be_written_leaves_the_old_one(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("model,hidden,alpha,1\n")
    with pytest.raises(ValueError, match="fields"):
        study.write_csv(path, [{"a": 2}, {"b": 3}])
    assert path.read_text() == "model,hidden,alpha,1\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["s.csv"]


def limit_file_size():
    import resource  # which Windows has not

    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


@NOT_WINDOWS
def test_a_full_disk_is_one_line(tmp_path):
    process = start(tmp_path / "s.jsonl", *SMALL, preexec_fn=limit_file_size)
    status, out, err = finish(process)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "s.jsonl: the file would become too large" in err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("model", "?"), ("hidden", 0), ("hidden", 1025), ("bits", 1), ("bits", 63),
        ("steps", -1), ("steps", 10**8),
        ("alpha", 0.0), ("alpha", -0.1), ("alpha", float("nan")), ("alpha", float("inf")),
        ("results", [[-1, 1, True, True]]), ("results", [[2**32, 1, True, True]]),
        ("results", [[0, -1, True, True]]), ("results", [[0, 16385, True, True]]),
        ("results", [[0, 1, 1, True]]), ("results", [[0, 1, True]]), ("results", 3),
    ],
)  # fmt: skip
def test_a_line_that_no_study_wrote_is_refused(tmp_path, name, value):
    path = tmp_path / "s.jsonl"
    path.write_text(LINE + json.dumps(json.loads(LINE) | {name: value}) + "\n")
    with pytest.raises(InputError, match=r"no_results.*'line': 2"):
        study.read(path)


def test_a_line_tells_the_machine():
    told = json.loads(study.line_of(TINY, [0]))["machine"]
    assert told == machine.describe()


def test_two_studies_do_not_write_to_one_file(tmp_path, cli):
    path = tmp_path / "s.jsonl"
    path.write_text(LINE)
    few = ("--steps", 1, "--seeds", 0, "--workers", 1)
    with study.opened(path):
        status, out, err = cli("study", path, *few)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert f"{path}: another study is writing" in err
        assert path.read_text() == LINE
    assert cli("study", path, *few)[0] == 0


def test_a_line_that_says_a_thing_twice_is_refused(tmp_path):
    path = tmp_path / "s.jsonl"
    path.write_text(LINE.replace('"hidden": 16', '"hidden": 2, "hidden": 16'))
    with pytest.raises(InputError, match=r"no_results.*'line': 1"):
        study.read(path)


def test_a_name_that_is_only_the_ending_has_a_table_too(tmp_path):
    assert study.table_path(tmp_path / ".jsonl") == tmp_path / ".jsonl.csv"
    (tmp_path / ".jsonl").write_text(LINE)
    with pytest.raises(InputError, match="shared_table"):
        study.table_path(tmp_path / ".jsonl.jsonl")


@pytest.mark.parametrize("name", ["s.jsonl", "s.csv"])
def test_a_byte_order_mark_changes_nothing(tmp_path, cli, name):
    """Spreadsheets and editors on Windows write one."""
    few = (tmp_path / "s.jsonl", "--steps", 1, "--seeds", 0, "--workers", 1)
    assert cli("study", *few)[0] == 0
    file = tmp_path / name
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert cli("study", *few)[0] == 0
    assert cli("study", tmp_path / "s", *few[1:])[0] == 2


@pytest.mark.parametrize(("first", "second"), [("r", "r.jsonl"), ("r.jsonl", "r")])
@pytest.mark.parametrize("content", [LINE, ""], ids=["old", "just begun"])
def test_two_studies_have_no_table_in_common(tmp_path, cli, first, second, content):
    (tmp_path / first).write_text(content)
    status, out, err = cli("study", tmp_path / second, "--steps", 1, "--seeds", 0)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"{tmp_path / second}: {tmp_path / first} is a study" in err
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [first]


def no_room(signal_number=None):
    import resource  # which Windows has not

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


@NOT_WINDOWS
def test_a_full_disk_leaves_no_empty_file(tmp_path):
    process = start(tmp_path / "s.jsonl", *SMALL, "--workers", 1, preexec_fn=no_room)
    status, out, err = finish(process)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_line_without_room_is_taken_back(tmp_path, monkeypatch):
    """Half of it is on the disk by then."""
    path = tmp_path / "s.jsonl"
    path.write_text(LINE)

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StudyError, match="study_not_written"):
        list(swept(path, [study.Chunk(TINY, [0])], Here()))
    assert path.read_text() == LINE
