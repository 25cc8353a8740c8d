"""The gates on the sources of the site: each returns the complaints it has, a line each."""

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import PACKAGE, RESULTS, ROOT, Unreadable, facts, language_rows, read
from .code import SCISSORS, Line, logical_lines, sections, tokens
from .gate import each_page, gate, placed
from .page import COMMENT, CONT_MARK, OUTPUT_MARK, Fence, Page, load_all, parse
from .program import RECORDED, chains, failed, output_of, run
from .shapes import shapes
from .translation import languages, parity, terms

FENCES = {"python", "text", "console"}
KNOWN_COMMENT = re.compile(
    rf"{OUTPUT_MARK}|{CONT_MARK}|pytest\.mark\.skip\(reason=['\"].+['\"]\)"
)
# Modules whose page is still to be written. The list may only shrink.
WITHOUT_PAGE = {
    "automaton",
    "biased",
    "chars",
    "cross_entropy",
    "intervals",
    "proof",
    "trials",
    "verdict",
}
UNDERLINE = re.compile(r" {0,3}(-+|=+)\s*")
NAMED_SECTION = re.compile(r"[^:]+:[A-Za-z][\w-]*")
HAN_GAP = re.compile(r"[\u4e00-\u9fff] [A-Za-z`$]|[A-Za-z`$] [\u4e00-\u9fff]")


def modules(root: Path = ROOT) -> list[Path]:
    """Return the taught modules."""
    return [path for path in sorted((root / PACKAGE).glob("*.py")) if path.stem[:2] != "__"]


def taught(root: Path) -> dict[Path, dict[str, str]]:
    """Return the sections of the modules whose marks pair; `markers` names the others."""
    found = {}
    for path in modules(root):
        try:
            found[path] = sections(read(path))
        except Unreadable:
            continue
    return found


@gate
def readable(root: Path) -> Iterator[str]:
    """What the gates read is UTF-8, holds nothing invisible, and can be parsed."""
    docs = root / "docs"
    pages = [
        path for lang in language_rows(root) for path in sorted((docs / lang).glob("*.md"))
    ]
    data = [*sorted(docs.glob("*.toml")), *sorted((root / RESULTS).glob("*.json"))]
    for path in [*pages, *modules(root), *sorted((docs / "outputs").glob("*.txt")), *data]:
        try:
            text = read(path)
            for n, line in enumerate(text.split("\n"), start=1):
                for letter in sorted(set(filter(_is_invisible, line))):
                    yield f"{path.relative_to(root)}:{n}: invisible: {_name_of(letter)}"
            if path.suffix == ".md":
                parse(text, path.parent.name, path.stem, root)
            elif path.suffix == ".toml":
                tomllib.loads(text)
            elif path.suffix == ".json":
                json.loads(text)
        except ValueError as error:
            yield f"{placed(path.relative_to(root), error)}: {error}"


