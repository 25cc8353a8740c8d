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


@pytest.fixture
def copy(tmp_path):
    """A copy of the project to damage."""
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("docs", "rnn_addition"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    for path in (ROOT / "pyproject.toml", ROOT / "mkdocs.yml", *ROOT.glob("README*.md")):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    target = tmp_path_factory.mktemp("site")
    done = build(ROOT, target, SITE_URL="https://example.org/adder/")
    assert done.returncode == 0, done.stderr
    return target
