"""Cuts prose into units (paragraphs, list items, table rows, ...) and says what each holds."""

import re
from pathlib import Path
from typing import NamedTuple

from . import LANGUAGES, ROOT, glossary, read
from .page import COMMENT, HEADING, TERM, Fence, Page, page_names, parse

KINDS = {
    "table row": re.compile(r"\|(.*)"),
    "list item": re.compile(r"\s*[-*] (.*)"),
    "numbered item": re.compile(r"\s*\d+\. (.*)"),
    "definition": re.compile(r":   (.*)"),
    "paragraph": re.compile(r"\s*(.*)"),
}
CODE = re.compile(r"(`+)(.+?)\1(?!`)")
FORMULA = re.compile(r"\$([^$\n]+)\$")
LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]+)\)")
FACT = re.compile(r"\{\{ ([a-z][a-z0-9_.]*) \}\}")
# An answer that stays folded away until a reader asks for it.
FOLDED = re.compile(r'<details markdown="1">|</details>|<summary>([^<>]+)</summary>')
GAP = "\0"  # stands in bare prose where a code span or a formula was


class Unit(NamedTuple):
    """A piece of prose: its line, the id of the heading above it, its kind and its text."""

    line: int
    section: str
    kind: str
    text: str

    @property
    def code(self) -> list[str]:
        return [span[1] for span in CODE.findall(self.text)]

    @property
    def formulas(self) -> list[str]:
        return [self.text] if self.kind == "formula" else FORMULA.findall(_no_code(self.text))

    @property
    def facts(self) -> list[str]:
        return FACT.findall(_no_code(self.text))

    @property
    def links(self) -> list[str]:
        return [link[1] for link in LINK.findall(_no_code(self.text))]

    @property
    def words(self) -> str:
        """The prose without code, formulas, the targets of links and what folds an answer away;
        facts stay as places."""
        if self.kind in ("formula", "term", "block"):
            return ""
        if folded := FOLDED.fullmatch(self.text):
            return folded[1] or ""
        return LINK.sub(r"\1", FORMULA.sub(GAP, _no_code(self.text)))

    @property
    def bare(self) -> str:
        """The words without facts."""
        return FACT.sub(GAP, self.words)


class Text(NamedTuple):
    """The prose of one file in one language, or the part of a file that is in it."""

    path: str
    lang: str
    name: str
    units: list[Unit]
    page: Page

    def at(self, where: Unit | Fence | int) -> str:
        line = where if isinstance(where, int) else getattr(where, "line", None)
        return f"{self.path}:{where.first if isinstance(where, Fence) else line}"


def pages(root: Path = ROOT) -> tuple[list[Text], list[str]]:
    """Return the pages and the glossary's texts, and a complaint for each unreadable one."""
    found, complaints = texts(
        [
            (f"docs/{lang}/{name}.md", lang, name)
            for lang in LANGUAGES
            for name in page_names(root, lang)
        ],
        root,
    )
    try:
        return found + [_terms(lang, root) for lang in LANGUAGES], complaints
    except (ValueError, KeyError, OSError) as error:
        return found, [*complaints, f"docs/glossary.toml: {error!r}"]


def texts(files: list[tuple[str, str, str]], root: Path) -> tuple[list[Text], list[str]]:
    """Return the files (path, language, name), and a complaint for each unreadable one."""
    found, complaints = [], []
    for path, lang, name in files:
        try:
            page = parse(read(root / path), lang, name, root)
        except FileNotFoundError:
            complaints.append(f"{path} is missing")
        except (ValueError, OSError) as error:
            complaints.append(f"{path}: {error}")
        else:
            found.append(Text(path, lang, name, units(page), page))
    return found, complaints


def units(page: Page) -> list[Unit]:
    """Return the units of a page in their order, blocks of code by their language alone."""
    blocks = {fence.first: fence for fence in page.fences}
    inside = {n for f in page.fences for n in range(f.first + 1, f.last + 1)}
    found: list[Unit] = []
    section = ""
    formula: list[str] | None = None
    for n, line in enumerate(page.lines, start=1):
        if n in blocks:
            found.append(Unit(n, section, "block", blocks[n].info))
        elif n in inside:
            continue
        elif line == "$$":
            if formula is not None:
                found.append(Unit(n, section, "formula", "\n".join(formula)))
            formula = [] if formula is None else None
        elif formula is not None:
            formula.append(line)
        elif heading := HEADING.match(line):
            section = heading[3] or section
            found.append(Unit(n, section, f"heading {len(heading[1])}", heading[2]))
        elif line.strip() and not COMMENT.match(line):
            found.append(Unit(n, section, *_kind(line)))
    return found


def _kind(line: str) -> tuple[str, str]:
    if TERM.match(line):
        return "term", line
    found = ((kind, form.match(line)) for kind, form in KINDS.items())
    return next((kind, match[1]) for kind, match in found if match)


def _terms(lang: str, root: Path) -> Text:
    """Return the glossary's short texts in a language; each term is a section."""
    path = "docs/glossary.toml"
    lines = read(root / path).splitlines()
    numbers = {line.partition(" = ")[2]: n for n, line in enumerate(lines, start=1)}
    found = [
        Unit(numbers.get(f'"{term["text"][lang]}"', 1), name, "definition", term["text"][lang])
        for name, term in glossary.terms(root).items()
        if lang in term.get("text", {})  # `languages` names what a language lacks
    ]
    return Text(path, lang, "glossary.toml", found, parse("", lang, "glossary.toml", root))


def _no_code(text: str) -> str:
    return CODE.sub(GAP, text)
