"""Writes what the code gives into docs/facts.json, docs/outputs/ and docs/studies/."""

import json
from collections.abc import Iterable

from . import ROOT, facts, measured
from .page import Fence, Page, load, page_names
from .program import chains, output_of, run


def as_sections(page: Page, printed: Iterable[tuple[Fence, str]]) -> str:
    """Return the file of a page's outputs, a section for each block that shows one."""
    text = ""
    for fence, output in printed:
        shown = output_of(page, fence)
        if shown and shown.include:
            name = shown.include.partition(":")[2]
            text += f"# --8<-- [start:{name}]\n{output}# --8<-- [end:{name}]\n"
    return text


def main() -> None:
    for name in page_names(ROOT, "en"):
        page = load(name, "en")
        text = as_sections(page, (pair for chain in chains(page) for pair in run(page, chain)))
        if text:
            (ROOT / "docs" / "outputs" / f"{name}.txt").write_text(text, encoding="utf-8")
    found = json.dumps(facts.compute(), indent=2)
    (ROOT / "docs" / "facts.json").write_text(found + "\n", encoding="utf-8")
    measured.record()


if __name__ == "__main__":
    main()
