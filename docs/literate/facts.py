"""Reads the recorded numbers, each under a dotted path, and puts them into the prose.

results/NAME.json holds `NAME.path.to.value`. The table results/studies/NAME.csv holds
`studies.NAME.key.column`, the key being the values of those settings that vary in the table, as
in `studies.hidden.rnn.16.10000.all`. A point in a number is written `_`. What
lies under `on_this_machine` hangs on the last bit, and no page can quote it.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import RESULTS, ROOT, read

PLACE = re.compile(r"\{\{ ([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*) \}\}")
SETTINGS = ("model", "hidden", "alpha", "bits", "steps")  # columns of a study's table
ON_THIS_MACHINE = "on_this_machine"
PERCENT = ("_low", "_high")  # ends of columns that hold rates from 0 to 1


def recorded(root: Path = ROOT) -> dict[str, str]:
    """Return the text of each recorded value by its path, written as the prose writes it."""
    found: dict[str, str] = {}
    for path in sorted((root / RESULTS).glob("*.json")):
        found |= dict(flat(path.stem, json.loads(read(path))))
    for path in sorted((root / RESULTS / "studies").glob("*.csv")):
        with open(path, newline="", encoding="utf-8-sig") as file:
            found |= dict(_cells(f"studies.{path.stem}", list(csv.DictReader(file))))
    return found


def flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield path and text of each value that may be quoted; a list counts its values from 0."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name != ON_THIS_MACHINE:
                yield from flat(f"{path}.{name}", part)
    elif isinstance(value, list):
        for k, part in enumerate(value):
            yield from flat(f"{path}.{k}", part)
    else:
        yield path, written(value)


def written(value: Any) -> str:
    """Return a number with commas between its thousands, a text as it is."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:,}" if number else str(value)


def _cells(path: str, rows: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield path and text of each cell of a study's table, rates in percent."""
    vary = [name for name in SETTINGS if len({row[name] for row in rows}) > 1]
    for row in rows:
        key = [path, *(row[name].removesuffix(".0").replace(".", "_") for name in vary)]
        for name, cell in row.items():
            if name.endswith(PERCENT):
                text = written(round(100 * float(cell), 1))
            else:
                text = written(int(cell)) if cell.isdecimal() else cell
            yield ".".join([*key, name]), text


def fill(line: str, facts: dict[str, str]) -> str:
    """Return a line of prose with its numbers; raise KeyError for a name that is no fact."""
    return PLACE.sub(lambda place: facts[place[1]], line)
