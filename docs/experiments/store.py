"""Writes a file of results, and how it was made."""

import json
from typing import Any

from literate import RESULTS, ROOT

from rnn_addition.app.machine import describe


def write(name: str, command: str, seeds: str, values: dict[str, Any]) -> None:
    """Write the values to results/NAME.json, with command, seeds and machine."""
    made = {"command": command, "seeds": seeds, **describe()}
    text = json.dumps({"made": made, **values}, indent=2)
    (ROOT / RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
