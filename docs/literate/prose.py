"""The gates on the prose of pages: in parallel, in its own script, and no code in disguise."""

import difflib
import functools
import io
import re
import tokenize
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from . import LANGUAGES, PACKAGE, glossary, language_rows, read
from .exceptions import Exceptions
from .gate import gate
from .page import parse
from .quantities import in_digits, in_words, words
from .units import CODE, FACT, FOLDED, GAP, Text, Unit, pages

HAN = "[\u4e00-\u9fff]"
HALF_STOP = re.compile(rf"{HAN}[,.;:!?]|[,;:!?]{HAN}|{GAP}[,;:!?](?=$|[{GAP}]|{HAN})")
FULL_STOP = re.compile("[，。！？；：、]")
DOUBLED = re.compile(r"\b([A-Za-z\uac00-\ud7a3]+) \1\b", re.I)
ENDS = re.compile(r"\w\Z")  # in the middle of a sentence
SENTENCE = re.compile(r"[A-Za-z][A-Za-z'’-]*(?: [A-Za-z][A-Za-z'’-]*){3,}")
# These pages name what other languages say.
NAMES_OTHERS = ("glossary", "sources", "README", "glossary.toml")
TAG = re.compile(r"</?[A-Za-z][^>\s]*[^>]*>|<!|<\?")
# Four blanks, at the margin, or behind the mark of a quotation, a list or a definition
MARK = r"\s*(?:>|:(?= )|[-*+](?= )|\d+\.(?= ))(?: {5}|\s*\t)"
INDENTED = re.compile(rf" {{4}}| {{0,3}}\t|{MARK}")
# What marks of code are taken for: they read alike and mean something else, or nothing.
LIKE_ASCII = re.compile(
    "[\u2010-\u2015\u2212\u2018-\u201f\u00d7\u2215\u2217\uff01-\uff5e\u3000]"
)
FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")

SHORT = 0.5  # of what its siblings say, each in relation to its page
LONG = 60  # letters, from which on a length means something
SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")


@gate
def in_parallel(root: Path) -> Iterator[str]:
    """The three languages have the same units in the same order, and in each the same code,
    formulas, facts, links and numbers in any order, a number in digits or in words, and about
    as much to say."""
    found, complaints = pages(root)
    yield from complaints
    exceptions = Exceptions(root, "in_parallel")
    numbers = {lang: about.get("numbers", {}) for lang, about in words(root).items()}
    for name in dict.fromkeys(text.name for text in found):
        together = [text for text in found if text.name == name]
        yield from parallel(together, numbers, exceptions)
    yield from exceptions.complaints()


def parallel(
    texts: list[Text], numbers: dict[str, dict[str, float]], exceptions: Exceptions
) -> Iterator[str]:
    """Compare one text in several languages, section by section."""
    for section in dict.fromkeys(unit.section for text in texts for unit in text.units):
        parts = [[unit for unit in text.units if unit.section == section] for text in texts]
        outlines = [tuple(_outline(part)) for part in parts]
        usual = Counter(outlines).most_common(1)[0][0]
        model = outlines.index(usual)
        for text, part in zip(texts, parts, strict=True):
            if tuple(_outline(part)) != usual:
                yield _first_difference(text, part, texts[model], parts[model])
        sizes = [sum(len(unit.text) for unit in text.units) for text in texts]
        alike = [k for k, outline in enumerate(outlines) if outline == usual]
        for row in zip(*(parts[k] for k in alike), strict=True):
            together = [texts[k] for k in alike]
            for complaint, text, item in [
                *_odd(together, row, numbers),
                *_short(together, row, [sizes[k] for k in alike]),
            ]:
                if not exceptions.allow(text.name, item):
                    yield complaint


def _outline(part: list[Unit]) -> list[str]:
    return [f"term {unit.text}" if unit.kind == "term" else unit.kind for unit in part]


def _first_difference(text: Text, part: list[Unit], model: Text, usual: list[Unit]) -> str:
    mine, theirs = _outline(part), _outline(usual)
    changes = difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    _, here, _, there, upto = next(change for change in changes if change[0] != "equal")
    line = part[here].line if here < len(part) else part[-1].line if part else 1
    if there < upto:
        where = model.at(usual[there])
        return f"{text.at(line)}: expected the {theirs[there]} of {where} about here"
    return f"{text.at(line)}: the {mine[here]} is not in {model.path}"


