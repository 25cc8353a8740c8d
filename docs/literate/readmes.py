"""The gate on the READMEs and CONTRIBUTING, which no build fills in, links or runs."""

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from . import LANGUAGES, facts, read
from .by_hand import versions
from .check import FENCES
from .exceptions import Exceptions
from .gate import gate
from .named import extras, in_consoles, in_libraries, in_package, names_in, on_page, unknown
from .prose import parallel
from .quantities import digits, words
from .units import Text, texts

PICTURE = re.compile(r"!\[([^\]]*)\]\(\S*-(\w+)\.png\)")
OWN = re.compile(rf"README(?:\.[a-z]+)?\.md|(?<=-)(?:{'|'.join(LANGUAGES)})(?=\.png)")
COMMENT = re.compile(r"`<!--.*?-->`")


@gate
def readmes(root: Path) -> Iterator[str]:
    """The READMEs say the same in each language; in them and in CONTRIBUTING numbers are facts
    or listed, links lead to files, and versions, names and commands are the project's."""
    found, complaints = texts([*_files(root)], root)
    yield from complaints
    exceptions = Exceptions(root, "readmes")
    try:
        wanted, recorded = versions(root), set(facts.recorded(root).values())
        about = words(root)
        numbers = {lang: of.get("numbers", {}) for lang, of in about.items()}
        known = in_package(root) | in_libraries() | _in_engine(root) | extras(root)
    except (ValueError, KeyError, OSError) as error:
        yield f"readmes: {error!r}"
        return
    yield from parallel(
        [_alike(text) for text in found if text.name == "README"], numbers, exceptions
    )
    anchors = {text.path: [_anchor(head.text) for head in text.page.headings] for text in found}
    for text in found:
        yield from in_consoles(text, root)
        plain = text._replace(
            units=[unit._replace(text=COMMENT.sub("", unit.text)) for unit in text.units]
        )
        yield from unknown(plain, known | on_page(text), exceptions, root)
        for unit in text.units:
            for target in unit.links:
                path, _, heading = target.partition("#")
                if path and "://" not in path and not (root / path).exists():
                    yield f"{text.at(unit)}: {target}: no such file"
                elif heading and heading not in anchors.get(path or text.path, [heading]):
                    yield f"{text.at(unit)}: {target}: no such heading"
            for said, lang in PICTURE.findall(unit.text):
                if lang != text.lang or not re.search(about[text.lang]["own"], said):
                    yield f"{text.at(unit)}: a picture or its text is not in {text.lang}"
            allowed = recorded | {wanted[name] for name in wanted if name in unit.words}
            for number in digits(unit.bare):
                if number not in allowed | {"0", "1"} and not exceptions.allow(
                    text.name, number
                ):
                    yield f"{text.at(unit)}: {number}: expected a recorded fact, or a reason"
    yield from exceptions.complaints()


def _files(root: Path) -> Iterator[tuple[str, str, str]]:
    for lang in LANGUAGES:
        yield "README.md" if lang == "en" else f"README.{lang}.md", lang, "README"
    yield "CONTRIBUTING.md", "en", "CONTRIBUTING"


def _anchor(heading: str) -> str:
    """Return the id that a forge gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _alike(text: Text) -> Text:
    """Return the README without what names its own language: links to the others, pictures."""
    found = [unit._replace(text=OWN.sub("OWN", unit.text)) for unit in text.units]
    return text._replace(units=found)


def _in_engine(root: Path) -> set[str]:
    """Return the names in the code of the engine, the experiments and the tests."""
    files = [*root.glob("docs/**/*.py"), *root.glob("tests/**/*.py")]
    known = {"docs", "tests", "make", "venv", *FENCES} | {path.stem for path in files}
    for path in files:
        try:
            known |= names_in(read(path))
        except (ValueError, SyntaxError, tokenize.TokenError, OSError):
            continue
    return known