def _is_invisible(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return letter == "\xa0" or (kind in ("Cf", "Cc", "Zl", "Zp") and letter != "\t")


def _name_of(letter: str) -> str:
    return f"{unicodedata.name(letter, 'a control character')} (U+{ord(letter):04X})"


@gate
def markers(root: Path) -> Iterator[str]:
    """Section marks are paired, unique and not empty."""
    for path in modules(root):
        try:
            sections(read(path))
        except Unreadable as error:
            yield f"{placed(path.relative_to(root), error)}: {error}"


@each_page
def form(page: Page) -> Iterator[str]:
    """Pages keep to the Markdown that forge, site and tests all read alike."""
    if not page.headings or page.headings[0].level != 1:
        yield f"{page}:1: expected a page that begins with its title"
    yield from _form_of_fences(page)
    for heading in page.headings:
        if not heading.id:
            yield f"{page}:{heading.line}: heading without an id: {heading.text}"
    previous = ""
    for n, line in page.prose():
        comment = COMMENT.match(line)
        if comment and not KNOWN_COMMENT.fullmatch(comment[1].strip()):
            yield f"{page}:{n}: unknown comment {comment[1].strip()}, a skip needs a reason"
        if line != line.rstrip():
            yield f"{page}:{n}: spaces at the end of a line"
        if SCISSORS in line:
            yield f"{page}:{n}: {SCISSORS} outside a block"
        if previous.strip() and UNDERLINE.fullmatch(line):
            yield f"{page}:{n}: a heading underlined, expected one that begins with #"
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
    runs = False
    for fence in page.fences:
        where = f"{page}:{fence.first}"
        if (
            not page.lines[fence.first - 1].startswith("```" + fence.info)
            or fence.info not in FENCES
        ):
            yield f"{where}: expected a block of {' or '.join(sorted(FENCES))}, at the margin"
        if fence.is_output and (runnable is None or fence.info != "text"):
            yield f"{where}: expected output does not follow a block that runs"
        if fence.continues and not fence.runs:
            yield f"{where}: a block that does not run cannot continue another"
        if fence.continues and not runs:
            yield f"{where}: no block that runs stands above, there is nothing to continue"
        if fence.continues and fence.marks:
            yield f"{where}: a mark on a continued block would move to the next one"
        if SCISSORS in fence.written and not fence.include:
            yield f'{where}: expected {SCISSORS} "path:section" alone in its block'
        if fence.include and not NAMED_SECTION.fullmatch(fence.include):
            yield f"{where}: expected a named section, not {fence.include}"
        if fence.section in seen:
            yield f"{where}: section {fence.section} is shown twice, its line links would clash"
        if fence.runs and not fence.include:
            yield from _form_of_code(page, fence)
        if fence.section:
            seen.add(fence.section)
        runs = runs or fence.runs
        runnable = fence if fence.runs else None


def _form_of_code(page: Page, fence: Fence) -> Iterator[str]:
    """A block is Python by itself, and no letter of a name only looks like another."""
    try:
        lines = fence.code
    except Unreadable as error:
        yield f"{page}:{error.line}: {error}"
        return
    for line in lines:
        for word in line.tokens:
            if word[-1] not in "'\"" and not word.isascii():
                yield f"{page}:{fence.first + line.first}: {_strange(word)} in {word}"


def _strange(text: str) -> str:
    return ", ".join(_name_of(letter) for letter in dict.fromkeys(text) if letter > "\x7f")


@each_page
def includes(page: Page) -> Iterator[str]:
    """Every section that a page shows is there."""
    for fence in page.fences:
        try:
            fence.body  # noqa: B018
        except Unreadable as error:
            yield f"{page}:{error.line}: {error}"


@each_page
def coverage(page: Page) -> Iterator[str]:
    """Every logical line of a taught block is quoted once, in order, and explained."""
    for fence in page.fences:
        if fence.section:
            yield from _coverage_of(page, fence)


def _coverage_of(page: Page, fence: Fence) -> Iterator[str]:
    lines = fence.code
    quoted = [(n, term, tokens(term)) for n, term in fence.terms]
    for k in range(max(len(lines), len(quoted))):
        if k >= len(quoted):
            yield f"{page}:{fence.first}: {_name(fence, lines[k])} is not explained"
        elif k >= len(lines):
            yield f"{page}:{quoted[k][0]}: {fence.section} has no line left for {quoted[k][1]}"
        elif lines[k].tokens != quoted[k][2]:
            strange = _strange(quoted[k][1])
            why = f", it holds {strange}" if strange else ""
            yield f"{page}:{quoted[k][0]}: {_name(fence, lines[k])} is not {quoted[k][1]}{why}"


def _name(fence: Fence, line: Line) -> str:
    text = fence.body.splitlines()[line.first - 1].strip()
    return f"{fence.include} line {line.first}, {text},"


@gate
def shown(root: Path) -> Iterator[str]:
    """Every section of the package is on a page of each language, but for WITHOUT_PAGE."""
    pages = load_all(root)
    for lang in language_rows(root):
        fences = [fence for page in pages if page.lang == lang for fence in page.fences]
        seen = {fence.include for fence in fences}
        for path, names in taught(root).items() if fences else ():
            missing = [name for name in names if f"{PACKAGE}/{path.name}:{name}" not in seen]
            if path.stem not in WITHOUT_PAGE:
                for name in missing:
                    yield f"{PACKAGE}/{path.name}: section {name} is on no page in {lang}"
            elif not missing:
                yield f"{PACKAGE}/{path.name} is on a page in {lang}: take it off WITHOUT_PAGE"


@gate
def whole(root: Path) -> Iterator[str]:
    """In a module with sections, every line of code stands in one, here or elsewhere."""
    parts = taught(root)
    known = set()
    for named in parts.values():
        try:
            known |= {line.tokens for line in logical_lines("\n".join(named.values()))}
        except SyntaxError:
            continue  # the module itself is not Python either, which is said below
    for path, named in parts.items():
        where = path.relative_to(root)
        try:
            for line in logical_lines(read(path)) if named else []:
                if line.tokens not in known:
                    yield f"{where}:{line.first}: in no section: {' '.join(line.tokens)}"
        except SyntaxError as error:
            yield f"{where}:{error.lineno}: not Python: {error.msg}"


@gate
def pasted(root: Path) -> Iterator[str]:
    """No page carries a copy of a line that the package defines."""
    parts = [
        part
        for named in taught(root).values()
        for name, part in named.items()
        if not name.endswith("imports")
    ]
    known = {line.tokens for part in parts for line in _lines(part) if len(line.tokens) > 6}
    yield from each_page(lambda page: _pasted_into(page, known))(root)


def _lines(part: str) -> tuple[Line, ...]:
    try:
        return logical_lines(part)
    except SyntaxError:
        return ()  # `whole` names it


def _pasted_into(page: Page, known: set[tuple[str, ...]]) -> Iterator[str]:
    for fence in page.fences:
        if fence.runs and not fence.include:
            for line in fence.code:
                if line.tokens in known:
                    pasted_line = " ".join(line.tokens)
                    yield f"{page}:{fence.first + line.first}: pasted: {pasted_line}"


def as_sections(page: Page, printed: Iterable[tuple[Fence, str]]) -> str:
    """Return the file of a page's outputs, a section for each block that shows one."""
    text = ""
    for fence, output in printed:
        shown = output_of(page, fence)
        if shown and shown.include:
            name = shown.include.partition(":")[2]
            text += f"# --8<-- [start:{name}]\n{output}# --8<-- [end:{name}]\n"
    return text


@each_page
def outputs(page: Page) -> Iterator[str]:
    """Recorded outputs are what the code prints, and no block prints unseen."""
    if page.lang != RECORDED:
        return
    path = page.root / "docs" / "outputs" / f"{page.name}.txt"
    printed: list[tuple[Fence, str]] = []
    for chain in chains(page):
        try:
            printed += run(page, chain)
        except (Exception, SystemExit) as error:
            yield failed(page, chain, error)
            return
    if (read(path) if path.exists() else "") != as_sections(page, printed):
        yield f"docs/outputs/{page.name}.txt is not what the page prints: make record"
    for fence, text in printed:
        if bool(text) != bool(output_of(page, fence)):
            yield f"{page}:{fence.first}: prints {text!r}, check what is shown"


@gate
def places(root: Path) -> Iterator[str]:
    """Every place for a fact names one that is recorded; the course's own are all on pages."""
    text = "".join(line for page in load_all(root) for line in page.lines)
    used, known = set(facts.PLACE.findall(text)), facts.recorded(root).keys() | {"glossary"}
    own = {name for name in known if name.startswith("course.") and ".made." not in name}
    yield from (f"fact {name} is on no page" for name in sorted(own - used))
    yield from (f"fact {name} is used and not recorded" for name in sorted(used - known))


GATES = (
    readable,
    markers,
    form,
    includes,
    coverage,
    shown,
    whole,
    pasted,
    languages,
    parity,
    terms,
    outputs,
    shapes,
    places,
)