def _odd(
    texts: list[Text], row: tuple[Unit, ...], numbers: dict[str, dict[str, float]]
) -> Iterator[tuple[str, Text, str]]:
    """Return what one language has and another lacks, as (complaint, text, item)."""
    marks: list[tuple[str, Callable[[Unit], Iterable[str]]]] = [
        ("code", lambda unit: unit.code),
        ("formula", lambda unit: unit.formulas),
        ("fact", lambda unit: unit.facts),
        ("link", lambda unit: unit.links),
    ]
    for what, of in marks:
        counts = [Counter(of(unit)) for unit in row]
        for item in sorted(set().union(*counts)):
            had = [count[item] for count in counts]
            yield from _lacks(texts, row, what, item, had, had)
    written = [in_digits(unit.bare) for unit in row]
    spelt = [
        digits + in_words(unit.bare, numbers.get(text.lang, {}))
        for text, unit, digits in zip(texts, row, written, strict=True)
    ]
    for number in sorted(set().union(*written)):
        item = f"{float(number):,g}" if number % 1 else f"{int(number):,}"
        had, least = ([some[number] for some in counts] for counts in (spelt, written))
        yield from _lacks(texts, row, "number", item, had, least)
    whole = [
        in_words(unit.bare, numbers.get(text.lang, {}), parts=False)
        for text, unit in zip(texts, row, strict=True)
    ]
    for number in sorted(set().union(*whole) - set().union(*written)):
        lacking = [k for k, some in enumerate(spelt) if not some[number]]
        saying = sum(some[number] > 0 for some in whole)
        if number > 2 and len(lacking) == 1 and saying == len(row) - 1 > 1:
            text, item = texts[lacking[0]], f"{int(number):,}"
            unit = row[lacking[0]]
            said = f"the {unit.kind} does not speak of {item}, as the others do"
            yield f"{text.at(unit)}: {said}", text, item


def _short(
    texts: list[Text], row: tuple[Unit, ...], sizes: list[int]
) -> Iterator[tuple[str, Text, str]]:
    """Complain of who says much less than every other: a sentence may be missing."""
    parts = [len(unit.text) / size for unit, size in zip(row, sizes, strict=True)]
    for k, (text, unit) in enumerate(zip(texts, row, strict=True)):
        others = parts[:k] + parts[k + 1 :]
        if others and max(len(each.text) for each in row) > LONG:
            if parts[k] < SHORT * min(others):
                said = f"the {unit.kind} is short, is a sentence missing?"
                yield f"{text.at(unit)}: {said} {unit.text}", text, unit.text


def _lacks(
    texts: list[Text],
    row: tuple[Unit, ...],
    what: str,
    item: str,
    had: list[int],
    least: list[int],
) -> Iterator[tuple[str, Text, str]]:
    """Complain of who has an item less often than another has it at least."""
    most = max(least)
    lacking = [k for k, count in enumerate(had) if count < most]
    if 2 * len(lacking) > len(had):  # then it is one that has too much
        odd = [k for k, count in enumerate(least) if count == most]
        said = "has", "that no other language has so often"
    else:
        odd, said = lacking, ("lacks", f"of {texts[least.index(most)].path}")
    for k in odd if lacking else []:
        text, unit = texts[k], row[k]
        yield (
            f"{text.at(unit)}: the {unit.kind} {said[0]} the {what} {item} {said[1]}",
            text,
            item,
        )


@gate
def script(root: Path) -> Iterator[str]:
    """Prose is written in the letters and stops of its language, no word stands twice, a
    paragraph ends with a stop, and each heading and explanation has words of its own; the
    glossary and the sources may name what others say."""
    found, complaints = pages(root)
    yield from complaints
    exceptions = Exceptions(root, "script")
    known = words(root)
    for lang in LANGUAGES:
        if lang not in known:
            yield f"docs/words.toml: nothing is known of {lang}"
    for text in found:
        for unit, after in zip(text.units, [*text.units[1:], None], strict=False):
            if unit.words.count("**") % 2:
                yield f"{text.at(unit)}: ** without its partner"
            if unit.kind in ("definition", "paragraph") and ENDS.search(unit.words):
                if not FOLDED.fullmatch(unit.text) and (
                    after is None or after.kind != "formula"
                ):
                    yield f"{text.at(unit)}: no stop at the end: {unit.words[-20:]}"
            for item in _foreign(text, unit, known.get(text.lang, {})):
                if not exceptions.allow(text.name, item):
                    yield f"{text.at(unit)}: {item} in {text.lang}"
    yield from _names_in_script(root, known)
    yield from exceptions.complaints()


