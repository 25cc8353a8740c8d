"""The gates on the sources of the site: each returns the complaints it has, a line each."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import LANGUAGES, PACKAGE, ROOT, facts, glossary
from .code import SCISSORS, Line, logical_lines, sections, tokens
from .page import CONT_MARK, OUTPUT_MARK, Fence, Page, load_all, page_names
from .program import chains, output_of, run

FENCES = {"python", "text", "console"}
KNOWN_COMMENT = re.compile(
    rf"{OUTPUT_MARK}|{CONT_MARK}|pytest\.mark\.skip\(reason=['\"].+['\"]\)"
)
# Modules whose page is still to be written. The list may only shrink.
WITHOUT_PAGE = {
    "ablation",
    "automaton",
    "biased",
    "carries",
    "ceiling",
    "chars",
    "cross_entropy",
    "feedforward",
    "gradients",
    "intervals",
    "lstm",
    "proof",
    "trials",
    "verdict",
}
NAMED_SECTION = re.compile(r"[^:]+:[A-Za-z][\w-]*")
FORMULA = re.compile(r"^\$\$\n(.*?)\n\$\$$", re.M | re.S)
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
HAN_GAP = re.compile(r"[\u4e00-\u9fff] [A-Za-z`$]|[A-Za-z`$] [\u4e00-\u9fff]")


def modules(root: Path = ROOT) -> list[Path]:
    return sorted((root / PACKAGE).glob("*.py"))


def markers(root: Path = ROOT) -> Iterator[str]:
    """Section marks are paired, unique and not empty."""
    for path in modules(root):
        try:
            sections(path.read_text(encoding="utf-8"))
        except ValueError as error:
            yield f"{path.relative_to(root)}: {error}"


def form(root: Path = ROOT) -> Iterator[str]:
    """Pages keep to the Markdown that forge, site and tests all read alike."""
    for page in load_all(root):
        yield from _form_of_fences(page)
        for heading in page.headings:
            if not heading.id:
                yield f"{page}:{heading.line}: heading without an id: {heading.text}"
        previous = ""
        for n, line in page.prose():
            if SCISSORS in line:
                yield f"{page}:{n}: {SCISSORS} outside a block"
            if _is_prose(previous) and _is_prose(line):
                yield f"{page}:{n}: a paragraph goes on, expected one line a paragraph"
            if page.lang == "zh" and HAN_GAP.search(line):
                yield f"{page}:{n}: a space between Chinese and Latin, the stylesheet makes it"
            previous = line


def _is_prose(line: str) -> bool:
    return bool(line) and line[0] not in "#`:|<$-\\{ " and not re.match(r"\d+\. ", line)


def _form_of_fences(page: Page) -> Iterator[str]:
    seen: set[str] = set()
    runnable: Fence | None = None
    for fence in page.fences:
        where = f"{page}:{fence.first}"
        if (
            not page.lines[fence.first - 1].startswith("```" + fence.info)
            or fence.info not in FENCES
        ):
            yield f"{where}: expected a block of {' or '.join(sorted(FENCES))}, at the margin"
        for comment in fence.comments:
            if not KNOWN_COMMENT.fullmatch(comment):
                yield f"{where}: unknown comment {comment}, a skip needs a reason"
        if fence.is_output and (runnable is None or fence.info != "text"):
            yield f"{where}: expected output does not follow a block that runs"
        if fence.continues and not fence.runs:
            yield f"{where}: a block that does not run cannot continue another"
        if fence.continues and fence.marks:
            yield f"{where}: a mark on a continued block would move to the next one"
        if SCISSORS in fence.written and not fence.include:
            yield f'{where}: expected {SCISSORS} "path:section" alone in its block'
        if fence.include and not NAMED_SECTION.fullmatch(fence.include):
            yield f"{where}: expected a named section, not {fence.include}"
        if fence.section in seen:
            yield f"{where}: section {fence.section} is shown twice, its line links would clash"
        seen |= {fence.section} - {None}
        runnable = fence if fence.runs else None


def includes(root: Path = ROOT) -> Iterator[str]:
    """Every section that a page shows is there."""
    for page in load_all(root):
        for fence in page.fences:
            try:
                fence.body  # noqa: B018
            except LookupError as error:
                yield f"{page}:{fence.first}: {error}"


def coverage(root: Path = ROOT) -> Iterator[str]:
    """Every logical line of a taught block is quoted once, in order, and explained."""
    for page in load_all(root):
        for fence in page.fences:
            if fence.section:
                yield from _coverage_of(page, fence)


def _coverage_of(page: Page, fence: Fence) -> Iterator[str]:
    lines = logical_lines(fence.body)
    quoted = [(n, term, tokens(term)) for n, term in fence.terms]
    for k in range(max(len(lines), len(quoted))):
        if k >= len(quoted):
            yield f"{page}:{fence.first}: {_name(fence, lines[k])} is not explained"
        elif k >= len(lines):
            yield f"{page}:{quoted[k][0]}: {fence.section} has no line left for {quoted[k][1]}"
        elif lines[k].tokens != quoted[k][2]:
            yield f"{page}:{quoted[k][0]}: {_name(fence, lines[k])} is not {quoted[k][1]}"


def _name(fence: Fence, line: Line) -> str:
    text = fence.body.splitlines()[line.first - 1].strip()
    return f"{fence.include} line {line.first}, {text},"


def shown(root: Path = ROOT) -> Iterator[str]:
    """Every section of the package is on a page of each language, but for WITHOUT_PAGE."""
    for lang in LANGUAGES:
        pages = [page for page in load_all(root) if page.lang == lang]
        seen = {fence.include for page in pages for fence in page.fences}
        for path in modules(root):
            names = sections(path.read_text(encoding="utf-8"))
            missing = [name for name in names if f"{PACKAGE}/{path.name}:{name}" not in seen]
            if path.stem not in WITHOUT_PAGE:
                for name in missing:
                    yield f"{PACKAGE}/{path.name}: section {name} is on no page in {lang}"
            elif not missing:
                yield f"{PACKAGE}/{path.name} is on a page in {lang}: take it off WITHOUT_PAGE"


def whole(root: Path = ROOT) -> Iterator[str]:
    """In a module with sections, every line of code stands in one, here or elsewhere."""
    sources = {path: path.read_text(encoding="utf-8") for path in modules(root)}
    parts = {path: "\n".join(sections(source).values()) for path, source in sources.items()}
    taught = {line.tokens for part in parts.values() for line in logical_lines(part)}
    for path, source in sources.items():
        for line in logical_lines(source) if parts[path] else []:
            if line.tokens not in taught:
                yield f"{path.relative_to(root)}: in no section: {' '.join(line.tokens)}"


def pasted(root: Path = ROOT) -> Iterator[str]:
    """No page carries a copy of a line that the package defines."""
    taught = set()
    for path in modules(root):
        for name, part in sections(path.read_text(encoding="utf-8")).items():
            if not name.endswith("imports"):
                taught |= {line.tokens for line in logical_lines(part) if len(line.tokens) > 6}
    for page in load_all(root):
        for fence in page.fences:
            if fence.runs and not fence.include:
                for line in logical_lines(fence.written):
                    if line.tokens in taught:
                        pasted_line = " ".join(line.tokens)
                        yield f"{page}:{fence.first + line.first}: pasted: {pasted_line}"


def parity(root: Path = ROOT) -> Iterator[str]:
    """The three languages have the same pages, headings, blocks, formulas, links and facts."""
    names = {lang: page_names(root, lang) for lang in LANGUAGES}
    everywhere = sorted(set().union(*names.values()))
    for name in everywhere:
        missing = [lang for lang in LANGUAGES if name not in names[lang]]
        if missing:
            yield f"page {name} is missing in {', '.join(missing)}"
    by_name: dict[str, list[Page]] = {}
    for page in load_all(root):
        by_name.setdefault(page.name, []).append(page)
    for pages in by_name.values():
        outlines = [_outline(page) for page in pages]
        for what in outlines[0]:
            values = [outline[what] for outline in outlines]
            if any(value != values[0] for value in values):
                yield f"page {pages[0].name}: {what} differ: " + "; ".join(
                    f"{page.lang} {_difference(value, values)}"
                    for page, value in zip(pages, values, strict=True)
                )


def _difference(value: list[str], values: list[list[str]]) -> str:
    common = set(values[0]).intersection(*values[1:])
    own = [item for item in value if item not in common]
    return f"has {len(value)}" + (f", own: {own[0]!r}" if own else "")


def _outline(page: Page) -> dict[str, list[str]]:
    text = "\n".join(line for _, line in page.prose())
    prose = [line for _, line in page.prose()]
    return {
        "headings": [f"{heading.level} {heading.id}" for heading in page.headings],
        "blocks": [_neutral(page, fence) for fence in page.fences],
        "formulas": FORMULA.findall(text),
        "links": sorted("".join(link) for link in LINK.findall(text)),
        "facts": sorted(set(facts.PLACE.findall(text))),
        "tables and lists": [line[0] for line in prose if re.match(r"\||- |\d+\. ", line)],
    }


def _neutral(page: Page, fence: Fence) -> str:
    """Return the block without what may differ by language: shell comments, and `lang`."""
    written = fence.written.replace(f'"{page.lang}"', '"LANG"')
    if fence.info == "console":
        written = re.sub(r"\s*#.*", "", written)
    return f"{fence.comments} {fence.info}\n{written}"


def as_sections(page: Page, printed: Iterable[tuple[Fence, str]]) -> str:
    """Return the file of a page's outputs, a section for each block that shows one."""
    text = ""
    for fence, output in printed:
        shown = output_of(page, fence)
        if shown and shown.include:
            name = shown.include.partition(":")[2]
            text += f"# --8<-- [start:{name}]\n{output}# --8<-- [end:{name}]\n"
    return text


