"""Writes what the code gives: outputs of pages to docs/outputs/, numbers to results/."""

import argparse
from types import ModuleType
from typing import Any

from literate import ROOT
from literate.check import as_sections
from literate.page import load, page_names
from literate.program import chains, run

from . import (
    bugs,
    course,
    inside,
    learning_rate,
    long_lstm,
    memory,
    networks,
    one_column,
    progress,
    proofs,
    store,
    studies,
    texts,
    variants,
)

# Each finds the values of results/NAME.json with values(), from networks of its SEEDS.
MODULES = [course, learning_rate, inside, memory, one_column, progress]
MODULES += [variants, long_lstm, proofs, texts, bugs]
VALUES: dict[str, ModuleType] = {
    module.__name__.rpartition(".")[2]: module for module in MODULES
}
FILES: dict[str, Any] = {"networks": networks.record, "studies": studies.record}


def record_page(name: str) -> None:
    """Write what the blocks of a page print."""
    page = load(name, "en")
    text = as_sections(page, (pair for chain in chains(page) for pair in run(page, chain)))
    if text:
        (ROOT / "docs" / "outputs" / f"{name}.txt").write_text(text, encoding="utf-8")


def record_result(name: str) -> None:
    """Write results/NAME.json, or the files of the folder of that name."""
    if name in FILES:
        FILES[name]()
        return
    module = VALUES[name]
    store.write(name, f"make record RESULT={name}", module.SEEDS, module.values())


def main() -> None:
    """Record one page, one result, or all."""
    pages, results = page_names(ROOT, "en"), [*VALUES, *FILES]
    parser = argparse.ArgumentParser(prog="record", allow_abbrev=False)
    parser.add_argument("--page", choices=pages)
    parser.add_argument("--result", choices=results)
    wanted = parser.parse_args()
    everything = not wanted.page and not wanted.result
    for name in pages if everything else filter(None, [wanted.page]):
        record_page(name)
    for name in results if everything else filter(None, [wanted.result]):
        record_result(name)


if __name__ == "__main__":
    main()