def _short_texts(root: Path) -> Iterator[tuple[str, str, str]]:
    """Return (place, language, text) of the terms' names and of what program and site say."""
    for identity, term in glossary.terms(root).items():
        yield from (
            (f"docs/glossary.toml: [{identity}]", lang, term.get(lang, ""))
            for lang in LANGUAGES
        )
    for lang, row in language_rows(root).items():
        yield from (
            ("docs/languages.toml", lang, row[key])
            for key in row.keys() - {"html", "separator"}
        )
        path = root / PACKAGE / "app" / "messages" / f"{lang}.toml"
        for table, said in tomllib.loads(read(path)).items() if path.exists() else ():
            if table != "language":
                where = f"{path.relative_to(root).as_posix()}: [{table}]"
                yield from ((f"{where} {key}", lang, text) for key, text in said.items())


def _names_in_script(root: Path, known: dict[str, dict[str, Any]]) -> Iterator[str]:
    """A short text is in the letters of its language, if it has words at all."""
    for where, lang, text in _short_texts(root):
        about, bare = known.get(lang, {}), re.sub(r"\{[^}]*\}", GAP, text)
        strange = re.search(about["foreign"], bare) if "foreign" in about else None
        wordless = not re.search(r"[^\W\d_]{2}", bare)
        if strange or not (wordless or re.search(about.get("own", ""), bare)):
            yield f"{where}: not in {lang}: {text}"


def _foreign(text: Text, unit: Unit, known: dict[str, Any]) -> Iterator[str]:
    """Return what does not belong into a unit of a language of which this is known."""
    bare = unit.bare
    if FACT.fullmatch(unit.text.strip()) or not bare.strip():
        return
    if text.name not in NAMES_OTHERS and "foreign" in known:
        yield from (f"{name(c)}" for c in re.findall(known["foreign"], bare))
    if "charset" in known:
        for letter in re.findall(HAN, bare):
            if not _fits(letter, known["charset"]):
                yield f"{letter}, which {known['charset']} does not have,"
    if known.get("full_stops"):
        yield from (f"half-width {stop[0]!r}" for stop in HALF_STOP.finditer(bare))
    elif text.name not in NAMES_OTHERS:
        yield from (f"full-width {stop!r}" for stop in FULL_STOP.findall(bare))
    if re.search(r"[A-Za-z]", known.get("own", "A")) is None:
        yield from (f"English: {run}," for run in SENTENCE.findall(bare))
    yield from (f"{word[0]!r}, twice," for word in DOUBLED.finditer(bare))
    if unit.kind.startswith(("definition", "paragraph", "heading")) and not re.search(
        known.get("own", ""), bare
    ):
        yield f"no word of its own: {unit.text}"


def _fits(letter: str, charset: str) -> bool:
    try:
        letter.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


@gate
def code_is_code(root: Path) -> Iterator[str]:
    """What reads as code stands in a block or in backticks: no indented code, no HTML but what
    folds an answer away, no comment or backticks over several lines, no `text` block but what
    a program printed."""
    found, complaints = pages(root)
    yield from complaints
    for text in found:
        for fence in text.page.fences:
            if fence.info == "text" and not fence.is_output:
                yield f"{text.at(fence)}: a text block that is no expected output"
        before = ""
        for n, line in text.page.prose():
            if INDENTED.match(line) and not _continues(before, line):
                yield f"{text.at(n)}: indented code, expected a block: {line.strip()}"
            elif line.strip() and not line[0].isspace():
                before = line
            if line.lstrip().startswith("<!--") and not re.fullmatch(r"<!--.*?-->", line):
                yield f"{text.at(n)}: expected a comment alone on one line: {line.strip()}"
            if "`" in CODE.sub("", line):
                yield f"{text.at(n)}: a backtick without its partner on the line: {line}"
        for unit in text.units:
            for tag in TAG.findall(unit.words):
                if not tag.startswith("<!"):
                    yield f"{text.at(unit)}: HTML, expected Markdown: {tag}"