def outputs(root: Path = ROOT) -> Iterator[str]:
    """Recorded outputs are what the code prints, and no block prints unseen."""
    for page in load_all(root):
        if page.lang == "en":
            path = root / "docs" / "outputs" / f"{page.name}.txt"
            found = path.read_text(encoding="utf-8") if path.exists() else ""
            printed = [pair for chain in chains(page) for pair in run(page, chain)]
            if found != as_sections(page, printed):
                yield f"docs/outputs/{page.name}.txt is not what the page prints: make record"
            for fence, text in printed:
                if bool(text) != bool(output_of(page, fence)):
                    yield f"{page}:{fence.first}: prints {text!r}, check what is shown"


def places(root: Path = ROOT) -> Iterator[str]:
    """Every place for a fact names one that is recorded; the course's own are all on pages."""
    text = "".join(line for page in load_all(root) for line in page.lines)
    used, known = set(facts.PLACE.findall(text)), facts.recorded(root).keys() | {"glossary"}
    own = {name for name in known if name.startswith("course.") and ".made." not in name}
    yield from (f"fact {name} is on no page" for name in sorted(own - used))
    yield from (f"fact {name} is used and not recorded" for name in sorted(used - known))


def terms(root: Path = ROOT) -> Iterator[str]:
    """Renderings that the glossary avoids are on no page but the two that name them."""
    names = glossary.terms(root).values()
    for page in load_all(root):
        if page.name not in ("glossary", "sources"):
            avoided = {
                avoid: term[page.lang]
                for term in names
                for avoid in term.get("avoid", {}).get(page.lang, [])
            }
            for n, line in page.prose():
                for avoid in avoided:
                    if avoid.lower() in line.lower():
                        yield f"{page}:{n}: {avoid}, expected {avoided[avoid]}"
