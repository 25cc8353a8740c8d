"""Bars and tables, on terminals of all kinds."""

import io
import os
import subprocess
import sys

import pytest
from running import QUICK, run

from rnn_addition.app import terminal


def test_no_progress_bar_in_a_pipe():
    done = run("train", *QUICK, "--lang", "en", capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("args", "bar"),
    [
        (("train", *QUICK), "학습 ████████████████████ 50/50"),
        (
            ("study", "s.jsonl", "--steps", "1", "--seeds", "0-1"),
            "실험 ████████████████████ 2/2",
        ),
    ],
)
def test_a_progress_bar_on_a_terminal(tmp_path, args, bar):
    if sys.platform == "win32":
        pytest.skip("Windows has no pty")
    import pty

    ours, theirs = pty.openpty()
    done = run(*args, "--lang", "ko", stdout=subprocess.PIPE, stderr=theirs, cwd=tmp_path)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    assert done.returncode == 0
    assert bar in shown and shown.endswith(" \r") and "\033" not in shown
    assert "\r" not in done.stdout


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (80, "study ##########.......... 12/24"),
        (31, "study #########.......... 12/24"),
        (19, "study ###.... 12/24"),
        (15, "study 12/24"),
        (6, "12/24"),
        (4, "50%"),
        (2, ""),
    ],
)
def test_a_bar_fits_its_terminal(columns, line):
    assert terminal.bar(12, 24, "study", columns, "#", ".") == line


def test_wide_letters_take_two_places():
    assert terminal.width("학습 a") == 6
    line = terminal.bar(1, 2, "학습", 19, "█", "░")
    assert line == "학습 █████░░░░░ 1/2" and terminal.width(line) == 19


@pytest.mark.parametrize(
    ("term", "encoding", "shown"),
    [
        ("dumb", "utf-8", ""),
        ("xterm", "ascii", "#"),
        ("xterm", "utf-8", "█"),
        ("", "cp949", "#"),
    ],
)
def test_the_bar_knows_its_terminal(monkeypatch, term, encoding, shown):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLUMNS", "40")
    terminal.draw_bar(3, 4, "study")
    drawn = stream.buffer.getvalue().decode(encoding)
    assert shown in drawn and bool(drawn) == bool(shown) and "?" not in drawn
    terminal.clear_bar()
    assert "\033" not in stream.buffer.getvalue().decode(encoding)


@pytest.mark.parametrize("watched", [True, False])
def test_no_letter_is_lost_in_silence(monkeypatch, capsys, watched):
    """A file gets UTF-8, a terminal a line that says what it cannot show."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp949", errors="replace")
    monkeypatch.setattr(stream, "isatty", lambda: watched, raising=False)
    monkeypatch.setattr("sys.stdout", stream)
    terminal.make_room("오늘", "en")
    assert stream.encoding == "cp949"
    terminal.make_room("举头望明月", "en")
    assert stream.encoding == ("cp949" if watched else "utf-8")
    assert capsys.readouterr().err.count("cp949") == watched
