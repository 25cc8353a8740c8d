"""Fixtures, and the rule that CI lets nothing be skipped."""

import os
import shutil
from collections import Counter

import pytest
from literate import ROOT
from site_build import build


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == pytest.ExitCode.OK:
        for report in skipped:
            reporter.write_line(f"skipped, which CI does not allow: {report.nodeid}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Say in a line what was left out, and why."""
    reasons = Counter(
        report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])
    )
    for reason, count in reasons.items():
        terminalreporter.write_line(f"left out: {count} tests. {reason}")


def pytest_collection_modifyitems(items):
    """Let one worker run all tests that share what is made once."""
    for item in items:
        for name in ("copy", "site", "trained", "whole"):
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(name))
                break


def state(folder):
    """Return the folders and files in a folder, and when each file was last written."""
    found = folder.rglob("*")
    return {path: None if path.is_dir() else path.stat().st_mtime_ns for path in found}


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A copy of the project, and its state."""
    folder = tmp_path_factory.mktemp("project")
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("docs", "rnn_addition", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    files = ("pyproject.toml", "mkdocs.yml", "Makefile", "LICENSE")
    for path in (*map(ROOT.joinpath, files), *ROOT.glob("*.md")):
        shutil.copy2(path, folder)
    return folder, state(folder)


@pytest.fixture
def copy(project):
    """A copy of the project to damage; what a test has damaged is mended after it."""
    folder, whole = project
    yield folder
    now = state(folder)
    for path in sorted(now.keys() - whole.keys(), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for path, written in whole.items():
        if now.get(path) != written:
            shutil.copy2(ROOT / path.relative_to(folder), path)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    target = tmp_path_factory.mktemp("site")
    done = build(ROOT, target, SITE_URL="https://example.org/adder/")
    assert done.returncode == 0, done.stderr
    return target