def _continues(before: str, line: str) -> bool:
    """Return whether an indented line goes on what a list item or a definition began."""
    begun = re.match(r":   |[-*] |\d+\. ", before)
    return bool(begun) and not re.match(rf" {{8}}|\t\t|{MARK}", line)


@gate
def look_alikes(root: Path) -> Iterator[str]:
    """No character is invisible, and none is taken for another: named by its Unicode name."""
    files = [*sorted((root / "docs").glob("*/*.md")), *root.glob("*.md")]
    files += [*root.glob("docs/*.toml")]
    files += sorted(
        path for kind in ("py", "toml") for path in (root / PACKAGE).rglob(f"*.{kind}")
    )
    for path in files:
        where = path.relative_to(root).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except (ValueError, OSError) as error:
            yield f"{where}: {error}"
            continue
        yield from (f"{where}:{n}: {said}" for n, said in _alike_in(text, path.suffix))


@functools.cache
def _alike_in(text: str, suffix: str) -> list[tuple[int, str]]:
    """Return what is not what it looks like in a file, with its lines."""
    if suffix == ".py":
        code = _code_of(text, 1)
    else:
        code = _code_in(text) if suffix == ".md" else {}
    lines = enumerate(text.split("\n"), start=1)
    return [(n, said) for n, line in lines for said in _alike(line, code.get(n, ""))]


def _code_in(markdown: str) -> dict[int, str]:
    """Return the code of each line of a page, without its strings and comments."""
    try:
        page = parse(markdown, "", "")
    except ValueError:  # said by the other gates
        return {}
    code = {n: " ".join(span[1] for span in CODE.findall(line)) for n, line in page.prose()}
    for fence in page.fences:
        if fence.runs:
            code |= _code_of(fence.written, fence.first + 1)
        elif fence.info == "console":
            for n, line in enumerate(fence.written.splitlines(), start=fence.first + 1):
                code[n] = line.partition(" #")[0]
    return code


def _code_of(source: str, first: int) -> dict[int, str]:
    """Return the code and the comments of each line of Python, without its strings."""
    code: dict[int, str] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if "STRING" not in tokenize.tok_name[token.type]:
                n = token.start[0] - 1 + first
                code[n] = code.get(n, "") + token.string
    except (tokenize.TokenError, SyntaxError):  # which such a character may be the cause of
        lines = enumerate(source.splitlines(), start=first)
        code = {n: line for n, line in lines if not re.search("[\"']", line)}
    return code


def _alike(line: str, code: str) -> Iterator[str]:
    """Return what is not what it looks like in a line, a part of which is code."""
    for letter in line:
        if unicodedata.category(letter) in ("Cf", "Cc", "Co", "Cn") and letter != "\t":
            yield f"invisible {name(letter)}"
        elif SPACES.match(letter):
            yield f"{name(letter)}, expected a space"
        elif FULL_WIDTH.match(letter) or "CYRILLIC" in unicodedata.name(letter, ""):
            yield f"{name(letter)}, expected a Latin letter or digit"
    for word in re.findall(r"[^\W\d_]+", line):
        greek = [c for c in word if unicodedata.name(c, "").startswith("GREEK")]
        if greek and re.search("[A-Za-z]", word):
            yield f"{name(greek[0])} in the word {word}"
    for letter in LIKE_ASCII.findall(code):
        yield f"{name(letter)} in code"
    if unicodedata.normalize("NFC", line) != line:
        odd = next((c for c in line if _composes(c)), line[0])
        yield f"{name(odd)}, expected the composed form (NFC)"


def _composes(letter: str) -> bool:
    """Return whether the letter is one that another stands for, or a part of one."""
    jamo = "\u1100" <= letter <= "\u11ff"
    return (
        jamo
        or bool(unicodedata.combining(letter))
        or not unicodedata.is_normalized("NFC", letter)
    )


def name(letter: str) -> str:
    """Return a character's number and name, such as U+200B ZERO WIDTH SPACE."""
    special = {"\ufeff": "BYTE ORDER MARK"}
    return (
        f"U+{ord(letter):04X} {special.get(letter, unicodedata.name(letter, 'without a name'))}"
    )
