"""The gates that hold the languages together: all have all, and none says it otherwise."""

import re
from collections.abc import Iterator
from pathlib import Path

from . import PACKAGE, facts, glossary, language_rows
from .gate import each_page, gate
from .page import Fence, Page, load_all, page_names
from .program import neutral

FORMULA = re.compile(r"^(\$\$\n.*?\n\$\$)$", re.M | re.S)
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
ITEM = re.compile(r"^(\||- |\d+\. )", re.M)
FILES = (f"{PACKAGE}/app/messages/{{}}.toml", f"{PACKAGE}/texts/{{}}.toml", "README.{}.md")
FORGE = "README.md"  # what forges show first; it is in English


def lacking(rows: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    """Return for each language the columns that it lacks and another has."""
    columns = dict.fromkeys(column for row in rows.values() for column in row)
    return {lang: [name for name in columns if name not in row] for lang, row in rows.items()}


@gate
def languages(root: Path) -> Iterator[str]:
    """Every language has each column, page, term and file that any other has."""
    rows = language_rows(root)
    names = sorted({name for lang in rows for name in page_names(root, lang)})
    kinds = [
        kind for kind in FILES if any((root / kind.format(lang)).exists() for lang in rows)
    ]
    entries = glossary.terms(root)
    for lang, columns in lacking(rows).items():
        for column in columns:
            yield f"docs/languages.toml: [{lang}] has no {column}"
        files = [f"docs/{lang}/{name}.md" for name in names]
        files += [
            FORGE if (kind, lang) == (FILES[2], "en") else kind.format(lang) for kind in kinds
        ]
        for file in files:
            if not (root / file).exists():
                yield f"{file} is missing"
        for name, term in entries.items():
            if lang not in term:
                yield f"docs/glossary.toml: [{name}] has no {lang}"
            if lang not in term.get("text", {}):
                yield f"docs/glossary.toml: [{name}.text] has no {lang}"


@gate
def parity(root: Path) -> Iterator[str]:
    """A page has the same headings, blocks, formulas, links and facts in every language."""
    by_name: dict[str, list[Page]] = {}
    for page in load_all(root):
        by_name.setdefault(page.name, []).append(page)
    for pages in by_name.values():
        outlines = [_outline(page) for page in pages]
        for what in outlines[0]:
            parts = [outline[what] for outline in outlines]
            texts = [[text for text, _ in part] for part in parts]
            usual = max(texts, key=texts.count)
            if any(text != usual for text in texts):
                yield f"page {pages[0].name}: {what} differ: " + "; ".join(
                    _difference(page, part, texts, usual)
                    for page, part in zip(pages, parts, strict=True)
                )


def _difference(
    page: Page, parts: list[tuple[str, int]], texts: list[list[str]], usual: list[str]
) -> str:
    """Return how much a page has, and the first line of its own if it is not the usual."""
    common = set(texts[0]).intersection(*texts[1:])
    mine = [part for part, _ in parts]
    said = {
        line for text in texts if text != mine for part in text for line in part.splitlines()
    }
    for text, n in parts if mine != usual else ():
        if text not in common:
            lines = text.splitlines()
            k = next((k for k, line in enumerate(lines) if line not in said), 0)
            written = page.lines[n + k - 1].strip()  # with labels and comments, if a block
            own = lines[k] if lines[k].lstrip("!") in written else written
            return f"{page}:{n + k} has {len(parts)}, own: {own!r}"
    return f"{page} has {len(parts)}"


def _outline(page: Page) -> dict[str, list[tuple[str, int]]]:
    """Return what a page consists of, each part with its line."""
    prose = page.prose()
    text = "\n".join(line for _, line in prose)

    def found(pattern: re.Pattern[str]) -> list[tuple[str, int]]:
        return [
            ("".join(match.groups()), prose[text.count("\n", 0, match.start())][0])
            for match in pattern.finditer(text)
        ]

    return {
        "headings": [(f"{head.level} {head.id}", head.line) for head in page.headings],
        "blocks": [(_neutral(page, fence), fence.first) for fence in page.fences],
        "formulas": found(FORMULA),
        "links": sorted(found(LINK)),
        "facts": sorted(dict(reversed(found(facts.PLACE))).items()),
        "tables and lists": found(ITEM),
    }


def _neutral(page: Page, fence: Fence) -> str:
    """Return the block without what may differ by language: shell comments, and labels."""
    written = neutral(fence.written, page.lang)
    if fence.info == "console":
        written = re.sub(r" *#.*", "", written)
    return f"{fence.comments} {fence.info}\n{written}"


@each_page
def terms(page: Page) -> Iterator[str]:
    """Renderings that the glossary avoids are on no page but the two that name them."""
    if page.name not in ("glossary", "sources"):
        avoided = {
            avoid: term.get(page.lang)
            for term in glossary.terms(page.root).values()
            for avoid in term.get("avoid", {}).get(page.lang, [])
        }
        for n, line in page.prose():
            for avoid in avoided:
                if avoid.lower() in line.lower():
                    yield f"{page}:{n}: {avoid}, expected {avoided[avoid]}"
