"""Writes what the code gives into docs/outputs/ and docs/experiments/results/."""

import json

from literate import RESULTS, ROOT, facts
from literate.check import as_sections
from literate.page import load, page_names
from literate.program import chains, run

from . import measured


def main() -> None:
    for name in page_names(ROOT, "en"):
        page = load(name, "en")
        text = as_sections(page, (pair for chain in chains(page) for pair in run(page, chain)))
        if text:
            (ROOT / "docs" / "outputs" / f"{name}.txt").write_text(text, encoding="utf-8")
    found = json.dumps(facts.compute(), indent=2)
    (ROOT / RESULTS / "facts.json").write_text(found + "\n", encoding="utf-8")
    measured.record()


if __name__ == "__main__":
    main()
