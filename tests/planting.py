"""Plants faults in a copy of the project, and runs pages of the copy."""

import os
import subprocess
import sys

UNUSED = (
    "-p",
    "no:cacheprovider",
    "-p",
    "no:hypothesispytest",
)  # plugins that pages do without


def damage(copy, path, old, new):
    """Put `new` in the place of the first `old`; a text that is gone fails."""
    file = copy / path
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{path} no longer holds {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def run_pages(copy, *pages):
    """Run pages of the copy with the copy's package; return the output, and what failed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *pages, "-q", *UNUSED],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    return done.stdout, {line.split(":")[0] for line in lines if line.startswith("FAILED")}
